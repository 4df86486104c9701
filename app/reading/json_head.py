"""What the beginning of a file of JSON tells: whether a line is a record, whether a word is said of a whole record."""

from __future__ import annotations

_LINES = (".jsonl", ".ndjson")
_OUTER = 4_000  # characters before a member in which the object that it is of begins


def is_of_a_record(text: str, at: int) -> bool:
    """Say whether the object with the member at a place is a record, not a part of one that is something else."""
    depth = 0
    for position in range(at - 1, max(-1, at - 1 - _OUTER), -1):
        if text[position] in "}]":
            depth += 1
        elif text[position] in "{[":
            if not depth:
                return not text[:position].rstrip().endswith(":")
            depth -= 1
    return False


def is_in_lines(text: str, name: str) -> bool:
    """Say whether a text is JSON Lines: its first line is an object, and another one follows."""
    first, _, rest = text.partition("\n")
    if name.lower().removesuffix(".gz").endswith(_LINES):
        return text.startswith("{")
    following = rest.lstrip()
    return first.startswith("{") and first.rstrip().endswith("}") and following.startswith("{")
