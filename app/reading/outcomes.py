"""What every reader does with the outcomes it yields: the bound on records, and what is said of the file as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from msgspec import structs

from app.core.finding import Finding
from app.core.source import SourceRecord
from app.reading.bytes_in import bound_passed, nothing_to_read
from app.reading.source_format import DeliveredFile, ReadOutcome


def delivered(
    outcomes: Iterator[ReadOutcome], file: DeliveredFile, findings: Sequence[Finding] = ()
) -> Iterator[ReadOutcome]:
    """Yield the outcomes of a file; its first record also carries the findings on the file.

    Raises UnreadableFile when there is no outcome at all, BoundPassed after `max_records` of them.
    """
    bounded = islice(outcomes, file.bounds.max_records)
    first = next(bounded, None)
    if first is None:
        raise nothing_to_read(file.name)
    while findings and first is not None:
        if isinstance(first, SourceRecord):
            first = structs.replace(first, findings=(*findings, *first.findings))
            break
        yield first
        first = next(bounded, None)
    if first is not None:
        yield first
    yield from bounded
    if next(outcomes, None) is not None:
        raise bound_passed("max_records", file.bounds.max_records)
