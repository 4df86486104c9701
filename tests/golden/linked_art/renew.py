"""Write the expected graphs of every case anew: `python -m tests.golden.linked_art.renew`, then read the difference."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.mapping.linked_art import json_ld, n_quads

FOLDER = Path(__file__).parent
NAMESPACE = Namespace("https://data.example.org", "musee")


def cases() -> list[Path]:
    """Return the folder of each case."""
    return sorted(path.parent for path in FOLDER.glob("*/record.json"))


def record_of(case: Path) -> CatalogueRecord:
    """Return the record of a case."""
    return msgspec.json.decode((case / "record.json").read_bytes(), type=CatalogueRecord)


def expected_of(record: CatalogueRecord) -> dict[str, str]:
    """Return what stands in the files of a record's case, by their names."""
    document = json.dumps(json_ld(record, NAMESPACE), ensure_ascii=False, indent=2)
    return {"expected.nq": n_quads(record, NAMESPACE), "expected.jsonld": f"{document}\n"}


def main() -> None:
    """Write every case."""
    for case in cases():
        for name, content in expected_of(record_of(case)).items():
            (case / name).write_text(content, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
