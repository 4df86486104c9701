"""The catalogue: DCAT-AP and VoID that a portal reads, and a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCAT, DCTERMS, RDF, RDFS, SH, VOID, Graph, Literal, Namespace, URIRef

from app.projections.dumps.making import make_due
from app.web.pages.strings import STRINGS
from tests.feed_service import LICENCE, canonical, feed_service
from tests.python_clients import run_python_client
from tests.rest import MUSEUM, OTHER, Service
from tests.shared import SHARED, needs_shared

SPDX = Namespace("http://spdx.org/rdf/terms#")
FORMS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with feed_service(tmp_path_factory.mktemp("catalogue"), dump_interval_s=0) as running:
        place = {"name": "Québec", "latitude": 46.8, "longitude": -71.2}
        date = {"text": "-43 à 1850", "earliest": "-0043-01-01", "latest": "1850-12-31"}
        made = [{"kind": "production", "date": date, "places": [place]}]
        canonical(running, "A-1", "Bol", productions=made, record_rights={"iri": LICENCE})
        canonical(running, "A-2", "Vase", record_rights={"iri": LICENCE})
        make_due(running.tools.settings, every=timedelta(0))
        yield running


def graph_of(service: Service, media_type: str = "text/turtle", address: str = "/catalog") -> Graph:
    answer = service.client.get(address, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith(media_type)
    return Graph().parse(data=answer.content, format=FORMS[media_type])


@pytest.fixture(scope="module")
def told(service: Service) -> Graph:
    return graph_of(service)


def dataset(service: Service) -> URIRef:
    return URIRef(f"{service.address}/{MUSEUM}/set/collection")


@pytest.mark.parametrize("media_type", FORMS)
def test_every_form_says_the_same(service: Service, told: Graph, media_type: str) -> None:
    assert set(graph_of(service, media_type)) == set(told)


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "rdf", "xml", "nt"])
def test_a_portal_may_ask_by_suffix(service: Service, told: Graph, suffix: str) -> None:
    answer = service.client.get(f"/catalog.{suffix}?page=1")
    media_type = answer.headers["Content-Type"].partition(";")[0]
    assert set(Graph().parse(data=answer.content, format=FORMS[media_type])) == set(told)


def test_the_well_known_address_has_the_same(service: Service, told: Graph) -> None:
    assert set(graph_of(service, address="/.well-known/void")) == set(told)


def test_each_institution_is_a_dataset_with_its_figures(service: Service, told: Graph) -> None:
    here = dataset(service)
    assert {DCAT.Dataset, VOID.Dataset} <= set(told.objects(here, RDF.type))
    assert told.value(here, VOID.entities) == Literal(2)
    triples = told.value(here, VOID.triples)
    assert isinstance(triples, Literal)
    assert int(triples) > 20
    assert set(told.objects(here, DCTERMS.license)) == {URIRef(LICENCE.replace("https:", "http:"))}
    period = told.value(here, DCTERMS.temporal)
    assert [str(told.value(period, name)) for name in (DCAT.startDate, DCAT.endDate)] == ["-0043", "1850"]
    assert "-71.2 46.8" in str(told.value(told.value(here, DCTERMS.spatial), DCAT.bbox))
    names = {str(one) for one in told.objects(here, DCTERMS.title)}
    assert names == {"Collection: Musée d'essai", "Collection: Test Museum"}


def test_an_institution_that_publishes_nothing_has_no_dataset(service: Service, told: Graph) -> None:
    empty = URIRef(f"{service.address}/{OTHER}/set/collection")
    assert (empty, None, None) not in told
    assert len(set(told.subjects(RDF.type, DCAT.Dataset))) == 2  # the institution's, and the whole


def test_every_address_in_it_answers(service: Service, told: Graph) -> None:
    addresses = {
        str(one)
        for predicate in (
            DCAT.downloadURL,
            DCAT.accessURL,
            DCAT.endpointURL,
            DCAT.endpointDescription,
            DCAT.landingPage,
        )
        for one in told.objects(None, predicate)
    }
    assert len(addresses) > 20
    for address in sorted(addresses):
        status = service.client.get(address, headers={"Accept": "*/*"}).status_code
        assert status == 200 or (status == 400 and address.endswith(("/search", "/oai"))), address


def test_a_file_has_its_size_and_its_checksum(service: Service, told: Graph) -> None:
    files = list(told.subject_objects(DCAT.downloadURL))
    assert len(files) == 14
    for distribution, address in files:
        body = service.client.get(str(address)).content
        assert str(told.value(distribution, DCAT.byteSize)) == str(len(body))
        assert told.value(distribution, SPDX.checksum) is not None


@needs_shared
@pytest.mark.parametrize("files", [("dcat-ap-SHACL.ttl",), ("dcat-ap-SHACL.ttl", "ranges.ttl")], ids=len)
def test_it_conforms_to_the_shapes_of_dcat_ap(told: Graph, files: tuple[str, ...]) -> None:
    assert SHARED is not None
    rules = Graph()
    for name in files:
        rules.parse(SHARED / "suites" / "dcat-ap-3.0.1" / "3.0.1" / "shacl" / name)
    for shape in set(rules.objects(None, SH.property)):  # some are named, and stated in no file
        if (shape, SH.path, None) not in rules:
            rules.remove((None, SH.property, shape))
    entailed = Graph() + told
    for node in {one for statement in told for one in statement if isinstance(one, URIRef)}:
        entailed.add((node, RDF.type, RDFS.Resource))  # RDFS, rules rdfs4a and rdfs4b
    conforms, _, report = pyshacl.validate(entailed, shacl_graph=rules, advanced=True)
    assert conforms, report
    (distribution,) = list(told.objects(None, DCAT.distribution))[:1]
    broken = Graph() + entailed
    broken.remove((distribution, DCAT.accessURL, None))
    broken.add((distribution, DCAT.accessURL, Literal("nowhere")))
    assert not pyshacl.validate(broken, shacl_graph=rules, advanced=True)[0], "the shapes see what is wrong"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_people_have_a_page(service: Service, language: str) -> None:
    page = service.client.get("/catalog", headers={"Accept": "text/html", "Accept-Language": language}).text
    assert STRINGS["catalogue.title"].in_language(language) in page
    assert '"DataCatalog"' in page
    assert f"/{MUSEUM}" in page


@pytest.mark.parametrize(
    ("address", "accept", "status"), [("/catalog", "image/png", 406), ("/catalog.exe", "*/*", 404)]
)
def test_what_is_not_offered_is_refused(service: Service, address: str, accept: str, status: int) -> None:
    answer = service.client.get(address, headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_whoever_has_it_is_not_sent_it_again(service: Service) -> None:
    first = service.client.get("/catalog")
    again = service.client.get("/catalog", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_a_ckan_portal_reads_every_dataset_and_every_file(service: Service, told: Graph, tmp_path: Path) -> None:
    path = tmp_path / "catalog.ttl"
    path.write_bytes(service.client.get("/catalog.ttl").content)
    said = run_python_client("read_catalogue.py", str(path), of="ckan", home=tmp_path)
    read = {one["title"]: one for one in json.loads(said.splitlines()[-1])}
    assert set(read) == {"Toutes les collections", "Collection: Musée d'essai"}
    ours = read["Collection: Musée d'essai"]
    extras = {one["key"]: one["value"] for one in ours["extras"]}
    assert extras["uri"] == str(dataset(service))
    assert (extras["temporal_start"], extras["temporal_end"]) == ("-0043", "1850")
    assert json.loads(extras["spatial_bbox"])["type"] == "Polygon"
    files = {str(one) for one in told.objects(None, DCAT.downloadURL) if "musee" in str(one)}
    resources = {one["url"]: one for one in ours["resources"]}
    assert files <= set(resources)
    assert all(resources[one]["size"] and resources[one]["hash"] for one in files)
