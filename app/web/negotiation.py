"""What the reader asked for: a language, a media type, a preference; read from the headers (RFC 9110 and 7240)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.core.text import LanguageCode

_REMEMBERED = 512  # header values that a population of clients repeats


def language_of(headers: Mapping[str, str], query: Mapping[str, str] | None = None) -> LanguageCode:
    """Return the reader's language: `?language=` where it is given, else the best of Accept-Language, else French."""
    asked = (query or {}).get("language")
    if asked in {"fr", "en"}:
        return "en" if asked == "en" else "fr"
    return _best_language(headers.get("accept-language", ""))


@lru_cache(maxsize=_REMEMBERED)
def _best_language(header: str) -> LanguageCode:
    """Look the ranges up in order (RFC 4647, section 3.4): `fr-CA` is French; `*` and other languages end in French."""
    for wanted, _ in _weighted(header):
        primary = wanted.partition("-")[0]
        if primary == "en":
            return "en"
        if primary in {"fr", "*"}:
            return "fr"
    return "fr"


def media_type_of(header: str | None) -> str:
    """Return the media type of a Content-Type header without its parameters, in lower case; empty without a header."""
    return (header or "").partition(";")[0].strip().lower()


def parameter_of(header: str | None, name: str) -> str | None:
    """Return a parameter of a header field (`charset` of a Content-Type), unquoted, or None (RFC 9110, 5.6.6)."""
    for part in _parameters(header or "")[1:]:
        key, equals, value = part.partition("=")
        if equals and key.strip().lower() == name:
            value = value.strip()
            if len(value) > 1 and value[0] == value[-1] == '"':
                value = value[1:-1].replace('\\"', '"').replace("\\\\", "\\")
            return value
    return None


def best_media_type(accept: str | None, offered: Iterable[str]) -> str | None:
    """Return the offered media type that the Accept header wants most, the first offered among equals.

    None when it wants none of them (RFC 9110, section 12.5.1); without a header, the first offered.
    """
    return _best_media_type((accept or "*/*").strip() or "*/*", tuple(offered))


@lru_cache(maxsize=_REMEMBERED)
def _best_media_type(accept: str, offered: tuple[str, ...]) -> str | None:
    ranges = dict(reversed(_weighted(accept, keep_refused=True)))
    best: tuple[float, str | None] = (0.0, None)
    for media_type in offered:
        family = media_type.partition("/")[0]
        # the most specific range that matches decides, whatever its weight
        quality = next((ranges[name] for name in (media_type, f"{family}/*", "*/*") if name in ranges), 0.0)
        if quality > best[0]:
            best = (quality, media_type)
    return best[1]


def preferences(header: str | None) -> frozenset[str]:
    """Return the preferences of a Prefer header that have no value, in lower case (RFC 7240, section 2)."""
    return frozenset(part.partition(";")[0].strip().lower() for part in (header or "").split(",")) - {""}


def entity_tags(header: str | None) -> tuple[str, ...] | None:
    """Return the opaque tags of an If-Match or If-None-Match header, `*` as itself; None where there is no header.

    A weak tag (`W/"3"`) is returned without its prefix, for the weak comparison of If-None-Match (RFC 9110, 8.8.3.2).
    """
    if header is None:
        return None
    tags = (tag.strip().removeprefix("W/").strip('"') for tag in header.split(","))
    return tuple(tag for tag in tags if tag)


def _weighted(header: str, *, keep_refused: bool = False) -> list[tuple[str, float]]:
    """Return the members of a weighted list, best first, equal ones in order; those of weight 0 only on demand."""
    members = []
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        quality = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                quality = _quality(parameter[2:])
        if name and (quality > 0 or keep_refused):
            members.append((name, quality))
    return sorted(members, key=lambda weighted: -weighted[1])


def _quality(written: str) -> float:
    """Read a weight (RFC 9110, section 12.4.2); one that cannot be read is 0: nobody asked for it clearly."""
    try:
        quality = float(written)
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0


def _parameters(header: str) -> list[str]:
    """Split at the semicolons that stand outside quotes."""
    parts, start, quoted = [], 0, False
    for place, character in enumerate(header):
        if character == '"' and not (quoted and header[place - 1] == "\\"):
            quoted = not quoted
        elif character == ";" and not quoted:
            parts.append(header[start:place])
            start = place + 1
    return [*parts, header[start:]]
