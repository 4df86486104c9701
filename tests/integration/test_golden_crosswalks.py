"""Each shipped crosswalk on a small delivery of its own shape, which it recognises: the records, and what is told.

`expected.json` holds the CatalogueRecords without their cells, `findings.json` rule, record and cell of all but Infos.
With WRITE_GOLDEN=1 both are written anew, to be read before they are committed.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.finding import Finding
from app.core.outcome import Loss, RecordOutcome
from app.mapping.loss import summed
from app.pipeline import Tools, checked, plan_for
from app.reading.source_format import DeliveredFile
from tests.shared import ROOT, SHARED, needs_shared

GOLDEN = ROOT / "tests" / "golden" / "crosswalks"
CASES = sorted(path for path in GOLDEN.iterdir() if path.is_dir())
COLLECTIONS = {
    "montreal-art-public": "fr/montreal-art-public-273.json",
    "joconde-costumes": "fr/joconde-costumes-4274.csv.gz",
    "autry": "aac/autry/AutryObjects.csv",
    "moma": "csv/moma-artworks-123919.csv.gz",
    "tate": "json/tate-artworks-69k.jsonl.gz",
}
SAMPLE = 2_000  # records of each: a few seconds of work


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path_factory.mktemp("crosswalks"), base_url="https://example.org"))
    yield made
    made.database.dispose()


def without_cells(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: without_cells(child) for name, child in value.items() if name != "cell"}
    return [without_cells(child) for child in value] if isinstance(value, list) else value


def told(finding: Finding) -> dict[str, object]:
    cell = {name: one for name in finding.cell.__struct_fields__ if (one := getattr(finding.cell, name)) is not None}
    return {"severity": finding.severity.value, "rule": finding.rule, "record": finding.record, "cell": cell}


def input_of(case: Path) -> Path:
    (path,) = [path for path in case.iterdir() if path.stem in {"input", "AutryObjects"}]
    return path


def brought(case: Path, tools: Tools) -> tuple[list[Any], list[dict[str, object]]]:
    path = input_of(case)
    plan = plan_for(DeliveredFile(path, path.name, Bounds()), "musee", None, None, tools)
    assert plan.crosswalk is not None
    assert plan.crosswalk.name == case.name
    records: list[Any] = []
    findings: list[dict[str, object]] = []
    for result in checked(DeliveredFile(path, path.name, Bounds()), plan, tools):
        for outcome in result.outcomes:
            if isinstance(outcome, RecordOutcome):
                records.append(without_cells(msgspec.json.decode(zstandard.decompress(outcome.canonical))))
            findings += map(told, outcome.verdict.findings if isinstance(outcome, RecordOutcome) else outcome.findings)
    return records, [found for found in findings if found["severity"] != "info"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_golden_crosswalk(case: Path, tools: Tools) -> None:
    records, findings = brought(case, tools)
    for name, made in (("expected.json", records), ("findings.json", findings)):
        if os.environ.get("WRITE_GOLDEN"):
            (case / name).write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        assert made == json.loads((case / name).read_text(encoding="utf-8"))


def test_every_crosswalk_of_a_collection_has_a_case_and_a_collection() -> None:
    shipped = {path.stem for path in (ROOT / "app" / "mapping" / "crosswalks").glob("*.yaml")} - {"general"}
    assert set(COLLECTIONS) <= shipped
    assert {case.name for case in CASES} >= set(COLLECTIONS)


@needs_shared
@pytest.mark.parametrize("name", COLLECTIONS)
def test_of_a_real_collection_nearly_everything_is_placed(name: str, tools: Tools) -> None:
    assert SHARED is not None
    path = SHARED / "data" / COLLECTIONS[name]
    file = DeliveredFile(path, path.name, Bounds())
    plan = plan_for(file, "musee", None, None, tools)
    assert plan.crosswalk is not None
    assert plan.crosswalk.name == name
    losses: tuple[Loss, ...] = ()
    values = records = 0
    for result in checked(file, plan, tools):
        losses = summed(losses, result.losses)
        for outcome in result.outcomes:
            assert isinstance(outcome, RecordOutcome), outcome
            received = msgspec.json.decode(zstandard.decompress(outcome.received))
            values += sum(1 for value in received.values() if value not in ("", None, [], {}))
            records += 1
        if records >= SAMPLE:
            break
    assert sum(loss.records for loss in losses) < 0.05 * values
