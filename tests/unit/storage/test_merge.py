"""A new record's triples are loaded twice, in its graph and without it: the text says both, whoever wrote it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, parse, serialize

from app.storage.quads.merge import with_merge

GRAPH = NamedNode("http://example.org/m/object/1")
PREDICATE = NamedNode("http://example.org/p")
TEXTS = st.text(alphabet=st.sampled_from(' <>."\\\n\r\u2028é1http://example.org/m/object/1'), max_size=40)


def both(quads: list[Quad]) -> set[Quad]:
    return set(quads) | {Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in quads}


@given(st.lists(st.one_of(TEXTS.map(Literal), st.just(GRAPH)), min_size=1, max_size=6))
def test_each_triple_is_in_its_graph_and_in_the_merge(objects: list[Literal | NamedNode]) -> None:
    quads = [Quad(GRAPH, PREDICATE, one, GRAPH) for one in objects]
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None
    assert set(parse(with_merge(text), RdfFormat.N_QUADS)) == both(quads)


@pytest.mark.parametrize("end", [b" .", b"  .\n", b" . \n", b".\n"])
def test_lines_that_end_otherwise(end: bytes) -> None:
    line = f'{GRAPH} {PREDICATE} " {GRAPH} .\\n" {GRAPH}'.encode()
    quads = list(parse(line + end, RdfFormat.N_QUADS))
    assert set(parse(with_merge(line + b" .\n" + line + end), RdfFormat.N_QUADS)) == both(quads)


def test_nothing_is_nothing() -> None:
    assert with_merge(b"") == b""
