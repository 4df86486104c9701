"""The description of the service in RDF (SPARQL 1.1 Service Description): what it answers over, in which forms."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from app.core.text import Text
from app.web.sparql.result_forms import EVERY, GRAPHS, ResultForm

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_RDF_TYPE: Final = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_TERMS: Final = "http://purl.org/dc/terms/"
_FORMATS: Final = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "nquads": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
}
FORMS: Final = GRAPHS
_TITLE: Final = Text(
    fr="Requêtes SPARQL sur les notices publiées", en="SPARQL queries over the records that are published"
)
_WHAT: Final = Text(
    fr="Chaque notice est un graphe nommé par son IRI. Sans FROM, une requête porte sur leur réunion.",
    en="Every record is a graph named by its IRI. Without FROM, a query is over all of them in one.",
)


@lru_cache(maxsize=16)
def description(base: str, form: ResultForm, *, federates: bool) -> bytes:
    """Return the description of the endpoint below `base` in this form; `federates` says that SERVICE may call some."""
    written = ox.serialize(
        _triples(base, federates=federates),
        format=_FORMATS[form.key],
        prefixes={"sd": _SD, "dcterms": _TERMS} if form.key in {"turtle", "trig", "rdfxml"} else None,
    )
    return written or b""  # None only where it was written to a file


def _triples(base: str, *, federates: bool) -> list[ox.Triple]:
    endpoint = ox.NamedNode(f"{base}/sparql")
    service, dataset, graph = (
        ox.NamedNode(f"{base}/sparql#{name}") for name in ("service", "dataset", "default-graph")
    )
    features = ["UnionDefaultGraph", *(["BasicFederatedQuery"] if federates else [])]
    return [
        ox.Triple(service, _RDF_TYPE, _sd("Service")),
        ox.Triple(service, _sd("endpoint"), endpoint),
        ox.Triple(service, _sd("supportedLanguage"), _sd("SPARQL11Query")),
        *(ox.Triple(service, _sd("feature"), _sd(name)) for name in features),
        *(ox.Triple(service, _sd("resultFormat"), ox.NamedNode(form.iri)) for form in EVERY),
        *_said(service, "title", _TITLE),
        *_said(service, "description", _WHAT),
        ox.Triple(service, _sd("defaultDataset"), dataset),
        ox.Triple(dataset, _RDF_TYPE, _sd("Dataset")),
        ox.Triple(dataset, _sd("defaultGraph"), graph),
        ox.Triple(graph, _RDF_TYPE, _sd("Graph")),
    ]


def _said(subject: ox.NamedNode, name: str, text: Text) -> list[ox.Triple]:
    return [
        ox.Triple(subject, ox.NamedNode(_TERMS + name), ox.Literal(text.in_language(language), language=language))
        for language in ("fr", "en")
    ]


def _sd(name: str) -> ox.NamedNode:
    return ox.NamedNode(_SD + name)
