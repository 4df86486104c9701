"""Wait for what follows the change log, for tests that read it."""

from __future__ import annotations

from app.projections.search import search_folder
from app.storage.changes import last_sequence
from app.storage.quads.snapshots import current_snapshot
from app.storage.search.writer import checkpoint_of
from tests.rest import Service


def settle(service: Service) -> None:
    """Wait until the quads and the search index show every change that was made."""
    folder = service.tools.settings.data_dir / "quads"

    def shown() -> bool:
        snapshot = current_snapshot(folder)
        last = last_sequence(service.tools.database)
        searched = checkpoint_of(search_folder(service.tools.settings)).sequence
        return snapshot is not None and snapshot.sequence >= last and searched >= last

    assert service.eventually(shown), "the quads or the search did not follow the log"
