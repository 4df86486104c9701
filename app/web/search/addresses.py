"""The address of a search with one thing changed: another value of a facet, or one fewer."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import parse_qsl, urlencode

_PAGE = "after"


class FacetAddresses:
    """The addresses of the first page of a search with other values of one facet than those that are chosen."""

    def __init__(self, address: str, facet: str, chosen: Sequence[str]) -> None:
        """Start from this address, whose values of the facet are `chosen`."""
        path, _, query = address.partition("?")
        kept = urlencode([(name, value) for name, value in parse_qsl(query) if name not in {facet, _PAGE}])
        self._path, self._facet, self._chosen = path, facet, tuple(chosen)
        self._start = f"{path}?{kept}"
        self._joint = "&" if kept else ""
        self._with_all = self._with(self._chosen)

    def with_one_more(self, value: str) -> str:
        """Return the address with this value beside those that are chosen: they are alternatives."""
        if value in self._chosen:
            return self._with_all
        joint = "&" if self._chosen else self._joint
        return f"{self._with_all if self._chosen else self._start}{joint}{urlencode({self._facet: value})}"

    def with_one_fewer(self, value: str) -> str:
        """Return the address without this value."""
        return self._with([one for one in self._chosen if one != value])

    def _with(self, values: Sequence[str]) -> str:
        if not values:
            return self._start if self._joint else self._path
        return f"{self._start}{self._joint}{urlencode([(self._facet, value) for value in values])}"
