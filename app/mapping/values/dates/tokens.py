"""A written date cut into its parts: numbers, words that mean something in a date, and punctuation."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.mapping.values.dates.days import MONTHS_IN_YEAR
from app.mapping.values.dates.words import PHRASES, SPRING, WINTER, WORDS, Kind

_UNITS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_ROMAN = {"x" * tens + unit: 10 * tens + value for tens in range(4) for value, unit in enumerate(_UNITS)}

_MARKS: dict[str, Kind] = {
    "-": "dash", "–": "dash", ",": "comma", ";": "semicolon", "|": "semicolon", "/": "slash", "⁄": "slash",
    "(": "open", ")": "close", "?": "doubt", "&": "and", "+": "and", "~": "circa", "±": "circa", "≈": "circa",
    "©": "event",
}  # fmt: skip
# Brackets and angles tell where the cataloguer found the date, stops end abbreviations: neither changes what it says.
_SILENT = frozenset("[]<>.:\"*'")


def _by_first_letter(phrases: list[str]) -> str:
    """Return one alternative a letter, the longest phrases first: most words are passed over at their first letter."""
    letters: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        letters.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{letter}(?:{'|'.join(rests)})" for letter, rests in letters.items())


_CHRIST = r"[.\ ]*j(?:esus|\.|\b)[\ -]*c(?:hrist\b|\b\.?)"
_LETTERS = rf"""
    (?P<bce>av(?:ant)?{_CHRIST}|avant\ notre\ ere|avant\ l'ere\ (?:commune|chretienne)|av\.?\ n\.\ ?e\b
        |before\ (?:christ|the\ common\ era)|b\.?\ ?c\.?\ ?e\b|b\.?\ ?c\b)
    |(?P<ce>ap(?:res|r)?{_CHRIST}|de\ notre\ ere|notre\ ere|n\.\ ?e\b|a\.d\.|ad\b|anno\ domini|c\.e\.|ce\b)
    |(?P<phrase>(?:{_by_first_letter(list(PHRASES))})(?![a-z]))
    |(?P<roman>[ivx]+(?:er|i?e?re|i?eme|e)(?![a-z])|[ivx]+\ ?e?(?=\ (?:siecle|s\b|century|c\b))|(?<=\ban\ )[ivx]+\b)
    |(?P<latin>[a-z]+'?)
"""
_FIGURES = r"""
    (?P<ymd>[0-9]{4}(?P<mark>[-/.])[0-9]{1,2}(?P=mark)[0-9]{1,2}(?![0-9]))
    |(?P<dmy>[0-9]{1,2}(?P<sign>[-/.])[0-9]{1,2}(?P=sign)[0-9]{4}(?![0-9]))
    |(?P<eight>(?:1[0-9]|2[01])[0-9]{6}(?![0-9]))
    |(?P<decimal>[0-9]{4}\.0(?![0-9.]))
    |(?P<ym>[0-9]{4}[-/][0-9]{2}(?![0-9]|[-/.][0-9]))
    |(?P<my>(?:(?<![0-9][-/])[0-9]{1,2}[-/]|[0-9]{1,2}\.)[0-9]{4}(?![0-9]))
    |(?P<decade>[0-9]{3}0'?s\b)
    |(?P<short>[0-9]0'?s\b)
    |(?P<unspecified>[0-9]{2}(?:[0-9](?:-(?=\s*(?:$|[]?),;.]))|[?_*]|[xu]\b)|--|\?\?|__|\.\.|xx)(?![0-9a-z]))
    |(?P<ordinal>[0-9]{1,2}(?:st|nde?|rd|th|er|i?e?re|i?eme|de|e)(?![a-z])|[0-9]{1,2}\ (?:e|eme|er)(?=\ siecle))
    |(?P<number>[0-9]+)
"""
_TOKEN = re.compile(
    rf"(?=[a-z])(?:{_LETTERS})|(?=[0-9])(?:{_FIGURES})|(?P<punctuation>[^\s\w])|(?P<word>[^\W\d]+)|(?P<other>\S)",
    re.VERBOSE,
)
_UNKNOWN = ("word", "other")  # letters of another alphabet; figures of another script
_PLAIN_FIGURES: dict[str, Kind] = {
    "decade": "decade", "short": "short decade", "ordinal": "ordinal", "unspecified": "unspecified",
}  # fmt: skip
_DIGITS = re.compile(r"[0-9]+")
_ORDINAL_ENDING = re.compile(r"\ ?(?:er|i?e?re|i?eme|e)?$")
_LONGEST_NUMBER = 9


class Token(NamedTuple):
    """A part of a written date: what kind it is, the number it stands for, and how it is written.

    The number of a day is YYYYMMDD, that of a month of a year YYYYMM.
    """

    kind: Kind
    number: int
    text: str


def tokens(text: str) -> list[Token]:
    """Cut a folded text (`words.folded`) into tokens; white space, stops and brackets are left out."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text):
        name, written = match.lastgroup or "", match.group()
        if name == "number":
            number = int(written) if len(written) <= _LONGEST_NUMBER else -1
            found.append(Token("number", number, written))
        elif name == "latin":
            kind, number = WORDS.get(written, ("word", 0))
            found.append(Token(kind, number, written))
        elif name in _UNKNOWN:
            found.append(Token("word" if name == "word" else "mark", 0, written))
        elif name == "punctuation":
            if written not in _SILENT:
                found.append(Token(_MARKS.get(written, "mark"), 0, written))
        else:
            found += _several(name, written)
    return found


def _several(name: str, written: str) -> list[Token]:
    """Return the tokens of a match of several figures or words."""
    match name:
        case "phrase":
            return [Token(*PHRASES[written], written)]
        case "bce":
            return [Token("bce", 0, written)]
        case "ce":
            return [Token("ce", 0, written)]
        case "roman":
            number = _ROMAN.get(_ORDINAL_ENDING.sub("", written), 0)
            return [Token("ordinal" if number else "word", number, written)]
        case _:
            return _figures(name, written, [int(part) for part in _DIGITS.findall(written)])


def _figures(name: str, written: str, figures: list[int]) -> list[Token]:
    """Return the tokens of a match that begins with figures."""
    match name:
        case "ymd":
            return [_day(figures[0], figures[1], figures[2], written)]
        case "dmy":
            # The day comes first, but where only a month can: 4/27/1972.
            first, second = figures[:2] if figures[1] <= MONTHS_IN_YEAR else figures[1::-1]
            return [_day(figures[2], second, first, written)]
        case "eight":
            return [_day(figures[0] // 10_000, figures[0] // 100 % 100, figures[0] % 100, written)]
        case "decimal":
            return [Token("number", figures[0], written[:4])]
        case "my":
            return [Token("month of year", figures[1] * 100 + figures[0], written)]
        case "ym":
            return _year_and_two_figures(written, figures[0], figures[1])
        case _:
            return [Token(_PLAIN_FIGURES[name], figures[0], written)]


def _day(year: int, month: int, day: int, written: str) -> Token:
    """Return the token of a day; a month or day 00 is one that is not known, as in the CHIN dictionary's 19560000."""
    if not month and not day:
        return Token("number", year, f"{year:04d}")
    if not day:
        return Token("month of year", year * 100 + month, written)
    return Token("day", (year * 100 + month) * 100 + day, written)


def _year_and_two_figures(written: str, year: int, two: int) -> list[Token]:
    """Read 1985-04, 1949/50 and 1905-06.

    Two figures that no range could end with (85 is more than 04) are a month, or a season of ISO 8601-2 (4.8). Where
    they may be either (June 1905, or 1905 to 1906), they are the end of the range, for it holds the month as well: the
    date lies within those bounds whichever was meant.
    """
    shortened = two > year % 100
    if 1 <= two <= MONTHS_IN_YEAR and not shortened:
        return [Token("month of year", year * 100 + two, written)]
    if SPRING <= two - 20 <= WINTER and not shortened and written[4] == "-":
        return [Token("season", two - 20, written), Token("number", year, written[:4])]
    mark = written[4]
    return [Token("number", year, written[:4]), Token(_MARKS[mark], 0, mark), Token("number", two, written[5:])]
