"""Make the dumps that are due: an institution's when its part of the log has moved, the whole when one of them has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import structlog
from msgspec import structs
from sqlalchemy import Engine

from app.core.config import Settings
from app.projections.dumps.files import DumpWriting, join
from app.projections.dumps.shelf import Dump, DumpFile, Shelf, new_folder
from app.publication.coverage import together
from app.publication.feed_item import feed_items
from app.publication.output_format import Publisher
from app.storage.database import open_database
from app.storage.dumping import LogState, log_state, published_page
from app.storage.institutions import list_institutions

_PAGE = 200  # records at a time
_log = structlog.get_logger("app.projections.dumps")


def make_due(settings: Settings, *, every: timedelta, only: str | None = None) -> tuple[str, ...]:
    """Make the dumps that are due, and return whose they are; raise Occupied while another process makes some.

    A dump is due when there is none, when the log has moved and the dump is older than `every`, and at once when a
    record was withdrawn: what an institution takes back is not to be found in a file either. `only` names the one
    institution to look at. Raises OSError when the disk refuses.
    """
    engine = open_database(settings.database)
    shelf = Shelf(settings)
    try:
        with shelf.held():
            return _make(engine, shelf, settings.base_url, every, only)
    finally:
        engine.dispose()


def is_due(engine: Engine, shelf: Shelf, every: timedelta) -> bool:
    """Say whether `make_due` would make a dump now."""
    if any(_due(shelf.dump(slug), state, every) for slug, state in log_state(engine).items()):
        return True
    return _whole_is_due(shelf, [dump for slug in shelf.institutions() if (dump := shelf.dump(slug)) is not None])


def _make(engine: Engine, shelf: Shelf, base: str, every: timedelta, only: str | None) -> tuple[str, ...]:
    publishers = {
        one.slug: Publisher(one.slug, one.name, one.language, one.website) for one in list_institutions(engine)
    }
    made: list[str] = []
    for slug, state in log_state(engine).items():
        if only in {None, slug} and _due(shelf.dump(slug), state, every):
            _make_one(engine, shelf, base, publishers[slug], state)
            made.append(slug)
    dumps = [dump for slug in shelf.institutions() if (dump := shelf.dump(slug)) is not None]
    if _whole_is_due(shelf, dumps):
        _make_whole(shelf, dumps)
    return tuple(made)


def _due(dump: Dump | None, state: LogState, every: timedelta) -> bool:
    if dump is None:
        return True
    if dump.sequence >= state.last:
        return False
    return dump.sequence < state.last_withdrawal or datetime.now(UTC) - dump.made >= every


def _make_one(engine: Engine, shelf: Shelf, base: str, publisher: Publisher, state: LogState) -> None:
    with shelf.making() as folder:
        with DumpWriting(folder) as writing:
            after = ""
            while entries := published_page(engine, publisher.slug, after, _PAGE):
                for item in feed_items(entries, {publisher.slug: publisher}, base):
                    if item.record is not None:
                        writing.add(item.published())
                after = entries[-1].local_id
        coverage = writing.coverage.coverage()
        dump = _dump(publisher.slug, state.last, writing.records, writing.described())
        shelf.replace(folder, structs.replace(dump, coverage=coverage))
    _log.info("dump made", institution=publisher.slug, records=writing.records, sequence=state.last)


def _whole_is_due(shelf: Shelf, dumps: Sequence[Dump]) -> bool:
    whole = shelf.dump(None)
    return whole is None or whole.parts != tuple(dump.folder for dump in dumps)


def _make_whole(shelf: Shelf, dumps: Sequence[Dump]) -> None:
    parts = tuple(dump.folder for dump in dumps)
    with shelf.making() as folder:
        files = join(folder, [shelf.folder(dump) for dump in dumps])
        sequence = min((dump.sequence for dump in dumps), default=0)
        dump = _dump(None, sequence, sum(dump.records for dump in dumps), files)
        coverage = together(dump.coverage for dump in dumps)
        shelf.replace(folder, structs.replace(dump, parts=parts, coverage=coverage))


def _dump(institution: str | None, sequence: int, records: int, files: tuple[DumpFile, ...]) -> Dump:
    return Dump(new_folder(), institution, sequence, datetime.now(UTC).replace(microsecond=0), records, files)
