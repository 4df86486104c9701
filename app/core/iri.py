"""How identifiers become addresses: one IRI a thing, below its institution, for ever."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, unquote

# RFC 3986 unreserved characters and those harmless in a path segment; everything else is percent-encoded as UTF-8.
_SAFE = "-._~!$'()*,=@:"


def encode_segment(identifier: str) -> str:
    """Return the identifier as one path segment (RFC 3986, section 3.3); `decode_segment` gives it back unchanged.

    A lone surrogate cannot be written in UTF-8 and becomes U+FFFD. `.` and `..` would be eaten by URL normalisation
    (section 5.2.4), so their dots are encoded.
    """
    if identifier.isalnum() and identifier.isascii():
        return identifier
    if identifier in {".", ".."}:
        return identifier.replace(".", "%2E")
    return quote(identifier.encode("utf-8", "replace"), safe=_SAFE)


def decode_segment(segment: str) -> str:
    """Return the identifier that `encode_segment` made this segment from."""
    return unquote(segment, errors="replace")


@dataclass(frozen=True)
class Namespace:
    """The addresses of one institution: `base` is the service's public address without a final slash."""

    base: str
    institution: str

    @cached_property
    def root(self) -> str:
        """The institution's own IRI, which all of its things stand below."""
        return f"{self.base}/{encode_segment(self.institution)}"

    def record(self, local_id: str) -> str:
        """Return the IRI of the object that the record describes; its parts are `#fragments` of it."""
        return f"{self.root}/object/{encode_segment(local_id)}"

    def agent(self, agent_id: str) -> str:
        """Return the IRI of an agent that has an identifier of its own in the source."""
        return f"{self.root}/agent/{encode_segment(agent_id)}"

    def place(self, place_id: str) -> str:
        """Return the IRI of a place that has an identifier of its own in the source."""
        return f"{self.root}/place/{encode_segment(place_id)}"

    def concept(self, concept_id: str) -> str:
        """Return the IRI of an institution's own term that has an identifier in the source."""
        return f"{self.root}/concept/{encode_segment(concept_id)}"

    def set(self, set_id: str) -> str:
        """Return the IRI of a set of the institution's records (`app.core.collections`)."""
        return f"{self.root}/set/{encode_segment(set_id)}"
