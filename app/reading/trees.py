"""A record that is a tree (of JSON): parsed, measured against the bounds, its values repaired where they must be."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.core.config import Bounds
from app.core.finding import Cell, Finding, Rule
from app.core.source import SourceRecord, SourceValue, UnreadableRecord
from app.reading.rules import CELL_TOO_LARGE, DUPLICATE_KEY, NOT_A_NUMBER, NOT_A_RECORD, TOO_DEEP, finding
from app.reading.source_format import ReadOutcome
from app.reading.text_repair import repaired

Trail = tuple[str, ...]

# Escapes that make what `text_repair` mends: control characters, C1, A with tilde or circumflex, surrogates, U+FEFF.
_ESCAPES = re.compile(r"\\u(?:00[01189cC][0-9a-fA-F]|[dD][89a-fA-F]|[fF][eEfF][fF])")


class TreePlace(NamedTuple):
    """Where a record stands: its ordinal, the file's name, and its row or the pointer to it."""

    ordinal: int
    file: str
    row: int | None = None
    path: str | None = None

    def cell(self, trail: Trail = (), value: str | None = None) -> Cell:
        """Return the cell of a value inside the record; `trail` are the names that lead to it."""
        column = "/".join(trail) or None
        if self.path is None:
            return Cell(column, value, self.row)
        return Cell(column, value, None, self.path + "".join(map(pointer_step, trail)))


def pointer_step(name: str) -> str:
    """Return one step of a JSON Pointer, with its slash (RFC 6901, section 3)."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


class TooDeep(Exception):
    """The text is nested deeper than any parser goes."""


class _NotANumber(str):
    """`NaN` or `Infinity`, which JSON does not have, until the walk puts a blank in its place."""

    __slots__ = ()


@dataclass(slots=True)
class TreeReading:
    """How the records of one file of JSON are parsed, with the bounds on them; `encoding` is named in findings."""

    bounds: Bounds
    encoding: str
    _duplicates: list[str] = field(default_factory=list, init=False)
    _constants: bool = field(default=False, init=False)
    _decoder: json.JSONDecoder = field(init=False)

    def __post_init__(self) -> None:
        """Make the standard library's parser, with what it must tell us."""
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object,
            parse_float=_decimal,
            parse_constant=self._constant,
            strict=False,  # control characters in strings are repaired
        )

    def parse(self, text: str, start: int) -> tuple[SourceValue, int]:
        """Return the value that begins at `start`, and where it ends; raise JSONDecodeError, or TooDeep."""
        self._duplicates.clear()
        self._constants = False
        try:
            value, end = self._decoder.raw_decode(text, start)
        except RecursionError:
            raise TooDeep from None
        except json.JSONDecodeError:
            raise
        except ValueError:
            # An integer of more digits than Python converts (4,300).
            raise json.JSONDecodeError("Number too long", text, start) from None
        return value, end

    def outcome(self, value: SourceValue, text: str, span: slice, place: TreePlace, *, suspect: bool) -> ReadOutcome:
        """Return the record that the value just parsed makes, its values repaired; or why it is none.

        `span` is where it stands in `text`; `suspect` says that a value may need repair.
        """
        bounds, start, end = self.bounds, span.start, span.stop
        if not isinstance(value, dict):
            return self.unreadable(NOT_A_RECORD, place, text[span], found=text[start : min(end, start + 40)])
        if text.count("{", start, end) + text.count("[", start, end) > bounds.max_depth and deeper(
            value, bounds.max_depth
        ):
            return self.too_deep(place, text[span])
        if (end - start) * 4 > bounds.max_cell_bytes:
            large = next((found for found in _strings(value, ()) if _size(found[1]) > bounds.max_cell_bytes), None)
            if large:
                return self._too_large(large, place)
        escaped = text.find("\\u", start, end) >= 0 and _ESCAPES.search(text, start, end)
        if not (suspect or escaped or self._duplicates or self._constants):
            return SourceRecord(place.ordinal, value, place.file, place.row, place.path)
        findings = [finding(DUPLICATE_KEY, place.cell((key,))) for key in self._duplicates]
        mended = self._mended(value, (), place, findings)
        fields: dict[str, SourceValue] = mended if isinstance(mended, dict) else {}
        kept = tuple(findings[: bounds.max_findings_per_record])
        return SourceRecord(place.ordinal, fields, place.file, place.row, place.path, kept)

    def unreadable(self, rule: Rule, place: TreePlace, text: str | None, **arguments: str) -> UnreadableRecord:
        """Return that the record at this place cannot be read; `text` is how it begins."""
        return UnreadableRecord(place.ordinal, finding(rule, place.cell((), text), **arguments))

    def too_deep(self, place: TreePlace, text: str) -> UnreadableRecord:
        """Return that the record at this place is nested deeper than `max_depth`."""
        return self.unreadable(TOO_DEEP, place, text, limit=str(self.bounds.max_depth), bound="max_depth")

    def _too_large(self, large: tuple[Trail, str], place: TreePlace) -> UnreadableRecord:
        limits = {"size": str(_size(large[1])), "limit": str(self.bounds.max_cell_bytes), "bound": "max_cell_bytes"}
        return UnreadableRecord(place.ordinal, finding(CELL_TOO_LARGE, place.cell(*large), **limits))

    def _object(self, pairs: list[tuple[str, SourceValue]]) -> dict[str, SourceValue]:
        made = dict(pairs)
        return made if len(made) == len(pairs) else self._with_all_values(pairs)

    def _with_all_values(self, pairs: list[tuple[str, SourceValue]]) -> dict[str, SourceValue]:
        values: dict[str, list[SourceValue]] = {}
        for key, value in pairs:
            values.setdefault(key, []).append(value)
        self._duplicates += (key for key, several in values.items() if len(several) > 1)
        return {key: several if len(several) > 1 else several[0] for key, several in values.items()}

    def _constant(self, written: str) -> _NotANumber:
        self._constants = True
        return _NotANumber(written)

    def _mended(self, value: SourceValue, trail: Trail, place: TreePlace, findings: list[Finding]) -> SourceValue:
        if isinstance(value, dict):
            return {
                repaired(key, self.encoding)[0]: self._mended(child, (*trail, key), place, findings)
                for key, child in value.items()
            }
        if isinstance(value, list):
            return [self._mended(child, (*trail, str(at)), place, findings) for at, child in enumerate(value)]
        if isinstance(value, _NotANumber):
            findings.append(finding(NOT_A_NUMBER, place.cell(trail, value)))
            return None
        if not isinstance(value, str):
            return value
        text, flaws = repaired(value, self.encoding)
        findings += (finding(flaw.rule, place.cell(trail, flaw.value), **flaw.arguments) for flaw in flaws)
        return text


def _decimal(written: str) -> float | str:
    number = float(written)
    return number if math.isfinite(number) else written


def deeper(value: object, limit: int) -> bool:
    """Say whether objects and lists stand inside each other more than `limit` levels deep."""
    level = [value]
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
            if isinstance(child, (dict, list))
        ]
        if not level:
            return False
    return True


def _strings(value: SourceValue, trail: Trail) -> Iterator[tuple[Trail, str]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _strings(child, (*trail, key))
    elif isinstance(value, list):
        for position, child in enumerate(value):
            yield from _strings(child, (*trail, str(position)))
    elif isinstance(value, str):
        yield trail, value


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
