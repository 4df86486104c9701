"""schema.org as JSON-LD: files, graphs, lines, pages; what is damaged or made to harm ends well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BoundPassed, UnreadableFile
from app.reading.formats.schema_org import FORMAT
from app.reading.formats.schema_org.context import SCHEMA_ORG
from app.reading.formats.schema_org.objects import ObjectFields
from app.reading.json_ld_nodes import MOST_JOINED
from app.reading.json_ld_scripts import json_ld_of, scripts_of
from app.reading.recognition import recognise
from app.reading.source_format import source_formats
from tests.unit.reading.delivery import bounded, delivered, fields, gzipped, outcomes, records, rules_of

CONTEXT = "https://schema.org"
MILL = {"@context": CONTEXT, "@type": "Painting", "@id": "https://m.example/1", "name": "Le moulin"}
ROY = {"@type": "Person", "@id": "#roy", "name": "Anne Roy"}


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (written(MILL), "a.json"),
        (written([MILL, MILL]), "a.json"),
        (json.dumps([MILL, MILL], indent=1), "a.json"),
        (f"{written(MILL)}\n{written(MILL)}\n", "a.jsonl"),
        (f"{written(MILL)}\n{written(MILL)}\n", "a.json"),
        (written({**MILL, "@context": "http://schema.org/"}), "a.jsonld"),
        (written({**MILL, "@context": {"@vocab": "https://schema.org/"}}), "a.json"),
        (written({**MILL, "@context": ["https://schema.org", {"x": "https://x.example/"}]}), "a.json"),
        (written({**MILL, "@context": [{"x": "https://x.example/"}, "https://schema.org/"]}), "a.json"),
        (written({"@context": {"s": "http://schema.org/"}, "@type": "s:Map", "s:name": "Carte"}), "a.json"),
        (written({"@type": "schema:Map", "schema:name": "Carte"}), "a.json"),
        (written([{"@type": ["http://schema.org/Map"], "http://schema.org/name": [{"@value": "Carte"}]}]), "a.json"),
        (written({"results": [MILL]}), "a.json"),
        (f'<html><script type="application/ld+json">{written(MILL)}</script></html>', "a.html"),
    ],
)
def test_it_is_recognised_from_its_bytes(tmp_path: Path, text: str, name: str) -> None:
    for content, called in ((text.encode(), name), (gzipped(text), f"{name}.gz"), (text.encode(), "livraison")):
        file = delivered(tmp_path, content, called)
        assert recognise(file, source_formats()).format == "schema_org"
        assert len(records(outcomes(FORMAT, file))) == text.count("Painting") + text.count("Map")


@pytest.mark.parametrize(
    "text",
    [
        written({"id": 1, "jsonld": MILL}),
        written({"@context": "https://linked.art/ns/v1/linked-art.json", "type": "HumanMadeObject"}),
        written({"@context": "http://iiif.io/api/presentation/3/context.json", "type": "Manifest"}),
        written({"titre": 'voir "@context": "https://schema.org"', "lien": "https://schema.org/"}),
        "<html><p>https://schema.org</p></html>",
        "@context,https://schema.org",
    ],
)
def test_what_only_speaks_of_it_is_something_else(text: str) -> None:
    assert FORMAT.recognise(text.encode(), "a.json") < 0.3


def test_what_objects_refer_to_is_read_with_them_and_says_its_own_place(tmp_path: Path) -> None:
    graph = {"@context": CONTEXT, "@graph": [{**MILL, "creator": {"@id": "#roy"}}, ROY, {"@type": "WebSite"}]}
    (one,) = found = outcomes(FORMAT, delivered(tmp_path, written(graph)))
    assert fields(found)[0]["creator"] == {
        "@type": "Person", "@fragment": "roy", "name": "Anne Roy", "@path": "/@graph/1",
    }  # fmt: skip
    assert (records(found)[0].path, rules_of([one])) == ("/@graph/0", ["not-objects"])


def test_the_context_of_a_graph_may_come_after_it(tmp_path: Path) -> None:
    graph = {"@graph": [{"nom": "Carte", "@type": "schema:Map"}], "@context": {"nom": "https://schema.org/name"}}
    assert fields(outcomes(FORMAT, delivered(tmp_path, written(graph)))) == [{"@type": "Map", "name": "Carte"}]


def test_nodes_that_refer_to_each_other_without_end_are_followed_a_few_steps(tmp_path: Path) -> None:
    people = [
        {"@type": "Person", "@id": f"#{at}", "knows": [{"@id": f"#{other}"} for other in range(40)]} for at in range(40)
    ]
    graph = {"@context": CONTEXT, "@graph": [{**MILL, "creator": {"@id": "#0"}}, *people]}
    found = outcomes(FORMAT, delivered(tmp_path, written(graph)))
    assert rules_of(found) == ["not-objects", "references-left"]
    assert written(fields(found)).count('"@path"') <= MOST_JOINED


def test_an_object_that_another_names_gives_its_name_alone(tmp_path: Path) -> None:
    fonds = {"@type": "ArchiveComponent", "@id": "https://m.example/f", "name": "Fonds", "description": "long"}
    graph = {"@context": CONTEXT, "@graph": [{**MILL, "isPartOf": {"@id": fonds["@id"]}}, fonds]}
    first, second = fields(outcomes(FORMAT, delivered(tmp_path, written(graph))))
    assert first["isPartOf"] == {**{name: fonds[name] for name in ("@type", "@id", "name")}, "@path": "/@graph/1"}
    assert second["description"] == "long"


def test_texts_have_their_languages() -> None:
    made = ObjectFields().of(
        {
            "@context": [CONTEXT, {"@language": "fr", "mots": {"@id": "schema:keywords", "@container": "@language"}}],
            "name": [{"@value": "The mill", "@language": "en"}, "Le moulin", {"@value": "x", "@language": "und"}],
            "description": {"fr": "Un moulin", "en": "A mill"},
            "mots": {"fr": ["eau", "roue"], "@none": "42"},
        }
    )
    assert made == {
        "@xml:lang": "fr",
        "name": [{"@xml:lang": "en", ".": "The mill"}, "Le moulin", "x"],
        "description": [{"@xml:lang": "fr", ".": "Un moulin"}, {"@xml:lang": "en", ".": "A mill"}],
        "keywords": [{"@xml:lang": "fr", ".": "eau"}, {"@xml:lang": "fr", ".": "roue"}, "42"],
    }


def test_names_written_twice_are_both_kept() -> None:
    made = ObjectFields().of({"name": "a", "schema:name": "b", "http://schema.org/name": [{"@value": "c"}]})
    assert made == {"name": ["a", "b", "c"]}


def test_a_term_that_is_defined_by_itself_ends() -> None:
    context = SCHEMA_ORG.with_more({"a": "b:x", "b": "a:y", "c": "c", "d": None, "e": {"@id": 3}})
    assert [context.name(name) for name in ("c", "d", "e", "@id", "id")] == ["c", "d", "e", "@id", "@id"]
    assert isinstance(context.name("a"), str)


def test_no_source_can_say_where_a_value_stands() -> None:
    made = ObjectFields().of({"creator": {"name": "x", "@path": "/etc", "@row": 3, "@file": "y"}})
    assert made == {"creator": {"name": "x"}}


def test_a_script_that_is_no_json_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    page = "<html>" + "".join(
        f'<script type="application/ld+json">{text}</script>'
        for text in (written(MILL), "{", written([MILL, {"@type": "WebPage"}]), "[" * 5_000)
    )
    found = outcomes(FORMAT, delivered(tmp_path, page, "page.html"))
    assert [one.path for one in records(found)] == ["/script/0", "/script/2/0"]
    assert rules_of(found) == ["not-objects", "malformed-json", "too-deep"]
    assert [one.ordinal for one in found] == [0, 1, 2, 3]


def test_a_file_without_an_object_says_so(tmp_path: Path) -> None:
    for text in ("<html></html>", written({"@context": CONTEXT, "@type": "WebSite"}), written({"@graph": []})):
        with pytest.raises(UnreadableFile):
            outcomes(FORMAT, delivered(tmp_path, text, "a.json"))


def test_bounds_hold(tmp_path: Path) -> None:
    file = delivered(tmp_path, written([MILL] * 10))
    with pytest.raises(BoundPassed):
        outcomes(FORMAT, bounded(file, max_records=5))
    page = delivered(tmp_path, f'<script type="application/ld+json">{written(MILL)}</script>', "a.html")
    with pytest.raises(BoundPassed):
        outcomes(FORMAT, bounded(page, max_harvest_page_bytes=20))
    deep: object = "x"
    for _ in range(70):
        deep = {"about": deep}
    found = outcomes(FORMAT, delivered(tmp_path, written([{**MILL, "about": deep}, MILL])))
    assert rules_of(found) == ["too-deep"]
    assert len(records(found)) == 1


def test_scripts_are_found_as_browsers_find_them() -> None:
    page = (
        "<!-- <script type='application/ld+json'>1</script> --><script>'<script type=application/ld+json>'</script>"
        '<SCRIPT async TYPE=application/ld+json>2</SCRIPT ><script type="application/ld&#43;json; charset=utf-8">'
        "/*<![CDATA[*/3/*]]>*/</script><script type='application/ld+json'><!-- 4 --></script>"
        "<script type='application/ld+json'>5"
    )
    assert scripts_of(page) == ("2", "3", "4", "5")


def test_of_a_page_an_object_comes_with_what_it_refers_to() -> None:
    graph = {"@context": CONTEXT, "@graph": [{**MILL, "creator": {"@id": "#roy"}}, ROY]}
    page = f'<script type="application/ld+json">{written(graph)}</script>'
    (node,) = json_ld_of(page)
    assert node["creator"] == {**ROY, "@context": CONTEXT}
    about = {"@context": CONTEXT, "@type": "WebPage", "mainEntity": {"@type": "Sculpture", "name": "B"}}
    assert json_ld_of(f'<script type="application/ld+json">{written(about)}</script>') == (
        {"@context": CONTEXT, "@type": "Sculpture", "name": "B"},
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["@id", "@type", "@value", "@list", "@graph", "@context", "name", "creator", "image"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["@context", "@graph", "@id", "name", "image", "associatedMedia"]), JSON))
def test_any_node_becomes_fields(value: dict[str, object]) -> None:
    assert isinstance(ObjectFields().of(value), dict)


@given(JSON)
def test_any_json_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    file = delivered(tmp_path_factory.mktemp("any"), json.dumps(value))
    try:
        assert outcomes(FORMAT, file)
    except UnreadableFile:
        # A graph is read by its nodes, whatever stands beside it.
        assert not isinstance(value, dict) or "@graph" in value or not value.get("name")
