"""IIIF manifests: both versions, their pairs as columns, their pictures; what is damaged or odd ends well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import BoundPassed, UnreadableFile
from app.core.source import SourceValue
from app.reading.formats.iiif import FORMAT
from app.reading.formats.iiif.manifest import fields_of
from app.reading.formats.iiif.texts import said
from app.reading.recognition import recognise
from app.reading.source_format import source_formats
from tests.unit.reading.delivery import bounded, delivered, fields, gzipped, outcomes, records, rules_of

THIRD = "http://iiif.io/api/presentation/3/context.json"
MILL = {"@context": THIRD, "id": "https://m.example/1", "type": "Manifest", "label": {"fr": ["Le moulin"]}, "items": []}
PORT = {
    "@context": "http://iiif.io/api/presentation/2/context.json", "@id": "https://m.example/2", "@type": "sc:Manifest",
    "label": "Le port", "sequences": [],
}  # fmt: skip


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def texts(value: object) -> list[str]:
    return [str(one["."] if isinstance(one, dict) else one) for one in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (written(MILL), 1),
        (json.dumps(PORT, indent=1), 1),
        (written([MILL, PORT]), 2),
        (f"{written(MILL)}\n{written(PORT)}\n", 2),
        (written({**MILL, "@context": ["http://www.w3.org/ns/anno.jsonld", THIRD]}), 1),
        (written({**{name: MILL[name] for name in ("label", "items", "type", "id")}, "@context": THIRD}), 1),
        (written({name: PORT[name] for name in PORT if name != "@context"}), 1),
        (written({"@context": THIRD, "type": "Collection", "items": [{"id": "https://m.example/1"}]}), 1),
        (written({"@type": "sc:Collection", "manifests": [PORT, {"@id": "https://m.example/3"}]}), 2),
    ],
)  # fmt: skip
def test_it_is_recognised_from_its_bytes(tmp_path: Path, text: str, count: int) -> None:
    for content, name in ((text.encode(), "a.json"), (gzipped(text), "a.json.gz"), (text.encode(), "livraison.jsonld")):
        file = delivered(tmp_path, content, name)
        assert recognise(file, source_formats()).format == "iiif"
        assert len(records(outcomes(FORMAT, file))) == count


@pytest.mark.parametrize(
    "text",
    [
        written({"id": 1, "manifest": MILL}),
        written({"@context": "http://iiif.io/api/image/3/context.json", "type": "ImageService3"}),
        written({"@context": "https://schema.org", "isBasedOn": {"@id": THIRD}}),
        written({"titre": "Manifest", "type": "Collection"}),
        "id,type\n1,Manifest",
    ],
)
def test_what_only_speaks_of_manifests_is_something_else(text: str) -> None:
    assert FORMAT.recognise(text.encode(), "a.json") < 0.3


def test_each_language_has_the_heading_in_it() -> None:
    pairs: list[SourceValue] = [
        {"label": {"fr": ["Matériaux :"], "en": ["Materials"]}, "value": {"fr": ["toile"], "en": ["canvas"]}},
        {"label": {"fr": ["Date"], "en": ["Date"]}, "value": {"fr": ["vers 1923"], "en": ["c. 1923"]}},
        {"label": "MEDIUM", "value": ["oil", {"@value": "huile", "@language": "fr"}]},
        {"label": {"none": ["subject"]}, "value": "mill"},
        {"label": "ISBN", "value": 9782},
        {"value": "sans libellé"},
        {"label": "iiif", "value": "x"},
        "no pair",
    ]
    found = fields_of({"metadata": pairs}, "")
    assert {name: texts(value) for name, value in found.items() if name != "iiif"} == {
        "Matériaux": ["toile"],
        "Materials": ["canvas"],
        "Date": ["vers 1923"],
        "Date (en)": ["c. 1923"],
        "Medium": ["oil"],
        "Medium (fr)": ["huile"],
        "Subject": ["mill"],
        "ISBN": ["9782"],
        "metadata": ["sans libellé"],
        "iiif (label)": ["x"],
    }
    assert found["Materials"] == [{"@xml:lang": "en", "@path": "/metadata/0/value/en/0", ".": "canvas"}]


def test_html_becomes_text() -> None:
    value: SourceValue = (
        "<span>A <a href='https://x.example/' onclick='evil()'>link</a><br/>&lt;b&gt;<script>e()</script></span>"
    )
    assert [one.text for one in said(value, "")] == ["A link\n<b>"]


def test_a_statement_that_must_be_shown_is_one_text_a_language() -> None:
    found = fields_of(
        {"requiredStatement": {"label": {"en": ["Credit"]}, "value": {"en": ["A", "B"], "fr": ["C"]}}}, ""
    )
    assert texts(found["Credit"]) == ["A\nB"]
    assert texts(found["Credit (fr)"]) == ["C"]
    assert texts(fields_of({"attribution": "Museum"}, "")["Attribution"]) == ["Museum"]


def canvas(*bodies: object, **more: object) -> dict[str, SourceValue]:
    painted = [{"motivation": "painting", "body": body} for body in bodies]
    made = {"items": [{"type": "Canvas", **more, "items": [{"type": "AnnotationPage", "items": painted}]}]}
    plain: dict[str, SourceValue] = json.loads(json.dumps(made))
    return plain


def painted(manifest: dict[str, SourceValue]) -> list[tuple[str, object]]:
    own = fields_of(manifest, "")["iiif"]
    media = own.get("media", []) if isinstance(own, dict) else []
    return [(texts(one["url"])[0], one["kind"]) for one in media if isinstance(one, dict)]  # type: ignore[union-attr]  # a list of nodes


def test_what_is_painted_is_found_whatever_its_form() -> None:
    service = {"id": "https://i.example/a/info.json", "type": "ImageService3"}
    other = {"@id": "https://i.example/auth", "profile": "http://iiif.io/api/auth/1/login"}
    picture = {"id": "https://i.example/a.jpg", "type": "Image"}
    assert painted(canvas({**picture, "service": [other, service]})) == [("https://i.example/a", "iiif image")]
    assert painted(canvas({**picture, "service": other})) == [("https://i.example/a.jpg", "image")]
    assert painted(canvas({"type": "SpecificResource", "source": picture})) == [("https://i.example/a.jpg", "image")]
    choice = {
        "type": "Choice",
        "items": [picture, {"type": "SpecificResource", "source": {**picture, "type": "Video"}}],
    }
    assert [kind for _, kind in painted(canvas(choice))] == ["image", "video"]
    assert painted(canvas({"type": "TextualBody", "value": "words"}, None, "x", {"type": "Image"})) == []
    assert painted(canvas({"id": "https://i.example/b", "format": "audio/mpeg"})) == [("https://i.example/b", "audio")]


def test_a_date_of_navigation_says_no_more_than_it_knows() -> None:
    dates = ("1923-01-01T00:00:00Z", "1923-05-01T00:00:00+00:00", "1923-05-02T00:00:00Z", "1923-05-02T10:00:00Z", "x")
    read = [fields_of({"navDate": date}, "")["iiif"] for date in dates]
    assert [texts(one["navDate"])[0] for one in read if isinstance(one, dict)] == [
        "1923", "1923-05", "1923-05-02", "1923-05-02T10:00:00Z", "x",
    ]  # fmt: skip


def test_a_collection_gives_references_and_says_so(tmp_path: Path) -> None:
    items = [{"id": f"https://m.example/{at}", "type": "Manifest", "label": {"fr": [str(at)]}} for at in range(3)]
    collection = {"@context": THIRD, "items": [*items, {"id": "https://m.example/c", "type": "Collection"}, MILL]}
    for whole in ({**collection, "type": "Collection"}, {"type": "Collection", **collection}):
        found = outcomes(FORMAT, delivered(tmp_path, written(whole)))
        assert rules_of(found) == ["reference-only"] * 3 + ["collections-passed"]
        assert [one.path for one in records(found)] == ["/items/0", "/items/1", "/items/2", "/items/4"]
    nothing = {"@context": THIRD, "type": "Collection", "items": [{"id": "https://m.example/c", "type": "Collection"}]}
    with pytest.raises(UnreadableFile, match="collection"):
        outcomes(FORMAT, delivered(tmp_path, written(nothing)))


def test_bounds_hold(tmp_path: Path) -> None:
    file = delivered(tmp_path, written([MILL] * 10))
    with pytest.raises(BoundPassed):
        outcomes(FORMAT, bounded(file, max_records=5))
    assert rules_of(outcomes(FORMAT, bounded(file, max_record_bytes=64))) == ["record-too-large"] * 10
    deep: object = MILL
    for _ in range(80):
        deep = {"type": "Collection", "items": [deep]}
    assert rules_of(
        outcomes(FORMAT, delivered(tmp_path, written({"@context": THIRD, **json.loads(written(deep))})))
    ) == ["too-deep"]


def test_a_manifest_that_is_too_large_says_so_whatever_is_in_it(tmp_path: Path) -> None:
    body = {"type": "Choice", "items": [{"type": "Image", "id": f"https://i.example/{at}"} for at in range(200)]}
    text = written({"@context": THIRD, "id": "https://m.example/1", "type": "Manifest", **canvas(body)})
    whole = delivered(tmp_path, text)
    assert rules_of(outcomes(FORMAT, bounded(whole, max_record_bytes=2_000))) == ["record-too-large"]


def test_a_manifest_that_is_cut_short_is_told(tmp_path: Path) -> None:
    found = outcomes(FORMAT, delivered(tmp_path, written([MILL, MILL])[:-30]))
    assert (len(records(found)), rules_of(found)) == (1, ["cut-short"])


KEYS = st.sampled_from(
    ["id", "@id", "type", "@type", "label", "value", "metadata", "items", "body", "service", "sequences", "canvases",
     "images", "resource", "requiredStatement", "provider", "homepage", "rights", "@value", "@language", "fr", "none"]
)  # fmt: skip
LEAF = st.sampled_from(
    ["Manifest", "Canvas", "Image", "Choice", "Collection", "https://m.example/1", "<b>x</b>", "", 3, None]
)
ANY = st.recursive(LEAF, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS, one, max_size=4), max_leaves=25)


@given(st.dictionaries(KEYS, ANY, max_size=6))
def test_any_object_becomes_fields(value: dict[str, SourceValue]) -> None:
    assert "iiif" in fields_of(value, "/0")
    assert "iiif" in fields_of(value, None)


@given(st.dictionaries(KEYS, ANY, min_size=1, max_size=6))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: dict[str, SourceValue]) -> None:
    try:
        assert fields(outcomes(FORMAT, delivered(tmp_path_factory.mktemp("any"), json.dumps(value)))) is not None
    except UnreadableFile:
        assert "Collection" in json.dumps(value)
