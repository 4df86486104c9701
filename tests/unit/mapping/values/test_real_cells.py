"""The readers over the real files beside the checkout: agreement with what the museums say elsewhere, and coverage."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from app.mapping.values.dimensions import read_dimensions
from app.mapping.values.names import read_biography, read_name, read_names
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared
DATA = (SHARED or Path()) / "data"
METRIC_PAIR = re.compile(r"\((\d+(?:\.\d+)?) [x×] (\d+(?:\.\d+)?)(?: [x×] (\d+(?:\.\d+)?))? ?cm\)")


def rows(name: str, step: int) -> Iterator[dict[str, str]]:
    csv.field_size_limit(10**8)
    text = gzip.decompress((DATA / name).read_bytes()).decode("utf-8-sig")
    delimiter = ";" if text[:400].count(";") > text[:400].count(",") else ","
    yield from islice(csv.DictReader(io.StringIO(text), delimiter=delimiter), 0, None, step)


def share(read: int, of: int) -> float:
    assert of > 100
    return read / of


def test_tate_says_the_same_in_its_columns() -> None:
    """Its columns hold the first and second number of a statement, as `width` and `height`: see the default kinds."""
    agreed = checked = 0
    with gzip.open(DATA / "json" / "tate-artworks-69k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 7):
            work = json.loads(line)
            first, second = work.get("width") or "", work.get("height") or ""
            if not (work.get("dimensions") and first.isdigit() and second.isdigit()):
                continue
            checked += 1
            read = {(d.kind, d.value) for d in read_dimensions(work["dimensions"]).dimensions if d.unit == "mm"}
            agreed += {("height", float(first)), ("width", float(second))} <= read
    assert share(agreed, checked) > 0.998


def test_moma_says_the_same_in_centimetres() -> None:
    """What is not kept are pairs that contradict their inches by more than two per cent, and diameters."""
    kept = checked = understood = cells = 0
    for row in rows("csv/moma-artworks-123919.csv.gz", 9):
        text = row["Dimensions"]
        reading = read_dimensions(text)
        cells += bool(text.strip())
        understood += bool(text.strip()) and not reading.unread
        read = {(d.kind, d.value) for d in reading.dimensions if d.unit == "cm"}
        for pair in METRIC_PAIR.findall(text):
            checked += 1
            expected = zip(("height", "width", "depth"), pair, strict=True)
            kept += {(kind, float(value)) for kind, value in expected if value} <= read
    assert share(kept, checked) > 0.985
    assert share(understood, cells) > 0.985


def test_joconde_statements_are_understood() -> None:
    texts = [row["Mesures"] for row in rows("fr/joconde-costumes-4274.csv.gz", 1) if row["Mesures"].strip()]
    understood = [text for text in texts if not read_dimensions(text).unread]
    assert share(len(understood), len(texts)) > 0.965


def test_tate_shows_names_as_the_reader_does() -> None:
    same = checked = 0
    with gzip.open(DATA / "json" / "tate-artworks-69k.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in islice(lines, 0, None, 23):
            for contributor in json.loads(line)["contributors"]:
                reading = read_name(contributor["mda"])
                checked += 1
                same += reading is not None and reading.agent.name == contributor["fc"].replace("\u2019", "'")
    assert share(same, checked) > 0.95


def test_moma_biographies_are_read() -> None:
    read = checked = 0
    for row in rows("csv/moma-artworks-123919.csv.gz", 9):
        for written in re.findall(r"\((?:[^()]|\([^()]*\))*\)", row["ArtistBio"]):
            if not re.search(r"\d{4}", written):
                continue
            checked += 1
            told = read_biography(written)
            read += told is not None and bool(told.birth or told.death or told.activity)
    assert share(read, checked) > 0.995


def test_joconde_authors_lose_no_word() -> None:
    """Every word of a cell is in the name, the role, the attribution's mark, or a date."""
    for row in rows("fr/joconde-costumes-4274.csv.gz", 1):
        text = row["Auteur"]
        kept = " ".join(
            f"{r.agent.name} {r.role} {r.agent.birth and r.agent.birth.text} {r.agent.death and r.agent.death.text} "
            f"{r.agent.biography} {r.qualifier and 'atelier attribué à d après'}"
            for r in read_names(text)
        )
        assert set(re.findall(r"\w+", text)) <= set(re.findall(r"\w+", kept)), text
