"""One delivery is worked on: brought in from where it stands, again after an interruption, its lines in the log."""

from __future__ import annotations

import threading
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import structlog
from sqlalchemy.exc import OperationalError

from app.core.errors import ConcordanceError, Conflict, StorageFull
from app.core.logs import log_context
from app.core.text import Text
from app.intake.push import discard
from app.pipeline import Tools, ingest
from app.storage.submissions import SubmissionState, fail_submission, get_submission
from app.workbench import ChunkResult

_RETRIES_S = (1, 2, 5, 10, 30, 60, 60, 60, 60, 60)  # pauses while the database or the disk cannot be written
_SEVERAL_PROCESSES_FROM = 4 * 1024 * 1024  # bytes: below, starting processes takes longer than the work
_PASSING = (OperationalError, StorageFull, BrokenProcessPool)
_log = structlog.get_logger("app.jobs")


class Stopping(BaseException):
    """The process is asked to end. It leaves the workflow as it is, unfinished, for whoever takes it up next.

    No Exception: the engine would hold the workflow to have failed.
    """


class Deliveries:
    """Works on deliveries; `running` are the submissions being worked on at this moment."""

    def __init__(self, tools: Tools, stopping: threading.Event) -> None:
        """Work with these tools until `stopping` is set."""
        self.running: set[str] = set()
        self._tools = tools
        self._stopping = stopping

    def work(self, submission_id: str) -> None:
        """Bring one delivery to its end, with pauses while the database or the disk cannot be written."""
        self.running.add(submission_id)
        try:
            with log_context(job=submission_id):
                for pause_s in _RETRIES_S:
                    try:
                        self._bring_in(submission_id)
                    except _PASSING as error:
                        _log.warning("delivery interrupted", cause=type(error).__name__, again_in_s=pause_s)
                        if self._stopping.wait(pause_s):
                            raise Stopping from None
                    else:
                        return
                self._bring_in(submission_id)
        finally:
            self.running.discard(submission_id)

    def _bring_in(self, submission_id: str) -> None:
        state = get_submission(self._tools.database, submission_id)
        with log_context(institution=state.institution):
            _log.info("delivery begins", file_bytes=state.total_bytes, from_record=state.checkpoint)
            large = state.total_bytes >= _SEVERAL_PROCESSES_FROM
            processes = self._tools.settings.processes if large else 1
            try:
                ended = ingest(submission_id, self._tools, processes=processes, noticed=self._notice)
            except Conflict:
                _log.info("delivery is finished, or worked on elsewhere")
                return
            except _PASSING:
                raise
            except Exception:  # noqa: BLE001  # a fault of ours ends as a problem the museum can read, and a trace
                _log.exception("delivery failed")
                ended = fail_submission(self._tools.database, submission_id, fault())
            if ended.status == "done":
                discard(Path(ended.stored_path))
            _tell(ended)

    def _notice(self, result: ChunkResult) -> None:
        tell_slow_records(result)
        if self._stopping.is_set():
            raise Stopping


def tell_slow_records(result: ChunkResult) -> None:
    """Name the slow records of a chunk in the log, by their identifier and their milliseconds."""
    for local_id, milliseconds in result.slow:
        _log.warning("slow record", record=local_id, ms=milliseconds)


def fault() -> ConcordanceError:
    """Return what a museum is told of a delivery that ended by a fault of this service."""
    return ConcordanceError(
        Text(
            fr="Le service a rencontré une faute qui lui est propre; ce qui est déjà enregistré le reste.",
            en="The service met a fault of its own; what is stored already stays.",
        )
    )


def _tell(ended: SubmissionState) -> None:
    _log.info(
        "delivery ended",
        status=ended.status,
        problem=ended.problem.kind if ended.problem else None,
        records=ended.counts.records,
        findings=ended.counts.findings,
        steps_s={step: round(taken, 3) for step, taken in ended.seconds.items()},
    )
