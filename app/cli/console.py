"""What the terminal shows: in French unless the environment says English, plain where it is not a terminal."""

from __future__ import annotations

import os

from rich.console import Console

from app.cli.exit_codes import ExitCode
from app.core.errors import (
    BoundPassed,
    ConcordanceError,
    Conflict,
    CrosswalkError,
    InputError,
    StorageFull,
    UnreadableFile,
)
from app.core.text import LanguageCode, Text

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)


def language() -> LanguageCode:
    """Return `en` if the first of CONCORDANCE_LANGUAGE, LC_ALL, LC_MESSAGES, LANG that is set says so, else `fr`."""
    for variable in ("CONCORDANCE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        written = os.environ.get(variable, "")
        if written:
            return "en" if written.lower().startswith("en") else "fr"
    return "fr"


def say(fr: str, en: str) -> None:
    """Write a line to standard output in the reader's language; brackets in it are not markup."""
    out.print(Text(fr, en).in_language(language()), markup=False)


def warn(fr: str, en: str) -> None:
    """Write a line to standard error in the reader's language."""
    err.print(Text(fr, en).in_language(language()), markup=False)


def explain_error(error: ConcordanceError) -> ExitCode:
    """Write what went wrong and what puts it right to standard error; return the exit code that says its kind."""
    spoken = language()
    err.print(f"{error.title.in_language(spoken)}: {error.detail.in_language(spoken)}", markup=False, style="bold red")
    if error.bound is not None:
        err.print({"fr": "Limite: ", "en": "Bound: "}[spoken] + error.bound, markup=False)
    err.print(error.advice.in_language(spoken), markup=False)
    return _CODES.get(type(error), _by_family(error))


_CODES: dict[type[ConcordanceError], ExitCode] = {
    UnreadableFile: ExitCode.UNREADABLE,
    CrosswalkError: ExitCode.UNREADABLE,
    BoundPassed: ExitCode.BOUND_PASSED,
    StorageFull: ExitCode.STORAGE,
}


def _by_family(error: ConcordanceError) -> ExitCode:
    if isinstance(error, Conflict):
        return ExitCode.CONFLICT
    return ExitCode.WRONG_COMMAND if isinstance(error, InputError) else ExitCode.STORAGE
