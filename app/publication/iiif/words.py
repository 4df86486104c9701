"""Texts as IIIF has them: language maps (Presentation 3.0, section 4.1), whose values are never taken for HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias
from urllib.parse import quote

from app.core.text import Text

LanguageMap: TypeAlias = "dict[str, list[str]]"

_NONE = "none"  # the language is not known, or there is none
_LETTERS = re.compile(r"[A-Za-z]+(-[A-Za-z]+)*")
_URI = "%/:?#[]@!$&'()*+,;=-._~"  # RFC 3986: everything else is percent-encoded


def both(text: Text) -> LanguageMap:
    """Return what we say ourselves, in both languages."""
    return {"fr": [plain(text.fr)], "en": [plain(text.en)]}


def spoken(values: Iterable[Text]) -> LanguageMap:
    """Return what we say in both languages around names: once, without a language, where both say the same."""
    said = list(values)
    french, english = [plain(one.fr) for one in said], [plain(one.en) for one in said]
    return {_NONE: french} if french == english else {"fr": french, "en": english}


def written(values: Iterable[tuple[str, str | None]]) -> LanguageMap:
    """Return texts of the source with their languages (BCP 47), each once, in the order in which they come."""
    found: LanguageMap = {}
    for text, language in values:
        of_language = found.setdefault(_key(language), [])
        if (shown := plain(text)) not in of_language:
            of_language.append(shown)
    return found


def plain(text: str) -> str:
    """Return a text that clients show as it is: one between `<` and `>` would be taken for HTML (section 4.2)."""
    stripped = text.strip()
    return f"<span>{escape(stripped)}</span>" if stripped.startswith("<") and stripped.endswith(">") else text


def uri(iri: str) -> str:
    """Return an IRI as a URI (RFC 3987, section 3.1): the API's identifiers hold no letters beyond ASCII."""
    return quote(iri.encode("utf-8", "replace"), safe=_URI)


def _key(language: str | None) -> str:
    """Return the key of a language; the validator of the API knows no subtags with digits (`es-419` is `es`)."""
    if language is None or language.lower() == "und":
        return _NONE
    found = _LETTERS.match(language)
    return language if found is None or found[0] == language else found[0].rpartition("-")[0] or found[0]
