"""The elements of an array, one record each: parsed where they stand, and found again after one that is malformed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from app.core.source import SourceRecord, SourceValue
from app.reading.bytes_in import DeliveredBytes
from app.reading.json_location import Place
from app.reading.json_window import TextWindow
from app.reading.rules import CUT_SHORT, DAMAGED, GIVEN_UP, MALFORMED_JSON, RECORD_TOO_LARGE, TRAILING_TEXT
from app.reading.source_format import ReadOutcome
from app.reading.trees import TooDeep, TreePlace, TreeReading

_AT_THE_EDGE = 12  # an error so near the window's end may be that of a word or an escape that goes on beyond it
_NEAR, _SHOWN = 40, 400  # characters of the place of an error, and of the element, that a finding may quote
_PATIENCE = 10_000  # places where beginning again may fail in one file: a file made for it has millions


def _beginning(names: Iterable[str]) -> re.Pattern[str]:
    """Return what finds where an object that begins with one of these names may be the next element."""
    named = "|".join(re.escape(json.dumps(name, ensure_ascii=False)) for name in names) or r'"[^"]*"'
    return re.compile(rf",\s*(?=\{{\s*(?:{named})\s*:)")


class TooLarge(Exception):
    """The value at the position does not end within the bound."""


class Elements:
    """The records of one JSON document."""

    def __init__(self, window: TextWindow, place: Place, reading: TreeReading, source: DeliveredBytes) -> None:
        """Take the window, set at the first element; nothing is read yet."""
        self.window = window
        self.reading = reading
        self._pointer = place.pointer
        self._source = source
        self._keys: frozenset[str] = frozenset()
        self._next = _beginning(())
        self._patience = _PATIENCE
        self._lost = False

    def outcomes(self) -> Iterator[ReadOutcome]:
        """Yield a record for each element, up to the array's end.

        A malformed element is an UnreadableRecord; reading resumes at the next object that looks like the records
        before it. Raises BoundPassed after the records that come before the bound.
        """
        window, index = self.window, 0
        while True:
            following = window.peek()
            if following == ",":
                window.position += 1
                continue
            place = TreePlace(index, self._source.file.name, None, f"{self._pointer}/{index}")
            if not following:
                yield self._ended_early(place)
                return
            if following == "]":
                window.position += 1
                break
            yield self.one(place)
            index += 1
            if self._lost:
                yield from self._given_up(TreePlace(index, self._source.file.name, None, self._pointer))
                return
        left = window.text[window.position :].strip("; \t\r\n)") if not self._pointer and window.peek() else ""
        if left:
            place = TreePlace(index, self._source.file.name, None, "")
            yield self.reading.unreadable(TRAILING_TEXT, place, left)

    def _given_up(self, place: TreePlace) -> Iterator[ReadOutcome]:
        if not self._patience:
            line, _ = self.window.line_and_column(self.window.position)
            yield self.reading.unreadable(GIVEN_UP, place, None, line=str(line))

    def one(self, place: TreePlace) -> ReadOutcome:
        """Return the record at the window's position, and set the window to what follows it."""
        window, limit = self.window, self.reading.bounds.max_record_bytes
        try:
            value, end = self._parsed()
        except json.JSONDecodeError as error:
            return self._malformed(error, place)
        except TooDeep:
            beginning = window.text[window.position : window.position + _SHOWN]
            self._lost = not window.pass_value()
            return self.reading.too_deep(place, beginning)
        except TooLarge:
            too_large = self._too_large(place)
            self._lost = not self._resume()
            return too_large
        if end - window.position > limit:
            too_large = self._too_large(place)
            window.position = end
            return too_large
        span = slice(window.position, end)
        outcome = self.reading.outcome(value, window.text, span, place, suspect=window.suspect)
        if isinstance(outcome, SourceRecord) and not self._keys:
            self._keys = frozenset(outcome.fields)
            self._next = _beginning(outcome.fields)
        window.position = end
        return outcome

    def _parsed(self) -> tuple[SourceValue, int]:
        """Return the value at the position and its end, growing the window until it holds all of it."""
        window = self.window
        while True:
            try:
                value, end = self.reading.parse(window.text, window.position)
            except json.JSONDecodeError as error:
                if not self._unfinished(error):
                    raise
                if window.left > self.reading.bounds.max_record_bytes:
                    raise TooLarge from None
                if not window.more(double=True):
                    raise
                continue
            # A number may go on beyond the window.
            if end < len(window.text) or not window.more():
                return value, end

    def _too_large(self, place: TreePlace) -> ReadOutcome:
        limit = self.reading.bounds.max_record_bytes
        beginning = self.window.text[self.window.position : self.window.position + _SHOWN]
        return self.reading.unreadable(RECORD_TOO_LARGE, place, beginning, limit=str(limit), bound="max_record_bytes")

    def _malformed(self, error: json.JSONDecodeError, place: TreePlace) -> ReadOutcome:
        window = self.window
        text = window.text[window.position : min(window.position + _SHOWN, error.pos + _NEAR)]
        near = window.text[error.pos : error.pos + _NEAR].strip()
        line, column = window.line_and_column(error.pos)
        cut = self._unfinished(error)
        self._lost = not self._resume()
        if cut and self._lost:
            return self._ended_early(place, text)
        return self.reading.unreadable(MALFORMED_JSON, place, text, line=str(line), position=str(column), near=near)

    def _ended_early(self, place: TreePlace, text: str | None = None) -> ReadOutcome:
        return self.reading.unreadable(DAMAGED if self._source.damaged else CUT_SHORT, place, text)

    def _unfinished(self, error: json.JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated") or error.pos > len(self.window.text) - _AT_THE_EDGE

    def _resume(self) -> bool:
        """Set the window after a malformed element: to its end, or to the next object that looks like a record.

        Returns False when the file has no such place.
        """
        window = self.window
        end = window.end_of_value()
        if end is not None and end > window.position:
            for found in self._next.finditer(window.text, window.position + 1, end):
                if self._patience and self._is_record(found.end()):
                    window.position = found.end()
                    return True
            window.position = end
            return True
        window.position += 1
        while self._patience:
            following = self._next.search(window.text, window.position)
            if following:
                window.position = following.end()
                if self._is_record_here():
                    return True
                window.position += 1
                continue
            window.position = max(window.position, len(window.text) - _AT_THE_EDGE)
            if not window.more():
                break
        return False

    def _is_record(self, position: int) -> bool:
        try:
            value, _ = self.reading.parse(self.window.text, position)
        except (json.JSONDecodeError, TooDeep):
            value = None
        return self._similar(value)

    def _is_record_here(self) -> bool:
        try:
            value, _ = self._parsed()
        except (json.JSONDecodeError, TooDeep, TooLarge):
            value = None
        return self._similar(value)

    def _similar(self, value: SourceValue) -> bool:
        """Say whether a value has half the fields of the first record, so that it is none of a record's own parts."""
        if isinstance(value, dict) and len(self._keys & value.keys()) * 2 >= len(self._keys):
            return True
        self._patience -= 1
        return False
