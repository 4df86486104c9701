"""The workbench: a chunk of records in; mapped, described, validated and packed records out. No database here.

It is what each process of a pool imports: the pipeline reads and stores around it.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from time import perf_counter

import msgspec
import zstandard
from msgspec import Struct, structs
from xxhash import xxh3_128_digest

from app.core.config import Settings
from app.core.finding import Cell, Finding, verdict
from app.core.iri import Namespace
from app.core.outcome import Loss, Outcome, RecordOutcome, RejectedRecord
from app.core.record import CatalogueRecord, NamedValue
from app.core.source import SourceRecord, UnreadableRecord
from app.mapping.canonical import CanonicalMapping
from app.mapping.content import content_digest
from app.mapping.crosswalk import Crosswalk
from app.mapping.engine import CompiledCrosswalk, Mapping
from app.mapping.linked_art import WrittenRecord, describe
from app.mapping.loss import tallied
from app.reading.source_format import ReadOutcome
from app.validation.findings import MappedGraph
from app.validation.judge import Judge, load_judge
from app.validation.tiers import tier_of


class Plan(Struct, frozen=True):
    """How one file is to be read: for whom, in which format, by which crosswalk (None: it is canonical already)."""

    institution: str
    format: str
    crosswalk: Crosswalk | None
    base_url: str


class ChunkResult(Struct, frozen=True):
    """What became of one chunk of a delivery.

    `losses` are those of this chunk; `seconds` say how long each step took; `slow` names the records that took longer
    than the bound of that name to map, with their milliseconds.
    """

    outcomes: tuple[Outcome, ...]
    losses: tuple[Loss, ...]
    next_ordinal: int
    seconds: dict[str, float]
    slow: tuple[tuple[str, int], ...] = ()


class ReadChunk(Struct, frozen=True):
    """Some records as they were read, in order, and the seconds that reading them took."""

    records: tuple[ReadOutcome, ...]
    seconds: float


@contextmanager
def _no_collection() -> Iterator[None]:
    # A chunk makes half a million objects and no cycle; looking for cycles among them took an eighth of the time.
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


_AT_HAND = 64  # records mapped, validated and packed in one go: their texts still fit in the processor's cache


@dataclass(slots=True)
class _Work:
    """What has been done of a chunk so far."""

    seconds: dict[str, float]
    outcomes: list[Outcome] = field(default_factory=list)
    unmapped: list[tuple[NamedValue, ...]] = field(default_factory=list)
    slow: list[tuple[str, int]] = field(default_factory=list)


class Workbench:
    """What maps and validates chunks of one plan: everything on it was compiled once."""

    def __init__(self, plan: Plan, settings: Settings, shapes: Path) -> None:
        """Compile the crosswalk and the shapes; raises CrosswalkError."""
        self.mapping: Mapping = CompiledCrosswalk(plan.crosswalk) if plan.crosswalk else CanonicalMapping()
        self.namespace = Namespace(plan.base_url, plan.institution)
        self._judge: Judge = load_judge(settings.validation_engine, shapes, settings.bounds.max_findings_per_record)
        self._slow_seconds = settings.bounds.slow_record_ms / 1000
        self._squeezer = _Squeezer()

    def bring(self, chunk: ReadChunk) -> ChunkResult:
        """Map, validate and pack the records of a chunk; each of them has an outcome, whatever it holds."""
        with _no_collection():
            return self._bring(chunk)

    def _bring(self, chunk: ReadChunk) -> ChunkResult:
        work = _Work(seconds={"read": chunk.seconds, "map": 0.0, "validate": 0.0, "pack": 0.0})
        for start in range(0, len(chunk.records), _AT_HAND):
            self._bring_some(chunk.records[start : start + _AT_HAND], work)
        work.outcomes.sort(key=lambda outcome: outcome.ordinal)
        next_ordinal = chunk.records[-1].ordinal + 1
        losses = tallied(work.unmapped)
        return ChunkResult(tuple(work.outcomes), losses, next_ordinal, work.seconds, tuple(work.slow))

    def _bring_some(self, records: Sequence[ReadOutcome], work: _Work) -> None:
        began = perf_counter()
        mapped: list[_Mapped] = []
        for outcome in records:
            if isinstance(outcome, UnreadableRecord):
                work.outcomes.append(RejectedRecord(outcome.ordinal, (outcome.finding,)))
                continue
            before = perf_counter()
            done = self._map(outcome)
            if isinstance(done, RejectedRecord):
                work.outcomes.append(done)
                continue
            mapped.append(done)
            taken = perf_counter() - before
            if taken > self._slow_seconds:
                work.slow.append((done.record.local_id, round(taken * 1000)))
        after_mapping = perf_counter()
        judged = iter(self._judge.judge([self._graph(one) for one in mapped if not _is_gone(one.record)]))
        shape_findings = [() if _is_gone(one.record) else next(judged) for one in mapped]
        after_validation = perf_counter()
        work.outcomes.extend(self._pack(one, found) for one, found in zip(mapped, shape_findings, strict=True))
        work.unmapped.extend(one.record.unmapped for one in mapped)
        work.seconds["map"] += after_mapping - began
        work.seconds["validate"] += after_validation - after_mapping
        work.seconds["pack"] += perf_counter() - after_validation

    def _map(self, source: SourceRecord) -> _Mapped | RejectedRecord:
        result = self.mapping.apply(source)
        findings = result.findings
        if source.ordinal == 0:
            findings = (*findings, *self.mapping.absent_columns(source))
        if result.record is None:
            return RejectedRecord(source.ordinal, findings)
        graph = describe(result.record, self.namespace)
        return _Mapped(source, result.record, WrittenRecord(graph, source.ordinal, self._judge.sights), findings)

    def _graph(self, one: _Mapped) -> MappedGraph:
        return MappedGraph(one.written.view, one.record.local_id, partial(self._locate, one))

    def _locate(self, one: _Mapped, node: int, path: str | None, field: str) -> Cell:
        """Return the cell that a result speaks of: its value's own, or the blank one that would feed it."""
        cell = one.written.cell(node, path)
        if cell is not None:
            return cell
        source = one.source
        columns = self.mapping.columns_for(field)
        if len(columns) > 1:  # a crosswalk of usual headings names many that this file does not have
            columns = tuple([name for name in columns if name in source.fields]) or columns[:1]
        return Cell(" / ".join(columns) or None, None, source.row, source.path, source.member)

    def _pack(self, one: _Mapped, shape_findings: Sequence[Finding]) -> RecordOutcome:
        local_id = one.record.local_id
        own = tuple(structs.replace(finding, record=local_id) for finding in one.findings)
        findings = (*own, *shape_findings)
        received = msgspec.json.encode(one.source.fields)
        canonical = msgspec.json.encode(one.record)
        quads = one.written.quads
        return RecordOutcome(
            ordinal=one.source.ordinal,
            local_id=local_id,
            label=_label(one.record),
            received=self._squeezer.compress(received),
            received_digest=xxh3_128_digest(received),
            canonical=self._squeezer.compress(canonical),
            content_digest=content_digest(canonical, one.source),
            nquads=self._squeezer.compress(quads),
            nquads_digest=xxh3_128_digest(quads),
            verdict=verdict(findings),
            withheld=one.record.withheld,
            tier=tier_of(findings),
            cell=Cell(None, local_id, one.source.row, one.source.path, one.source.member),
        )


class _Squeezer(threading.local):
    """A compressor for each thread: two threads in one would crash the process."""

    def __init__(self) -> None:
        self.compress = zstandard.ZstdCompressor(level=1).compress


class _Mapped(Struct, frozen=True):
    """A record between mapping and storing: as received, mapped, described, published; and what mapping had to say."""

    source: SourceRecord
    record: CatalogueRecord
    written: WrittenRecord
    findings: tuple[Finding, ...]


def _is_gone(record: CatalogueRecord) -> bool:
    """Say whether only the name of a record is left, as of one that OAI-PMH lists as deleted: it lacks nothing."""
    return record.withheld and not (record.titles or record.object_names or record.productions or record.notes)


def _label(record: CatalogueRecord) -> str:
    if record.titles:
        return record.titles[0].text
    return record.object_names[0].label if record.object_names else record.local_id


@lru_cache(maxsize=32)
def _cached_workbench(plan_json: bytes, settings: Settings, shapes: Path) -> Workbench:
    return Workbench(msgspec.json.decode(plan_json, type=Plan), settings, shapes)


def workbench(plan: Plan, settings: Settings, shapes: Path) -> Workbench:
    """Return the workbench of a plan, compiled once in the life of the process for the plans that are in use."""
    return _cached_workbench(msgspec.json.encode(plan), settings, shapes)


_here: list[Workbench] = []  # the one workbench of a worker process


def prepare_process(plan: Plan, settings: Settings, shapes: Path) -> None:
    """Compile the plan in a process of a pool, once."""
    _here[:] = [workbench(plan, settings, shapes)]


def bring_in_process(chunk: ReadChunk) -> ChunkResult:
    """Return what became of a chunk, in a process that was prepared."""
    return _here[0].bring(chunk)
