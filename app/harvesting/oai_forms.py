"""The forms that records are offered in, richest first, and the format that reads each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.registry import Registry
from app.reading.oai_page import MetadataFormat
from app.reading.recognition import THRESHOLD
from app.reading.source_format import SourceFormat


@dataclass(frozen=True, slots=True)
class Form:
    """A form of records: what its namespaces hold and its prefixes are, and the beginning of a record in it."""

    namespaces: tuple[str, ...]
    prefixes: frozenset[str]
    sample: str


# Richest first: what a museum's own description loses on the way grows from line to line.
FORMS = (
    Form(
        ("lido-schema.org",),
        frozenset({"lido", "lido11", "lido10"}),
        '<lido:lido xmlns:lido="http://www.lido-schema.org"><lido:lidoRecID/><lido:descriptiveMetadata/></lido:lido>',
    ),
    Form(
        ("europeana.eu/schemas/edm", "www.w3.org/1999/02/22-rdf-syntax-ns"),
        frozenset({"edm", "europeana_edm", "oai_edm", "rdf"}),
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:edm="http://www.europeana.eu/schemas/edm/">'
        '<edm:ProvidedCHO rdf:about="x"/></rdf:RDF>',
    ),
    Form(
        ("loc.gov/mods",),
        frozenset({"mods", "mods3"}),
        '<mods:mods xmlns:mods="http://www.loc.gov/mods/v3"><mods:titleInfo><mods:title>x</mods:title></mods:titleInfo>'
        "</mods:mods>",
    ),
    Form(
        ("loc.gov/MARC21",),
        frozenset({"marc21", "marcxml", "marc", "oai_marc"}),
        '<marc:record xmlns:marc="http://www.loc.gov/MARC21/slim"><marc:leader>00000nkm a2200000 a 4500</marc:leader>'
        '<marc:controlfield tag="001">1</marc:controlfield><marc:datafield tag="245" ind1="0" ind2="0">'
        '<marc:subfield code="a">x</marc:subfield></marc:datafield></marc:record>',
    ),
    Form(
        ("purl.org/dc/terms", "dublincore.org/schemas/xmls/qdc", "worldcat.org/xmlschemas/qdc", "xmlns/qdc"),
        frozenset({"qdc", "oai_qdc", "dcterms", "dcq", "oai_dcterms"}),
        '<qdc:qualifieddc xmlns:qdc="http://worldcat.org/xmlschemas/qdc-1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>x</dc:title><dcterms:created>1900</dcterms:created>'
        "</qdc:qualifieddc>",
    ),
    Form(
        ("openarchives.org/OAI/2.0/oai_dc", "purl.org/dc/elements"),
        frozenset({"oai_dc", "dc"}),
        '<oai_dc:dc xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>x</dc:title></oai_dc:dc>',
    ),
)  # fmt: skip
_ENVELOPE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record>'
    "<header><identifier>x</identifier></header><metadata>{}</metadata></record></ListRecords></OAI-PMH>"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form that is asked for, and the key of the format that reads it (None: each page is recognised)."""

    offered: MetadataFormat
    format: str | None


def form_of(offered: MetadataFormat) -> Form | None:
    """Return the form that an offer is in: by its namespace, else by its prefix."""
    by_namespace = (form for form in FORMS if any(part in offered.namespace for part in form.namespaces))
    by_prefix = (form for form in FORMS if offered.prefix.lower() in form.prefixes)
    return next(by_namespace, None) or next(by_prefix, None)


def reader_of(form: Form, formats: Registry[SourceFormat]) -> str | None:
    """Return the key of the format that is surest of a page in this form, None when none reads it."""
    head = _ENVELOPE.format(form.sample).encode()
    sure = {one.key: one.recognise(head, "page.xml") for one in formats}
    best = max(sure, key=lambda key: sure[key])
    return best if sure[best] >= THRESHOLD else None


def richest(offers: Iterable[MetadataFormat], formats: Registry[SourceFormat]) -> Chosen | None:
    """Return the richest of the forms offered that some format reads; None when there is none."""
    known: Sequence[tuple[int, MetadataFormat, str]] = sorted(
        (FORMS.index(form), offered, key)
        for offered in offers
        if (form := form_of(offered)) is not None and (key := reader_of(form, formats)) is not None
    )
    return Chosen(known[0][1], known[0][2]) if known else None


def asked_for(prefix: str, offers: Iterable[MetadataFormat], formats: Registry[SourceFormat]) -> Chosen:
    """Return the form of this prefix, whether or not the repository lists it among its offers."""
    offered = next((one for one in offers if one.prefix == prefix), MetadataFormat(prefix, ""))
    form = form_of(offered)
    return Chosen(offered, None if form is None else reader_of(form, formats))
