"""Reading one time from the tokens of a written date: parts, centuries and millennia here, the others in `civil`."""

from __future__ import annotations

from collections.abc import Callable

from app.mapping.values.dates import civil
from app.mapping.values.dates.atoms import Atom
from app.mapping.values.dates.cursor import Cursor
from app.mapping.values.dates.days import LAST_YEAR, hundreds, years
from app.mapping.values.dates.words import Kind

_DECADE, _THIRDS = 10, 3
_AFTER_A_PART: frozenset[Kind] = frozenset(("close", "comma", "semicolon", "doubt", "dash", "bound"))
# « XIXe » needs no « siècle » after it, « 19e » does.
_ROMAN_CENTURY = 10


def read_unit(cursor: Cursor) -> Atom | None:
    """Read one time; None where none begins here. What it leaves open, the neighbours fill in (`phrases`)."""
    cursor.skip("filler")
    reader = _READERS.get(cursor.kind())
    return None if reader is None else reader(cursor)


def _number(cursor: Cursor) -> Atom | None:
    if cursor.kind(1) in ("century", "millennium"):  # « 19 siècle »
        return _century(cursor, cursor.take().number)
    return civil.read_number(cursor)


def _decades(cursor: Cursor) -> Atom | None:
    """Read « années 1920 », « décennie 1920 », "decade of 1920"."""
    word = cursor.take()
    if word.kind == "fraction" and word.number != _DECADE:
        return None
    cursor.decades = True
    return read_unit(cursor)


def _ordinal(cursor: Cursor) -> Atom | None:
    """Read « 19e siècle », « 1er janvier », « 2e moitié du 19e siècle », "1st July"."""
    token = cursor.take()
    match cursor.kind():
        case "month":
            return civil.read_month(cursor, day=token.number)
        case "republican month":
            return civil.read_republican_day(cursor, token.number)
        case "fraction":
            return _with_part(cursor, token.number, cursor.take().number)
    if cursor.peek().text == "third":  # "the last third of the 18th century"
        cursor.take()
        return _with_part(cursor, token.number, _THIRDS)
    if cursor.kind() == "dash" and cursor.kind(1) == "century":  # 19th-century
        cursor.take()
    if cursor.kind() in ("century", "millennium") or _abbreviated_century(cursor):
        return _century(cursor, token.number)
    roman = token.text[0] in "ivx" and token.number >= _ROMAN_CENTURY
    return Atom("ordinal", number=token.number, figures=_ROMAN_CENTURY if roman else 0)


def _abbreviated_century(cursor: Cursor) -> bool:
    """Say whether the c. or s. after an ordinal stands for century or siècle."""
    return cursor.peek().text in ("c", "s") and cursor.kind(1) not in ("number", "decade", "ordinal")


def _century(cursor: Cursor, number: int) -> Atom:
    unit = cursor.take()
    atom = civil.with_era(cursor, Atom("millennium" if unit.kind == "millennium" else "century", number=number))
    _part_behind(cursor, atom)
    return atom


def _part_behind(cursor: Cursor, atom: Atom) -> None:
    """Read the part that Mérimée writes after the century: « 18e siècle, 2e moitié », « 18e siècle (fin) »."""
    start = cursor.at
    cursor.skip("comma")
    first, second = cursor.take(), cursor.peek()
    if first.kind == "ordinal" and second.kind == "fraction" and cursor.kind(1) in _AFTER_A_PART:
        cursor.take()
        atom.part = (first.number, second.number)
    elif first.kind == "part" and second.kind in _AFTER_A_PART:
        atom.part = (first.number, _THIRDS)
    else:
        cursor.at = start


def _part(cursor: Cursor) -> Atom | None:
    """Read "early", « milieu du », "mid-" and their unit, which may stand behind the next date (early to mid-1600s)."""
    which = cursor.take().number
    if cursor.kind() == "dash" and cursor.kind(1) != "part":
        cursor.take()
    return _with_part(cursor, which, _THIRDS)


def _with_part(cursor: Cursor, which: int, count: int) -> Atom | None:
    start = cursor.at
    cursor.skip("filler")
    if cursor.kind() in _UNIT_KINDS:
        atom = read_unit(cursor)
        if atom is None or atom.part is not None or atom.unit in ("day", "stretch", "number"):
            return None
    else:
        cursor.at = start
        atom = Atom("part")
    atom.part = (which, count)
    return atom


def _limit(cursor: Cursor) -> Atom | None:
    """Read « limite 18e siècle 19e siècle »: about the turn, kept as the quarters on either side of it.

    The quarter of a century is the finest unit of the vocabulary that this word comes from (Mérimée, Palissy, Joconde).
    """
    cursor.take()
    numbers: list[int] = []
    for _ in range(2):
        cursor.skip("filler", "dash", "and", "slash", "comma")
        token = cursor.take()
        if token.kind != "ordinal":
            return None
        numbers.append(token.number)
        if cursor.kind() == "century" or _abbreviated_century(cursor):
            cursor.take()
    turn = hundreds(numbers[0], 100, bce=False).last[0]
    if numbers[1] != numbers[0] + 1 or turn > LAST_YEAR:
        return None
    return Atom("stretch", stretch=years(turn - 24, turn + 25), precision="century part", certainty="approximate")


_READERS: dict[Kind, Callable[[Cursor], Atom | None]] = {
    "day": civil.read_day, "month of year": civil.read_month_of_year, "number": _number, "bce": civil.read_era,
    "ce": civil.read_era, "month": civil.read_month, "season": civil.read_season, "decade": civil.read_decade,
    "short decade": civil.read_short_decade, "unspecified": civil.read_unspecified, "decades": _decades,
    "fraction": _decades, "year": civil.read_year, "republican month": civil.read_republican_day,
    "ordinal": _ordinal, "part": _part, "limit": _limit,
}  # fmt: skip
# A part may stand before any of these; before another part it would be the part of a part.
_UNIT_KINDS = frozenset(_READERS) - {"part", "limit", "day"}
