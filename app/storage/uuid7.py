"""Identifiers that sort by the time they were made (RFC 9562, section 5.7)."""

from __future__ import annotations

import secrets
import time

_VERSION_7 = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_A = 12  # bits between the version and the variant
_RANDOM_B = 62  # bits after the variant


def uuid7() -> str:
    """Return a new UUID of version 7 in its usual text form: 48 bits of milliseconds since 1970, 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    number = (
        (milliseconds << 80) | _VERSION_7 | (secrets.randbits(_RANDOM_A) << 64) | _VARIANT | secrets.randbits(_RANDOM_B)
    )
    digits = f"{number:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
