"""Find the record that an address names: with the suffix of a form or without, and what may have been meant instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, ParamSpec, TypeVar

from fastapi import Request

from app.core.iri import Namespace
from app.core.text import Text
from app.publication.output_format import Publisher
from app.storage.neighbours import near_identifiers
from app.storage.publications import Publication, publications
from app.web.data.forms import Form, without_suffix
from app.web.desk import Desk, desk_of, in_thread
from app.web.errors import NoSuchThing
from app.web.problems import Suggestion

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

_LONGEST_ID = 512  # characters, as LocalId has it
_LONGEST_SUFFIX = 16
_LONGEST_SHOWN = 80


class Found(NamedTuple):
    """A record that is or was published, whose it is, and the form that the suffix of the address asks for."""

    publisher: Publisher
    publication: Publication
    suffix: Form | None


async def read(
    request: Request, work: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """Read a few rows. SQLite answers sooner than a thread would take over; a server is waited for in a thread."""
    if desk_of(request).tools.database.dialect.name == "sqlite":
        return work(*args, **kwargs)
    return await in_thread(request, "read", work, *args, **kwargs)


def find_record(desk: Desk, slug: str, identifier: str) -> Found:
    """Return the record of this identifier, or else of this identifier without a form's suffix, in one query.

    An identifier may itself end like a suffix (`notice.ttl`): the record of the whole identifier comes first. Raise
    UnknownName for an unknown institution, NoSuchThing where no record was ever published here.
    """
    publisher = desk.publishers.get(slug)
    database = desk.tools.database
    if len(identifier) > _LONGEST_ID + _LONGEST_SUFFIX:
        raise _nothing(identifier, ())
    stem = without_suffix(identifier)
    found = publications(database, slug, [identifier] if stem is None else [identifier, stem[0]])
    if identifier in found:
        return Found(publisher, found[identifier], None)
    if stem is not None and stem[0] in found:
        return Found(publisher, found[stem[0]], stem[1])
    namespace = Namespace(desk.settings.base_url, slug)
    near = near_identifiers(database, slug, identifier)
    raise _nothing(
        identifier, tuple(Suggestion(one, namespace.record(one).removeprefix(namespace.base)) for one in near)
    )


def _nothing(identifier: str, near: tuple[Suggestion, ...]) -> NoSuchThing:
    shown = identifier if len(identifier) <= _LONGEST_SHOWN else f"{identifier[:_LONGEST_SHOWN]}…"
    listed = ", ".join(one.label for one in near)
    return NoSuchThing(
        Text(
            fr=f"Aucune notice publiée n'a l'identifiant « {shown} »."
            + (f" Les plus proches: {listed}." if near else ""),
            en=f"No published record has the identifier “{shown}”." + (f" The nearest: {listed}." if near else ""),
        ),
        near,
    )
