"""Write what every case becomes in every output format: `python -m tests.golden.output.renew`; read the difference."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from app.core.iri import Namespace
from app.core.record import CatalogueRecord
from app.core.text import Text
from app.mapping.linked_art import n_quads
from app.publication.output_format import OutputFormat, PublishedRecord, Publisher, output_formats

FOLDER = Path(__file__).parent
NAMESPACE = Namespace("https://data.example.org", "musee")
PUBLISHER = Publisher("musee", Text("Musée d'essai", "Test Museum"), "fr", "https://musee.example.org/")


def cases() -> list[Path]:
    """Return the folder of each case."""
    return sorted(path.parent for path in FOLDER.glob("*/input.json"))


def published(record: CatalogueRecord) -> PublishedRecord:
    """Return a record as the test museum publishes it."""
    return PublishedRecord(
        record=record,
        n_quads=n_quads(record, NAMESPACE),
        namespace=NAMESPACE,
        publisher=PUBLISHER,
        version=3,
        first=datetime(2025, 3, 1, 12, tzinfo=UTC),
        updated=datetime(2026, 2, 14, 8, 30, tzinfo=UTC),
    )


def published_case(case: Path) -> PublishedRecord:
    """Return the record of a case, published."""
    return published(msgspec.json.decode((case / "input.json").read_bytes(), type=CatalogueRecord))


def written_formats(record: CatalogueRecord) -> list[OutputFormat]:
    """Return the formats that have something to write of this record."""
    return [output for output in output_formats() if output.suits(record)]


def expected_file(case: Path, output: OutputFormat) -> Path:
    """Return where the expected bytes of a case in a format stand."""
    return case / f"expected{output.suffix.replace('/', '.')}"


def shown(written: bytes) -> bytes:
    """Return what was written as a person reads it in a golden file: JSON on many lines."""
    return msgspec.json.format(written, indent=1) + b"\n" if written.startswith(b"{") else written


def main() -> None:
    """Write every case."""
    for case in cases():
        record = published_case(case)
        for output in written_formats(record.record):
            expected_file(case, output).write_bytes(shown(output.write(record)))


if __name__ == "__main__":
    main()
