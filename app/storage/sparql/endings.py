"""How a query may end other than well, each as the error that tells it to whoever asked."""

from __future__ import annotations

from typing import Any

from app.core.config import Bounds
from app.core.errors import ConcordanceError, StorageFull
from app.core.text import Text
from app.storage.sparql.errors import (
    EngineFailed,
    QueriesWaiting,
    QueryEnded,
    QueryTooLarge,
    StoreAway,
    UnsupportedQuery,
)
from app.storage.sparql.query_text import malformed_at
from app.storage.sparql.worker_process import MEMORY_SIGNAL, STACK_SIGNAL

_MEGABYTE = 1024 * 1024


def explained(told: dict[str, Any], bounds: Bounds) -> ConcordanceError:  # noqa: PLR0911  # one a kind of failure
    """Return the error for what a worker told of a failure."""
    kind, message = told["kind"], str(told.get("message", ""))
    match kind:
        case "syntax":
            return malformed_at(
                told["line"], told["column"], Text(fr=f"le moteur attendait: {message}", en=f"expected: {message}")
            )
        case "unsupported":
            return UnsupportedQuery(Text(fr=f"Le moteur a répondu: {message}", en=f"The engine answered: {message}"))
        case "result":
            return ended_by_size(bounds)
        case "memory":
            return ended_by_memory(bounds)
        case "remote":
            return StoreAway(
                Text(fr=f"L'entrepôt n'a pas répondu comme prévu: {message}", en=f"The store did not answer: {message}")
            )
        case "disk":
            return StorageFull(
                Text(
                    fr="Il ne reste pas assez d'espace pour garder la réponse.",
                    en="There is not enough space left to keep the answer.",
                )
            )
        case _:
            return EngineFailed(
                Text(fr=f"Le moteur a répondu: {message}", en=f"The engine answered: {message}"),
            )


def died(signal_number: int | None, bounds: Bounds | None = None) -> ConcordanceError:
    """Return the error for a worker that ended by this signal while it answered."""
    if bounds is not None and signal_number == MEMORY_SIGNAL:
        return ended_by_memory(bounds)
    if bounds is not None and signal_number == STACK_SIGNAL:
        return QueryTooLarge(
            Text(
                fr="La requête est trop profonde pour le moteur (max_query_depth).",
                en="The query is too deep for the engine (max_query_depth).",
            ),
            bound="max_query_depth",
        )
    return EngineFailed(
        Text(
            fr="Le processus qui évaluait la requête s'est arrêté.",
            en="The process that evaluated the query has ended.",
        )
    )


def ended_by_time(bounds: Bounds) -> QueryEnded:
    """Return the error of a query that took longer than it may."""
    seconds = bounds.query_timeout_s
    return QueryEnded(
        Text(
            fr=f"La requête a duré plus de {seconds} secondes (query_timeout_s).",
            en=f"The query took longer than {seconds} seconds (query_timeout_s).",
        ),
        bound="query_timeout_s",
    )


def ended_by_memory(bounds: Bounds) -> QueryEnded:
    """Return the error of a query that needed more memory than it may."""
    size = bounds.query_memory_bytes // _MEGABYTE
    return QueryEnded(
        Text(
            fr=f"La requête a demandé plus de {size} Mo de mémoire (query_memory_bytes).",
            en=f"The query needed more than {size} MB of memory (query_memory_bytes).",
        ),
        bound="query_memory_bytes",
    )


def ended_by_size(bounds: Bounds) -> QueryEnded:
    """Return the error of a query whose answer is larger than it may be."""
    size = bounds.query_result_bytes
    return QueryEnded(
        Text(
            fr=f"La réponse dépasse {size} octets (query_result_bytes).",
            en=f"The answer is larger than {size} bytes (query_result_bytes).",
        ),
        bound="query_result_bytes",
    )


def too_many_slow(bounds: Bounds) -> QueriesWaiting:
    """Return the error of a slow query for which there is no room beside the other slow ones."""
    most = bounds.max_slow_queries
    return QueriesWaiting(
        Text(
            fr=f"{most} longues requêtes sont déjà en cours (max_slow_queries).",
            en=f"{most} long queries are running already (max_slow_queries).",
        ),
        bound="max_slow_queries",
    )


def too_many_waiting(bounds: Bounds) -> QueriesWaiting:
    """Return the error of a query that would have to wait too long."""
    most = bounds.max_queries_waiting
    return QueriesWaiting(
        Text(
            fr=f"Trop de requêtes attendent leur tour; au plus {most} attendent, dix secondes (max_queries_waiting).",
            en=f"Too many queries wait for their turn; at most {most} wait, ten seconds (max_queries_waiting).",
        ),
        bound="max_queries_waiting",
    )
