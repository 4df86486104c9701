"""JSON documents: where their records are, and what is left of a document that is damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.errors import BoundPassed, UnreadableFile
from app.reading.formats.json import FORMAT
from app.reading.source_format import ReadOutcome
from tests.unit.reading.delivery import (
    bounded,
    delivered,
    fields,
    gzipped,
    outcomes,
    records,
    rules_of,
    unreadable,
    until_error,
)

ONE, TWO = {"id": 1, "titre": "A"}, {"id": 2, "titre": "B"}


def read(folder: Path, content: bytes | str, **options: str) -> list[ReadOutcome]:
    return outcomes(FORMAT, delivered(folder, content, "input.json", **options))


@pytest.mark.parametrize(
    ("document", "paths"),
    [
        ([ONE, TWO], ["/0", "/1"]),
        ({"records": [ONE, TWO]}, ["/records/0", "/records/1"]),
        ({"total": 2, "links": {"next": None}, "items": [ONE, TWO], "end": [1]}, ["/items/0", "/items/1"]),
        ({"fields": [{"id": "titre"}], "notices": [ONE, TWO]}, ["/notices/0", "/notices/1"]),
        ({"response": {"numFound": 2, "docs": [ONE, TWO]}}, ["/response/docs/0", "/response/docs/1"]),
        ({"result": {"x": "}", "records": [ONE, TWO]}}, ["/result/records/0", "/result/records/1"]),
        ({"hits": {"total": 2, "hits": [ONE, TWO]}}, ["/hits/hits/0", "/hits/hits/1"]),
    ],
)
def test_where_the_records_are(tmp_path: Path, document: object, paths: list[str]) -> None:
    found = read(tmp_path, json.dumps(document, indent=1))
    assert fields(found) == [ONE, TWO]
    assert [record.path for record in records(found)] == paths
    assert [record.row for record in records(found)] == [None, None]


@pytest.mark.parametrize(
    "document",
    [
        {"id": 1, "makers": [{"name": "A"}, {"name": "B"}]},
        {"id": 1, "items": ["a", "b"]},
        {"id": 1, "data": {"titre": "A"}},
        {"id": 1, "items": []},
    ],
)
def test_an_object_is_one_record(tmp_path: Path, document: dict[str, object]) -> None:
    found = read(tmp_path, json.dumps(document))
    assert fields(found) == [document]
    assert records(found)[0].path == ""


def test_a_feature_is_a_record_with_its_geometry(tmp_path: Path) -> None:
    geometry = {"type": "Point", "coordinates": [-73.6, 45.5]}
    feature = {"type": "Feature", "geometry": geometry, "properties": {"Titre": "Source"}}
    found = read(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature, feature]}))
    assert fields(found) == [feature, feature]
    assert records(found)[1].path == "/features/1"


@pytest.mark.parametrize(
    ("pointer", "path"),
    [("/catalogue/œuvres", "/catalogue/œuvres/0"), ("catalogue/a~1b", "/catalogue/a~1b/0"), ("/one", "/one")],
)
def test_a_pointer_says_where_the_records_are(tmp_path: Path, pointer: str, path: str) -> None:
    document = {"records": [TWO], "catalogue": {"a": [1], "œuvres": [ONE], "a/b": [ONE]}, "one": ONE}
    found = read(tmp_path, json.dumps(document), records=pointer)
    assert fields(found) == [ONE]
    assert records(found)[0].path == path


@pytest.mark.parametrize("pointer", ["/nowhere", "/records/x", "/total"])
def test_a_pointer_that_leads_nowhere(tmp_path: Path, pointer: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, json.dumps({"total": 3, "records": [ONE]}), records=pointer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    found = read(tmp_path, json.dumps([{"titre": "Œuvre d’été"}], ensure_ascii=False).encode(encoding))
    assert fields(found) == [{"titre": "Œuvre d’été"}]
    assert rules_of(found) == (["encoding-guessed"] if encoding in {"cp1252", "utf-16-le"} else [])


@pytest.mark.parametrize("leading", ["var data = ", "callback(", ")]}',\n", "window.x=\n\n"])
def test_a_script_around_the_document(tmp_path: Path, leading: str) -> None:
    found = read(tmp_path, leading + json.dumps([ONE, TWO]) + (");" if leading.endswith("(") else ";"))
    assert fields(found) == [ONE, TWO]
    assert rules_of(found) == ["leading-text"]


def test_text_after_the_document(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps([ONE]) + "\n" + json.dumps([TWO]))
    assert fields(found) == [ONE]
    assert rules_of(found) == ["trailing-text"]


def test_objects_one_after_another_are_another_format(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="jsonl"):
        read(tmp_path, json.dumps(ONE) + "\n" + json.dumps(TWO))


@pytest.mark.parametrize(
    "bad",
    [
        '{"id": 9, "titre": "il dit "bonjour" à tous"}',
        '{"id": 9, "titre": "ouvert}',
        '{"id": 9, "titre": }',
        '{"id": 9 "titre": "x"}',
        "{'id': 9}",
        '{"id": 9, "titre": None}',
        '{"id": 9, "parts": [{"x": 1}, {"x": 2}}',
        '{"id": 9, "parts": {"x": 1]',
        '{"id": 9,,}',
        '{"id": 9, "titre": "\\x"}',
        '{"id": 0x9}',
        '{"id": 9, "titre": "x"',
    ],
)
@pytest.mark.parametrize("following", [1, 5000])
def test_a_malformed_record_costs_no_other(tmp_path: Path, bad: str, following: int) -> None:
    good = [{"id": number, "titre": f"T, {{{number}"} for number in range(following)]
    text = "[\n" + json.dumps(ONE) + ",\n" + bad + ",\n" + ",\n".join(map(json.dumps, good)) + "\n]"
    found = read(tmp_path, text)
    assert fields(found) == [ONE, *good]
    (broken,) = unreadable(found)
    assert broken.finding.rule == "reading.malformed-json"
    assert broken.finding.cell.path == "/1"
    assert broken.finding.arguments["line"] in {"3", "4"}
    assert [outcome.ordinal for outcome in found] == list(range(following + 2))


def test_reading_is_given_up_with_a_word(tmp_path: Path) -> None:
    found = read(tmp_path, "[" + json.dumps(ONE) + ',\n{"id": "x, "titre": 1}' * 30_000 + "]")
    assert fields(found) == [ONE]
    assert rules_of(found)[-1] == "given-up"
    assert int(unreadable(found)[-1].finding.arguments["line"]) > 9_000


def test_a_malformed_first_record(tmp_path: Path) -> None:
    found = read(tmp_path, '[{"id": , "x": [1, 2]},' + json.dumps(ONE) + "," + json.dumps(TWO) + "]")
    assert fields(found) == [ONE, TWO]
    assert rules_of(found) == ["malformed-json"]


@pytest.mark.parametrize("cut", [1, 5, 12, 20])
def test_a_truncated_document(tmp_path: Path, cut: int) -> None:
    found = read(tmp_path, json.dumps([ONE] * 3000 + [TWO])[:-cut])
    assert fields(found)[:3000] == [ONE] * 3000
    (broken,) = unreadable(found)
    assert broken.finding.rule == "reading.cut-short"
    assert broken.finding.cell.path == ("/3001" if cut == 1 else "/3000")


def test_a_truncated_gzip(tmp_path: Path) -> None:
    good = [{"id": number, "titre": f"T {number * 7919 % 1000}"} for number in range(5000)]
    whole = gzipped(json.dumps(good))
    found = read(tmp_path, whole[: len(whole) // 2])
    assert len(records(found)) > 1000
    assert fields(found) == good[: len(records(found))]
    assert rules_of(found) == ["damaged"]


def test_bounds_on_the_expansion(tmp_path: Path) -> None:
    bomb = gzipped(json.dumps([ONE])[:-1] + (", " + json.dumps(TWO)) * 300_000 + "]")
    found, error = until_error(FORMAT, delivered(tmp_path, bomb, "bomb.json.gz"))
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_expansion_ratio"
    assert len(records(found)) > 1000


def test_a_deep_record(tmp_path: Path) -> None:
    deep = "[" * 70 + "]" * 70
    deepest = '{"a":' * 50_000 + "1" + "}" * 50_000
    text = f'[{json.dumps(ONE)},{{"id": 9, "x": {deep}}},{deepest},{json.dumps(TWO)}]'
    found = read(tmp_path, text)
    assert fields(found) == [ONE, TWO]
    assert rules_of(found) == ["too-deep", "too-deep"]
    assert unreadable(found)[0].finding.arguments == {"limit": "64", "bound": "max_depth"}


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 100_000 + "]" * 100_000])
def test_nothing_but_depth(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert not records(found)
    assert rules_of(found) == ["too-deep"]


def test_many_brackets_are_not_depth(tmp_path: Path) -> None:
    wide = {"id": 1, "x": [{"y": [number]} for number in range(500)]}
    assert fields(read(tmp_path, json.dumps([wide]))) == [wide]


def test_ten_megabytes_in_one_value(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps([ONE, {"id": 9, "titre": "x, {" * 2_500_000}, TWO]))
    assert fields(found) == [ONE, TWO]
    assert rules_of(found) == ["record-too-large"]


def test_a_value_over_the_bound(tmp_path: Path) -> None:
    file = delivered(tmp_path, json.dumps([ONE, {"id": 9, "parts": [{"x": "é" * 600}]}, TWO]))
    found = outcomes(FORMAT, bounded(file, max_cell_bytes=1000))
    assert fields(found) == [ONE, TWO]
    (bad,) = unreadable(found)
    assert (bad.finding.rule, bad.finding.cell.column) == ("reading.cell-too-large", "parts/0/x")
    assert bad.finding.cell.path == "/1/parts/0/x"


def test_more_records_than_the_bound(tmp_path: Path) -> None:
    found, error = until_error(FORMAT, bounded(delivered(tmp_path, json.dumps([ONE] * 11)), max_records=10))
    assert len(found) == 10
    assert isinstance(error, BoundPassed)
    assert error.bound == "max_records"


def test_keys_written_twice_keep_all_their_values(tmp_path: Path) -> None:
    found = read(tmp_path, '[{"sujet": "port", "id": 1, "sujet": "goélette"}]')
    assert fields(found) == [{"sujet": ["port", "goélette"], "id": 1}]
    (finding,) = records(found)[0].findings
    assert (finding.rule, finding.cell.column, finding.cell.path) == ("reading.duplicate-key", "sujet", "/0/sujet")


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number(tmp_path: Path, constant: str) -> None:
    found = read(tmp_path, f'[{{"id": 1, "x": [1.5, {constant}]}}]')
    assert fields(found) == [{"id": 1, "x": [1.5, None]}]
    (finding,) = records(found)[0].findings
    assert (finding.rule, finding.cell.column, finding.cell.value) == ("reading.not-a-number", "x/1", constant)


def test_numbers_that_no_program_holds_stay_as_written(tmp_path: Path) -> None:
    assert fields(read(tmp_path, '[{"x": 1e999}]')) == [{"x": "1e999"}]
    found = read(tmp_path, f'[{{"x": {"9" * 5000}}}, {json.dumps(ONE)}]')
    assert fields(found) == [ONE]
    assert rules_of(found) == ["malformed-json"]


@pytest.mark.parametrize(
    ("written", "value", "rule"),
    [
        (r'"a\u0000b"', "ab", "control-characters"),
        ('"a\0b"', "ab", "control-characters"),
        ('"a\nb"', "a\nb", None),
        (r'"\ud83d x"', "\ufffd x", "undecodable-bytes"),
        (r'"\ud83d\ude00"', "😀", None),
        (r'"Mus\u00c3\u00a9e"', "MusÃ©e", "double-encoding"),
        ('"MusÃ©e"', "MusÃ©e", "double-encoding"),
        (r'"L\u0092ami"', "L\x92ami", "c1-characters"),
    ],
)
def test_values_are_repaired(tmp_path: Path, written: str, value: str, rule: str | None) -> None:
    found = read(tmp_path, f'[{{"id": 1, "a": {{"b~/": [{written}]}}}}]')
    assert fields(found) == [{"id": 1, "a": {"b~/": [value]}}]
    findings = records(found)[0].findings
    assert [finding.rule for finding in findings] == ([f"reading.{rule}"] if rule else [])
    assert all(finding.cell.column == "a/b~//0" for finding in findings)
    assert all(finding.cell.path == "/0/a/b~0~1/0" for finding in findings)
    json.dumps(fields(found)).encode()


def test_undecodable_bytes(tmp_path: Path) -> None:
    good = '{"id": 1, "t": "Œuvre d’été"}'.encode()
    found = read(tmp_path, b"[" + good + b',{"id": 2, "t": "Mus\xe9e"},' + good + b"]")
    assert [one["t"] for one in fields(found)] == ["Œuvre d’été", "Mus\ufffde", "Œuvre d’été"]
    assert rules_of(found) == ["undecodable-bytes"]


@pytest.mark.parametrize("content", ["", "  \n", "\ufeff", "[]", '{"records": []}', "[ ]", "bonjour", "12", '"a"'])
def test_nothing_to_read(tmp_path: Path, content: str) -> None:
    with pytest.raises(UnreadableFile):
        read(tmp_path, content)


def test_elements_that_are_no_records(tmp_path: Path) -> None:
    found = read(tmp_path, '[1, "a, b", [1, 2], null, ' + json.dumps(ONE) + "]")
    assert fields(found) == [ONE]
    assert rules_of(found) == ["not-a-record"] * 4


JSON_VALUE = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="ÃÂÅâ\ufeff\ufffd")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from("abcdé/~"), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    document=st.lists(st.dictionaries(st.sampled_from(["id", "titre", "é"]), JSON_VALUE, max_size=3), min_size=1),
    indent=st.sampled_from([None, 2]),
    ascii_only=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_document_comes_back(
    tmp_path: Path, document: list[dict[str, object]], indent: int | None, encoding: str, *, ascii_only: bool
) -> None:
    content = json.dumps(document, indent=indent, ensure_ascii=ascii_only).encode(encoding)
    found = read(tmp_path, content)
    assert fields(found) == document
    assert rules_of(found) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.lists(
            st.sampled_from(
                ['{"id":', '"a"', "1", "}", "]", "[", ",", "{", '"', "\\", " ", "\n", "\0", "é", "NaN", ":"]
            ),
            max_size=40,
        ).map(lambda parts: "".join(parts).encode()),
        st.tuples(st.integers(0, 60), st.binary(max_size=3)).map(
            lambda change: (whole := json.dumps([ONE, TWO, ONE]).encode())[: change[0]] + change[1] + whole[change[0] :]
        ),
    ),
    size=st.sampled_from([32, 1000]),
)
def test_no_bytes_raise_anything_else(tmp_path: Path, content: bytes, size: int) -> None:
    file = bounded(delivered(tmp_path, content, "input.json"), max_cell_bytes=size, max_record_bytes=size * 4)
    found, error = until_error(FORMAT, file)
    assert error is None or isinstance(error, BoundPassed | UnreadableFile)
    assert [outcome.ordinal for outcome in found] == list(range(len(found)))
