"""A crosswalk: which source field feeds which field of the CatalogueRecord, and how it is read. It is data."""

from __future__ import annotations

import hashlib
from collections.abc import Set as AbstractSet
from typing import Literal

import msgspec
from msgspec import Struct

from app.core.errors import CrosswalkError
from app.core.text import Text

ENOUGH_COLUMNS = 3  # of those that only one kind of file has: two may be chance
MOST_COLUMNS = 10_000  # more than a crosswalk names


class CrosswalkRule(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One line of the table; `line` is where it stands in the file that it was read from.

    `source` is a field, a path (`contributors/*/role`), fallbacks (`Titre | Title`) or a joining (`Prenom + Nom`);
    `constant` replaces it by a fixed text. `target` is a field of the CatalogueRecord, in the words of
    `app.mapping.targets`. `how` is a row of steps (`split ; | date`). `each` names what is gone through: a list of the
    source (`contributors`), or parallel cells (`Fabricant & Ville split ;`); all rules of one `each` fill one thing.
    `when` is a condition, `language` a tag (or `from FIELD`), `values` a replacement of whole values, `unit` a unit of
    measure (or `from FIELD`), `note` a remark for people.
    """

    target: str
    source: str = ""
    constant: str = ""
    how: str = ""
    each: str = ""
    when: str = ""
    language: str = ""
    values: dict[str, str] = {}
    unit: str = ""
    note: str = ""
    line: int = 0


class CompanionFile(Struct, frozen=True, forbid_unknown_fields=True):
    """Another table of a relational export: its rows join the record that has the same value in `key`."""

    name: str
    file: str
    key: str


class BilingualLabel(Struct, frozen=True, forbid_unknown_fields=True):
    """The crosswalk's name for people."""

    fr: str
    en: str


class Crosswalk(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole crosswalk: its rules in order, and what is the same for every record.

    `format` is the source format it is for (any when empty), `language` the language of values that say none,
    `records` where in a tree the records are (a JSON Pointer), `recognise` the columns by which a file is known as one
    for this crosswalk; or `recognise_some`, columns of which a file of this kind has at least three. `extends` names
    another whose rules come after its own; a `tolerant` one reads many columns of which a file usually has few, so that
    an absent column is no finding.
    """

    name: str
    version: int = 1
    label: BilingualLabel | None = None
    format: str = ""
    language: str = ""
    records: str = ""
    recognise: tuple[str, ...] = ()
    recognise_some: tuple[str, ...] = ()
    companions: tuple[CompanionFile, ...] = ()
    extends: str = ""
    tolerant: bool = False
    rules: tuple[CrosswalkRule, ...]

    def recognised_by(self, columns: AbstractSet[str]) -> int:
        """Return how many of a file's columns tell that it is one for this crosswalk, 0 when too few do.

        One that was made for a table, all of whose columns are there, comes before any that knows some of them.
        """
        some = len(columns & set(self.recognise_some)) if self.recognise_some else 0
        if self.recognise and columns >= set(self.recognise):
            return MOST_COLUMNS + len(self.recognise) + some
        return some if some >= ENOUGH_COLUMNS else 0

    @property
    def key(self) -> str:
        """The name by which it is asked for."""
        return self.name

    @property
    def digest(self) -> str:
        """A digest of everything that can change what it produces: 32 hexadecimal digits."""
        return hashlib.blake2b(self.to_json(), digest_size=16).hexdigest()

    def to_json(self) -> bytes:
        """Return the crosswalk as canonical JSON, which `from_json` reads back."""
        return msgspec.json.encode(self, order="deterministic")


def from_json(text: bytes | str) -> Crosswalk:
    """Return the crosswalk that `Crosswalk.to_json` wrote; raise CrosswalkError when it is not one."""
    try:
        return msgspec.json.decode(text, type=Crosswalk)
    except msgspec.DecodeError as error:
        raise CrosswalkError(
            Text(fr=f"Ce n'est pas une table de correspondance: {error}.", en=f"This is not a crosswalk: {error}.")
        ) from error


def line_error(line: int, fr: str, en: str, name: Literal["line", "rule"] = "line") -> CrosswalkError:
    """Return the error for one line of a crosswalk, in both languages, its line named first."""
    where_fr, where_en = ("ligne", "line") if name == "line" else ("règle", "rule")
    return CrosswalkError(Text(fr=f"{where_fr} {line}: {fr}", en=f"{where_en} {line}: {en}"))
