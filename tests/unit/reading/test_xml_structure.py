"""Which element of an unknown XML file is a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.formats.xml import FORMAT
from app.reading.formats.xml.structure import Repeated, found_in


@pytest.mark.parametrize(
    ("text", "name", "depth"),
    [
        ("<Root><R><a>1</a></R><R><a>2</a></R></Root>", "R", 1),
        ("<db><info><v>1</v></info><rows><row><a/><b/></row><row><a/></row></rows></db>", "row", 2),
        ('<rows><row id="1"/><row id="2"/></rows>', "row", 1),
        ("<x:db xmlns:x='urn:x'><x:o><x:t>1</x:t><x:t>2</x:t></x:o><x:o><x:t>3</x:t></x:o></x:db>", "o", 1),
        ("<db><objet><titre>seul</titre></objet></db>", "objet", 1),
        ("<objet><titre>seul</titre></objet>", "objet", 0),
        ("<db><note>a</note><note>b</note><o><t>1</t></o><o><t>2</t></o></db>", "o", 1),
        ("<db><o><t><![CDATA[<o><t>no</t></o>]]></t></o><o><t>2</t></o></db>", "o", 1),
    ],
)
def test_the_record_is_what_repeats_nearest_to_the_root(text: str, name: str, depth: int) -> None:
    found = found_in(text)
    assert found is not None
    assert (found.name, found.depth) == (name, depth)


@given(st.text(alphabet="<>/ab c='\"!-[]", max_size=200))
def test_any_text_gives_an_element_or_none(text: str) -> None:
    found = found_in(text)
    assert found is None or isinstance(found, Repeated)


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html><p>a</p><p>b</p></html>", "<html><p/></html>", "{}", "", "a,b\n1,2\n"]
)
def test_what_is_no_xml_of_records_is_not_recognised(text: str) -> None:
    assert FORMAT.recognise(text.encode(), "f") == 0.0
