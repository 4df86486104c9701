"""A question to the store: a query, the dataset that the protocol gives it, and the form its answer shall have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from msgspec import Struct

from app.core.config import Bounds
from app.core.errors import InputError
from app.core.text import Text
from app.storage.sparql.errors import QueryTooLarge, ServiceRefused
from app.storage.sparql.query_text import QueryText, read_query
from app.storage.sparql.running_query import RunningQuery


class Question(Struct, frozen=True, kw_only=True):
    """A query that was found askable: `text` is what it tells of itself.

    `default_graphs` and `named_graphs` are those of the protocol (section 2.1.4), which come before those of the text.
    """

    query: str
    text: QueryText
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()


class SparqlStore(Protocol):
    """Whatever answers queries over what is published."""

    async def ask(self, question: Question, form: str) -> RunningQuery:
        """Begin to answer in this form (`json`, `turtle`, ...); raises a ConcordanceError."""

    async def start(self) -> None:
        """Make ready, so that the first query need not wait."""

    async def stop(self) -> None:
        """End every query and every process."""

    def trouble(self) -> Text | None:
        """Return why no query can be answered at this moment, None when all is well."""


def question_from(
    query: str, *, default_graphs: Sequence[str], named_graphs: Sequence[str], allowed: Sequence[str], bounds: Bounds
) -> Question:
    """Return the question; `allowed` are the endpoints that SERVICE may call.

    Raises QueryTooLarge, MalformedQuery, ServiceRefused, and InputError for a graph whose name is no absolute IRI.
    """
    size = len(query.encode("utf-8", "surrogatepass"))
    if size > bounds.max_query_bytes:
        raise QueryTooLarge(
            Text(
                fr=f"La requête fait {size} octets; la limite est de {bounds.max_query_bytes} (max_query_bytes).",
                en=f"The query has {size} bytes; the limit is {bounds.max_query_bytes} (max_query_bytes).",
            ),
            bound="max_query_bytes",
        )
    text = read_query(query)
    if text.depth > bounds.max_query_depth:
        raise QueryTooLarge(
            Text(
                fr=f"La requête emboîte {text.depth} niveaux de parenthèses ou d'accolades (max_query_depth).",
                en=f"The query nests {text.depth} levels of brackets (max_query_depth).",
            ),
            bound="max_query_depth",
        )
    _check_services(text, allowed)
    for graph in (*default_graphs, *named_graphs):
        _check_graph(graph)
    return Question(query=query, text=text, default_graphs=tuple(default_graphs), named_graphs=tuple(named_graphs))


def request_of(question: Question, form: str, base: str) -> dict[str, Any]:
    """Return what a worker is told of a question; `base` resolves the relative IRIs of its text."""
    return {
        "query": question.query,
        "form": form,
        "base": base,
        "prefixes": question.text.prefixes,
        "has_dataset": question.text.has_dataset,
        "ask": question.text.form == "ASK",
        "graph": question.text.form in {"CONSTRUCT", "DESCRIBE"},
        "calls": bool(question.text.services),
        "default_graphs": question.default_graphs,
        "named_graphs": question.named_graphs,
    }


def _check_services(text: QueryText, allowed: Sequence[str]) -> None:
    for endpoint in text.services:
        if endpoint is None or endpoint not in allowed:
            named = f"<{endpoint}>" if endpoint else "SERVICE ?"
            raise ServiceRefused(
                Text(
                    fr=f"Cette requête appellerait {named[:200]}, qui n'est pas dans la liste permise.",
                    en=f"This query would call {named[:200]}, which is not on the list of those allowed.",
                )
            )


def _check_graph(graph: str) -> None:
    scheme, colon, rest = graph.partition(":")
    odd = any(character in '<>"{}|\\^`' or character <= " " for character in graph)
    if not colon or not rest or not scheme.isalnum() or odd:
        raise InputError(
            Text(
                fr=f"« {graph[:200]} » n'est pas l'IRI absolu d'un graphe.",
                en=f"“{graph[:200]}” is not the absolute IRI of a graph.",
            )
        )
