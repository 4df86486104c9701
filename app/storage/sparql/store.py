"""Which store answers: the embedded one, or a remote one where the settings name its query address."""

from __future__ import annotations

from app.core.config import Settings
from app.storage.sparql.embedded import EmbeddedStore
from app.storage.sparql.question import SparqlStore
from app.storage.sparql.remote import RemoteStore


def sparql_store(settings: Settings) -> SparqlStore:
    """Return the store of these settings; nothing is started yet."""
    if settings.sparql_query_url:
        return RemoteStore(settings)
    return EmbeddedStore(settings, settings.data_dir / "quads")
