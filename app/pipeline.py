"""The pipeline: receive, read, map, validate, store. This is the only file that chains the steps."""

from __future__ import annotations

import gc
import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from time import perf_counter
from typing import Protocol, TypedDict

import msgspec
import zstandard
from msgspec import Struct, structs
from sqlalchemy import Engine
from xxhash import xxh3_128_digest

from app.core.config import Settings
from app.core.errors import ConcordanceError, Conflict
from app.core.finding import Cell, Finding, Rule, verdict
from app.core.iri import Namespace
from app.core.outcome import Loss, Outcome, RecordOutcome, RejectedRecord
from app.core.parallel import in_order
from app.core.record import CatalogueRecord, NamedValue
from app.core.registry import Registry
from app.core.source import SourceRecord, UnreadableRecord
from app.mapping.canonical import CANONICAL, CanonicalMapping
from app.mapping.content import content_digest
from app.mapping.crosswalk import Crosswalk
from app.mapping.engine import CompiledCrosswalk, Mapping
from app.mapping.linked_art import ViewedRecord, describe, quads_of
from app.mapping.loss import summed, tallied
from app.reading.companions import with_companions
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.storage.deliveries import finish, store_chunk
from app.storage.institutions import get_institution
from app.storage.rules import DUPLICATE_IDENTIFIER
from app.storage.submissions import SubmissionState, fail_submission, get_submission, start_submission
from app.validation.findings import MappedGraph
from app.validation.judge import Judge, load_judge
from app.validation.tiers import tier_of


class FindCrosswalk(Protocol):
    """How a crosswalk is found by its name: an institution's own first, then those shared, then those shipped."""

    def __call__(self, name: str, institution: str | None, version: int | None = None) -> Crosswalk:
        """Return the crosswalk; raise UnknownName."""


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything the pipeline and the doors work with, made once by `app.bootstrap`."""

    settings: Settings
    database: Engine
    formats: Registry[SourceFormat]
    rules: MappingOf[str, Rule]
    shapes: Path
    find_crosswalk: FindCrosswalk
    shipped: tuple[Crosswalk, ...]


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


class Progress(Struct, frozen=True):
    """How far a delivery has come: records so far, and bytes of the file read out of how many."""

    records: int
    bytes_read: int
    bytes_total: int


def plan_for(  # noqa: PLR0913  # each says one thing about how the file is to be read
    file: DeliveredFile,
    institution: str,
    format_key: str | None,
    crosswalk: Crosswalk | str | None,
    tools: Tools,
    *,
    language: str = "",
) -> Plan:
    """Return how this file is to be read; what is not said is recognised from its bytes and its columns.

    `language` is that of the institution: of texts for which neither the file nor the crosswalk says one. Raises
    UnreadableFile for a file that is nothing we know, UnknownName for a format or crosswalk that does not exist.
    """
    if CANONICAL in (format_key, crosswalk):  # a crosswalk is not hashable
        key = format_key if format_key and format_key != CANONICAL else recognise(file, tools.formats).format
        return Plan(institution, key, None, tools.settings.base_url)
    if isinstance(crosswalk, str):
        crosswalk = tools.find_crosswalk(crosswalk, institution)
    key = tools.formats.get(format_key).key if format_key else recognise(file, tools.formats).format
    chosen = crosswalk or _recognised_crosswalk(file, key, tools)
    if chosen is not None and not chosen.language and language:
        chosen = structs.replace(chosen, language=language)
    return Plan(institution, key, chosen, tools.settings.base_url)


def _recognised_crosswalk(file: DeliveredFile, key: str, tools: Tools) -> Crosswalk | None:
    """Return the shipped crosswalk whose columns the first record has, else the format's own default.

    None, for canonical, when the first record is a CatalogueRecord as it is.
    """
    outcome = next(iter(tools.formats.get(key).read(file)), None)
    if isinstance(outcome, SourceRecord):
        fields = outcome.fields.keys()
        known = [one for one in tools.shipped if one.recognise and set(one.recognise) <= fields]
        if known:
            return max(known, key=lambda one: len(one.recognise))
        if "local_id" in fields and CanonicalMapping().apply(outcome).record is not None:
            return None
    return tools.find_crosswalk(key, None)


def judged(
    file: DeliveredFile, plan: Plan, tools: Tools, *, start: int = 0, processes: int = 1
) -> Iterator[ChunkResult]:
    """Read, map and validate a file chunk by chunk, in order and in constant memory; nothing is stored.

    `start` is the ordinal to begin at (the records before are passed over). Whatever goes wrong with the file as a
    whole (BoundPassed, UnreadableFile) is raised after the chunks of what could be read before.
    """
    settings = tools.settings
    trouble: list[ConcordanceError] = []
    with ExitStack() as stack:
        records = _records(file, plan, tools, stack)
        chunks = _chunks(records, start, settings.chunk_records, trouble)
        if processes > 1:
            arguments = (plan, settings, tools.shapes)
            yield from in_order(chunks, _bring_in_process, processes, _prepare_process, arguments)
        else:
            bench = workbench(plan, settings, tools.shapes)
            yield from map(bench.bring, chunks)
    if trouble:
        raise trouble[0]


def checked(file: DeliveredFile, plan: Plan, tools: Tools, *, processes: int = 1) -> Iterator[ChunkResult]:
    """Do what `judged` does, and say of each second record of one identifier what storing it would say."""
    places: dict[bytes, Cell] = {}  # by digest: five million identifiers, however long, must fit in memory
    for result in judged(file, plan, tools, processes=processes):
        outcomes: list[Outcome] = []
        for outcome in result.outcomes:
            if isinstance(outcome, RecordOutcome):
                first = places.setdefault(
                    hashlib.blake2b(outcome.local_id.encode(), digest_size=8).digest(), outcome.cell
                )
                if first is not outcome.cell:
                    outcome = _second(outcome, first)  # noqa: PLW2901  # the same record, with one finding more
            outcomes.append(outcome)
        yield structs.replace(result, outcomes=tuple(outcomes))


def _second(outcome: RecordOutcome, first: Cell) -> RecordOutcome:
    where = first.path if first.row is None else str(first.row)
    arguments = {"identifier": outcome.local_id, "first": where or "?"}
    finding = Finding(DUPLICATE_IDENTIFIER.id, DUPLICATE_IDENTIFIER.severity, outcome.cell, arguments, outcome.local_id)
    return structs.replace(outcome, verdict=verdict((*outcome.verdict.findings, finding)))


class ReadChunk(Struct, frozen=True):
    """Some records as they were read, in order, and the seconds that reading them took."""

    records: tuple[ReadOutcome, ...]
    seconds: float


def _records(file: DeliveredFile, plan: Plan, tools: Tools, stack: ExitStack) -> Iterator[ReadOutcome]:
    if plan.crosswalk and plan.crosswalk.records and "records" not in file.options:
        options = {**file.options, "records": plan.crosswalk.records}
        file = DeliveredFile(file.path, file.name, file.bounds, options, file.position)
    read = tools.formats.get(plan.format).read
    companions = plan.crosswalk.companions if plan.crosswalk else ()
    if not companions:
        return iter(read(file))
    wanted = tuple((one.name, one.file, one.key) for one in companions)
    return stack.enter_context(with_companions(read(file), file, wanted, read))


def _chunks(
    records: Iterator[ReadOutcome], start: int, size: int, trouble: list[ConcordanceError]
) -> Iterator[ReadChunk]:
    """Yield the records in chunks; an error of the whole file ends them, and is kept for when they have been worked."""
    chunk: list[ReadOutcome] = []
    began = perf_counter()
    try:
        for outcome in records:
            if outcome.ordinal < start:
                continue
            chunk.append(outcome)
            if len(chunk) == size:
                yield ReadChunk(tuple(chunk), perf_counter() - began)
                chunk = []
                began = perf_counter()
    except ConcordanceError as error:
        trouble.append(error)
    if chunk:
        yield ReadChunk(tuple(chunk), perf_counter() - began)


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
        shape_findings = self._judge.judge([self._graph(one) for one in mapped])
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
        viewed = ViewedRecord(graph, source.ordinal, self._judge.sights)
        return _Mapped(source, result.record, quads_of(graph), viewed, findings)

    def _graph(self, one: _Mapped) -> MappedGraph:
        return MappedGraph(one.viewed.view, one.record.local_id, partial(self._locate, one))

    def _locate(self, one: _Mapped, node: int, path: str | None, field: str) -> Cell:
        """Return the cell that a result speaks of: its value's own, or the blank one that would feed it."""
        cell = one.viewed.cell(node, path)
        if cell is not None:
            return cell
        source = one.source
        columns = self.mapping.columns_for(field)
        # A crosswalk of usual headings names many that this file does not have.
        columns = tuple(name for name in columns if name in source.fields) or columns[:1]
        return Cell(" / ".join(columns) or None, None, source.row, source.path, source.member)

    def _pack(self, one: _Mapped, shape_findings: Sequence[Finding]) -> RecordOutcome:
        local_id = one.record.local_id
        own = tuple(structs.replace(finding, record=local_id) for finding in one.findings)
        findings = (*own, *shape_findings)
        received = msgspec.json.encode(one.source.fields)
        canonical = msgspec.json.encode(one.record)
        quads = one.quads.encode()
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
    quads: str
    viewed: ViewedRecord
    findings: tuple[Finding, ...]


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


def _prepare_process(plan: Plan, settings: Settings, shapes: Path) -> None:
    _here[:] = [workbench(plan, settings, shapes)]


def _bring_in_process(chunk: ReadChunk) -> ChunkResult:
    return _here[0].bring(chunk)


def ingest(
    submission_id: str,
    tools: Tools,
    *,
    processes: int = 1,
    progress: Callable[[Progress], None] | None = None,
    noticed: Callable[[ChunkResult], None] | None = None,
) -> SubmissionState:
    """Bring a stored delivery in, from where it stands to its end, each chunk one transaction; return how it ended.

    It may be run again at any time: what was committed is not done twice. A ConcordanceError is kept as the
    submission's problem, and its status is then `failed`. Raises Conflict when it is done, or runs elsewhere.
    `progress` is told after each chunk; `noticed` is given each chunk's result once it is stored, for the logs.
    """
    state = start_submission(tools.database, submission_id)
    try:
        _ingest_from(state, tools, processes, progress, noticed)
        finish(tools.database, submission_id)
    except Conflict:
        raise  # another process runs it: it is that one's to end
    except ConcordanceError as error:
        return fail_submission(tools.database, submission_id, error)
    return get_submission(tools.database, submission_id)


def _ingest_from(
    state: SubmissionState,
    tools: Tools,
    processes: int,
    progress: Callable[[Progress], None] | None,
    noticed: Callable[[ChunkResult], None] | None,
) -> None:
    file = delivered(state, tools.settings)
    language = get_institution(tools.database, state.institution).language
    plan = plan_for(file, state.institution, state.format, _named_crosswalk(state, tools), tools, language=language)
    start_submission(tools.database, state.id, **_found_out(plan))
    checkpoint, losses, seconds = state.checkpoint, state.losses, dict(state.seconds)
    for result in judged(file, plan, tools, start=checkpoint, processes=processes):
        losses = summed(losses, result.losses)
        for step, taken in result.seconds.items():
            seconds[step] = seconds.get(step, 0.0) + taken
        began = perf_counter()
        position = file.position.bytes_read
        store_chunk(
            tools.database,
            state.id,
            checkpoint,
            result.next_ordinal,
            result.outcomes,
            losses,
            seconds=seconds,
            position=position,
        )
        seconds["store"] = seconds.get("store", 0.0) + perf_counter() - began
        checkpoint = result.next_ordinal
        if progress is not None:
            progress(Progress(checkpoint, position, state.total_bytes))
        if noticed is not None:
            noticed(result)


def delivered(state: SubmissionState, settings: Settings) -> DeliveredFile:
    """Return the file of a stored submission, as the readers want it."""
    options = {name: str(value) for name, value in state.options.items()}
    return DeliveredFile(Path(state.stored_path), state.file_name, settings.bounds, options)


def _named_crosswalk(state: SubmissionState, tools: Tools) -> Crosswalk | str | None:
    if state.crosswalk is None or state.crosswalk == CANONICAL:
        return state.crosswalk
    return tools.find_crosswalk(state.crosswalk, state.institution, state.crosswalk_version)


class _FoundOut(TypedDict):
    format: str
    crosswalk: str | None
    crosswalk_version: int | None
    crosswalk_digest: str | None


def _found_out(plan: Plan) -> _FoundOut:
    """Return what is kept of a plan with its submission, so that it resumes with the same one."""
    crosswalk = plan.crosswalk
    return _FoundOut(
        format=plan.format,
        crosswalk=crosswalk.name if crosswalk else CANONICAL,
        crosswalk_version=crosswalk.version if crosswalk else None,
        crosswalk_digest=crosswalk.digest if crosswalk else None,
    )
