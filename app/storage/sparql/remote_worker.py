"""Queries of a remote SPARQL 1.1 store, asked by a worker, which re-writes what comes back as the standard wants it.

The worker is what keeps the bounds: killed, its connection closes, by which most stores end the query too. Whatever
shape a store gives its answers in (Virtuoso's ASK is a table with `__ASK_RETVAL`), what leaves is written by our own
engine from what was understood.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO, RawIOBase
from typing import IO, Any, Final, cast

import httpx
import pyoxigraph as ox

from app.storage.quads.remote_client import StoreAuth
from app.storage.sparql.outlet import Outlet
from app.storage.sparql.serialisations import serialise, serialise_boolean, serialise_quads

_RESULTS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_GRAPH: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
_RESULT_TYPES: Final = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "application/xml": ox.QueryResultsFormat.XML,
}
_GRAPH_TYPES: Final = {
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "text/ntriples": ox.RdfFormat.N_TRIPLES,
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
_VIRTUOSO_ASK: Final = "__ASK_RETVAL"
_LONGEST_REASON: Final = 300
_UNION: Final = "union-default-graph"
_CONNECT_S: Final = 10.0
_MOST_OF_AN_ASK: Final = 64 * 1024


class StoreFailed(RuntimeError):
    """The remote store did not answer, or not with a result."""

    kind = "remote"


class RemoteStore:
    """One remote store: `url` of its queries, `user` and `password` where it wants them."""

    def __init__(self, told: dict[str, Any]) -> None:
        """Keep one connection to it."""
        self._url = httpx.URL(told["url"])
        # Oxigraph is told in the address that a query without a dataset is over all graphs; with one, it must not be.
        self._of_dataset = self._url.copy_remove_param(_UNION)
        auth = StoreAuth(told["user"], told["password"]) if told.get("user") else None
        # Time is the service's to count: it kills this process.
        self._client = httpx.Client(auth=auth, timeout=httpx.Timeout(None, connect=_CONNECT_S), follow_redirects=False)
        self._empty = ox.Store()

    def prepare(self, request: dict[str, Any]) -> None:
        """Do nothing: the store is always open."""

    def evaluate(self, request: dict[str, Any], outlet: Outlet) -> None:
        """Ask the store. Raises SyntaxError for what is no SPARQL 1.1 query, before it is sent, and StoreFailed."""
        self._check(request)
        try:
            with self._sent(request) as answer:
                self._write(answer, request, outlet)
        except httpx.HTTPError as error:
            raise StoreFailed(type(error).__name__) from error

    def _check(self, request: dict[str, Any]) -> None:
        """Refuse what is no standard query: a store's own extensions could write, or fetch from elsewhere.

        Over an empty store a query costs nothing; one that calls a service is sent as it is, lest it be called here.
        """
        if not request["calls"]:
            self._empty.query(request["query"], base_iri=request["base"])

    def _sent(self, request: dict[str, Any]) -> Any:
        form: dict[str, Any] = {"query": _with_base(request)}
        if request["default_graphs"]:
            form["default-graph-uri"] = request["default_graphs"]
        if request["named_graphs"]:
            form["named-graph-uri"] = request["named_graphs"]
        headers = {"Accept": _GRAPH if request["graph"] else _RESULTS}
        chosen = request["default_graphs"] or request["named_graphs"] or request["has_dataset"]
        return self._client.stream("POST", self._of_dataset if chosen else self._url, data=form, headers=headers)

    def _write(self, answer: httpx.Response, request: dict[str, Any], outlet: Outlet) -> None:
        if answer.status_code != httpx.codes.OK:
            answer.read()
            raise _refused(answer)
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = cast("IO[bytes]", _Body(answer.iter_bytes()))  # parsers call `read`, no more
        try:
            if request["graph"]:
                quads = ox.parse(body, _GRAPH_TYPES[media_type])
                serialise_quads(quads, request["form"], outlet, request["prefixes"])
            elif request["ask"]:
                serialise_boolean(_boolean(body.read(_MOST_OF_AN_ASK), media_type), request["form"], outlet)
            else:
                results = ox.parse_query_results(body, _RESULT_TYPES[media_type])
                if isinstance(results, ox.QueryBoolean):
                    raise StoreFailed("a boolean, for a query that has rows")
                serialise(results, request["form"], outlet, request["prefixes"])
        except KeyError:
            raise StoreFailed(f"an answer of the type {media_type[:80] or '?'}") from None
        except SyntaxError as error:
            raise StoreFailed(f"an answer that cannot be read: {error}"[:_LONGEST_REASON]) from None


class _Body(RawIOBase):
    """The body of an answer as a file, read as it arrives."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = BytesIO()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` bytes, fewer where fewer have arrived, none at the end."""
        piece = self._left.read(size)
        while not piece:
            following = next(self._pieces, None)
            if following is None:
                return b""
            self._left = BytesIO(following)
            piece = self._left.read(size)
        return piece


def _boolean(body: bytes, media_type: str) -> bool:
    """Return the answer to ASK, also where it comes as the one-celled table that Virtuoso makes of it."""
    results = ox.parse_query_results(body, _RESULT_TYPES[media_type])
    if isinstance(results, ox.QueryBoolean):
        return bool(results)
    if [variable.value for variable in results.variables] == [_VIRTUOSO_ASK]:
        return any(row[0] is not None and row[0].value not in {"0", "false"} for row in results)
    raise StoreFailed("rows, for a query that asks yes or no")


def _refused(answer: httpx.Response) -> Exception:
    reason = answer.text.strip().partition("\n")[0][:_LONGEST_REASON]
    return StoreFailed(f"{answer.status_code} {reason}")


def _with_base(request: dict[str, Any]) -> str:
    """Return the query, its relative IRIs resolved as the embedded store resolves them; lines keep their numbers."""
    return f"BASE <{request['base']}> {request['query']}"
