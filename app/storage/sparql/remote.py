"""Queries over a remote SPARQL 1.1 store, through the same workers, with the same bounds, in the same forms."""

from __future__ import annotations

from app.core.config import Settings
from app.core.text import Text
from app.storage.sparql.pool import QueryPool
from app.storage.sparql.question import Question, request_of
from app.storage.sparql.running_query import RunningQuery

_TURNS = 8  # the remote store does the work: what a turn costs here is a process that waits


class RemoteStore:
    """Answers of the store whose query address the settings name."""

    def __init__(self, settings: Settings) -> None:
        """Answer within the bounds of the settings."""
        remote = {
            "url": settings.sparql_query_url,
            "user": settings.sparql_user,
            "password": settings.sparql_password,
        }
        self._base = f"{settings.base_url}/"
        self._pool = QueryPool(
            {"network": True, "remote": remote}, settings.bounds, settings.data_dir / "spill", _TURNS
        )

    async def start(self) -> None:
        """Start the workers."""
        await self._pool.start()

    async def stop(self) -> None:
        """End every query and every worker."""
        await self._pool.stop()

    def trouble(self) -> Text | None:
        """Return why no query can be answered, None when all is well."""
        return self._pool.trouble()

    async def ask(self, question: Question, form: str) -> RunningQuery:
        """Begin to answer; raises a ConcordanceError."""
        return await self._pool.ask(request_of(question, form, self._base))
