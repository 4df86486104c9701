"""The catalogue of datasets: DCAT 3 in the application profile of Europe (DCAT-AP 3), with VoID for linked data.

One graph says both: a dataset is a dcat:Dataset and a void:Dataset. Every node has an IRI, and the class of whatever a
property leads to is stated, so that a harvester needs nothing but this document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, TypeAlias

import pyoxigraph as ox
from msgspec import Struct

from app.core.absolute_iri import absolute_iri
from app.core.collections import WHOLE
from app.core.iri import Namespace
from app.core.text import Text
from app.publication.coverage import Box, Coverage
from app.publication.output_format import Publisher
from app.publication.schema_org.pages import catalogue_iri

PREFIXES: Final = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "void": "http://rdfs.org/ns/void#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "locn": "http://www.w3.org/ns/locn#",
    "geosparql": "http://www.opengis.net/ont/geosparql#",
    "adms": "http://www.w3.org/ns/adms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/"
_LANGUAGES: Final = {"FRA": "fr", "ENG": "en"}
_FILE_TYPES: Final = {  # of the EU's authority table, by media type
    "application/n-quads": "RDF_N_QUADS",
    "text/turtle": "RDF_TURTLE",
    "application/x-ndjson": "JSON_LD",
    "text/csv": "CSV",
    "application/vnd.apache.parquet": "PARQUET",
}
_VOCABULARIES: Final = (
    "http://www.cidoc-crm.org/cidoc-crm/",
    "https://linked.art/ns/terms/",
    "http://vocab.getty.edu/aat/",
)

Value: TypeAlias = "str | int | datetime | Text | ox.NamedNode | ox.Literal"


class Download(Struct, frozen=True):
    """A file to take away: its address, what is in it and around it (media types), its size, its SHA-256."""

    url: str
    format: str
    compression: str | None
    bytes: int
    sha256: str


class CataloguedDataset(Struct, frozen=True):
    """What an institution publishes: how many records, since when and until when, what they cover, the files of it."""

    publisher: Publisher
    records: int
    issued: datetime | None
    modified: datetime | None
    coverage: Coverage | None
    downloads: tuple[Download, ...] = ()


class Catalogue(Struct, frozen=True):
    """Everything that is published at one address: the institutions' datasets, and the files of the whole."""

    base: str
    contact: str
    datasets: tuple[CataloguedDataset, ...]
    downloads: tuple[Download, ...]
    coverage: Coverage


class _Service(Struct, frozen=True):
    """A way to read a dataset: the end of its address, what it is called, the standard it follows."""

    path: str
    name: Text
    standard: str
    of_institution: bool = False


_SERVICES: Final = (
    _Service("/sparql", Text("Interrogation SPARQL", "SPARQL endpoint"), "https://www.w3.org/TR/sparql11-protocol/"),
    _Service("/api/v1/search", Text("Recherche", "Search API"), "https://www.hydra-cg.com/spec/latest/core/"),
    _Service("/oai", Text("OAI-PMH", "OAI-PMH"), "http://www.openarchives.org/OAI/2.0/", of_institution=True),
    _Service("/ldes", Text("Flux d'événements (LDES)", "Event stream (LDES)"), "https://w3id.org/ldes/specification"),
    _Service("/activity", Text("Découverte des changements", "Change Discovery"), "https://iiif.io/api/discovery/1.0/"),
    _Service(
        "/resourcesync/capabilitylist.xml", Text("ResourceSync", "ResourceSync"), "http://www.openarchives.org/rs/1.1"
    ),
    _Service("/api/v1/changes", Text("Journal des changements", "Change log"), "https://github.com/ndjson/ndjson-spec"),
    _Service("/sitemap.xml", Text("Plan du site", "Site map"), "https://www.sitemaps.org/protocol.html"),
    _Service("/iiif/collection", Text("Collections IIIF", "IIIF collections"), "https://iiif.io/api/presentation/3.0/"),
)
_TITLE = Text("Concordance: catalogue des jeux de données", "Concordance: catalogue of datasets")
_ABOUT = Text(
    "Les collections que des établissements publient en données liées (Linked Art, CIDOC CRM).",
    "The collections that institutions publish as linked data (Linked Art, CIDOC CRM).",
)
_WHOLE_TITLE = Text("Toutes les collections", "All collections")
_DATASET = Text("Collection: {name}", "Collection: {name}")
_DATASET_ABOUT = Text(
    "Les notices publiées de {name}: {count}.",
    "The published records of {name}: {count}.",
)


def graph(catalogue: Catalogue) -> Iterator[ox.Triple]:
    """Yield the catalogue as triples, each once or more."""
    return iter(_Writing(catalogue).triples)


def serialised(catalogue: Catalogue, form: ox.RdfFormat) -> bytes:
    """Return the catalogue in this format."""
    triples = dict.fromkeys(graph(catalogue))
    written = ox.serialize(triples, format=form, prefixes=PREFIXES)
    return written if written is not None else b""


class _Writing:
    def __init__(self, catalogue: Catalogue) -> None:
        self.triples: list[ox.Triple] = []
        self.base = catalogue.base
        self.iri = catalogue_iri(catalogue.base)
        self.contact = f"{self.iri}#contact"
        self.agent = f"{self.iri}#publisher"
        self._catalogue(catalogue)
        self._services(catalogue)
        self._whole(catalogue)
        for one in catalogue.datasets:
            self._institution(one)
        self._shared(catalogue)

    def add(self, subject: str, **said: Value | Iterable[Value] | None) -> None:
        """State properties of a node, named `prefix_name`; a Text becomes one literal in each language."""
        for name, value in said.items():
            prefix, _, local = name.partition("_")
            predicate = ox.NamedNode(PREFIXES[prefix] + local)
            several = value if isinstance(value, (list, tuple)) else () if value is None else (value,)
            for each in several:
                for term in _terms(each):
                    self.triples.append(ox.Triple(ox.NamedNode(subject), predicate, term))

    def kind(self, subject: str, *classes: str) -> None:
        """Say what a node is, by `prefix:name`."""
        self.add(subject, rdf_type=[_curie(name) for name in classes])

    def _catalogue(self, catalogue: Catalogue) -> None:
        dates = [one.modified for one in catalogue.datasets if one.modified is not None]
        self.kind(self.iri, "dcat:Catalog")
        self.add(
            self.iri,
            dcterms_title=_TITLE,
            dcterms_description=_ABOUT,
            dcterms_publisher=_node(self.agent),
            dcterms_language=_languages(),
            dcterms_modified=max(dates, default=None),
            foaf_homepage=_node(f"{self.base}/"),
            dcat_dataset=[_node(self._dataset(one)) for one in catalogue.datasets] + [_node(f"{self.iri}#whole")],
            dcat_service=[_node(self._service(one)) for one in _SERVICES],
            dcat_themeTaxonomy=_node(f"{_AUTHORITY}data-theme"),
        )

    def _services(self, catalogue: Catalogue) -> None:
        served = [_node(f"{self.iri}#whole"), *(_node(self._dataset(one)) for one in catalogue.datasets)]
        for one in _SERVICES:
            node = self._service(one)
            self.kind(node, "dcat:DataService")
            self.add(
                node,
                dcterms_title=one.name,
                dcat_endpointURL=_node(f"{self.base}{one.path}"),
                dcat_endpointDescription=_node(f"{self.base}/api/openapi.json"),
                dcterms_conformsTo=_node(one.standard),
                dcat_servesDataset=served,
                dcterms_publisher=_node(self.agent),
                dcat_contactPoint=_node(self.contact),
            )
            self.kind(one.standard, "dcterms:Standard")

    def _whole(self, catalogue: Catalogue) -> None:
        node = f"{self.iri}#whole"
        count = sum(one.records for one in catalogue.datasets)
        dates = [one.modified for one in catalogue.datasets if one.modified is not None]
        begun = [one.issued for one in catalogue.datasets if one.issued is not None]
        about = Text(f"{_ABOUT.fr} {count} notices.", f"{_ABOUT.en} {count} records.")
        self._described(node, _WHOLE_TITLE, about, catalogue.coverage, count)
        self.add(
            node,
            dcterms_publisher=_node(self.agent),
            dcterms_issued=min(begun, default=None),
            dcterms_modified=max(dates, default=None),
            dcat_landingPage=_node(f"{self.base}/"),
            void_subset=[_node(self._dataset(one)) for one in catalogue.datasets],
            void_uriSpace=f"{self.base}/",
            dcterms_hasPart=[_node(self._dataset(one)) for one in catalogue.datasets],
        )
        self.kind(f"{self.base}/", "foaf:Document")
        self._distributions(node, f"{self.base}/", catalogue.downloads)

    def _institution(self, one: CataloguedDataset) -> None:
        namespace, node = Namespace(self.base, one.publisher.slug), self._dataset(one)
        names = {"count": str(one.records)}
        title = Text(
            _DATASET.fr.replace("{name}", one.publisher.name.fr), _DATASET.en.replace("{name}", one.publisher.name.en)
        )
        about = Text(
            _DATASET_ABOUT.fr.replace("{name}", one.publisher.name.fr).replace("{count}", names["count"]),
            _DATASET_ABOUT.en.replace("{name}", one.publisher.name.en).replace("{count}", names["count"]),
        )
        self._described(node, title, about, one.coverage, one.records)
        self.add(
            node,
            dcterms_publisher=_node(namespace.root),
            dcterms_creator=_node(namespace.root),
            dcterms_issued=one.issued,
            dcterms_modified=one.modified,
            dcat_landingPage=_node(namespace.root),
            void_uriSpace=f"{namespace.root}/",
            dcterms_isPartOf=_node(f"{self.iri}#whole"),
        )
        website = absolute_iri(one.publisher.website) if one.publisher.website else None
        self.kind(namespace.root, "foaf:Agent", "foaf:Organization", "foaf:Document")
        self.add(namespace.root, foaf_name=one.publisher.name)
        if website is not None:
            self.add(namespace.root, foaf_homepage=_node(website))
            self.kind(website, "foaf:Document")
        self._distributions(node, f"{namespace.root}/set/{WHOLE}", one.downloads)

    def _described(self, node: str, title: Text, about: Text, coverage: Coverage | None, count: int) -> None:
        self.kind(node, "dcat:Dataset", "void:Dataset")
        self.add(
            node,
            dcterms_title=title,
            dcterms_description=about,
            dcterms_identifier=node,
            dcterms_language=_languages(),
            dcterms_accrualPeriodicity=_node(f"{_AUTHORITY}frequency/UPDATE_CONT"),
            dcat_theme=_node(f"{_AUTHORITY}data-theme/EDUC"),
            dcat_keyword=[ox.Literal(word, language=tag) for tag, words in _KEYWORDS.items() for word in words],
            dcat_contactPoint=_node(self.contact),
            void_sparqlEndpoint=_node(f"{self.base}/sparql"),
            void_entities=count,
            void_vocabulary=[_node(one) for one in _VOCABULARIES],
        )
        if coverage is not None:
            self._covered(node, coverage)

    def _covered(self, node: str, coverage: Coverage) -> None:
        self.add(node, void_triples=coverage.quads)
        for licence in coverage.licences:
            self.add(node, dcterms_license=_node(licence))
            self.kind(licence, "dcterms:LicenseDocument")
        if coverage.first_year is not None and coverage.last_year is not None:
            period = f"{node}{_joint(node)}period"
            self.add(node, dcterms_temporal=_node(period))
            self.kind(period, "dcterms:PeriodOfTime")
            self.add(period, dcat_startDate=_year(coverage.first_year), dcat_endDate=_year(coverage.last_year))
        if coverage.box is not None:
            place = f"{node}{_joint(node)}extent"
            self.add(node, dcterms_spatial=_node(place))
            self.kind(place, "dcterms:Location")
            self.add(place, dcat_bbox=_polygon(coverage.box))

    def _distributions(self, node: str, page: str, downloads: Iterable[Download]) -> None:
        landing = f"{node}{_joint(node)}linked-data"
        self.add(node, dcat_distribution=_node(landing))
        self.kind(landing, "dcat:Distribution")
        self.add(
            landing,
            dcterms_title=Text("Données liées, notice par notice", "Linked data, record by record"),
            dcat_accessURL=_node(page),
            dcat_accessService=[_node(self._service(one)) for one in _SERVICES],
            dcat_mediaType=_media_type("application/ld+json"),
            dcterms_format=_node(f"{_AUTHORITY}file-type/JSON_LD"),
            dcterms_license=_licence(self.triples, node),
        )
        self.kind(f"{_AUTHORITY}file-type/JSON_LD", "dcterms:MediaTypeOrExtent")
        self._typed("application/ld+json")
        for one in downloads:
            self._download(node, one)

    def _download(self, node: str, one: Download) -> None:
        name = one.url.rpartition("/")[2].partition(".")[2]
        distribution, checksum = f"{node}{_joint(node)}{name}", f"{node}{_joint(node)}{name}-checksum"
        self.add(node, dcat_distribution=_node(distribution), void_dataDump=_node(one.url))
        self.kind(distribution, "dcat:Distribution")
        self.add(
            distribution,
            dcterms_title=Text(f"Fichier {name}", f"File {name}"),
            dcat_accessURL=_node(one.url),
            dcat_downloadURL=_node(one.url),
            dcat_mediaType=_media_type(one.format),
            dcat_compressFormat=None if one.compression is None else _media_type(one.compression),
            dcterms_format=_node(f"{_AUTHORITY}file-type/{_FILE_TYPES[one.format]}"),
            dcat_byteSize=ox.Literal(str(one.bytes), datatype=_curie("xsd:nonNegativeInteger")),
            spdx_checksum=_node(checksum),
            dcterms_license=_licence(self.triples, node),
        )
        self.kind(f"{_AUTHORITY}file-type/{_FILE_TYPES[one.format]}", "dcterms:MediaTypeOrExtent")
        for media_type in filter(None, (one.format, one.compression)):
            self._typed(media_type)
        self.kind(checksum, "spdx:Checksum")
        self.add(
            checksum,
            spdx_algorithm=_curie("spdx:checksumAlgorithm_sha256"),
            spdx_checksumValue=ox.Literal(one.sha256, datatype=_curie("xsd:hexBinary")),
        )
        self.kind(_curie("spdx:checksumAlgorithm_sha256").value, "spdx:ChecksumAlgorithm")

    def _typed(self, media_type: str) -> None:
        self.kind(_media_type(media_type).value, "dcterms:MediaType")

    def _shared(self, catalogue: Catalogue) -> None:
        """State what every dataset points at."""
        self.kind(self.agent, "foaf:Agent", "foaf:Organization")
        self.add(self.agent, foaf_name=Text("Concordance", "Concordance"), foaf_homepage=_node(f"{self.base}/"))
        self.kind(self.contact, "vcard:Kind", "vcard:Organization")
        self.add(self.contact, vcard_fn="Concordance", vcard_hasEmail=_node(f"mailto:{catalogue.contact}"))
        for code, tag in _LANGUAGES.items():
            self.kind(f"{_AUTHORITY}language/{code}", "dcterms:LinguisticSystem")
            self.add(f"{_AUTHORITY}language/{code}", skos_notation=tag)
        self.kind(f"{_AUTHORITY}frequency/UPDATE_CONT", "dcterms:Frequency")
        theme = f"{_AUTHORITY}data-theme/EDUC"
        self.kind(theme, "skos:Concept")
        self.add(theme, skos_prefLabel=Text("Éducation, culture et sport", "Education, culture and sport"))
        self.kind(f"{_AUTHORITY}data-theme", "skos:ConceptScheme")
        self.add(f"{_AUTHORITY}data-theme", dcterms_title=Text("Thème des données", "Data theme"))

    def _dataset(self, one: CataloguedDataset) -> str:
        return Namespace(self.base, one.publisher.slug).set(WHOLE)

    def _service(self, one: _Service) -> str:
        return f"{self.iri}#service-{one.path.strip('/').replace('/', '-').removesuffix('.xml')}"


_KEYWORDS: Final = {
    "fr": ("musée", "collection", "patrimoine", "données liées"),
    "en": ("museum", "collection", "heritage", "linked data"),
}


def _terms(value: Value) -> Iterator[ox.NamedNode | ox.Literal]:
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        yield value
    elif isinstance(value, Text):
        yield ox.Literal(value.fr, language="fr")
        yield ox.Literal(value.en, language="en")
    elif isinstance(value, datetime):
        yield ox.Literal(f"{value:%Y-%m-%dT%H:%M:%SZ}", datatype=_curie("xsd:dateTime"))
    elif isinstance(value, int):
        yield ox.Literal(str(value), datatype=_curie("xsd:integer"))
    else:
        yield ox.Literal(value)


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _curie(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(PREFIXES[prefix] + local)


def _media_type(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://www.iana.org/assignments/media-types/{name}")


def _languages() -> list[ox.NamedNode]:
    return [_node(f"{_AUTHORITY}language/{code}") for code in _LANGUAGES]


def _licence(triples: Iterable[ox.Triple], node: str) -> ox.NamedNode | None:
    """Return the licence of a dataset's records where it has exactly one: a distribution may have no more."""
    predicate = _curie("dcterms:license")
    found = [
        one.object
        for one in triples
        if one.predicate == predicate and isinstance(one.subject, ox.NamedNode) and one.subject.value == node
    ]
    return found[0] if len(found) == 1 and isinstance(found[0], ox.NamedNode) else None


def _joint(node: str) -> str:
    return "-" if "#" in node else "#"


def _year(year: int) -> ox.Literal:
    sign = "-" if year < 0 else ""
    return ox.Literal(f"{sign}{abs(year):04}", datatype=_curie("xsd:gYear"))


def _polygon(box: Box) -> ox.Literal:
    west, south, east, north = box.west, box.south, box.east, box.north
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    text = ", ".join(f"{x} {y}" for x, y in corners)
    return ox.Literal(f"POLYGON(({text}))", datatype=_curie("geosparql:wktLiteral"))
