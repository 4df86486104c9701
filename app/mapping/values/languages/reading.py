"""The reading of a language: a code, a tag or a name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.mapping.values.languages.tables import codes, folded, names, near_names

_LONGEST: Final = 80
# RFC 5646, section 2.1: language, extended language, script, region, variants, extensions and private use.
_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:[-_][A-Za-z]{3}(?![A-Za-z]))?(?:[-_](?P<script>[A-Za-z]{4}))?"
    r"(?:[-_](?P<region>[A-Za-z]{2}|\d{3}))?(?P<rest>(?:[-_](?:[A-Za-z0-9]{5,8}|\d[A-Za-z0-9]{3}))*)"
)
_BESIDE = re.compile(r"\s*[(\[].*?[)\]]\s*$")
_ARTICLE = re.compile(r"^(?:en |in |le |la |l'|langue |language ?: ?|langue ?: ?)", re.IGNORECASE)
_DOUBLED = re.compile(r"\s*[/|=;]\s*|\s+-\s+")
_COUNTRIES: Final = {
    "canada": "CA", "canadien": "CA", "quebec": "CA", "france": "FR", "united states": "US", "etats-unis": "US",
    "royaume-uni": "GB", "united kingdom": "GB", "bresil": "BR", "brazil": "BR",
}  # fmt: skip


@lru_cache(maxsize=4096)
def read_language(text: str) -> str | None:
    """Return the BCP 47 tag of a language, with the shortest code (RFC 5646, 2.2.1); None for one that is not known.

    Read are ISO 639-1, -2 (both forms) and -3 codes, tags (`fr-CA`, `fr_CA`, `iu-Cans`), French and English names with
    and without accents (`français`, `Francais (Canada)`), and `FR/fra`-like doublings of one language.
    """
    written = " ".join(text.split()).strip(" .;,")
    if not written or len(written) > _LONGEST:
        return None
    known = near_names().get(folded(written)) or _tag(written) or names().get(folded(written))
    known = known or names().get(folded(_ARTICLE.sub("", written)))
    if known is not None:
        return known
    beside = _BESIDE.search(written)
    if beside is not None:
        return _with_country(read_language(written[: beside.start()]), beside.group())
    doubled = _DOUBLED.split(written)
    named = {read_language(part) for part in doubled} if len(doubled) > 1 else set()
    return named.pop() if len(named) == 1 else None


def _tag(written: str) -> str | None:
    match = _TAG.fullmatch(written)
    if match is None:
        return None
    language = codes().get(match["language"].lower())
    if language is None or (match["rest"] and not (match["script"] or match["region"] or "-" in written)):
        return None
    parts = [language]
    if match["script"]:
        parts.append(match["script"].title())
    if match["region"]:
        parts.append(match["region"].upper())
    return "-".join(parts) + match["rest"].replace("_", "-").lower()


def _with_country(language: str | None, beside: str) -> str | None:
    country = _COUNTRIES.get(folded(beside.strip(" ()[]")))
    return f"{language}-{country}" if language is not None and country is not None and "-" not in language else language
