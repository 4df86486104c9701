"""What of a record may leave the service: the one place that decides it."""

from __future__ import annotations

import msgspec
import zstandard

from app.core.record import CatalogueRecord

_DECODER = msgspec.json.Decoder(CatalogueRecord)


def visible(canonical: bytes) -> CatalogueRecord:
    """Return the public part of a published record, from its zstd-compressed canonical JSON.

    The private part (storage location, valuation, donor) and what no rule placed are left out. The cells stay: they say
    where each fact comes from.
    """
    record = _DECODER.decode(zstandard.decompress(canonical))
    return msgspec.structs.replace(record, private=(), unmapped=())
