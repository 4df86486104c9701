"""The address of a search with one thing changed: another value of a facet, one fewer, another page."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

_PAGE = "after"


def with_values(address: str, facet: str, values: Iterable[str]) -> str:
    """Return the address of the first page of the same search with these values of a facet, and no others of it."""
    path, _, query = address.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if name not in {facet, _PAGE}]
    members = [*kept, *((facet, value) for value in values)]
    return f"{path}?{urlencode(members)}" if members else path


def with_one_more(address: str, facet: str, chosen: Iterable[str], value: str) -> str:
    """Return the address with this value of a facet beside those that are chosen: they are alternatives."""
    return with_values(address, facet, dict.fromkeys((*chosen, value)))


def with_one_fewer(address: str, facet: str, chosen: Iterable[str], value: str) -> str:
    """Return the address without this value of a facet."""
    return with_values(address, facet, [one for one in chosen if one != value])
