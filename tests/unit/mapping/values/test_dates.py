"""The date reader: real values with the reading that was checked by eye, and what must hold for any text at all."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from app.core.record import TimeSpan
from app.mapping.values.dates import read_date, read_year_range
from app.mapping.values.dates.days import day_after, day_before, exists, iso, month_length
from app.mapping.values.dates.phrases import read_phrase
from app.mapping.values.dates.plain import read_plain
from app.mapping.values.dates.tokens import tokens
from app.mapping.values.dates.words import PHRASES, WORDS, folded
from tests.shared import ROOT, SHARED, needs_shared

GOLDEN = ROOT / "tests" / "golden" / "values"
ISO_DAY = re.compile(r"-?[0-9]{4,6}-[0-9]{2}-[0-9]{2}")
FRENCH_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip
ENGLISH_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI",
         "XVII", "XVIII", "XIX", "XX")  # fmt: skip


class Case(NamedTuple):
    """A line of a golden table; `unread` as precision says that the text is not a date that can be read."""

    text: str
    earliest: str
    latest: str
    precision: str
    certainty: str


def _table(name: str) -> list[Case]:
    with (GOLDEN / name).open(encoding="utf-8", newline="") as lines:
        return [Case(*(row[field] for field in Case._fields)) for row in csv.DictReader(lines, delimiter="\t")]


def _as_written(case: Case, span: TimeSpan | None) -> Case:
    if span is None:
        return Case(case.text, "", "", "unread", "")
    return Case(span.text, span.earliest or "", span.latest or "", span.precision, span.certainty)


def _bounds(text: str) -> tuple[str | None, str | None] | None:
    span = read_date(text)
    return None if span is None else (span.earliest, span.latest)


def _years(first: int, last: int) -> tuple[str, str]:
    return f"{first:04d}-01-01", f"{last:04d}-12-31"


@pytest.mark.parametrize("case", _table("dates-200.tsv"), ids=lambda case: case.text)
def test_two_hundred_real_values_drawn_at_random_read_as_checked_by_eye(case: Case) -> None:
    assert _as_written(case, read_date(case.text)) == case


def test_the_random_sample_is_two_hundred_different_values() -> None:
    assert len({case.text for case in _table("dates-200.tsv")}) == 200


@pytest.mark.parametrize("case", _table("dates-kinds.tsv"), ids=lambda case: case.text)
def test_every_kind_of_date_reads_as_checked_by_eye(case: Case) -> None:
    assert _as_written(case, read_date(case.text)) == case


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\t", "?", "-", "--", "..", "/", "()", ",", "circa", "vers", "avant", "entre", "acquis", "incertain",
        # no calendar has these days
        "1985-02-30", "29 février 1900", "31 juin 1900", "32 mai 1900", "00/00/0000", "0000-00-00", "99/99/9999",
        "13/13/1950", "5e quart 19e siècle", "3e moitié 19e siècle", "limite 18e siècle 20e siècle", "22e siècle",
        "30 fructidor an XX", "an XX", "l0 mai 1950",
        # more than one sense
        "-1924", "-1500", "26/09/79", "3 mai 00", "79", "12", "années 20", "'90s", "Restauration", "1 of 12",
        "before 1910-15", "1825 de", "1815 entre", "1820 et", "1866 vers,1867 ET",
        # the end before the beginning
        "1914-1912", "50-100 BC", "1798–5", "1929-1928",
        # which date is the object's is not said, or it is another object's
        "1802 dépôt légal,1817", "1824 édité en,1825", "d'après un original de 1880", "original de 1880, copie de 1920",
        "reproduction of a work of 1880", "1904, n.d.", "Coin: 340-242 BC; Pin: 20th century", "1920 made or 1921",
        # a style is no period, and these names have no settled years
        "style Louis XVI", "style Second Empire", "époque contemporaine", "renaissance", "moderne",
        # words that are not understood may turn the sense round
        "not 1900", "sauf 1900", "Vor 1900", "Um 1900", "1900 BP", "destroyed 1940", "Detruit, 1940", "1951 Q",
        "Noël 1950", "20015/01/19", "1 950", "4500", "2150", "1950 1951", "1950 c. 1951", "Y170000002", "Y-17E7",
        "/Date(-62135596800000)/", "/Date(253402300799999)/", "/Date(999999999999999)/", "/Date()/",
        "0001-01-01T00:00:00", "9999-12-31 00:00:00", "1950年", "١٩٥٠", "\x00", "\ud800", "1" * 299,
    ],
)  # fmt: skip
def test_what_is_not_plainly_a_date_is_left_unread(text: str) -> None:
    assert read_date(text) is None


def test_a_text_of_any_length_is_answered() -> None:
    assert read_date("1950 " * 100_000) is None


def test_the_text_is_kept_as_it_was_written() -> None:
    span = read_date(" c. 1914\u201320 ")
    assert span is not None
    assert span.text == " c. 1914\u201320 "
    assert span.cell is None


def test_a_date_is_read_once() -> None:
    read_date("vers 1733")
    hits = read_date.cache_info().hits
    assert read_date("vers 1733") is read_date("vers 1733")
    assert read_date.cache_info().hits == hits + 2


def _sound(span: TimeSpan | None) -> bool:
    if span is None:
        return True
    days = [day for day in (span.earliest, span.latest) if day is not None]
    formed = all(ISO_DAY.fullmatch(day) and exists(_day(day)) for day in days)
    ordered = all(_day(first) <= _day(last) for first, last in pairwise(days))
    unknown = (span.precision == "unknown") == (span.certainty == "unknown") == (not days)
    one_sided = len(days) == 1 if span.precision in ("before", "after") else True
    return formed and ordered and unknown and one_sided


def _day(written: str) -> tuple[int, int, int]:
    year, month, day = written.rsplit("-", 2)
    return int(year), int(month), int(day)


@given(st.text(max_size=60))
@example("1" * 5000)
@example("-0000")
@example("0000")
@example("0000 BC")
@example("an 0")
@example("0e siècle")
@example("1er siècle av. J.-C. (?) - ")
def test_any_text_gets_a_sound_answer(text: str) -> None:
    assert _sound(read_date(text))


_PIECES = st.sampled_from(
    [
        *sorted(WORDS), *sorted(PHRASES), *"-–,;:/()[]?.&~%", "1914", "1920", "20", "7", "1900s", "30s", "19e", "XIXe",
        "192-", "19--", "12/03/1950", "1985-04", "1905-06", "19XX", "..", "av. J.-C.", "BC", "AD", "s.", "c.", "n.d.",
        "Paris", "0", "00", "31", "29", "1000000", "II", "époque", "/Date(0)/", "-0043", "{", "}", "19560000",
    ]
)  # fmt: skip


@given(st.lists(st.tuples(_PIECES, st.sampled_from(["", " "])), max_size=9))
def test_any_phrase_of_date_words_gets_a_sound_answer(pieces: list[tuple[str, str]]) -> None:
    assert _sound(read_date("".join(piece + space for piece, space in pieces)))


@given(st.text(max_size=12), st.text(max_size=12))
@example("-0043", "14")
def test_any_two_columns_get_a_sound_answer(begin: str, end: str) -> None:
    assert _sound(read_year_range(begin, end))


_YEAR = st.integers(1000, 2099)
_DAY = st.dates(date(1000, 1, 1), date(2099, 12, 31))


@given(_YEAR)
def test_a_year_reads_back(year: int) -> None:
    whole = _years(year, year)
    for text in (
        f"{year}",
        f"({year})",
        f"[{year}]",
        f"en {year}",
        f"{year}.",
        f"c. {year}",
        f"{year} vers",
        f"{year}?",
    ):
        assert _bounds(text) == whole
    assert _bounds(f"avant {year}") == _bounds(f"before {year}") == (None, f"{year - 1:04d}-12-31")
    assert _bounds(f"{year} ou avant") == _bounds(f"{year} or before") == (None, f"{year}-12-31")
    assert _bounds(f"{year} ou après") == _bounds(f"{year} or later") == (f"{year}-01-01", None)
    assert _bounds(f"après {year}") == _bounds(f"after {year}") == (f"{year + 1}-01-01", None)


@given(st.integers(1, 3000))
def test_a_year_before_the_common_era_reads_back(year: int) -> None:
    first, last = _bounds(f"{year} av. J.-C.") or (None, None)
    assert first == iso((1 - year, 1, 1))
    assert last == iso((1 - year, 12, 31))
    for text in (f"{year} BC", f"{year} B.C.", f"{year} BCE", f"{year} avant notre ère", f"vers -{year}"):
        assert _bounds(text) == (first, last)


@given(_YEAR, _YEAR)
def test_a_range_reads_back_written_in_full_or_shortened(one: int, other: int) -> None:
    first, last = sorted((one, other))
    texts = [f"{first}-{last}", f"{first}–{last}", f"{first} - {last}", f"entre {first} et {last}",
             f"between {first} and {last}", f"de {first} à {last}", f"{first} entre,{last} et", f"{first} to {last}",
             f"{first} ou {last}", f"{first}, {last}", f"{first}/{last}", f"({first}-{last})"]  # fmt: skip
    if first // 100 == last // 100 and first < last:
        texts += [f"{first}–{last % 100:02d}", f"c.{first}–{last % 100:02d}", f"{first} or {last % 100:02d}"]
    if first // 10 == last // 10 and first < last:
        texts += [f"{first}–{last % 10}", f"c.{first}–{last % 10}", f"{first} or {last % 10}"]
    assert {_bounds(text) for text in texts} == {_years(first, last)}
    if first < last:
        assert _bounds(f"{last}-{first}") is None


@given(_DAY)
def test_a_day_reads_back_in_both_languages(day: date) -> None:
    french, english = FRENCH_MONTHS[day.month - 1], ENGLISH_MONTHS[day.month - 1]
    texts = {
        day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}", f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}",
        f"{day.day} {french} {day.year}", f"le {day.day} {french} {day.year}", f"{english} {day.day}, {day.year}",
        f"({english} {day.day}) {day.year}", f"{day.day} {english} {day.year}", f"{day.year} {english} {day.day}",
        f"{day.isoformat()}T12:00:00Z",
    }  # fmt: skip
    assert {_bounds(text) for text in texts} == {(day.isoformat(), day.isoformat())}
    assert {read_date(text).precision for text in texts} == {"day"}  # type: ignore[union-attr]  # read, one line above


@given(_YEAR, st.integers(1, 12))
def test_a_month_reads_back_in_both_languages(year: int, month: int) -> None:
    whole = (f"{year}-{month:02d}-01", f"{year}-{month:02d}-{month_length(year, month)}")
    french, english = FRENCH_MONTHS[month - 1], ENGLISH_MONTHS[month - 1]
    dates = (f"{french} {year}", f"{english} {year}", f"{english}, {year}", f"{year} {english}")
    for text in (*dates, f"{month:02d}/{year}", f"{year}{month:02d}00"):
        assert _bounds(text) == whole
    if month <= year % 100:
        assert _bounds(f"{year}-{month:02d}") == whole
    else:  # « 1905-06 » may be a range: its bounds hold both
        first, last = _bounds(f"{year}-{month:02d}") or ("", "")
        assert str(first) <= whole[0] <= whole[1] <= str(last)


@given(st.integers(1, 20))
def test_a_century_and_its_parts_read_back_in_both_languages(number: int) -> None:
    start = (number - 1) * 100
    english = f"{number}{'st' if number == 1 else 'nd' if number == 2 else 'rd' if number == 3 else 'th'} century"
    french = f"{number}{'er' if number == 1 else 'e'} siècle"
    roman = f"{ROMAN[number]}{'er' if number == 1 else 'e'} siècle"
    assert _bounds(english) == _bounds(french) == _bounds(roman) == _years(start + 1, start + 100)
    ordinals = (
        ("1er", "1st", "premier"),
        ("2e", "2nd", "deuxième"),
        ("3e", "3rd", "troisième"),
        ("4e", "last", "dernier"),
    )
    for place, (short, english_word, long) in enumerate(ordinals):
        quarter = _years(start + 25 * place + 1, start + 25 * place + 25)
        assert _bounds(f"{short} quart {french}") == quarter
        assert _bounds(f"{long} quart du {roman}") == quarter
        assert _bounds(f"{english_word} quarter of the {english}") == quarter
        assert _bounds(f"{french}, {short} quart") == quarter
    for text in (f"1re moitié {french}", f"première moitié du {roman}", f"first half of the {english}"):
        assert _bounds(text) == _years(start + 1, start + 50)
    for text in (f"début {french}", f"early {english}", f"1er tiers {french}", f"début du {roman}"):
        assert _bounds(text) == _years(start + 1, start + 33)
    for text in (f"fin {french}", f"late {english}", f"dernier tiers {french}", f"fin du {roman}"):
        assert _bounds(text) == _years(start + 67, start + 100)


@given(st.integers(100, 209))
def test_a_decade_reads_back(decade: int) -> None:
    whole = _years(decade * 10, decade * 10 + 9)
    texts = [f"années {decade}0", f"[{decade}-]", f"[{decade}-?]", f"{decade}X", f"{decade}?"]
    if decade % 10:
        texts += [f"{decade}0s", f"{decade}0's", f"the {decade}0s"]
    assert {_bounds(text) for text in texts} == {whole}


@given(st.datetimes(datetime(1000, 1, 2), datetime(2099, 12, 30)), st.integers(-14, 14))  # noqa: DTZ001  # local time
def test_a_microsoft_json_date_is_the_day_where_it_was_written(local: datetime, hours: int) -> None:
    offset = timezone(timedelta(hours=hours))
    moment = local.replace(microsecond=0, tzinfo=offset)
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    sign = "-" if hours < 0 else "+"
    span = read_date(f"/Date({milliseconds}{sign}{abs(hours):02d}00)/")
    assert span is not None
    if span.precision == "year":
        assert (moment.hour, moment.minute, moment.month, moment.day) in ((0, 0, 1, 1), (0, 0, 12, 31))
        assert (span.earliest, span.latest) == _years(moment.year, moment.year)
    else:
        assert span.earliest == span.latest == moment.date().isoformat()


@given(_YEAR, _YEAR)
def test_an_edtf_interval_reads_back(one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert _bounds(f"{first}/{last}") == _bounds(f"{first}~/{last}?") == _years(first, last)
    assert _bounds(f"{first}/..") == _bounds(f"{first}/") == (f"{first}-01-01", None)
    assert _bounds(f"../{last}") == _bounds(f"/{last}") == (None, f"{last}-12-31")
    assert _bounds(f"-{first % 1000:04d}") == (iso((-(first % 1000), 1, 1)), iso((-(first % 1000), 12, 31)))


@given(
    _YEAR, st.sampled_from(["", "-", "–"]), st.integers(0, 2100), st.sampled_from(["", "c. ", "c.", "circa ", "vers "])
)
def test_what_is_read_at_once_is_what_the_grammar_reads(year: int, dash: str, end: int, circa: str) -> None:
    text = f"{circa}{year}{dash}{end if dash else ''}"
    for written in (text, f"({text})"):
        at_once = read_plain(written)
        assume(at_once is not None)
        assert at_once == read_phrase(tokens(folded(written)))


@given(st.integers(-4000, 2099), st.integers(1, 12), st.integers(1, 31))
def test_the_day_after_the_day_before_is_the_day(year: int, month: int, number: int) -> None:
    assume(number <= month_length(year, month))
    day = (year, month, number)
    assert day_before(day) < day < day_after(day)
    assert day_after(day_before(day)) == day_before(day_after(day)) == day
    if year > 0:
        assert day_after(day) == tuple((date(*day) + timedelta(days=1)).timetuple()[:3])


@pytest.mark.parametrize(
    ("begin", "end", "earliest", "latest", "precision"),
    [
        ("1930", "1992", "1930-01-01", "1992-12-31", "range"),
        ("1856", "1856", "1856-01-01", "1856-12-31", "year"),
        ("1936", "0", "1936-01-01", None, "after"),
        ("1936", "", "1936-01-01", None, "after"),
        ("", "1936", None, "1936-12-31", "before"),
        ("-340", "-242", "-0339-01-01", "-0241-12-31", "range"),
        ("-1500", "-1000", "-1499-01-01", "-0999-12-31", "range"),
        ("-0043", "14", "-0043-01-01", "0014-12-31", "range"),
        ("300", "600", "0300-01-01", "0600-12-31", "range"),
        ("1850.0", "1900.0", "1850-01-01", "1900-12-31", "range"),
        ("1815 entre", "1820 et", "1815-01-01", "1820-12-31", "range"),
        ("1960-05-01", "mai 1961", "1960-05-01", "1961-05-31", "range"),
        ("19e siècle", "19e siècle", "1801-01-01", "1900-12-31", "century"),
        ("s.d.", "s.d.", None, None, "unknown"),
        ("s.d.", "1900", None, "1900-12-31", "before"),
    ],
)  # fmt: skip
def test_two_columns(begin: str, end: str, earliest: str | None, latest: str | None, precision: str) -> None:
    span = read_year_range(begin, end)
    assert span is not None
    assert (span.earliest, span.latest, span.precision) == (earliest, latest, precision)


@pytest.mark.parametrize(("begin", "end"), [("", ""), ("0", "0"), ("1992", "1930"), ("x", "1930"), ("1930", "x"),
                                            ("-242", "-340"), ("99999", "")])  # fmt: skip
def test_two_columns_that_hold_no_date(begin: str, end: str) -> None:
    assert read_year_range(begin, end) is None


def test_doubt_in_one_column_is_doubt_in_the_range() -> None:
    span = read_year_range("1930?", "c. 1940")
    assert span is not None
    assert span.certainty == "uncertain"


def _data() -> Path:
    assert SHARED is not None
    return SHARED / "data"


def _moma() -> Counter[str]:
    with gzip.open(_data() / "csv/moma-artworks-123919.csv.gz", "rt", encoding="utf-8-sig", newline="") as lines:
        return Counter(row["Date"] for row in csv.DictReader(lines))


def _tate() -> Counter[str]:
    with gzip.open(_data() / "json/tate-artworks-69k.jsonl.gz", "rt", encoding="utf-8") as lines:
        return Counter(json.loads(line).get("dateText") or "" for line in lines)


def _joconde() -> Counter[str]:
    with gzip.open(_data() / "fr/joconde-costumes-4274.csv.gz", "rt", encoding="utf-8-sig", newline="") as lines:
        dates = re.compile(r"Periode_|Millesime|Epoque|Date_d_acquisition")
        return Counter(
            value for row in csv.DictReader(lines) for column, value in row.items() if column and dates.match(column)
        )


def _montreal() -> Counter[str]:
    rows = json.loads((_data() / "fr/montreal-art-public-273.json").read_text(encoding="utf-8"))
    return Counter(row[column] or "" for row in rows for column in ("DateFinProduction", "DateAccession"))


@needs_shared
@pytest.mark.parametrize("museum", [_moma, _tate, _joconde, _montreal], ids=["MoMA", "Tate", "Joconde", "Montréal"])
def test_nearly_every_date_of_the_four_museums_is_read(
    museum: Callable[[], Counter[str]], record_property: Callable[[str, object], None]
) -> None:
    cells = museum()
    filled = {text: count for text, count in cells.items() if text.strip()}
    unread = {text: count for text, count in filled.items() if read_date(text) is None}
    share = 1 - sum(unread.values()) / sum(filled.values())
    record_property("dates read", f"{share:.2%} of {sum(filled.values())}")
    assert share >= 0.97, f"{share:.2%}; unread most often: {Counter(unread).most_common(20)}"


@needs_shared
def test_tate_itself_gives_the_years_that_are_read() -> None:
    """Tate's own years beside its texts; they differ where it counts a later printing in, or mistyped."""
    same = other = 0
    with gzip.open(_data() / "json/tate-artworks-69k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            work = json.loads(line)
            own, span = work.get("dateRange"), read_date(work.get("dateText") or "")
            if own is None or span is None or span.earliest is None or span.latest is None:
                continue
            agrees = (int(span.earliest[:4]), int(span.latest[:4])) == (own.get("startYear"), own.get("endYear"))
            same, other = same + agrees, other + (not agrees)
    assert same > 60_000
    assert same / (same + other) > 0.99


@needs_shared
def test_autry_itself_gives_years_that_overlap_those_that_are_read() -> None:
    with (_data() / "aac/autry/AutryDated.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["Dated"]]
    apart = []
    for row in rows:
        span = read_date(row["Dated"])
        assert span is not None, row["Dated"]
        first, last = int((span.earliest or "0001")[:4]), int((span.latest or "9999")[:4])
        if last < int(row["EARLIEST_YEAR"]) or first > int(row["LATEST_YEAR"]):
            apart.append((row, span))
    assert apart == []
