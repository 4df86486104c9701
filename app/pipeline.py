"""The pipeline: receive, read, map, validate, store. This is the only file that chains the steps."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingOf
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Protocol, TypedDict

from msgspec import Struct, structs
from sqlalchemy import Engine

from app.core.config import Settings
from app.core.errors import ConcordanceError, Conflict
from app.core.finding import Cell, Finding, Rule, verdict
from app.core.outcome import Outcome, RecordOutcome
from app.core.parallel import in_order
from app.core.registry import Registry
from app.core.source import SourceRecord
from app.mapping.canonical import CANONICAL, CanonicalMapping
from app.mapping.crosswalk import Crosswalk
from app.mapping.loss import summed
from app.reading.companions import with_companions
from app.reading.recognition import recognise
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat
from app.storage.deliveries import finish, store_chunk
from app.storage.institutions import get_institution
from app.storage.rules import DUPLICATE_IDENTIFIER
from app.storage.submissions import SubmissionState, fail_submission, get_submission, start_submission
from app.workbench import ChunkResult, Plan, ReadChunk, bring_in_process, prepare_process, workbench

_USUAL_HEADINGS = "general"  # the crosswalk of tables of which nothing is known


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

    None, for canonical, when the first record is a CatalogueRecord as it is. A format whose default has its own rules
    (IIIF, whose pairs are columns too) has more than columns, which no other crosswalk reads.
    """
    default = tools.find_crosswalk(key, None)
    if default.rules != tools.find_crosswalk(_USUAL_HEADINGS, None).rules:
        return default
    outcome = next(iter(tools.formats.get(key).read(file)), None)
    if isinstance(outcome, SourceRecord):
        fields = outcome.fields.keys()
        best = max(tools.shipped, key=lambda one: one.recognised_by(fields), default=None)
        if best is not None and best.recognised_by(fields):
            return best
        if "local_id" in fields and CanonicalMapping().apply(outcome).record is not None:
            return None
    return default


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
            yield from in_order(chunks, bring_in_process, processes, prepare_process, arguments)
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
