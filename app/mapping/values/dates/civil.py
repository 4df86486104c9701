"""Reading days, months, seasons, years and decades from the tokens of a written date.

Each function reads one time that begins at the cursor; what it leaves open, the times beside it fill in (`neighbours`).
"""

from __future__ import annotations

from app.core.record import DatePrecision
from app.mapping.values.dates import republican
from app.mapping.values.dates.atoms import Atom
from app.mapping.values.dates.cursor import Cursor
from app.mapping.values.dates.days import Stretch
from app.mapping.values.dates.tokens import Token
from app.mapping.values.dates.words import WINTER

_FOUR, _THREE = 4, 3
_LONGEST_YEAR = 6
_DECADE = 10


def read_day(cursor: Cursor) -> Atom:
    """Read 1979-09-26, 26/09/1979, 19790926."""
    year, rest = divmod(cursor.take().number, 10_000)
    return Atom("day", year, rest // 100, rest % 100)


def read_month_of_year(cursor: Cursor) -> Atom:
    """Read 1985-04 and 04/1985."""
    year, month = divmod(cursor.take().number, 100)
    return Atom("month", year, month)


def read_number(cursor: Cursor) -> Atom | None:
    """Read a year, a day of a month (12 mars 1875), or a number whose sense the times beside it decide."""
    token = cursor.take()
    if len(token.text) >= _FOUR:
        return _full_year(cursor, token)
    if cursor.kind() == "dash" and cursor.kind(1) == "month" and cursor.kind(2) == "dash":
        return _day_with_dashes(cursor, token.number)
    match cursor.kind():
        case "month":
            return read_month(cursor, day=token.number)
        case "republican month":
            return read_republican_day(cursor, token.number)
        case "bce" | "ce":
            return with_era(cursor, Atom("year", token.number))
    atom = Atom("number", number=token.number, figures=len(token.text))
    if atom.figures < _THREE and cursor.has_read("month"):
        atom.year = _year_behind(cursor)
        if atom.year is not None:
            atom.unit, atom.day = "day", atom.number
    return atom


def _day_with_dashes(cursor: Cursor, day: int) -> Atom | None:
    """Read the rest of 15-Mar-1950."""
    _, month, _, year = (cursor.take() for _ in range(4))
    return Atom("day", year.number, month.number, day) if len(year.text) == _FOUR else None


def _full_year(cursor: Cursor, token: Token) -> Atom | None:
    """Read a year of four figures, and the month and day that may follow it (1776 August 2; 1830 (12 octobre))."""
    if len(token.text) > _LONGEST_YEAR:
        return None
    year = token.number
    if cursor.kind() in ("bce", "ce"):
        return with_era(cursor, Atom("year", year))
    if len(token.text) > _FOUR:
        return None
    if cursor.kind() == "month":
        month = cursor.take().number
        if cursor.kind() == "number" and len(cursor.peek().text) < _THREE:
            return Atom("day", year, month, cursor.take().number)
        return Atom("month", year, month)
    if cursor.kind() in ("number", "ordinal") and cursor.kind(1) == "month":
        day = cursor.take().number
        return Atom("day", year, cursor.take().number, day)
    return Atom("decade" if cursor.decades and year % _DECADE == 0 else "year", year)


def with_era(cursor: Cursor, atom: Atom) -> Atom:
    """Read the era that may follow a year or century, and give it to the time."""
    era = cursor.kind()
    if era in ("bce", "ce"):
        cursor.take()
        atom.era = "bce" if era == "bce" else "ce"
    return atom


def read_era(cursor: Cursor) -> Atom | None:
    """Read AD 300."""
    era = cursor.take().kind
    token = cursor.take()
    if token.kind != "number":
        return None
    return Atom("year", token.number, era="bce" if era == "bce" else "ce")


def _year_behind(cursor: Cursor) -> int | None:
    """Read the year of four figures that follows a month, season or day, with or without a comma; None for none."""
    start = cursor.at
    cursor.skip("comma")
    cursor.skip("filler")
    token = cursor.peek()
    if token.kind == "number" and len(token.text) == _FOUR:
        return cursor.take().number
    cursor.at = start
    return None


def read_month(cursor: Cursor, day: int | None = None) -> Atom:
    """Read "March 12, 1875" and « mars 1875 »; or only the month and year where the day came before them."""
    month = cursor.take().number
    token = cursor.peek()
    if day is None and (token.kind == "ordinal" or (token.kind == "number" and len(token.text) < _THREE)):
        day = cursor.take().number
    year = _year_behind(cursor)
    return Atom("month" if day is None else "day", year, month, day)


def read_season(cursor: Cursor) -> Atom:
    """Read « été 1890 », and "winter 1911-12", which belongs to both years."""
    season = cursor.take().number
    atom = Atom("season", _year_behind(cursor), number=season)
    if season == WINTER and atom.year and cursor.kind() in ("dash", "slash") and cursor.kind(1) == "number":
        following = atom.year + 1
        if cursor.peek(1).text in (str(following), f"{following % 100:02d}", str(following % 10)):
            cursor.at += 2
            whole = Stretch((atom.year, 12, 1), (following, 3, 31))
            return Atom("stretch", stretch=whole, precision="season")
    return atom


def read_decade(cursor: Cursor) -> Atom:
    """Read 1920s; 1800s and 1900s are the hundred years, which hold the ten as well."""
    first = cursor.take().number
    return Atom("decade" if first % 100 else "hundred", first)


def read_short_decade(cursor: Cursor) -> Atom:
    """Read the 30s of "1920s-30s"."""
    return Atom("short decade", number=cursor.take().number)


def read_unspecified(cursor: Cursor) -> Atom:
    """Read 193- and 19--, whose missing figures are not known."""
    token = cursor.take()
    if token.text[:_THREE].isdigit():
        return Atom("decade", token.number * 10)
    return Atom("hundred", token.number * 100)


def read_year(cursor: Cursor) -> Atom | None:
    """Read « an 1000 », « année 1875 », "year 1875", and « an VII » of the Republic."""
    cursor.take()
    token = cursor.peek()
    if token.kind in ("number", "ordinal") and token.number <= republican.LAST_YEAR:
        return _stretch(republican.days(cursor.take().number), "year")
    if token.kind != "number":
        return None
    if len(token.text) < _FOUR:
        return with_era(cursor, Atom("year", cursor.take().number, era="ce"))
    return read_number(cursor)


def read_republican_day(cursor: Cursor, day: int | None = None) -> Atom | None:
    """Read « germinal an VIII », and « 3 germinal an VIII » where the day came before it."""
    month = cursor.take().number
    cursor.skip("filler", "comma")
    if cursor.kind() == "year":
        cursor.take()
    token = cursor.take()
    if token.kind not in ("number", "ordinal"):
        return None
    return _stretch(republican.days(token.number, month, day), "day" if day else "month")


def _stretch(days: Stretch | None, precision: DatePrecision) -> Atom | None:
    return None if days is None else Atom("stretch", stretch=days, precision=precision)
