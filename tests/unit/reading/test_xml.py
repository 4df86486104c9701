"""XML from outside: nothing is fetched, nothing grows without bound, and what can be read is read."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.config import Bounds
from app.core.errors import BoundPassed, ConcordanceError
from app.core.source import SourceRecord, UnreadableRecord
from app.mapping.sources import compile_source, record_scope
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile, ReadOutcome, source_formats
from tests.shared import SHARED, needs_shared

FORMATS = source_formats()
OPEN = '<lidoWrap xmlns="http://www.lido-schema.org">'
RECORD = "<lido><lidoRecID>{}</lidoRecID></lido>"


def delivered(path: Path, content: str | bytes, **bounds: int) -> DeliveredFile:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return DeliveredFile(path, path.name, Bounds(**bounds))


def read(path: Path, content: str | bytes, key: str = "lido") -> list[ReadOutcome]:
    return list(FORMATS.get(key).read(delivered(path, content)))


def told(outcome: ReadOutcome) -> list[str]:
    found = outcome.findings if isinstance(outcome, SourceRecord) else (outcome.finding,)
    return [one.rule.removeprefix("reading.") for one in found]


def identifier(outcome: ReadOutcome) -> object:
    return outcome.fields.get("lidoRecID") if isinstance(outcome, SourceRecord) else None


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    ("prolog", "bound"),
    [
        (f'<!DOCTYPE lidoWrap [<!ENTITY l0 "ha">{LAUGHS}]>', "max_entity_characters"),
        ('<!DOCTYPE lidoWrap [<!ENTITY a "&b;"><!ENTITY b "&a;">]>', "max_entity_characters"),
        (f'<!DOCTYPE lidoWrap [<!ENTITY a "{"x" * 70_000}">]>', "max_entity_characters"),
        (f"<!DOCTYPE lidoWrap [<!-- {'x' * 1_200_000} -->]>", "max_cell_bytes"),
    ],
    ids=["laughs", "a circle", "one long entity", "a long DTD"],
)
def test_a_dtd_that_grows_is_refused(tmp_path: Path, prolog: str, bound: str) -> None:
    with pytest.raises(BoundPassed) as raised:
        read(tmp_path / "a.xml", prolog + OPEN + RECORD.format(1) + "</lidoWrap>")
    assert raised.value.bound == bound


def test_a_record_that_entities_blow_up_is_one_refused_record(tmp_path: Path) -> None:
    prolog = f'<!DOCTYPE lidoWrap [<!ENTITY a "{"x" * 60_000}">]>'
    first, second = read(tmp_path / "a.xml", prolog + OPEN + RECORD.format("&a;" * 100) + RECORD.format(2))
    assert told(first) == ["record-too-large"]
    assert identifier(second) == "2"


def test_nothing_outside_the_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    prolog = (
        f'<!DOCTYPE lidoWrap SYSTEM "file://{secret}" [<!ENTITY % p SYSTEM "file://{secret}">%p;'
        f'<!ENTITY s SYSTEM "file://{secret}"><!ENTITY o PUBLIC "-//x" "http://127.0.0.1:1/x">]>'
    )
    (one,) = read(tmp_path / "a.xml", prolog + OPEN + RECORD.format("&s;&o;") + "</lidoWrap>")
    assert identifier(one) == "&s;&o;"
    assert told(one) == ["external-entity", "external-entity"]


@pytest.mark.parametrize(
    ("content", "bound", "limit"),
    [
        (RECORD.format("x" * 5_000), "max_record_bytes", 1_000),
        (RECORD.format("x" * 5_000), "max_cell_bytes", 1_000),
        ("<lido>" + "<a>" * 100 + "</a>" * 100 + "</lido>", "max_depth", 20),
    ],
)
def test_a_record_over_a_bound_is_passed_over(tmp_path: Path, content: str, bound: str, limit: int) -> None:
    file = delivered(tmp_path / "a.xml", OPEN + content + RECORD.format(2) + "</lidoWrap>", **{bound: limit})
    first, second = FORMATS.get("lido").read(file)
    assert isinstance(first, UnreadableRecord)
    assert first.finding.arguments["bound"] == bound
    assert identifier(second) == "2"


def test_an_envelope_that_is_too_deep_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BoundPassed) as raised:
        read(tmp_path / "a.xml", "<a>" * 100 + RECORD.format(1))
    assert raised.value.bound == "max_depth"


@pytest.mark.parametrize(
    ("content", "ids", "rules"),
    [
        (b"\xef\xbb\xbf" + OPEN.encode() + RECORD.format(1).encode(), ["1"], [[]]),
        (("<?xml version='1.0' encoding='utf-16'?>" + RECORD.format("é")).encode("utf-16"), ["é"], [[]]),
        (("<?xml version='1.0' encoding='ISO-8859-1'?>" + RECORD.format("é")).encode("latin-1"), ["é"], [[]]),
        (RECORD.format("été à Gaspé").encode("cp1252"), ["été à Gaspé"], [["encoding-guessed"]]),
        ("<x:lido><x:lidoRecID>1</x:lidoRecID></x:lido>", ["1"], [["undeclared-prefix"]]),
        (RECORD.format("a &nbsp;b & c"), ["a \xa0b & c"], [["undeclared-entity", "bare-ampersand"]]),
        (RECORD.format("a&#2;b"), ["ab"], [["control-characters"]]),
        (RECORD.format("a\x02b"), ["ab"], [["control-characters"]]),
        (RECORD.format("a\x9ab"), ["a\x9ab"], [["c1-characters"]]),
        (RECORD.format("a&#154;b"), ["a\x9ab"], [["c1-characters"]]),
        (OPEN + RECORD.format(1) + "<lido><lidoRecID>2", ["1", None], [[], ["cut-short"]]),
        (OPEN + "<lido><lidoRecID>1</lido>" + RECORD.format(2), ["1", "2"], [["mended-xml"], []]),
        (OPEN + "<lido><a:b:c>x</a:b:c><lidoRecID>1</lidoRecID></lido>", ["1"], [["mended-xml"]]),
        (OPEN + "<lido><!-- </lido> --><lidoRecID><![CDATA[</lido>1]]></lidoRecID></lido>", ["</lido>1"], [[]]),
        (OPEN + "<!-- " + RECORD.format(0) + " -->" + RECORD.format(1), ["1"], [[]]),
        (OPEN + '<lido a="x > y"><lidoRecID>1</lidoRecID></lido>', ["1"], [[]]),
    ],
)  # fmt: skip
def test_what_can_be_read_is_read(
    tmp_path: Path, content: str | bytes, ids: list[object], rules: list[list[str]]
) -> None:
    outcomes = read(tmp_path / "a.xml", content)
    assert [identifier(one) for one in outcomes] == ids
    assert [told(one) for one in outcomes] == rules


def test_the_path_of_a_value_finds_it_in_the_file(tmp_path: Path) -> None:
    content = (
        '<o:wrap xmlns:o="urn:o"><o:item/><o:item><l:lido xmlns:l="http://www.lido-schema.org" xml:lang="fr">'
        "<l:lidoRecID>1</l:lidoRecID><l:category><l:term>a</l:term><l:term>b</l:term></l:category></l:lido></o:item>"
    )
    (one,) = read(tmp_path / "a.xml", content)
    assert isinstance(one, SourceRecord)
    found = compile_source("category/term")(record_scope(one))
    assert [(text, cell.path, language) for text, cell, language, _ in found] == [
        ("a", "/o:wrap/o:item[2]/l:lido[1]/l:category/l:term[1]", "fr"),
        ("b", "/o:wrap/o:item[2]/l:lido[1]/l:category/l:term[2]", "fr"),
    ]


PIECES = [
    "<lido>",
    "</lido>",
    "<lido/>",
    "<table>",
    "</table>",
    "<tuple>",
    "</tuple>",
    "<atom_name='a'>",
    "</atom>",
    "x",
    "&",
    "&a;",
    "<rdf:RDF>",
    "</rdf:RDF>",
    "<",
    ">",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "?>",
    "]>",
    "\x00",
    "\x9a",
    "é",
    "<a:b>",
    "</a:b>",
    "'",
    '"',
    "<!DOCTYPE",
]


@pytest.mark.parametrize("key", ["lido", "emu", "edm"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.lists(st.sampled_from(PIECES), max_size=40))
def test_no_text_breaks_a_reader(tmp_path: Path, key: str, content: list[str]) -> None:
    try:
        outcomes = read(tmp_path / "a.xml", "".join(content), key)
    except ConcordanceError:
        return
    assert [one.ordinal for one in outcomes] == list(range(len(outcomes)))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("w") as written:
        written.write(OPEN)
        for number in range(20_000):
            written.write(RECORD.format(str(number) * 200))
    tracemalloc.start()
    count = sum(1 for _ in FORMATS.get("lido").read(DeliveredFile(path, path.name, Bounds())))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 8 * 1024 * 1024


@needs_shared
@pytest.mark.parametrize(
    ("file", "key", "records"),
    [
        ("lido/nationalmuseum-lido-2016-09-5309.xml.gz", "lido", 5_309),
        ("lido/nationalmuseum-lido-2016-12-3247-files.tgz", "lido", 3_247),
        ("oai/kenom-listrecords-lido-20.xml.gz", "lido", 20),
        ("fr/cstmc-emu-astronomy-astronomie.xml.gz", "emu", 716),
        ("fr/cstmc-emu-horology-horlogorie.xml.gz", "emu", 393),
        ("edm/europeana-hope-amsab-1506.zip", "edm", 1_506),
        ("edm/sandbox-dataset-with-corrupt-record.zip", "edm", 28),
        ("edm/europeana_record_with_technical_metadata.xml", "edm", 1),
    ],
)
def test_real_files_are_recognised_and_read_whole(file: str, key: str, records: int) -> None:
    assert SHARED is not None
    path = SHARED / "data" / file
    one = DeliveredFile(path, path.name, Bounds())
    assert recognise(one, FORMATS).format == key
    outcomes = list(FORMATS.get(key).read(one))
    assert (len(outcomes), [told(bad) for bad in outcomes if isinstance(bad, UnreadableRecord)]) == (records, [])


@needs_shared
def test_two_deliveries_of_one_museum_share_their_identifiers() -> None:
    assert SHARED is not None
    source = compile_source("administrativeMetadata/recordWrap/recordID[@type~local] | lidoRecID")
    found: list[set[str]] = []
    for name in ("nationalmuseum-lido-2016-09-5309.xml.gz", "nationalmuseum-lido-2016-12-3247-files.tgz"):
        path = SHARED / "data" / "lido" / name
        records = FORMATS.get("lido").read(DeliveredFile(path, path.name, Bounds()))
        found.append({source(record_scope(one))[0][0] for one in records if isinstance(one, SourceRecord)})
    assert (len(found[0]), len(found[1]), len(found[0] & found[1])) == (5_309, 3_247, 3_222)
