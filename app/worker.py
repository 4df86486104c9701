"""The second door: a process that works on queued deliveries and serves no pages; any number of them on PostgreSQL."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog

from app.core.logs import configure_logs
from app.jobs import Jobs
from app.pipeline import Tools

_log = structlog.get_logger("app.worker")


def run_worker(tools: Tools) -> None:
    """Work on queued deliveries until SIGTERM or SIGINT; then stop after the chunks that are being stored."""
    configure_logs(tools.settings.log_level)
    asked = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        asked.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, ask)
    jobs = Jobs(tools)
    jobs.start()
    _log.info("worker started")
    asked.wait()
    jobs.stop()
    tools.database.dispose()
    _log.info("worker stopped")
