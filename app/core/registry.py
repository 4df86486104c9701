"""A registry: what can be asked for by name, and a clear answer when the name is not there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from app.core.errors import UnknownName
from app.core.text import Text


class Keyed(Protocol):
    """Anything that has a key of its own."""

    @property
    def key(self) -> str:
        """The name by which it is asked for."""


_LISTED = 12  # names that an error lists when none is near
_ALL, _SOME = Text("Il y a", "There are"), Text("Il y a entre autres", "Among others, there are")

Entry = TypeVar("Entry", bound=Keyed)


class Registry(Generic[Entry]):
    """An immutable collection of entries by key; `kind` names what they are, in both languages, for the errors."""

    def __init__(self, kind: Text, entries: tuple[Entry, ...]) -> None:
        """Index the entries; two of the same key are a mistake in the code."""
        self.kind = kind
        self._entries = {entry.key: entry for entry in entries}
        if len(self._entries) != len(entries):
            message = f"two entries of one key among {[entry.key for entry in entries]}"
            raise ValueError(message)

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries in the order they were given."""
        return iter(self._entries.values())

    def __contains__(self, key: str) -> bool:
        """Say whether there is an entry of this key."""
        return key in self._entries

    def get(self, key: str) -> Entry:
        """Return the entry of this key; raise UnknownName, with the nearest names there are, when there is none."""
        found = self._entries.get(key)
        if found is not None:
            return found
        near = difflib.get_close_matches(key, self._entries, n=3) or sorted(self._entries)[:_LISTED]
        listed = ", ".join(near)
        among = _ALL if len(near) == len(self._entries) else _SOME
        raise UnknownName(
            Text(
                fr=f"{self.kind.fr[:1].upper()}{self.kind.fr[1:]} « {key[:80]} » n'existe pas. {among.fr}: {listed}.",
                en=f"There is no {self.kind.en} “{key[:80]}”. {among.en}: {listed}.",
            )
        )
