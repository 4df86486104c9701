"""Each golden case of a source format, from its bytes to its graph and its findings, by the format's own crosswalk.

`expected.ttl` holds the sorted triples of all records, `findings.json` what is told: rule, record, cell. With
WRITE_GOLDEN=1 both are written anew, to be read before they are committed.
"""

import json
import os
from pathlib import Path

import pyoxigraph
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.errors import ConcordanceError
from app.core.finding import Finding
from app.core.outcome import RecordOutcome
from app.pipeline import Tools, checked, plan_for
from app.reading.source_format import DeliveredFile, source_formats
from tests.shared import ROOT

GOLDEN = ROOT / "tests" / "golden"
CASES = sorted(
    case for source_format in source_formats() for case in (GOLDEN / source_format.key).glob("*") if case.is_dir()
)


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return tools_from(Settings(data_dir=tmp_path_factory.mktemp("golden"), base_url="https://example.org"))


def told(finding: Finding) -> dict[str, object]:
    cell = {
        name: value for name in ("row", "path", "column", "value") if (value := getattr(finding.cell, name)) is not None
    }
    return {"severity": finding.severity.value, "rule": finding.rule, "record": finding.record, "cell": cell}


def brought(case: Path, tools: Tools) -> tuple[str, list[dict[str, object]]]:
    (path,) = case.glob("input.*")
    file = DeliveredFile(path, path.name, Bounds())
    plan = plan_for(file, "musee", case.parent.name, case.parent.name, tools, language="fr")
    lines: set[str] = set()
    findings: list[dict[str, object]] = []
    try:
        for result in checked(file, plan, tools):
            for outcome in result.outcomes:
                if isinstance(outcome, RecordOutcome):
                    quads = zstandard.ZstdDecompressor().decompress(outcome.nquads)
                    parsed = pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS)
                    lines |= {f"{quad.triple} ." for quad in parsed}
                findings += map(
                    told, outcome.verdict.findings if isinstance(outcome, RecordOutcome) else outcome.findings
                )
    except ConcordanceError as problem:
        findings.append({"problem": problem.kind, "bound": problem.bound})
    return "".join(f"{line}\n" for line in sorted(lines)), findings


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}/{case.name}")
def test_golden_case(case: Path, tools: Tools) -> None:
    graph, findings = brought(case, tools)
    if os.environ.get("WRITE_GOLDEN"):
        (case / "expected.ttl").write_text(graph, encoding="utf-8")
        (case / "findings.json").write_text(json.dumps(findings, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert graph == (case / "expected.ttl").read_text(encoding="utf-8")
    assert findings == json.loads((case / "findings.json").read_text(encoding="utf-8"))
