"""The cells of a row whose quotation marks break the rules of CSV, where they can be told apart with certainty."""

from __future__ import annotations

from typing import NamedTuple

from app.reading.formats.csv.dialect import Dialect


class Mended(NamedTuple):
    """The cells of a broken row; the positions of those that were read against the rules; whether one never closes."""

    cells: list[str]
    repaired: tuple[int, ...]
    unclosed: bool


def mended(text: str, dialect: Dialect, width: int) -> Mended | None:
    """Return the row read leniently, when one of two readings gives just `width` cells; None when neither does.

    The first reading takes a quotation mark that nothing closes a cell after (`"He said "hello" to me"`) as part of
    the cell; the second takes a cell as unquoted when it goes on after its quotation marks (`"Untitled" (study)`).
    """
    for inside in (True, False):
        found = read_leniently(text.rstrip("\r\n"), dialect, inside=inside)
        if len(found.cells) == width:
            return found
    return None


def read_leniently(text: str, dialect: Dialect, *, inside: bool) -> Mended:
    """Return the row of this text by one of the two readings of `mended`: stray marks `inside` a cell, or around it."""
    cells: list[str] = []
    repaired: list[int] = []
    start, unclosed, closable = 0, False, True
    while True:
        at_quote = bool(dialect.quote) and text.startswith(dialect.quote, start)
        end, stray = _closing(text, start + 1, dialect, inside=inside) if at_quote and closable else (-1, at_quote)
        if at_quote and end >= 0:
            cells.append(_plain(text[start + 1 : end], dialect))
            next_cell = end + 1
        else:
            next_cell = text.find(dialect.delimiter, start)
            next_cell = len(text) if next_cell < 0 else next_cell
            cells.append(text[start:next_cell])
            stray = stray or at_quote
            # What closes no cell here closes none further on: looked for each time, it would cost its square.
            closable = closable and not (at_quote and inside)
            unclosed = unclosed or (at_quote and dialect.quote not in text[start + 1 : next_cell])
        if stray:
            repaired.append(len(cells) - 1)
        if next_cell >= len(text):
            return Mended(cells, tuple(repaired), unclosed)
        start = next_cell + 1


def _plain(quoted: str, dialect: Dialect) -> str:
    if dialect.escape:
        quoted = quoted.replace(dialect.escape + dialect.quote, dialect.quote)
    return quoted.replace(dialect.quote * 2, dialect.quote)


def _closing(text: str, position: int, dialect: Dialect, *, inside: bool) -> tuple[int, bool]:
    """Return where the cell's closing quotation mark stands (-1: nowhere), and whether a stray one stands before it.

    Unless stray ones may stand `inside`, the first of them ends the search.
    """
    stray = False
    while True:
        position = text.find(dialect.quote, position)
        if position < 0:
            return -1, stray
        after = text[position + 1 : position + 2]
        if after == dialect.quote:
            position += 2
        elif after in {"", dialect.delimiter}:
            return position, stray
        elif inside:
            stray = True
            position += 1
        else:
            return -1, True
