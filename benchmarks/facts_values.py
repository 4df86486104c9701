"""The facts of an object as they are compared: what is made equal in a value, and why nothing more."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from html import unescape
from typing import TypeAlias

Facts: TypeAlias = Mapping[str, frozenset[str]]  # by the name of the fact: its values, normalised
Objects: TypeAlias = Mapping[str, Facts]  # by the object's number in its museum
ULAN = "http://vocab.getty.edu/ulan/"
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")


def normal(text: str) -> str:
    """Return the text as it is compared: NFC, no case, one space between words, none at the ends.

    The museums' RDF was made by a tool that trims cells, and case has no meaning in a title or a name. Nothing else is
    taken away: punctuation, diacritics and word order must be the same on both sides.
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def name_in_order(name: str) -> str:
    """Return a name as it is said: `Remington, Frederic` is `Frederic Remington`. Two commas or none are left alone.

    Their RDF repeats the cell, we publish the name as it is shown and keep the family name apart: one person, not two.
    """
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def without_markup(text: str) -> str:
    """Return a description without tags and entities: their RDF repeats the web page's markup, we publish its words."""
    return unescape(_TAG.sub("", text))


def year_of(date: str | None) -> str:
    """Return the year of an ISO date, without leading zeros: their RDF gives `1856-01-01` and `856-01-01` for years."""
    if not date:
        return ""
    sign = "-" if date.startswith("-") else ""
    return sign + (date.removeprefix("-").split("-")[0].lstrip("0") or "0")


def span(earliest: str | None, latest: str | None) -> str:
    """Return the years between which it lies: `1858/1860`.

    Their RDF widens every date to whole years, so days would only ever compare a default with a default.
    """
    return f"{year_of(earliest)}/{year_of(latest)}"


def in_address(number: str) -> str:
    """Return an object's number as their addresses have it, without case or punctuation: `81.G.2` is `81g2`.

    Only which object is paired with which hangs on it; that no two numbers fall together is checked.
    """
    return "".join(filter(str.isalnum, number.casefold()))


def normalised(said: Mapping[str, Iterable[str]]) -> Facts:
    """Return the facts that have a value, normalised."""
    made = {name: frozenset(filter(None, map(normal, values))) for name, values in said.items()}
    return {name: values for name, values in made.items() if values}
