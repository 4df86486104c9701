"""The canonical form: a record as it is, each part with its place, and a refusal that names its place."""

from __future__ import annotations

import pytest

from app.core.source import SourceRecord, SourceValue
from app.mapping.canonical import CanonicalMapping

MAPPING = CanonicalMapping()
WHOLE: dict[str, SourceValue] = {
    "local_id": "1978.12",
    "titles": [{"text": "Le moulin", "language": "fr"}],
    "productions": [{"contributions": [{"agent": {"name": "Rose Tremblay"}}], "date": {"text": "1905"}}],
    "dimensions": [{"text": "21 x 15 cm", "dimensions": [{"kind": "height", "value": 21, "unit": "cm"}]}],
    "withheld": True,
}


def test_every_part_has_the_cell_of_its_place() -> None:
    record = MAPPING.apply(SourceRecord(3, WHOLE, "f.json", path="/3")).record
    assert record is not None
    assert record.withheld
    title = record.titles[0].cell
    assert title is not None
    assert (title.column, title.value, title.path) == ("titles/0", "Le moulin", "/3/titles/0")
    agent = record.productions[0].contributions[0].agent.cell
    assert agent is not None
    assert (agent.path, agent.value) == ("/3/productions/0/contributions/0/agent", "Rose Tremblay")
    statement = record.dimensions[0].cell
    assert statement is not None
    assert statement.path == "/3/dimensions/0"
    assert record.dimensions[0].dimensions[0].value == 21.0


def test_a_cell_that_is_sent_is_not_believed() -> None:
    sent: dict[str, SourceValue] = {"local_id": "1", "titles": [{"text": "a", "cell": {"column": "Z", "row": 99}}]}
    record = MAPPING.apply(SourceRecord(0, sent, "f.json", path="")).record
    assert record is not None
    cell = record.titles[0].cell
    assert cell is not None
    assert (cell.row, cell.column, cell.path) == (None, "titles/0", "/titles/0")


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({}, ""),
        ({"local_id": ""}, "/local_id"),
        ({"local_id": "x" * 513}, "/local_id"),
        ({"local_id": 12}, "/local_id"),
        ({"local_id": "1", "titles": "Le moulin"}, "/titles"),
        ({"local_id": "1", "titles": [{"text": ""}]}, "/titles/0/text"),
        ({"local_id": "1", "titles": [{"text": "a"}, {"txt": "b"}]}, "/titles/1"),
        ({"local_id": "1", "titels": []}, ""),
        ({"local_id": "1", "media": [{"url": "javascript:alert(1)"}]}, "/media/0/url"),
        ({"local_id": "1", "dimensions": [{"text": "a", "dimensions": [{"kind": "hight", "value": 1}]}]},
         "/dimensions/0/dimensions/0/kind"),
        ({"local_id": "1", "location": {"name": "a", "latitude": 91}}, "/location/latitude"),
        ({"local_id": "1", "withheld": "oui"}, "/withheld"),
    ],
)  # fmt: skip
def test_a_refusal_names_its_place(fields: dict[str, SourceValue], place: str) -> None:
    mapped = MAPPING.apply(SourceRecord(7, fields, "f.json", path="/7"))
    assert mapped.record is None
    (finding,) = mapped.findings
    assert finding.rule == "mapping.refused-field"
    assert finding.cell.path == f"/7{place}"
    assert finding.arguments["problem"]


def test_columns_are_fields() -> None:
    assert MAPPING.columns_for("productions.date") == ("productions/date",)
    assert MAPPING.absent_columns(SourceRecord(0, {}, "f.json", path="")) == ()
