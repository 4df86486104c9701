"""A relational export sent as one ZIP archive: which of its tables is the main one, that the others join."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.core.errors import ConcordanceError, InputError
from app.core.source import SourceRecord
from app.core.text import Text
from app.intake.bundle import likely_main
from app.mapping.canonical import CANONICAL
from app.mapping.crosswalk import Crosswalk
from app.pipeline import Tools
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile
from app.web.delivery_parameters import DeliveryParameters
from app.web.received_file import ReceivedFile, unbundle


def main_table(tables: Sequence[Path], crosswalk: Crosswalk | None, tools: Tools, *, wanted: str | None = None) -> Path:
    """Return the main table of an export: the one that is wanted, else the one that the crosswalk begins with.

    Without a crosswalk, it is the table whose columns a shipped crosswalk recognises. Raises InputError, with the names
    there are, where nothing decides.
    """
    if wanted is not None:
        named = [table for table in tables if table.name.casefold() == wanted.casefold()]
        if not named:
            raise _undecided(tables)
        return named[0]
    companions = [companion.file for companion in crosswalk.companions] if crosswalk else []
    candidates = likely_main(tables, companions)
    if len(candidates) == 1:
        return candidates[0]
    known = [crosswalk] if crosswalk is not None else list(tools.shipped)
    columns = {table: _columns(table, tools) for table in candidates}
    sure = [
        (len(one.recognise), table)
        for one in known
        for table in candidates
        if one.recognise and set(one.recognise) <= columns[table]
    ]
    if not sure:
        raise _undecided(tables)
    return max(sure, key=lambda found: found[0])[1]


def unbundled(
    file: ReceivedFile,
    crosswalk: Crosswalk | None,
    parameters: DeliveryParameters,
    tools: Tools,
    *,
    most_bytes: int | None = None,
) -> None:
    """Lay out the tables of an archive that was received, and make of it the delivery of its main table.

    Any other file stays as it is. Raises what `unpack` and `main_table` raise.
    """

    def main_of(tables: tuple[Path, ...]) -> Path:
        return main_table(tables, crosswalk, tools, wanted=parameters.options.get("main"))

    unbundle(file, main_of, tools.settings, most_bytes=most_bytes)


def named_crosswalk(named: str | None, institution: str | None, tools: Tools) -> Crosswalk | None:
    """Return the crosswalk that is named for a delivery, None where none is; raise UnknownName."""
    return tools.find_crosswalk(named, institution) if named and named != CANONICAL else None


def _columns(table: Path, tools: Tools) -> set[str]:
    file = DeliveredFile(table, table.name, tools.settings.bounds)
    try:
        first = next(iter(tools.formats.get(recognise(file, tools.formats).format).read(file)), None)
    except ConcordanceError:
        return set()  # it cannot be the main table; if it is wanted beside one, its own reading says why
    return set(first.fields) if isinstance(first, SourceRecord) else set()


def _undecided(tables: Sequence[Path]) -> InputError:
    names = ", ".join(table.name[:60] for table in tables[:12])
    return InputError(
        Text(
            fr=f"L'archive contient plusieurs tables; dites laquelle est la principale (main=NOM): {names}.",
            en=f"The archive holds several tables; say which is the main one (main=NAME): {names}.",
        )
    )
