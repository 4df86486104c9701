"""What an output format is: a key, a media type, a suffix, a profile, and how a published record becomes bytes."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.registry import Registry
from app.core.text import LanguageCode, Text


@dataclass(frozen=True, slots=True)
class Publisher:
    """The institution that a record comes from, as far as formats name it."""

    slug: str
    name: Text
    language: LanguageCode
    website: str | None = None


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """A record as it is published: what `visible` left of it, its graph as N-Quads text, and where and when it stands.

    `first` is when it was first met, `updated` when what is published of it last changed (both UTC).
    """

    record: CatalogueRecord
    n_quads: str
    namespace: Namespace
    publisher: Publisher
    version: int
    first: datetime
    updated: datetime

    @property
    def iri(self) -> str:
        """The IRI of the object, which is also that of its named graph."""
        return self.namespace.record(self.record.local_id)


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile of content negotiation by profile (W3C, Content Negotiation by Profile): its IRI, token and label."""

    iri: str
    token: str
    label: Text


class OutputFormat(Protocol):
    """One serialisation of one profile. Each implementation is one file of `formats/` that offers it as `FORMAT`.

    A file that offers several serialisations of one profile names them `FORMATS`.
    """

    @property
    def key(self) -> str:
        """The name by which it is asked for in code and feeds (`edm`, `turtle`)."""

    @property
    def label(self) -> Text:
        """What a person calls it."""

    @property
    def media_type(self) -> str:
        """Its media type, without parameters."""

    @property
    def suffix(self) -> str:
        """The ending of an address that asks for it, with its dot or slash (`.ttl`, `/manifest`)."""

    @property
    def profile(self) -> Profile:
        """The profile that what it writes follows."""

    def suits(self, record: CatalogueRecord) -> bool:
        """Say whether there is anything to write of a record: a manifest of pictures needs a picture."""

    def write(self, published: PublishedRecord) -> bytes:
        """Return the record in this format, UTF-8; raise ValueError for a record that does not suit it."""


def query_of(profile: Profile, media_type: str) -> str:
    """Return the query that asks for one form of a thing (Content Negotiation by Profile, section 7.2)."""
    return f"_profile={profile.token}&_mediatype={quote(media_type, safe='/')}"


def output_formats() -> Registry[OutputFormat]:
    """Return every format that has a file in `formats/`."""
    from app.publication import formats  # noqa: PLC0415  # each format imports this module

    found: list[OutputFormat] = []
    for one in pkgutil.iter_modules(formats.__path__):
        module = importlib.import_module(f"{formats.__name__}.{one.name}")
        if hasattr(module, "FORMATS"):
            found.extend(module.FORMATS)
        elif hasattr(module, "FORMAT"):
            found.append(module.FORMAT)
    return Registry(Text(fr="le format de sortie", en="output format"), tuple(found))
