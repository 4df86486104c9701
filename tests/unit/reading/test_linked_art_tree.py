"""The objects of Linked Art documents as fields: references, languages, parts, bounds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.linked_art_tree import ObjectTree, described_in, is_object, tops_of

AGENT = {"id": "urn:a", "type": "Person", "identified_by": [{"type": "Name", "content": "Alice"}]}
OBJECT: dict[str, object] = {
    "id": "https://example.org/m/object/1%202",
    "type": "HumanMadeObject",
    "identified_by": [
        {
            "id": "https://example.org/m/object/1%202#title-1",
            "content": "Un",
            "language": [{"id": "http://vocab.getty.edu/aat/300388306"}],
        }
    ],
    "produced_by": {"carried_out_by": [{"id": "urn:a", "type": "Person"}]},
}


def test_references_languages_and_parts_are_put_into_words() -> None:
    document = {"@graph": [AGENT, OBJECT]}
    fields = ObjectTree(OBJECT, described_in(document, "")).fields()
    assert fields["@own"] == "yes"
    assert fields["@local"] == "1 2"
    name = fields["identified_by"][0]  # type: ignore[index]  # the tree is as written above
    assert name["@xml:lang"] == "fr"  # type: ignore[index,call-overload]  # the same
    assert name["@part"] == "title"  # type: ignore[index,call-overload]  # the same
    maker = fields["produced_by"]["carried_out_by"][0]  # type: ignore[index,call-overload]  # the same
    assert maker["identified_by"][0]["content"] == "Alice"  # type: ignore[index,call-overload]  # the same
    assert maker["@path"] == "/@graph/0"  # type: ignore[index,call-overload]  # the same


@pytest.mark.parametrize(
    "name", ["HumanMadeObject", "crm:E22_Man-Made_Object", "http://www.cidoc-crm.org/cidoc-crm/E22"]
)
def test_objects_are_known_by_their_class_in_any_version(name: str) -> None:
    assert is_object({"type": name})
    assert not is_object({"type": "Person"})


def test_a_ring_of_references_ends() -> None:
    ring: list[dict[str, object]] = [
        {"id": "urn:0", "type": "HumanMadeObject", "part_of": [{"id": "urn:1"}]},
        {"id": "urn:1", "type": "Set", "member_of": [{"id": "urn:2"}], "part_of": [{"id": "urn:1"}]},
        {"id": "urn:2", "type": "Set", "member_of": [{"id": "urn:1"}]},
    ]
    tree = ObjectTree(ring[0], described_in(ring, ""))
    assert tree.fields()["part_of"]
    assert not tree.exhausted


def test_references_that_multiply_are_bounded() -> None:
    nodes: list[dict[str, object]] = [{"id": f"urn:{n}", "about": [{"id": f"urn:{n + 1}"}] * 20} for n in range(6)]
    tree = ObjectTree({"id": "urn:o", "about": [{"id": "urn:0"}] * 20}, described_in(nodes, ""))
    tree.fields()
    assert tree.exhausted


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "@graph", "language", "_label", "part"]), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(_JSON)
def test_any_json_is_taken_apart_without_failing(value: object) -> None:
    described = described_in(value, "")
    for node, _ in tops_of(value):
        is_object(node)
        ObjectTree(node, described).fields()
