"""Real collections read whole: as many records as they have, and none unreadable."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from app.core.config import Bounds
from app.core.source import SourceRecord
from app.reading.source_format import DeliveredFile, source_formats
from tests.shared import SHARED, needs_shared

FORMATS = source_formats()
DATA = (SHARED or Path()) / "data"

# The number of records of each, as the manifest of the data gives it or (for small tables) as counted in a spreadsheet.
COLLECTIONS = [
    ("csv/moma-artworks-123919.csv.gz", "csv", 123_919),
    ("csv/tate-artist_data.csv", "csv", 3_532),
    ("recon/moma-artists-2016-05-12.csv.gz", "csv", 14_839),
    ("fr/joconde-costumes-4274.csv.gz", "csv", 4_274),
    ("fr/pop-joconde-dictionnaire-champs.csv", "csv", 98),
    ("fr/pop-gertrude-merimee.txt", "csv", 13),
    ("aac/autry/AutryObjects.csv", "csv", 193),
    ("aac/autry/AutryMakers.csv", "csv", 182),
    ("aac/autry/AutryDated.csv", "csv", 191),
    ("aac/autry/AutryMedia.csv", "csv", 276),
    ("aac/autry/AutryPubDesc.csv", "csv", 193),
    ("aac/autry/AutryPublications.csv", "csv", 202),
    ("aac/autry/AutryCultureMade.csv", "csv", 23),
    ("dc/collectionbuilder-demo-metadata.csv", "csv", 7),
    ("dc/collectionbuilder-demo-compoundobjects.csv", "csv", 34),
    ("json/tate-artworks-69k.jsonl.gz", "jsonl", 69_202),
    ("json/tate-artists.jsonl.gz", "jsonl", 3_538),
    ("fr/montreal-art-public-273.json", "json", 273),
]
# What is wrong in them, each looked at: Joconde has twelve curly apostrophes of Windows in C1 and one stray U+0004; the
# heading of the Mérimée file is longer than its names.
FLAWS = {
    "fr/joconde-costumes-4274.csv.gz": {"reading.c1-characters": 12, "reading.control-characters": 1},
    "fr/pop-gertrude-merimee.txt": {"reading.blank-heading": 16},
}


@needs_shared
@pytest.mark.parametrize(("name", "key", "expected"), COLLECTIONS, ids=[name for name, _, _ in COLLECTIONS])
def test_a_collection_reads_whole(name: str, key: str, expected: int) -> None:
    path = DATA / name
    rules: Counter[str] = Counter()
    count = 0
    for outcome in FORMATS.get(key).read(DeliveredFile(path, path.name, Bounds())):
        assert isinstance(outcome, SourceRecord), outcome
        rules.update(finding.rule for finding in outcome.findings)
        count += 1
    assert count == expected
    assert rules == FLAWS.get(name, {})


@needs_shared
def test_a_known_value_of_a_known_row() -> None:
    path = DATA / "csv" / "moma-artworks-123919.csv.gz"
    reading = FORMATS.get("csv").read(DeliveredFile(path, path.name, Bounds()))
    record = next(outcome for outcome in reading if isinstance(outcome, SourceRecord) and outcome.row == 3)
    assert record.fields["ArtistBio"] == "(French, born 1944)"
    assert record.fields["Dimensions"] == '16 x 11 3/4" (40.6 x 29.8 cm)'
