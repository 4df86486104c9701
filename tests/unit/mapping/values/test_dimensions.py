"""Statements of dimensions: real cells, both languages, and any text at all."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.record import Dimension, DimensionKind, DimensionUnit
from app.mapping.values.dimensions import read_dimensions
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden" / "values" / "dimensions.jsonl"


def written(dimension: Dimension) -> str:
    about = "~" if dimension.approximate else ""
    unit = f" {dimension.unit}" if dimension.unit else ""
    part = f" [{dimension.part}]" if dimension.part else ""
    return f"{about}{dimension.kind} {dimension.value:g}{unit}{part}"


def read(text: str) -> tuple[str, str]:
    reading = read_dimensions(text)
    return "; ".join(map(written, reading.dimensions)), reading.unread


def golden(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", golden(GOLDEN), ids=lambda case: str(case["text"])[:40])
def test_golden_cells(case: dict[str, object]) -> None:
    reading = read_dimensions(str(case["text"]))
    assert [written(dimension) for dimension in reading.dimensions] == case["read"]
    assert reading.unread == case["unread"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # two systems are one measure, the metric one
        ('19 1/8 x 66 1/2" (48.6 x 168.9 cm)', "height 48.6 cm; width 168.9 cm"),
        ("30 in x 24 1/2 in (76.2 cm x 62.23 cm)", "height 76.2 cm; width 62.23 cm"),
        ("32 1/8 x 22 5/8 (81.6 x 57.5 cm)", "height 81.6 cm; width 57.5 cm"),
        ("30.5 x 38.1 cm (12 x 15 in.)", "height 30.5 cm; width 38.1 cm"),
        ("30 x 24 in. / 76.2 x 61 cm", "height 76.2 cm; width 61 cm"),
        ('22 x 18 x 18" (55.9 x 45.7 x 45.7)', "height 22 in; width 18 in; depth 18 in"),
        (
            'Overall 36 3/4 (93.3 cm) high x 59 1/8" (150 cm) diameter',
            "height 93.3 cm [Overall]; diameter 150 cm [Overall]",
        ),
        ("8 po x 10 po (20,3 x 25,4 cm)", "height 20.3 cm; width 25.4 cm"),
        # parts, before and behind
        (
            'plate: 10 1/2 x 7 5/8" (26.7 x 19.3 cm); sheet: 11 x 8 9/16" (28 x 21.7 cm)',
            "height 26.7 cm [plate]; width 19.3 cm [plate]; height 28 cm [sheet]; width 21.7 cm [sheet]",
        ),
        ("support: 394 x 419 mm", "height 394 mm [support]; width 419 mm [support]"),
        ("H. 37 cm ; l. 27 cm (feuille)", "height 37 cm [feuille]; width 27 cm [feuille]"),
        ("H. 30,5 cm (Envergure : 55,5 cm)", "height 30.5 cm; width 55.5 cm [Envergure]"),
        (
            "H. 49 L. 244 l. 82 (1er) /H. 50 L. 239 l. 80 (2eme) ; Pds. 66 (1er) / 67 (2eme)",
            (
                "height 49 [1er]; length 244 [1er]; width 82 [1er]; height 50 [2eme]; length 239 [2eme]; "
                "width 80 [2eme]; weight 66 [1er]; weight 67 [2eme]"
            ),
        ),
        # French labels
        ("H. 21 cm, D. 69,5 cm", "height 21 cm; diameter 69.5 cm"),
        ("D. 0,018 m", "diameter 0.018 m"),
        ("H. 360cm, L. 205cm", "height 360 cm; length 205 cm"),
        ("H. 65 ; L. 230 ; L. 85", "height 65; length 230; width 85"),
        ("Dimensions hors tout en cm : H. 108, l. 95", "height 108 cm [hors tout]; width 95 cm [hors tout]"),
        (
            "Hauteur totale en cm 27 ; Hauteur en cm (de la feuille) 13.5",
            "height 27 cm [totale]; height 13.5 cm [de la feuille]",
        ),
        ("L. totale : 1,10 ; l. épaules : 0,46 m", "length 1.1 m [totale]; width 0.46 m [épaules]"),
        ("H x L x P en cm 114 x 124 x 10", "height 114 cm; length 124 cm; depth 10 cm"),
        ("Dimensions (H x L x P) : 45 x 30 x 10 cm", "height 45 cm; length 30 cm; depth 10 cm"),
        ("15 cm de long, 3 cm de large et 12 cm de haut", "length 15 cm; width 3 cm; height 12 cm"),
        ("147 H ; 110 L", "height 147; length 110"),
        ("12 x 8 x 5 (cm)", "height 12 cm; width 8 cm; depth 5 cm"),
        ("Diam.: 45 cm", "diameter 45 cm"),
        ("Tour de tête : 56 cm", "circumference 56 cm [Tour de tête]"),
        # English labels: l. is a length and d. a depth beside w. and inches
        ('l. 42 x w. 28" (l. 106.7 x w. 71.1 cm)', "length 106.7 cm; width 71.1 cm"),
        ("H. 10 cm; W. 20 cm; D. 5 cm", "height 10 cm; width 20 cm; depth 5 cm"),
        ("12h x 15w x 3d cm", "height 12 cm; width 15 cm; depth 3 cm"),
        # numbers
        ("311 x 863 x 6", "height 311; width 863; depth 6"),
        ("1 200 x 1 200 x 15 cm", "height 1200 cm; width 1200 cm; depth 15 cm"),
        ("L. 1,250 m", "length 1.25 m"),
        ("1,250 mm x 800 mm", "height 1250 mm; width 800 mm"),
        ("½ x ¾ in.", "height 0.5 in; width 0.75 in"),
        ("H. 5. 3, L. 10. 7", "height 5.3; length 10.7"),
        # compounds, in the smallest unit
        ("Overall: 12' 3\" x 4'", "height 147 in [Overall]; width 4 ft [Overall]"),
        ("5 lb 3 oz", "weight 83 oz"),
        ("2 m 35 x 1 m 20", "height 235 cm; width 120 cm"),
        ("12 pi 3 po", "size 147 in"),
        # durations
        ("Duration: 12 min. 30 sec.", "duration 750 s"),
        ("12:30", "duration 750 s"),
        ("1 h 20 min", "duration 80 min"),
        ("Durée : 3'30\"", "duration 210 s"),
        ("3'30\"", "duration 210 s"),
        # doubt, ranges, bounds
        ("680cm x 400 cm x 400 cm approximatif", "~height 680 cm; ~width 400 cm; ~depth 400 cm"),
        ("H. env. 30 cm", "~height 30 cm"),
        ("± 30 cm", "~size 30 cm"),
        ("10-12 cm", "~size 10 cm; ~size 12 cm"),
        ("entre 10 et 12 cm", "~size 10 cm; ~size 12 cm"),
        # other natures
        ("2,5 kg", "weight 2.5 kg"),
        ("12 m²", "area 12 m2"),
        ("contenance 750 ml", "volume 750 ml"),
        ("1920 x 1080 px", "width 1920 px; height 1080 px"),
        ("2 x 3 in (5.1 x 7.6 cm) Scale 1:200", "height 5.1 cm; width 7.6 cm; scale 200"),
        # 0 is what systems export where nothing was measured
        ("30 x 40 x 0 cm", "height 30 cm; width 40 cm"),
        ("H. 12 cm ; l. 0 cm", "height 12 cm"),
        # statements of no one measure
        ("variable", ""),
        ("dimensions variables", ""),
        ("Overall display dimensions variable", ""),
        ("Mesurage impossible", ""),
        ("Non renseigné", ""),
    ],
)
def test_statements(text: str, expected: str) -> None:
    assert read(text) == (expected, "")


@pytest.mark.parametrize(
    ("text", "measures", "unread"),
    [
        ("xx cm x 230 cm x 170 cm", "", "xx cm x 230 cm x 170 cm"),
        ('40 1/2 x 28 3/4" (102.8 x 23 cm)', "height 102.8 cm", '28 3/4"'),  # 28 3/4" are 73 cm
        ('8 9/16 x 12 ll/16"', "", "8 9/16; 12"),
        ("32, 19", "", "32, 19"),
        ("H. 31, L. 96, l", "height 31; length 96", "l"),
        ("10 cm x 20 cm x 30 cm x 40 cm", "", "10 cm; 20 cm; 30 cm; 40 cm"),
        ("Diam. 30 x 10 cm", "diameter 30 cm", "10 cm"),
        ("1.200 mm", "", "1.200 mm"),  # twelve hundred, or one and a fifth
        ("H. 3 kg", "", "3 kg"),
        ("see child records for 12 of them", "", "see child records for 12 of them"),
        ("Réparti dans le parc.", "", "Réparti dans le parc."),
    ],
)
def test_what_is_not_sure_is_unread(text: str, measures: str, unread: str) -> None:
    assert read(text) == (measures, unread)


def test_the_unit_of_a_column_fills_what_has_none() -> None:
    reading = read_dimensions("311 x 863 x 6", "cm")
    assert {dimension.unit for dimension in reading.dimensions} == {"cm"}
    assert read_dimensions("H. 12 ; Pds. 3", "cm").dimensions[1].unit is None
    assert read_dimensions("10 mm", "cm").dimensions[0].unit == "mm"


def test_the_kinds_of_a_rule_name_bare_numbers() -> None:
    kinds: tuple[DimensionKind, ...] = ("width", "height")
    assert [d.kind for d in read_dimensions("10 x 20 cm", None, kinds).dimensions] == ["width", "height"]
    assert [d.kind for d in read_dimensions("12,5", "cm", ("diameter",)).dimensions] == ["diameter"]
    assert read_dimensions("12,5").unread == "12,5"
    assert read_dimensions("000.0", "cm", ("height",)) == read_dimensions("")


def test_the_same_measure_said_twice_is_one() -> None:
    assert read("H x L en cm 12 x 24 ; Hauteur en cm 12")[0] == "height 12 cm; length 24 cm"


def test_a_text_as_long_as_a_book_is_no_statement() -> None:
    reading = read_dimensions("10 x 20 cm " * 100_000)
    assert reading.dimensions == ()
    assert reading.unread


_PIECES = (
    "H. L. l. 10 12,5 1/2 3 1/4 x × cm mm \" ' ( ) ; , : / - env. plate feuille (1er) min. kg 1:200 12:30 variable en "
    "& à Diam. ? &nbsp; 0 \r\n"
)
PIECES = _PIECES.split(" ")
pieces = st.sampled_from(PIECES)


@pytest.mark.parametrize("piece", ["(10 cm ", "(", "10 x ", "H. ", "1 ", "a (1) ", "12' ", "/", "10 cm (4 in) x "])
def test_repeated_without_end_it_is_read_all_the_same(piece: str) -> None:
    for times in (10, 4000 // len(piece)):
        assert isinstance(read_dimensions(piece * times).unread, str)


@given(
    st.one_of(
        st.text(max_size=120), st.lists(pieces, max_size=25).map(" ".join), st.lists(pieces, max_size=25).map("".join)
    )
)
def test_any_text_gives_positive_finite_measures_and_never_raises(text: str) -> None:
    reading = read_dimensions(text)
    for dimension in reading.dimensions:
        assert math.isfinite(dimension.value)
        assert dimension.value > 0
        assert dimension.part is None or dimension.part.strip()


measure = st.decimals(min_value="0.1", max_value="9999", places=1).map(float).filter(lambda value: value >= 0.1)
unit = st.sampled_from(["mm", "cm", "m"])


def number(value: float, language: str) -> str:
    shown = f"{value:g}"
    return shown.replace(".", ",") if language == "fr" else shown


@given(st.tuples(measure, measure, measure), unit, st.sampled_from(["fr", "en"]), st.sampled_from(["x", "×", " x "]))
def test_products_come_back_in_both_languages(
    values: tuple[float, float, float], unit: DimensionUnit, language: str, times: str
) -> None:
    reading = read_dimensions(f"{times.join(number(value, language) for value in values)} {unit}")
    expected = list(dict.fromkeys(zip(("height", "width", "depth"), values, strict=True)))
    assert [(dimension.kind, dimension.value) for dimension in reading.dimensions] == expected
    assert {dimension.unit for dimension in reading.dimensions} == {unit}
    assert reading.unread == ""


LABELS: dict[str, dict[DimensionKind, str]] = {
    "fr": {
        "height": "Hauteur",
        "length": "Longueur",
        "width": "Largeur",
        "depth": "Profondeur",
        "diameter": "Diamètre",
    },
    "fr abbreviated": {"height": "H.", "length": "L.", "width": "l.", "depth": "P.", "diameter": "Diam."},
    "en": {"height": "Height:", "length": "Length:", "width": "Width:", "depth": "Depth:", "diameter": "Diameter:"},
}


@given(
    st.dictionaries(
        st.sampled_from(["height", "length", "width", "depth", "diameter"]), measure, min_size=1, max_size=5
    ),
    unit,
    st.sampled_from(sorted(LABELS)),
    st.sampled_from([" ; ", "; ", "\r\n"]),
)
def test_labelled_measures_come_back_in_both_languages(
    values: dict[DimensionKind, float], unit: DimensionUnit, style: str, separator: str
) -> None:
    language = style[:2]
    text = separator.join(f"{LABELS[style][kind]} {number(value, language)} {unit}" for kind, value in values.items())
    reading = read_dimensions(text)
    assert {dimension.kind: dimension.value for dimension in reading.dimensions} == values
    assert reading.unread == ""


@given(st.integers(1, 200), st.integers(0, 15), st.integers(1, 200), st.integers(0, 15))
def test_inches_and_their_centimetres_are_one_measure(height: int, sixteenths: int, width: int, more: int) -> None:
    exact = [height + Fraction(sixteenths, 16), width + Fraction(more, 16)]
    inches = [f"{whole} {part}/16" if part else str(whole) for whole, part in ((height, sixteenths), (width, more))]
    metric = [f"{float(value) * 2.54:.1f}" for value in exact]
    reading = read_dimensions(f'{" x ".join(inches)}" ({" x ".join(metric)} cm)')
    assert [f"{dimension.value:.1f}" for dimension in reading.dimensions] == metric
    assert {dimension.unit for dimension in reading.dimensions} == {"cm"}
    assert reading.unread == ""
