"""What a delivery is made of before it is mapped: the source cell, the source record, the delivery itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, TypeAlias

from msgspec import Struct

from app.core.finding import Finding

SourceValue: TypeAlias = "str | int | float | bool | list[SourceValue] | dict[str, SourceValue] | None"


Notation: TypeAlias = Literal["pointer", "xpath", "named", "marc"]
"""How the place of a value inside a record is written below the record's own path: as a JSON Pointer (RFC 6901), as an
XPath by element names, or as an XPath by `name` attributes (`*[@name="Title"]`), or as one by the tags and codes of
MARCXML (`*[@tag="245"]/*[@code="a"]`). In an XPath, a name without a prefix
takes the prefix of the record's own element."""


class SourceRecord(Struct, frozen=True, gc=False):
    """One record as the museum wrote it: a flat row, or a tree of objects and lists.

    `ordinal` counts the records of the delivery from 0. A row of a table has `row`, the number a spreadsheet or a text
    editor shows for it (the heading is row 1); anything else has `path`, a JSON Pointer (RFC 6901) or an XPath from the
    top of the file. `findings` are what the reader had to repair to read it.

    A tree of XML keeps an attribute under `@` and its name, and the text of an element that has attributes or children
    under `.`; an element that is repeated is a list. `member` is the file inside an archive that the record stands in.
    """

    ordinal: int
    fields: Mapping[str, SourceValue]
    file: str
    row: int | None = None
    path: str | None = None
    findings: tuple[Finding, ...] = ()
    member: str | None = None
    notation: Notation = "pointer"


class UnreadableRecord(Struct, frozen=True, gc=False):
    """A place in the delivery where a record should be and cannot be read; the records after it still come."""

    ordinal: int
    finding: Finding


DeliveryMode: TypeAlias = Literal["partial", "full"]


class Submission(Struct, frozen=True, kw_only=True):
    """One delivery by an institution: where its bytes are, and how they are to be read.

    `mode` is `full` when the delivery says it holds every record of the institution, so an absent one is withdrawn.
    """

    id: str
    institution: str
    file: str
    format: str | None
    crosswalk: str | None
    mode: DeliveryMode = "partial"
