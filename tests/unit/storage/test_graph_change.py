"""What changes in a graph: applied to a set of quads, it gives the new set from the old one, and no more than that."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.storage.quads.graph_change import GraphChange, graph_changes, graph_of, portions
from app.storage.quads.update_text import update_of

GRAPH = "<urn:example:g>"
triples = st.lists(
    st.builds(lambda n, text: f'<urn:s:{n}> <urn:p> "{text}" .', st.integers(0, 5), st.sampled_from("ab\u2028\x85")),
    max_size=12,
    unique=True,
)


def nquads(lines: list[str]) -> bytes | None:
    """Return these triples as N-Quads of the one graph; None when there are none."""
    return "".join(f"{line[:-1]}{GRAPH} .\n" for line in lines).encode() if lines else None


@given(triples, triples, st.integers(1, 5))
def test_the_change_gives_the_new_graph_from_the_old(old: list[str], new: list[str], most: int) -> None:
    held = set(old)
    for change in graph_changes(nquads(old), nquads(new)):
        assert change.size == len(held ^ set(new)) or change.ends
        for portion in portions(change, most):
            assert portion.size <= most or portion.ends
            held = set() if portion.ends else held - set(portion.removed)
            held |= set(portion.added)
    assert held == set(new)


def test_a_graph_of_another_name_ends_the_old_one() -> None:
    before = b"<urn:a> <urn:p> <urn:o> <urn:old> .\n"
    ended, begun = graph_changes(before, b"<urn:a> <urn:p> <urn:o> <urn:new> .\n")
    assert (ended.graph, ended.ends) == ("<urn:old>", True)
    assert begun == GraphChange("<urn:new>", (), ("<urn:a> <urn:p> <urn:o> .",))
    assert graph_of(before) == "<urn:old>"
    assert list(update_of([ended])) == ["DROP SILENT GRAPH <urn:old>"]


def test_a_value_that_is_also_written_otherwise_is_added_again() -> None:
    """A store takes 1.0 and 1.00 for one value: removing one would remove the other."""
    kind = "^^<http://www.w3.org/2001/XMLSchema#decimal>"
    one, other = (f'<urn:a> <urn:p> "{written}"{kind} .' for written in ("1.0", "1.00"))
    (change,) = graph_changes(nquads([one, other]), nquads([other]))
    assert change == GraphChange(GRAPH, (one,), (other,))
