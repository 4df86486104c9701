"""`concordance read`: what a value reader understands of a text, one JSON object a line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Annotated, TypeAlias

import msgspec
import typer
from msgspec import Struct

from app.core.record import Agent, Dimension
from app.mapping.values.dates import read_date
from app.mapping.values.dimensions import read_dimensions
from app.mapping.values.names import read_name

commands = typer.Typer(no_args_is_help=True, help="Lire une valeur. / Read a value.")

Texts: TypeAlias = Annotated[
    list[str] | None,
    typer.Argument(help="Sinon, une par ligne sur l'entrée standard. / Else one a line on standard input."),
]


class DateLine(Struct):
    """A date as it was understood; all but the text are null where it cannot be read."""

    text: str
    earliest: str | None
    latest: str | None
    precision: str | None
    certainty: str | None


class DimensionLine(Struct):
    """The measures in a statement of dimensions, and the words of it that were not understood."""

    text: str
    dimensions: tuple[Dimension, ...]
    unread: str


class NameLine(Struct):
    """The agent a name is of, with the role and the attribution that its text says."""

    text: str
    agent: Agent | None
    role: str | None
    qualifier: str | None
    uncertain: bool


@commands.command("date")
def date(texts: Texts = None) -> None:
    """Lit des dates. / Reads dates."""
    _each(texts, _date)


@commands.command("dimension")
def dimension(texts: Texts = None) -> None:
    """Lit des dimensions. / Reads dimensions."""
    _each(texts, _dimensions)


@commands.command("name")
def name(texts: Texts = None) -> None:
    """Lit des noms. / Reads names."""
    _each(texts, _name)


def _each(texts: Iterable[str] | None, read: Callable[[str], Struct]) -> None:
    lines = texts or (line.rstrip("\r\n") for line in sys.stdin)
    for text in lines:
        sys.stdout.buffer.write(msgspec.json.encode(read(text)) + b"\n")
    sys.stdout.flush()


def _date(text: str) -> DateLine:
    found = read_date(text)
    if found is None:
        return DateLine(text, None, None, None, None)
    return DateLine(text, found.earliest, found.latest, found.precision, found.certainty)


def _dimensions(text: str) -> DimensionLine:
    found = read_dimensions(text)
    return DimensionLine(text, found.dimensions, found.unread)


def _name(text: str) -> NameLine:
    found = read_name(text)
    if found is None:
        return NameLine(text, None, None, None, uncertain=False)
    return NameLine(text, found.agent, found.role, found.qualifier, found.uncertain)
