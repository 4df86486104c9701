"""How a literal is written in N-Quads (https://www.w3.org/TR/n-quads/, section 4)."""

from __future__ import annotations

import json.encoder
from functools import lru_cache

# The escapes of JSON strings (\" \\ \b \f \n \r \t \u00XX) are all escapes of N-Triples (productions ECHAR and UCHAR),
# and what N-Triples must escape, JSON must too; so the interpreter's C function writes a literal in one call.
quote = json.encoder.encode_basestring


def without_lone_surrogates(text: str) -> str:
    """Return the text with each lone surrogate, which UTF-8 cannot write, replaced by U+FFFD."""
    if text.isascii():
        return text
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def octets(text: str) -> str:
    """Return the octets of the text's UTF-8, each as the character of its number; a lone surrogate as U+FFFD.

    Strings of such characters are joined, and written by `.encode("latin-1")`, as fast as if they were ASCII: one dash
    would otherwise make a text of 40 kB four times as wide.
    """
    return text if text.isascii() else without_lone_surrogates(text).encode().decode("latin-1")


@lru_cache(maxsize=4096)
def double(value: float) -> str:
    """Return the canonical form of an xsd:double with 16 significant digits: 453.5 is `4.535E2`.

    It is what JSON-LD 1.1 API, section 8.6 (data round tripping), writes for a JSON number with a fraction.
    """
    mantissa, exponent = f"{value:.15E}".split("E")
    digits = mantissa.rstrip("0")
    return f"{digits}{'0' if digits.endswith('.') else ''}E{int(exponent)}"
