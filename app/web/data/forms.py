"""The table of forms: the page, and every output format there is. Nothing else says what an address can answer with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from app.core.record import CatalogueRecord
from app.core.text import Text
from app.publication.output_format import OutputFormat, Profile, output_formats, query_of

PAGE_PROFILE = Profile(
    "https://w3id.org/concordance/profile/page",
    "page",
    Text(fr="Page pour les personnes", en="Page for people"),
)
# Content Negotiation by Profile, section 6.3: the profile of the list of all profiles, whose name is its namespace.
ALTERNATES = Profile(
    "http://www.w3.org/ns/dx/connegp/altr",
    "alternates",
    Text(fr="Toutes les formes offertes", en="Every form on offer"),
)
_FIRST = ("linked-art",)  # what is answered when nothing is asked for
# What clients call a media type beside its registered name; the answer then has the name that they know.
_ALSO = {
    "application/ld+json": ("application/json",),
    "application/xml": ("text/xml",),
    "application/n-triples": ("text/plain",),
}


@dataclass(frozen=True, slots=True)
class Form:
    """One form of a thing: the page (`format` is None), or what an output format writes.

    `query` is the part of an address that asks for exactly this form.
    """

    key: str
    label: Text
    media_type: str
    suffix: str
    profile: Profile
    format: OutputFormat | None = None

    @property
    def is_page(self) -> bool:
        """Whether this is the page for people."""
        return self.format is None

    @property
    def query(self) -> str:
        """The query that asks for this form (Content Negotiation by Profile, section 7.2)."""
        return query_of(self.profile, self.media_type)

    @property
    def names(self) -> tuple[str, ...]:
        """The media types that this form satisfies, its own first."""
        return (self.media_type, *_ALSO.get(self.media_type, ()))


PAGE = Form("page", Text(fr="Page web", en="Web page"), "text/html", ".html", PAGE_PROFILE)


@cache
def forms() -> tuple[Form, ...]:
    """Return every form, the one that is answered when nothing is asked for first."""
    found = [Form(one.key, one.label, one.media_type, one.suffix, one.profile, one) for one in output_formats()]
    found.sort(key=lambda form: (form.key not in _FIRST, form.profile.token != "linked-art"))  # noqa: S105  # no secret
    return (*found[:1], PAGE, *found[1:])


def forms_of(record: CatalogueRecord) -> tuple[Form, ...]:
    """Return the forms that this record has: there is no manifest of a record without a picture."""
    return _without(tuple(form.key for form in forms() if form.format is not None and not form.format.suits(record)))


@cache
def _without(keys: tuple[str, ...]) -> tuple[Form, ...]:
    return tuple(form for form in forms() if form.key not in keys)


@cache
def suffixes() -> tuple[tuple[str, Form], ...]:
    """Return each suffix with its form, the longest first (`.edm.xml` before `.xml`); the first form keeps a suffix."""
    table: dict[str, Form] = {}
    for form in forms():
        table.setdefault(form.suffix, form)
    return tuple(sorted(table.items(), key=lambda entry: -len(entry[0])))


def without_suffix(identifier: str) -> tuple[str, Form] | None:
    """Return what an identifier is without the suffix of a form, and that form; None where it ends in none."""
    for suffix, form in suffixes():
        if identifier.endswith(suffix) and len(identifier) > len(suffix):
            return identifier[: -len(suffix)], form
    return None
