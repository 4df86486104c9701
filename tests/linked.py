"""Wait for what follows the change log, for tests that read it."""

from __future__ import annotations

from app.storage.changes import last_sequence
from app.storage.quads.snapshots import current_snapshot
from tests.rest import Service


def settle(service: Service) -> None:
    """Wait until the quads show every change that was made."""
    folder = service.tools.settings.data_dir / "quads"

    def shown() -> bool:
        snapshot = current_snapshot(folder)
        return snapshot is not None and snapshot.sequence >= last_sequence(service.tools.database)

    assert service.eventually(shown), "the quads did not follow the log"
