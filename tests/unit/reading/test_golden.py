"""Files as museums deliver them, kept with what is to be read from them; each finding says its whole sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from app.core.config import Bounds
from app.core.finding import Finding, explain
from app.core.source import SourceRecord
from app.reading.recognition import recognise
from app.reading.rules import RULES
from app.reading.source_format import DeliveredFile, ReadOutcome, source_formats
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden"
FORMATS = source_formats()
RULE_BY_ID = {rule.id: rule for rule in RULES}
PLACE = re.compile(r"\{[a-z]+\}")
CASES = sorted(path.parent for path in GOLDEN.glob("*/*/records.json"))


def delivery(case: Path) -> DeliveredFile:
    """Return the case's file as a delivery."""
    (path,) = case.glob("input.*")
    return DeliveredFile(path, path.name, Bounds())


def as_data(outcome: ReadOutcome) -> dict[str, object]:
    """Return an outcome in the form of `records.json`."""
    if not isinstance(outcome, SourceRecord):
        return {"unreadable": _finding(outcome.finding)}
    place: dict[str, object] = {"row": outcome.row} if outcome.path is None else {"path": outcome.path}
    findings = {"findings": [_finding(found) for found in outcome.findings]} if outcome.findings else {}
    return {**place, "fields": dict(outcome.fields), **findings}


def _finding(found: Finding) -> dict[str, object]:
    cell = {name: getattr(found.cell, name) for name in found.cell.__struct_fields__}
    message, remedy = explain(found, RULE_BY_ID[found.rule])
    return {
        "rule": found.rule,
        "severity": str(found.severity),
        "cell": {name: value for name, value in cell.items() if value is not None},
        "message": message.as_dict(),
        "remedy": remedy.as_dict(),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_a_file_reads_to_its_records(case: Path) -> None:
    file = delivery(case)
    assert recognise(file, FORMATS).format == case.parent.name
    found = list(FORMATS.get(case.parent.name).read(file))
    assert [as_data(outcome) for outcome in found] == json.loads((case / "records.json").read_text(encoding="utf-8"))
    assert [outcome.ordinal for outcome in found] == list(range(len(found)))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_every_sentence_has_its_values(case: Path) -> None:
    for outcome in FORMATS.get(case.parent.name).read(delivery(case)):
        for found in outcome.findings if isinstance(outcome, SourceRecord) else (outcome.finding,):
            for text in explain(found, RULE_BY_ID[found.rule]):
                assert not PLACE.search(text.fr)
                assert not PLACE.search(text.en)


def test_there_is_a_case_of_each_format() -> None:
    assert {"csv", "json", "jsonl", "xlsx"} <= {case.parent.name for case in CASES}


def renew() -> None:
    """Write every `records.json` anew; what changed is then to be read line by line."""
    for path in sorted(GOLDEN.glob("*/*/input.*")):
        if path.parent.parent.name in FORMATS:
            found = [as_data(outcome) for outcome in FORMATS.get(path.parent.parent.name).read(delivery(path.parent))]
            text = json.dumps(found, ensure_ascii=False, indent=1)
            (path.parent / "records.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    renew()
