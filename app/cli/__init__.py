"""The command line: `concordance`, one module a family of commands."""

from __future__ import annotations

import os
import sys

from app.cli.application import application
from app.cli.console import explain_error
from app.core.config import settings_from
from app.core.errors import ConcordanceError
from app.core.logs import configure_logs


def main() -> None:
    """Run the command that the arguments name; exit codes are in `app.cli.exit_codes`."""
    try:
        configure_logs(_log_level())
        application()
    except ConcordanceError as error:
        sys.exit(explain_error(error))


def _log_level() -> str:
    """Return the level that is asked for, else that of trouble: what a command does, it says itself."""
    return settings_from(os.environ).log_level if "CONCORDANCE_LOG_LEVEL" in os.environ else "warning"
