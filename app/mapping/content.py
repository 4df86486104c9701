"""What a record says, as a digest: the same wherever in the museum's file it stands."""

from __future__ import annotations

import msgspec
from xxhash import xxh3_128_digest

from app.core.source import SourceRecord


def content_digest(canonical: bytes, source: SourceRecord) -> bytes:
    """Return the 16-byte XXH3 digest of a record's canonical JSON, without the place of its source in the file.

    A row that is added at the top of a table moves every record below it, and changes none of them. The text that
    names a row or a path cannot stand inside a value: a quotation mark in a JSON string has a backslash before it.
    """
    if source.row is not None:
        place = b'"row":%d' % source.row
        canonical = canonical.replace(place + b"}", b"}").replace(place + b",", b"")
    elif source.path:
        place = b'"path":' + msgspec.json.encode(source.path)[:-1]
        canonical = canonical.replace(place + b"/", b'"path":"/').replace(place + b'"', b'"path":""')
    return xxh3_128_digest(canonical)
