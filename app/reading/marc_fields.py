"""The fields of a MARC 21 record as a tree: by tag, each with its subfields (`$a`) and what they say together (`.`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from app.core.places import TEXT
from app.reading.xml_tree import Fields

LEADER: Final = "leader"
KIND: Final = "@kind"  # position 6 of the leader: k for a picture, r for an object
_KIND_AT = 6
_TITLES = frozenset({"130", "210", "222", "240", "242", "243", "245", "246", "247", "440", "490", "730", "740", "830"})
_PERSONS = frozenset({"100", "600", "700", "800"})
_BODIES = frozenset({"110", "111", "610", "611", "710", "711", "810", "811"})
_SUBJECTS = frozenset({"600", "610", "611", "630", "647", "648", "650", "651", "653", "654", "655", "656", "657"})
_WHOLE = {
    **dict.fromkeys(_TITLES, "abnpfgksv"),
    **dict.fromkeys(_PERSONS, "abcq"),
    **dict.fromkeys(_BODIES, "abcdn"),
    "300": "abce", "050": "ab", "055": "ab", "060": "ab", "070": "ab", "080": "ab", "082": "ab", "084": "ab",
    "086": "a", "090": "ab", "099": "a", "852": "abckhijlm",
}  # fmt: skip
_NO_WORDS = frozenset("01234568uwx9")  # identifiers, links and sources: not part of what a field says
_DIVISIONS = "vxyz"
_ISBD = re.compile(r"\s*(?:\s[:;/=+]|,|\s\.)\s*$")
_STOP = re.compile(r"(?<=[^\W\d_]{4})\.$|(?<=[\]\)0-9])\.$")  # the last point of a statement, not of an abbreviation
_KEEPS_STOP = ("5", "3")  # notes are sentences, extents end in abbreviations
_MOST = 10_000
_PUBLISHED = frozenset({"260", "264"})
_COPYRIGHT = re.compile(r"^\s*\[?\s*[cp©℗]\s*(?=\d{4})")  # c1999 is a copyright (AACR2 1.4F6), not circa


class MarcField(NamedTuple):
    """One variable field: its tag, its text if it is a control field, else its indicators and subfields."""

    tag: str
    text: str
    indicators: str = ""
    subfields: tuple[tuple[str, str], ...] = ()


def marc_tree(leader: str, fields: Iterable[MarcField]) -> Fields:
    """Return a record as a tree: the tag of each field, a list where it is repeated; blanks are left out.

    The punctuation that ISBD puts between subfields is taken away. Under `.` stands what the subfields of a field say
    together: a heading with its subdivisions, a title, a note. An alternate script (880) is under `880`.
    """
    made: Fields = {LEADER: leader, KIND: leader[_KIND_AT : _KIND_AT + 1]} if leader.strip() else {}
    for number, field in enumerate(fields):
        if number >= _MOST:
            break
        value = _value(field) if field.subfields else field.text.strip()
        if not value:
            continue
        before = made.get(field.tag)
        if before is None:
            made[field.tag] = value
        elif isinstance(before, list):
            before.append(value)
        else:
            made[field.tag] = [before, value]
    return made


def _value(field: MarcField) -> Fields:
    made: Fields = {}
    for number, indicator in enumerate(field.indicators[:2], start=1):
        if indicator not in " #|\\":
            made[f"@ind{number}"] = indicator
    for code, written in field.subfields:
        text = without_isbd(written, field.tag)
        if not text:
            continue
        name = f"${code}"
        before = made.get(name)
        if before is None:
            made[name] = text
        elif isinstance(before, list):
            before.append(text)
        else:
            made[name] = [before, text]
    whole = _whole(field)
    if whole:
        made[TEXT] = whole
    return made


def without_isbd(text: str, tag: str) -> str:
    """Return a subfield without the punctuation that announces the next one (ISBD), or ends the field."""
    written = _ISBD.sub("", text.strip())
    if tag in _PUBLISHED:
        written = _COPYRIGHT.sub("", written)
    if tag[:1] in _KEEPS_STOP:
        return written
    return _STOP.sub("", written)


def _whole(field: MarcField) -> str:
    tag = field.tag
    codes = _WHOLE.get(tag)
    if tag in _SUBJECTS:
        named = codes or "abcdefgpqrst"
        words = " ".join(text.strip() for code, text in field.subfields if code in named and code not in _DIVISIONS)
        divisions = [without_isbd(text, tag) for code, text in field.subfields if code in _DIVISIONS]
        return " -- ".join(part for part in (without_isbd(words, tag), *divisions) if part)
    said = [text.strip() for code, text in field.subfields if (code in codes if codes else code not in _NO_WORDS)]
    return without_isbd(" ".join(filter(None, said)), tag)
