"""What the text of a query tells before anybody evaluates it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.sparql.errors import MalformedQuery
from app.storage.sparql.query_text import read_query
from app.storage.sparql.spool import Spool

PIECES = st.sampled_from(
    ["SELECT", "ASK", "{", "}", "(", ")", "<http://a/>", "a:b", "SERVICE", "SILENT", '"', "'", '"""', "\\", "#", "\n",
     "?x", "@fr", ".", ":", "FROM", "PREFIX", "BASE", "<", ">", "é", "1", "1.", "e5", "_:b", " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=200))
def test_any_text_is_read_or_malformed(text: str) -> None:
    try:
        told = read_query(text)
    except MalformedQuery:
        return
    assert told.form in {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    assert told.depth >= 0


@pytest.mark.parametrize(
    ("query", "form", "has_dataset", "depth"),
    [
        ("PREFIX select: <http://a/> ASK { ?s select:FROM 'FROM <x>' }", "ASK", False, 1),
        ("# SELECT\nBASE <http://a/> construct where { ?s ?p (1 2) }", "CONSTRUCT", False, 2),
        ("DESCRIBE <http://a/#from>FROM<http://b/>", "DESCRIBE", True, 0),
        ("SELECT*FROM NAMED<http://b/>{{{}}}", "SELECT", True, 3),
    ],
)
def test_form_dataset_and_depth(query: str, form: str, has_dataset: bool, depth: int) -> None:  # noqa: FBT001  # expected
    told = read_query(query)
    assert (told.form, told.has_dataset, told.depth) == (form, has_dataset, depth)


def test_prefixes_are_those_of_the_prologue() -> None:
    told = read_query(
        "BASE <http://a/b/> PREFIX : <c#> PREFIX x: <http://x/> SELECT * { SERVICE x:y {} SERVICE :z {} }"
    )
    assert told.prefixes == {"": "http://a/b/c#", "x": "http://x/"}
    assert told.services == ("http://x/y", "http://a/b/c#z")


@pytest.mark.parametrize("unit", ['"""', "\\'''", '"', "a.b.", "a:", "<", "?x@en-a", "ex:a\\'", "a..", "1.e"])
def test_the_time_is_linear_whatever_the_text(unit: str) -> None:
    """A quadratic reading of this much would never end; a linear one takes a fraction of a second."""
    try:
        read_query(unit * (128 * 1024 // len(unit)))
    except MalformedQuery as error:
        assert error.detail.fr  # noqa: PT017  # most of them are malformed, and none of them hangs


@given(st.lists(st.binary(max_size=400_000), max_size=12), st.integers(1, 5))
def test_a_spool_gives_back_what_it_took(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], often: int
) -> None:
    spool = Spool(tmp_path_factory.getbasetemp() / "spill")
    taken = []
    for number, piece in enumerate(pieces):
        spool.put(piece)
        if number % often == 0:
            taken.append(spool.take())
    while spool.size:
        taken.append(spool.take())
    spool.close()
    assert b"".join(taken) == b"".join(pieces)
