"""Records of ISO 2709, one by one: found by their terminators, so that a wrong length harms no other."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pymarc.marc8 import marc8_to_unicode

from app.core.config import Bounds
from app.core.finding import Cell, Finding
from app.core.source import SourceRecord, UnreadableRecord
from app.reading.bytes_in import DeliveredBytes
from app.reading.marc_fields import MarcField, marc_tree
from app.reading.outcomes import delivered
from app.reading.rules import (
    CELL_TOO_LARGE,
    CUT_SHORT,
    DAMAGED,
    MARC_DIRECTORY,
    MARC_ENCODING,
    MARC_LENGTH,
    MARC_UNREADABLE,
    RECORD_TOO_LARGE,
    finding,
)
from app.reading.source_format import DeliveredFile, ReadOutcome

_RECORD_END, _FIELD_END, _SUBFIELD = b"\x1d", b"\x1e", b"\x1f"
_LEADER, _ENTRY, _TAG = 24, 12, 3
_BLANK = b" \t\r\n\0\x1a"
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Damaged(Exception):
    """The record has no directory by which its fields could be named."""


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the records of a file in constant memory.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    yield from delivered(_outcomes(source, file), file)


def _outcomes(source: DeliveredBytes, file: DeliveredFile) -> Iterator[ReadOutcome]:
    ordinal = -1
    for ordinal, (content, whole) in enumerate(_contents(source, file.bounds)):
        path = f"/collection/record[{ordinal + 1}]"
        if len(content) > file.bounds.max_record_bytes:
            limits = {"limit": str(file.bounds.max_record_bytes), "bound": "max_record_bytes"}
            yield UnreadableRecord(ordinal, finding(RECORD_TOO_LARGE, Cell(path=path), **limits))
        elif not whole:
            yield UnreadableRecord(ordinal, finding(CUT_SHORT, Cell(None, _shown(content), None, path)))
        else:
            yield _outcome(ordinal, content, path, file)
    if source.damaged:
        yield UnreadableRecord(ordinal + 1, finding(DAMAGED, Cell(path="/collection")))


def _contents(source: DeliveredBytes, bounds: Bounds) -> Iterator[tuple[bytes, bool]]:
    """Yield the bytes of each record without its terminator, and whether it has one."""
    held = b""
    overlong = False
    for block in source.blocks(65536):
        parts = (held + block).split(_RECORD_END)
        held = parts.pop()
        for part in parts:
            if overlong:
                overlong = False
            elif content := part.lstrip(_BLANK):
                yield content, True
        if len(held) > bounds.max_record_bytes:
            if not overlong:
                yield held[: bounds.max_record_bytes + 1], False
            held, overlong = b"", True
    if not overlong and (content := held.strip(_BLANK)):
        yield content, False


def _outcome(ordinal: int, content: bytes, path: str, file: DeliveredFile) -> ReadOutcome:
    findings: list[Finding] = []
    whole = Cell(None, None, None, path)
    try:
        leader, fields = _fields(content, whole, findings)
    except _Damaged:
        return UnreadableRecord(ordinal, finding(MARC_UNREADABLE, Cell(None, _shown(content), None, path)))
    limit = file.bounds.max_cell_bytes
    if len(content) > limit and any(
        len(text) > limit for field in fields for _, text in (*field.subfields, ("", field.text))
    ):
        limits = {"size": str(len(content)), "limit": str(limit), "bound": "max_cell_bytes"}
        return UnreadableRecord(ordinal, finding(CELL_TOO_LARGE, whole, **limits))
    kept = tuple(findings[: file.bounds.max_findings_per_record])
    return SourceRecord(ordinal, marc_tree(leader, fields), file.name, None, path, kept, notation="marc")


def _fields(content: bytes, whole: Cell, findings: list[Finding]) -> tuple[str, list[MarcField]]:
    """Return the leader and the fields of a record, by its field terminators; its directory gives their tags."""
    directory, *data = content.split(_FIELD_END)
    if data and not data[-1].strip(_BLANK):
        data.pop()
    said = content[:5].strip()
    length = len(content) + len(_RECORD_END)
    if said.isdigit() and int(said) not in {length, 99999, 0}:
        findings.append(finding(MARC_LENGTH, whole, said=said.decode(), found=str(length)))
    entries = _entries(directory)
    if not entries or not data:
        raise _Damaged
    if len(entries) != len(data):
        findings.append(finding(MARC_DIRECTORY, whole, said=str(len(entries)), found=str(len(data))))
    decoded, problem = _decoded(data, unicode=directory[9:10] == b"a")
    if problem:
        findings.append(finding(MARC_ENCODING, whole, encoding=problem))
    leader = directory[:_LEADER].decode("ascii", "replace")
    return leader, [_field(tag, text) for tag, text in zip(entries, decoded, strict=False)]


def _entries(directory: bytes) -> list[str]:
    """Return the tags in the order of their fields (ISO 2709, 4.4); a leader of another length is passed over."""
    at = _LEADER
    written = directory[at:]
    if len(written) % _ENTRY or not written[_TAG:_ENTRY].isdigit():
        written = directory[len(directory) % _ENTRY :]
        while len(written) >= _ENTRY and not (written[_TAG:_ENTRY].isdigit() and written[:_TAG].isalnum()):
            written = written[_ENTRY:]
        if len(directory) - len(written) < _ENTRY:
            return []
    placed: list[tuple[int, str]] = []
    for start in range(0, len(written) - _ENTRY + 1, _ENTRY):
        entry = written[start : start + _ENTRY]
        tag = entry[:_TAG].decode("ascii", "replace")
        placed.append((int(entry[7:]) if entry[7:].isdigit() else 10**6 + start, tag))
    return [tag for _, tag in sorted(placed, key=lambda one: one[0])]


def _decoded(data: list[bytes], *, unicode: bool) -> tuple[list[str], str]:
    """Return the fields as text, and the encoding when it is not the one that the leader says (position 9)."""
    try:
        texts = [one.decode("utf-8") for one in data]
    except UnicodeDecodeError:
        texts = []
    if texts and unicode:
        return texts, ""
    if texts and all(text.isascii() and "\x1b" not in text for text in texts):
        return texts, ""
    if texts and not any("\x1b" in text for text in texts):
        return texts, "UTF-8"  # eight-bit MARC-8 that is valid UTF-8 throughout does not happen
    if not unicode:
        return [_marc8(one) for one in data], ""
    return [one.decode("utf-8", "replace") for one in data], "UTF-8 (?)"


def _marc8(content: bytes) -> str:
    if content.isascii() and b"\x1b" not in content:
        return content.decode("ascii")
    # By subfield: the library leaves out control characters, and each subfield begins in ASCII again (MARC-8, part 2).
    parts = (marc8_to_unicode(part, hide_utf8_warnings=True) for part in content.split(_SUBFIELD))
    return _SUBFIELD.decode().join(map(str, parts))


def _field(tag: str, text: str) -> MarcField:
    if tag.startswith("00") or "\x1f" not in text:
        return MarcField(tag, _CONTROLS.sub("", text))
    indicators, *subfields = text.split("\x1f")
    pairs = tuple((one[0], _CONTROLS.sub("", one[1:])) for one in subfields if one)
    return MarcField(tag, "", indicators.ljust(2)[:2], pairs)


def _shown(content: bytes) -> str:
    return content[:300].decode("utf-8", "replace")
