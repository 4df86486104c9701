"""Make a museum's text storable on every engine: PostgreSQL refuses NUL, and UTF-8 has no lone surrogates."""

from __future__ import annotations

import msgspec

LONGEST_VALUE = 4_000  # characters of a cell that a finding quotes: ten screens of a report, whatever the cell holds

_ELLIPSIS = "…"
_NUL = "␀"


def storable(text: str) -> str:
    """Return the text with NUL shown as its picture U+2400 and each lone surrogate replaced by U+FFFD."""
    if text.isascii():
        return text.replace("\0", _NUL) if "\0" in text else text
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\0", _NUL)


def storable_or_none(text: str | None) -> str | None:
    """Return the same for a text that may be missing."""
    return None if text is None else storable(text)


def quoted(value: str | None) -> str | None:
    """Return a cell's value as a finding keeps it: storable, and cut at LONGEST_VALUE characters with an ellipsis."""
    if value is None:
        return None
    if len(value) > LONGEST_VALUE:
        value = value[: LONGEST_VALUE - 1] + _ELLIPSIS
    return storable(value)


def as_json(value: object) -> str:
    """Return the value as JSON that every engine takes and that reads back; its texts are made storable if need be."""
    try:
        return msgspec.json.encode(value).decode()
    except UnicodeEncodeError:
        return msgspec.json.encode(_storable_within(msgspec.to_builtins(value))).decode()


def _storable_within(value: object) -> object:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list | tuple):
        return [_storable_within(item) for item in value]
    if isinstance(value, dict):
        return {storable(str(name)): _storable_within(item) for name, item in value.items()}
    return value
