"""The documentation of the endpoint's two operations, for the OpenAPI document and the page made from it."""

from __future__ import annotations

from typing import Any, Final

from app.core.text import Text
from app.storage.sparql.errors import (
    EngineFailed,
    MalformedQuery,
    QueriesWaiting,
    QueryEnded,
    QueryTooLarge,
    ServiceRefused,
    StoreAway,
    UnsupportedQuery,
)
from app.web.api.tags import LINKED_DATA
from app.web.documentation import Answer, Content, Documented, Example, documented, in_both
from app.web.errors import NotAcceptable, SlowDelivery
from app.web.sparql.errors import NoUpdates, QueryMediaType
from app.web.sparql.result_forms import EVERY

_QUERY: Final = "SELECT ?object WHERE { ?object a <http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object> } LIMIT 10"
_DESCRIPTION: Final = Text(
    fr=(
        "Le protocole SPARQL 1.1, en entier pour les requêtes. Chaque notice est un graphe nommé par son IRI; sans "
        "FROM ni paramètre de graphe, la requête porte sur leur réunion. Une requête trop longue, trop gourmande ou "
        "dont la réponse est trop grande est interrompue, et le refus nomme la limite."
    ),
    en=(
        "The SPARQL 1.1 Protocol, in full for queries. Every record is a graph named by its IRI; without FROM or a "
        "graph parameter, the query is over all of them in one. A query that takes too long or too much memory, or "
        "whose answer is too large, is ended, and the refusal names the bound."
    ),
)
_LAG: Final = {
    "Concordance-Lag-Changes": Text(
        fr="Changements publiés que cette réponse ne montre pas encore.",
        en="Changes that are published and that this answer does not show yet.",
    ),
    "Concordance-Lag-Seconds": Text(
        fr="Âge, en secondes, du plus ancien de ces changements.", en="Age in seconds of the oldest of these changes."
    ),
}
_REFUSALS: Final = (
    MalformedQuery,
    UnsupportedQuery,
    NotAcceptable,
    NoUpdates,
    ServiceRefused,
    QueryTooLarge,
    QueryEnded,
    QueriesWaiting,
    EngineFailed,
    StoreAway,
)
_GRAPHS: Final = (
    (
        "default-graph-uri",
        Text(
            fr="Graphe à réunir dans le graphe par défaut; peut se répéter.",
            en="A graph to be merged into the default graph; may be repeated.",
        ),
    ),
    (
        "named-graph-uri",
        Text(fr="Graphe que GRAPH peut nommer; peut se répéter.", en="A graph that GRAPH may name; may be repeated."),
    ),
)
_FORMAT: Final = Text(
    fr=f"Forme de la réponse, plutôt que par « Accept »: {', '.join(form.key for form in EVERY)}, html.",
    en=f"Form of the answer, rather than by “Accept”: {', '.join(form.key for form in EVERY)}, html.",
)


def _answers() -> tuple[Answer, ...]:
    contents = (*(Content(form.media_type) for form in EVERY), Content("text/html"))
    general = (Content("application/json"), Content("application/xml"), Content("text/xml"), Content("text/plain"))
    meaning = Text(
        fr="Les résultats; sans requête, la description du service.",
        en="The results; without a query, the description of the service.",
    )
    return (Answer(200, meaning, (*contents, *general), _LAG),)


def _parameter(name: str, meaning: Text, *, many: bool = False) -> dict[str, Any]:
    one: dict[str, Any] = {"type": "string"}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": in_both(meaning),
        "schema": {"type": "array", "items": one} if many else one,
        **({"style": "form", "explode": True} if many else {}),
    }


def _with_parameters(told: Documented, *, query: bool) -> Documented:
    given = [_parameter("query", Text(fr="La requête.", en="The query."))] if query else []
    given += [_parameter(name, meaning, many=True) for name, meaning in _GRAPHS]
    given.append(_parameter("format", _FORMAT))
    told["openapi_extra"]["parameters"] += given
    return told


ASK_BY_GET: Final = _with_parameters(
    documented(
        "queryByGet",
        LINKED_DATA,
        Text(fr="Interroger en SPARQL", en="Query with SPARQL"),
        _DESCRIPTION,
        answers=_answers(),
        refusals=_REFUSALS,
    ),
    query=True,
)
ASK_BY_POST: Final = _with_parameters(
    documented(
        "queryByPost",
        LINKED_DATA,
        Text(fr="Interroger en SPARQL, par formulaire ou corps", en="Query with SPARQL, by form or body"),
        _DESCRIPTION,
        answers=_answers(),
        refusals=(*_REFUSALS, QueryMediaType, SlowDelivery),
        bodies=(
            Content("application/sparql-query", example=Example(_QUERY, _QUERY)),
            Content("application/x-www-form-urlencoded"),
        ),
    ),
    query=False,
)
