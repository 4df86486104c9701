"""What a public page says of itself to search engines and to those who share it: one head for all of them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from starlette.requests import Request

from app.core.text import LanguageCode, Text
from app.web.desk import desk_of
from app.web.pages.page import reader_of

# What ends a script element, or begins a comment in one, must not be read as such (HTML, section 4.12.1.3).
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_LONGEST = 300  # characters of a description that anybody shows
_LOCALES = {"fr": "fr_CA", "en": "en_CA"}


@dataclass(frozen=True, slots=True)
class PublicPage:
    """A page that search engines may list: its address, what it is called, one line about it, its schema.org."""

    iri: str
    title: str
    description: str
    json_ld: Markup | None = None
    kind: str = "website"
    picture: str | None = None

    @property
    def summary(self) -> str:
        """The description on one line, no longer than anybody shows."""
        text = " ".join(self.description.split())
        return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

    def address(self, language: LanguageCode) -> str:
        """Return the address of the page in a language; a client that prefers none is answered in French."""
        return self.iri if language == "fr" else f"{self.iri}?language={language}"

    def locale(self, language: LanguageCode) -> str:
        """Return the language as OpenGraph has it."""
        return _LOCALES[language]


def site_page(request: Request, title: Text, description: Text, json_ld: bytes | None = None) -> PublicPage | None:
    """Return a page of the site itself, or None for an answer to a question."""
    if request.method != "GET" or set(request.query_params) - {"language"}:
        return None
    language, _ = reader_of(request)
    return PublicPage(
        iri=f"{desk_of(request).settings.base_url}{request.url.path}",
        title=title.in_language(language),
        description=description.in_language(language),
        json_ld=None if json_ld is None else script_safe(json_ld),
    )


def script_safe(json: bytes) -> Markup:
    """Return JSON as the content of a script element that no value in it can leave."""
    return Markup(json.decode("utf-8", "replace").translate(_ESCAPES))  # noqa: S704  # every < > & was just escaped
