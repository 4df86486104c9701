"""The command line: `concordance`, one module a family of commands."""

from __future__ import annotations

import sys

from app.cli.application import application
from app.cli.console import explain_error
from app.core.errors import ConcordanceError


def main() -> None:
    """Run the command that the arguments name; exit codes are in `app.cli.exit_codes`."""
    try:
        application()
    except ConcordanceError as error:
        sys.exit(explain_error(error))
