"""What a client accepts, in the two dimensions of negotiation: media types (RFC 9110, 12.5.1) and profiles (W3C)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_REMEMBERED = 512  # header values that a population of clients repeats
_LONGEST_REMEMBERED = 1_024  # characters: a longer header is somebody's experiment


class Range(NamedTuple):
    """A member of a weighted list: its name in lower case, its parameter `profile` (IRIs), its weight from 0 to 1."""

    name: str
    profiles: tuple[str, ...]
    quality: float


def media_ranges(header: str) -> tuple[Range, ...]:
    """Return the members of an Accept header; without a member, everything is accepted."""
    return _remembered(header) if len(header) <= _LONGEST_REMEMBERED else _members(header)


def profile_ranges(header: str) -> tuple[Range, ...]:
    """Return the members of an Accept-Profile header: IRIs, in angle brackets or not, tokens, or `*`."""
    return tuple(
        one._replace(name=one.name.removeprefix("<").removesuffix(">").strip()) for one in media_ranges(header)
    )


@lru_cache(maxsize=_REMEMBERED)
def _remembered(header: str) -> tuple[Range, ...]:
    return _members(header)


def _members(header: str) -> tuple[Range, ...]:
    return tuple(one for member in split(header, ",") if (one := _member(member)) is not None)


def _member(written: str) -> Range | None:
    name, *parameters = split(written, ";")
    quality, profiles = 1.0, ""
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        match key.strip().lower():
            case "q":
                quality = _quality(value)
            case "profile":
                profiles = value.strip().strip('"')
    name = name.strip()
    if not name:
        return None
    # An IRI tells upper from lower case; a media type and a token do not.
    return Range(name if name.startswith("<") or "://" in name else name.lower(), tuple(profiles.split()), quality)


def _quality(written: str) -> float:
    """Read a weight (RFC 9110, section 12.4.2); one that cannot be read is 0: nobody asked for it clearly."""
    try:
        quality = float(written)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def split(written: str, separator: str) -> list[str]:
    """Split at a separator that stands neither in quotes nor in angle brackets."""
    if '"' not in written and "<" not in written:
        return written.split(separator)
    parts, start, quoted, bracketed = [], 0, False, False
    for place, character in enumerate(written):
        if character == '"' and not bracketed:
            quoted = not quoted
        elif character == "<" and not quoted:
            bracketed = True
        elif character == ">" and not quoted:
            bracketed = False
        elif character == separator and not quoted and not bracketed:
            parts.append(written[start:place])
            start = place + 1
    return [*parts, written[start:]]
