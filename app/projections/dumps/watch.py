"""Dumps are made when they are due: by a process of their own, which a thread of the service starts and watches."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection

import structlog

from app.core.config import Settings
from app.core.logs import configure_logs
from app.core.parallel import main_unseen
from app.core.text import Text
from app.pipeline import Tools
from app.projections.dumps.making import is_due, make_due
from app.projections.dumps.shelf import Shelf
from app.storage.changes import last_sequence
from app.storage.place import Occupied

_LOOK_S = 1.0
_LOOK_ANYHOW_S = 30.0  # a dump may have grown old meanwhile
_POLL_S = 0.2
_AFTER_A_FAULT_S = 60.0
_log = structlog.get_logger("app.projections.dumps")


class DumpWatch:
    """The thread of one process that has dumps made; with an interval of 0 in the settings it does nothing."""

    def __init__(self, tools: Tools) -> None:
        """Prepare; nothing is started."""
        self._tools = tools
        self._every = timedelta(seconds=tools.settings.dump_interval_s)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="dumps", daemon=True)
        self._trouble: Text | None = None

    def start(self) -> None:
        """Begin to watch."""
        if self._every:
            self._thread.start()

    def stop(self, patience_s: float = 20.0) -> None:
        """Stop; a dump that is being made is given up, and the one before it stays."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def trouble(self) -> Text | None:
        """Return what kept the last dump from being made, or None."""
        return self._trouble

    def _watch(self) -> None:
        shelf, seen, looked = Shelf(self._tools.settings), -1, float("-inf")
        while not self._stopping.wait(_LOOK_S):
            try:
                newest = last_sequence(self._tools.database)
                if newest == seen and time.monotonic() - looked < _LOOK_ANYHOW_S:
                    continue
                if is_due(self._tools.database, shelf, self._every):
                    self._make()
                seen, looked, self._trouble = newest, time.monotonic(), None
            except Exception as error:  # noqa: BLE001  # /healthz tells of it, and it is tried again
                _log.exception("no dump could be made")
                self._trouble = _told(error)
                self._stopping.wait(_AFTER_A_FAULT_S)

    def _make(self) -> None:
        """Have the dumps made that are due; raise OSError with what the process that makes them ran into."""
        context = get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        process = context.Process(target=_work, args=(self._tools.settings, self._every, theirs), name="dumps")
        with main_unseen():
            process.start()
        theirs.close()
        while process.is_alive() and not self._stopping.wait(_POLL_S):
            pass
        if process.is_alive():
            process.terminate()
        process.join()
        if self._stopping.is_set():
            return
        problem = ours.recv() if ours.poll() else f"exit code {process.exitcode}"
        if problem:
            raise OSError(problem)


def _work(settings: Settings, every: timedelta, pipe: Connection) -> None:
    """Make what is due, in a process of its own; send what went wrong, or nothing."""
    configure_logs(settings.log_level)
    try:
        make_due(settings, every=every)
    except Occupied:
        pipe.send("")
    except OSError as error:
        pipe.send(error.strerror or str(error))
    else:
        pipe.send("")


def _told(error: Exception) -> Text:
    reason = str(error) if isinstance(error, OSError) else type(error).__name__
    return Text(
        fr=f"Les fichiers à télécharger n'ont pas pu être refaits ({reason}); les précédents restent.",
        en=f"The files to download could not be made again ({reason}); those before stay.",
    )
