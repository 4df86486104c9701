"""The institutions whose records are kept here."""

from __future__ import annotations

import difflib
import re
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from sqlalchemy import Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.core.errors import Conflict, InputError, UnknownName
from app.core.reserved import RESERVED_SLUGS
from app.core.text import LanguageCode, Text
from app.storage.database import reading, writing
from app.storage.moment import moment, now_ms
from app.storage.storable import storable, storable_or_none
from app.storage.tables import institutions

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

# A slug is the first segment of every address of the institution, for ever: short, lower case, no escaping needed.
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Institution(Struct, frozen=True):
    """An institution: its slug in addresses, its name, and the language that its records are in unless they say."""

    slug: str
    name: Text
    language: LanguageCode
    website: str | None
    created: datetime


def add_institution(
    engine: Engine, slug: str, name: Text, *, language: LanguageCode = "fr", website: str | None = None
) -> Institution:
    """Add an institution; raise InputError when the slug is not one, Conflict when it is taken."""
    if not _SLUG.fullmatch(slug):
        raise InputError(
            Text(
                fr=f"« {slug[:80]} » ne peut pas servir dans une adresse: de 1 à 63 lettres minuscules sans accent, "
                "chiffres et traits d'union, sans trait d'union au début ni à la fin.",
                en=f"“{slug[:80]}” cannot be used in an address: 1 to 63 lower case letters without accents, digits "
                "and hyphens, no hyphen first or last.",
            )
        )
    if slug in RESERVED_SLUGS:
        raise InputError(
            Text(
                fr=f"« {slug} » est réservé aux adresses du service: choisissez un autre nom court.",
                en=f"“{slug}” is reserved for the service's own addresses: choose another short name.",
            )
        )
    values = {
        "name_fr": storable(name.fr),
        "name_en": storable(name.en),
        "language": language,
        "website": storable_or_none(website),
    }
    try:
        with writing(engine) as connection:
            connection.execute(insert(institutions).values(slug=slug, created=now_ms(), **values))
    except IntegrityError as error:
        raise Conflict(
            Text(fr=f"L'établissement « {slug} » existe déjà.", en=f"The institution “{slug}” exists already.")
        ) from error
    return get_institution(engine, slug)


def get_institution(engine: Engine, slug: str) -> Institution:
    """Return the institution of this slug; raise UnknownName, with the nearest ones, when there is none."""
    with reading(engine) as connection:
        row = connection.execute(select(institutions).where(institutions.c.slug == storable(slug))).one_or_none()
        if row is None:
            raise _unknown(connection, slug)
        return _institution(row)


def list_institutions(engine: Engine) -> tuple[Institution, ...]:
    """Return all institutions in the order of their slugs."""
    with reading(engine) as connection:
        rows = connection.execute(select(institutions).order_by(institutions.c.slug))
        return tuple(_institution(row) for row in rows)


def change_institution(
    engine: Engine,
    slug: str,
    *,
    name: Text | None = None,
    language: LanguageCode | None = None,
    website: str | None = None,
) -> Institution:
    """Change what is given of an institution (its slug never changes); raise UnknownName when there is none."""
    values: dict[str, str] = {}
    if name is not None:
        values |= {"name_fr": storable(name.fr), "name_en": storable(name.en)}
    if language is not None:
        values["language"] = language
    if website is not None:
        values["website"] = storable(website)
    with writing(engine) as connection:
        key = institution_key(connection, slug)
        if values:
            connection.execute(update(institutions).where(institutions.c.id == key).values(**values))
    return get_institution(engine, slug)


def institution_key(connection: Connection, slug: str) -> int:
    """Return the key of this institution's row; raise UnknownName, with the nearest slugs, when there is none."""
    key = connection.scalar(select(institutions.c.id).where(institutions.c.slug == storable(slug)))
    if key is None:
        raise _unknown(connection, slug)
    return int(key)


def _institution(row: Row[Any]) -> Institution:
    return Institution(row.slug, Text(row.name_fr, row.name_en), row.language, row.website, moment(row.created))


def _unknown(connection: Connection, slug: str) -> UnknownName:
    slugs = list(connection.scalars(select(institutions.c.slug).order_by(institutions.c.slug)))
    near = ", ".join(difflib.get_close_matches(slug, slugs, n=3))
    return UnknownName(
        Text(
            fr=f"L'établissement « {slug[:80]} » n'existe pas." + (f" Le plus proche: {near}." if near else ""),
            en=f"There is no institution “{slug[:80]}”." + (f" The nearest: {near}." if near else ""),
        )
    )
