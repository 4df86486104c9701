"""The floor: a hard-wired emitter of 44 triples a row, beside which our own figure is read.

It reads no value, knows one table only, finds no cell and reports nothing. When everything that the product is for is
taken away, what remains is reading CSV, writing text, validating it and inserting it compressed.
"""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from json.encoder import encode_basestring
from pathlib import Path
from time import perf_counter

import shacl
import zstandard
from msgspec import Struct

from benchmarks.alone import Sample, TaskFailed, run_alone, task_of, tell

TRIPLES = 44
_BATCH = 500
_CRM = "http://www.cidoc-crm.org/cidoc-crm/"
_AAT = "http://vocab.getty.edu/aat/"
_A = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
_CONTENT = f"<{_CRM}P190_has_symbolic_content>"
_TYPE = f"<{_CRM}P2_has_type>"
_NAMED = f"<{_CRM}P1_is_identified_by>"
_SAID = f"<{_CRM}P67i_is_referred_to_by>"


class FloorTask(Struct, frozen=True):
    """Bring this file in, hard-wired, into this database."""

    file: str
    database: str


class Floored(Struct, frozen=True):
    """Records stored, seconds in all and in each phase, and what the shapes found: results, and of how many records."""

    records: int
    seconds: float
    phases: dict[str, float]
    results: int
    quads: int


def floored(file: Path, folder: Path) -> Sample[Floored]:
    """Bring the file in on one core, hard-wired, into a database in this folder; raise TaskFailed."""
    sample = run_alone(__name__, FloorTask(str(file), str(folder / "floor.sqlite")), Floored, cores=1)
    if sample.answer.quads != sample.answer.records * TRIPLES:
        raise TaskFailed(f"{sample.answer.quads} quads came of {sample.answer.records} records")
    return sample


def _quads(row: list[str]) -> str:
    """Return the 44 quads of one row of 14 columns."""
    (title, artist, life, date, medium, size, credit, number, kind, department, acquired, _, key, address) = row
    record = f"http://127.0.0.1:8000/moma/object/{key}"
    o = f"<{record}>"
    end = f" {o} .\n"
    named = encode_basestring(title)
    lines = (
        f"{o} {_A} <{_CRM}E22_Human-Made_Object>", f"{o} {_LABEL} {named}",
        f"{o} {_NAMED} <{record}#title>", f"<{record}#title> {_A} <{_CRM}E33_E41_Linguistic_Appellation>",
        f"<{record}#title> {_CONTENT} {named}", f"<{record}#title> {_TYPE} <{_AAT}300404670>",
        f"{o} {_NAMED} <{record}#number>", f"<{record}#number> {_A} <{_CRM}E42_Identifier>",
        f"<{record}#number> {_CONTENT} {encode_basestring(number)}", f"<{record}#number> {_TYPE} <{_AAT}300312355>",
        f"{o} {_NAMED} <{record}#key>", f"<{record}#key> {_A} <{_CRM}E42_Identifier>",
        f"<{record}#key> {_CONTENT} {encode_basestring(key)}", f"<{record}#key> {_TYPE} <{_AAT}300435704>",
        f"{o} {_TYPE} <{record}#type>", f"<{record}#type> {_A} <{_CRM}E55_Type>",
        f"<{record}#type> {_LABEL} {encode_basestring(kind)}",
        f"{o} <{_CRM}P108i_was_produced_by> <{record}#production>",
        f"<{record}#production> {_A} <{_CRM}E12_Production>",
        f"<{record}#production> <{_CRM}P4_has_time-span> <{record}#date>",
        f"<{record}#date> {_A} <{_CRM}E52_Time-Span>", f"<{record}#date> {_LABEL} {encode_basestring(date)}",
        f"<{record}#production> <{_CRM}P14_carried_out_by> <{record}#artist>",
        f"<{record}#artist> {_A} <{_CRM}E39_Actor>", f"<{record}#artist> {_LABEL} {encode_basestring(artist)}",
        f"<{record}#artist> {_SAID} {encode_basestring(life)}",
        f"{o} {_SAID} <{record}#medium>", f"<{record}#medium> {_A} <{_CRM}E33_Linguistic_Object>",
        f"<{record}#medium> {_CONTENT} {encode_basestring(medium)}", f"<{record}#medium> {_TYPE} <{_AAT}300435429>",
        f"{o} {_SAID} <{record}#size>", f"<{record}#size> {_A} <{_CRM}E33_Linguistic_Object>",
        f"<{record}#size> {_CONTENT} {encode_basestring(size)}", f"<{record}#size> {_TYPE} <{_AAT}300435430>",
        f"{o} {_SAID} <{record}#credit>", f"<{record}#credit> {_A} <{_CRM}E33_Linguistic_Object>",
        f"<{record}#credit> {_CONTENT} {encode_basestring(credit)}", f"<{record}#credit> {_TYPE} <{_AAT}300435418>",
        f"{o} <{_CRM}P50_has_current_keeper> <{record}#keeper>", f"<{record}#keeper> {_A} <{_CRM}E74_Group>",
        f"<{record}#keeper> {_LABEL} {encode_basestring(department)}",
        f"{o} <{_CRM}P24i_changed_ownership_through> <{record}#acquisition>",
        f"<{record}#acquisition> {_LABEL} {encode_basestring(acquired)}",
        f"{o} <{_CRM}P129i_is_subject_of> {encode_basestring(address)}",
    )  # fmt: skip
    return end.join(lines) + end


def _batches(file: Path, seconds: dict[str, float]) -> Iterator[list[list[str]]]:
    with file.open(encoding="utf-8", newline="") as opened:
        rows = csv.reader(opened)
        next(rows)
        while True:
            began = perf_counter()
            batch = list(islice(rows, _BATCH))
            seconds["read"] += perf_counter() - began
            if not batch:
                return
            yield batch


def main() -> None:
    """Do one task, in a process of its own."""
    task = task_of(FloorTask)
    shapes = shacl.Shapes.from_file(str(Path(__file__).with_name("floor_shapes.ttl")))
    squeeze = zstandard.ZstdCompressor(level=1).compress
    seconds = dict.fromkeys(("read", "write text", "validate", "store"), 0.0)
    records = results = quads = 0
    with closing(sqlite3.connect(task.database)) as database:
        database.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;")
        database.execute("CREATE TABLE records (local_id TEXT PRIMARY KEY, nquads BLOB, results INTEGER)")
        start = perf_counter()
        for batch in _batches(Path(task.file), seconds):
            began = perf_counter()
            texts = [_quads(row) for row in batch]
            written = perf_counter()
            found = len(shacl_results(shapes, "".join(texts)))
            judged = perf_counter()
            rows = [(row[12], squeeze(text.encode()), found) for row, text in zip(batch, texts, strict=True)]
            with database:
                database.executemany("INSERT INTO records VALUES (?, ?, ?)", rows)
            seconds["write text"] += written - began
            seconds["validate"] += judged - written
            seconds["store"] += perf_counter() - judged
            records += len(batch)
            results += found
            quads += sum(text.count("\n") for text in texts)
        elapsed = perf_counter() - start
    tell(Floored(records, elapsed, seconds, results, quads))


def shacl_results(shapes: shacl.Shapes, quads: str) -> list[shacl.Result]:
    """Return what the shapes say of this N-Quads text."""
    return list(shapes.validate_text(quads, "nquads").results)


if __name__ == "__main__":
    main()
