"""Pages of HTML: templates, sentences in the reader's language, and a policy that lets nothing foreign in."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.core.text import LanguageCode, Text
from app.web.negotiation import language_of
from app.web.pages.strings import STRINGS

_TEMPLATES = Path(__file__).parent / "templates"
_LONGEST_VALUE = 300  # characters of a value that a page shows; the downloads have all of it
_NARROW_SPACE = "\u202f"
_MONTHS = {
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def html(name: str, language: LanguageCode, *, here: str, **members: Any) -> str:
    """Return the page of this template in this language; `here` is its address, for the link to the other one."""
    other = "en" if language == "fr" else "fr"
    return (
        _environment()
        .get_template(name)
        .render(other_language=other, here_in_other=with_query(here, language=other), **_words(language), **members)
    )


def in_both_languages(name: str, body: str, first: LanguageCode, **members: Any) -> str:
    """Return a page that stands alone, as a file: this template around `body`, written in each language, `first` first.

    Nothing on it leads anywhere but to itself.
    """
    languages: tuple[LanguageCode, ...] = ("en", "fr") if first == "en" else ("fr", "en")
    template = _environment().get_template(body)
    bodies = {
        language: Markup(template.render(**_words(language), **members, mark=f"-{language}"))  # noqa: S704  # escaped
        for language in languages
    }
    return (
        _environment()
        .get_template(name)
        .render(languages=languages, bodies=bodies, style_digest=_style_digest(), **_words(first), **members)
    )


def _words(language: LanguageCode) -> dict[str, Any]:
    """Return what every template may ask for: the style sheet, and how this language says things."""
    return {
        "language": language,
        "style": _style(),
        "t": partial(_sentence, language),
        "said": partial(_said, language),
        "number": partial(written_number, language),
        "counted": partial(_counted, language),
        "moment": partial(written_moment, language),
        "shortened": _shortened,
        "with_query": with_query,
    }


def html_response(page: str, language: LanguageCode, status: int = 200, *, indexed: bool = False) -> HTMLResponse:
    """Return the page as an answer: nothing in it may run, and nothing is fetched from elsewhere.

    `indexed` lets search engines list it.
    """
    return HTMLResponse(page.encode("utf-8", "replace"), status, page_headers(language, indexed=indexed))


def page_headers(language: LanguageCode, *, indexed: bool = False) -> dict[str, str]:
    """Return the headers of a page: its language, and a policy by which only our own style sheet applies.

    `indexed` lets search engines list it.
    """
    headers = {
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_style_digest()}'; img-src 'self' data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
    }
    return headers if indexed else {**headers, "X-Robots-Tag": "noindex"}


def reader_of(request: Request) -> tuple[LanguageCode, str]:
    """Return the reader's language and the address of the page asked for, as a path with its query."""
    url = URL(scope=request.scope)
    path = f"/{url.path.lstrip('/')}"  # two slashes at its beginning would name another host
    return language_of(request.headers, request.query_params), f"{path}?{url.query}" if url.query else path


def with_query(address: str, **members: str | None) -> str:
    """Return the address with these members of its query set, or taken out where they are None."""
    path, _, query = address.partition("?")
    kept = [pair.partition("=") for pair in query.split("&") if pair]
    written = [f"{name}={value}" for name, _, value in kept if name not in members]
    written += [urlencode({name: value}) for name, value in members.items() if value is not None]
    return f"{path}?{'&'.join(written)}" if written else path


def written_number(language: str, number: int) -> str:
    """Return the number as that language writes it: 12 345 in French, 12,345 in English."""
    return f"{number:,}".replace(",", _NARROW_SPACE) if language == "fr" else f"{number:,}"


def written_century(language: str, century: str) -> str:
    """Return a century, an ordinal number in digits (0 is the 1st before the common era), as people write it."""
    number = int(century)
    counted = number if number > 0 else 1 - number
    if language == "fr":
        return f"{counted}{'er' if counted == 1 else 'e'} siècle{'' if number > 0 else ' av. J.-C.'}"
    teen = counted % 100 in {11, 12, 13}
    ending = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(counted % 10, "th")
    return f"{counted}{ending} century{'' if number > 0 else ' BCE'}"


def written_moment(language: str, when: datetime) -> str:
    """Return the moment as a sentence would say it, in UTC."""
    when = when.astimezone(UTC)
    month = _MONTHS[language][when.month - 1]
    if language == "fr":
        day = "1er" if when.day == 1 else str(when.day)
        return f"{day} {month} {when.year}, {when.hour:02} h {when.minute:02} UTC"
    return f"{month} {when.day}, {when.year}, {when.hour:02}:{when.minute:02} UTC"


def _said(language: str, text: Text) -> str:
    """Return the text in this language; French quotation marks keep to what they enclose."""
    said = text.in_language(language)
    return said.replace("« ", "«\u00a0").replace(" »", "\u00a0»") if language == "fr" else said


def _sentence(language: str, name: str, **values: str | int) -> str:
    """Return the sentence of this name; a number among its values is written as the language writes it."""
    written = {
        key: written_number(language, value) if isinstance(value, int) else value for key, value in values.items()
    }
    return _said(language, STRINGS[name].fill(written))


def _counted(language: str, name: str, number: int) -> str:
    """Return the number with its noun: in French nought and one are singular, in English only one."""
    one = number in {0, 1} if language == "fr" else number == 1
    return _sentence(language, f"{name}.{'one' if one else 'many'}", n=number)


def _shortened(value: str, longest: int = _LONGEST_VALUE) -> str:
    return value if len(value) <= longest else f"{value[:longest]}…"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _style() -> Markup:
    return Markup((_TEMPLATES / "style.css").read_text(encoding="utf-8"))  # noqa: S704  # a file of ours


@cache
def _style_digest() -> str:
    return base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")
