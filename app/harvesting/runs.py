"""A harvest is run: a page is asked for, kept, brought in as a delivery, and the run moves on; or goes on where it was.

Whatever is killed, whenever: a page that was kept is brought in from its delivery's own checkpoint, one that was not is
asked for again. So nothing is lost, and nothing is stored twice.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy.exc import OperationalError

from app.core.errors import BoundPassed, ConcordanceError, Conflict, CrosswalkError, StorageFull, UnknownName
from app.core.logs import log_context
from app.core.outcome import Outcome
from app.core.text import Text
from app.harvesting.asking import RETRIES_S, Asking, ComeBackLater
from app.harvesting.kinds import offer_of
from app.harvesting.page import End, Moved, Offer, Page
from app.harvesting.pairing import paired
from app.harvesting.schedule import next_after
from app.harvesting.sources import client_for
from app.harvesting.turn import LEASE_MS, Stopping, Turn, TurnOver, holder_name, is_dead
from app.intake.push import DeliverySink, discard, make_lasting
from app.pipeline import Tools, delivered, ingest, judged, plan_for
from app.storage.harvest_leases import give_back, settle, take_due, take_source
from app.storage.harvest_pages import Contents, KeptPage, finish_page, keep_page, page_under_way
from app.storage.harvest_runs import HarvestRun, end_run, move_run, open_run, stumble
from app.storage.harvest_sources import HarvestSource
from app.storage.institutions import get_institution
from app.storage.submissions import NewSubmission, SubmissionState, fail_submission, get_submission
from app.workbench import ChunkResult

_AGAIN_S = (60, 300, 900, 3_600, 3 * 3_600, 6 * 3_600)  # after so many failures in a row
_GIVEN_UP_AFTER = 12  # failures in a row: two days; the next run begins at its beginning
_SEVERAL_PROCESSES_FROM = 4 * 1024 * 1024
# Not the page's fault: the next page would meet the same.
_OURS = {kind.kind: kind for kind in (StorageFull, CrosswalkError, UnknownName)}
_log = structlog.get_logger("app.harvesting")


@dataclass(slots=True)
class Harvests:
    """Runs harvests in this process; `told` is given each run after each of its pages.

    `retries_s` are the pauses after the first failures of a request.
    """

    tools: Tools
    stopping: threading.Event = field(default_factory=threading.Event)
    told: Callable[[HarvestSource, HarvestRun], None] | None = None
    retries_s: tuple[float, ...] = RETRIES_S
    holder: str = field(default_factory=holder_name)

    def run_due(self) -> bool:
        """Run the source that is due longest; return False when none is, or others are at it."""
        source = take_due(self.tools.database, self.holder, LEASE_MS, is_dead)
        if source is None:
            return False
        self._run(source)
        return True

    def run_named(self, institution: str, name: str) -> HarvestRun:
        """Run a source now, and return how it ended; raise Conflict while another is at it, UnknownName."""
        return self._run(take_source(self.tools.database, (institution, name), self.holder, LEASE_MS, is_dead))

    def _run(self, source: HarvestSource) -> HarvestRun:
        with log_context(institution=source.institution):
            settings = self.tools.settings
            turn = Turn(self.tools.database, source, self.holder, self.stopping, settings.bounds.harvest_turn_s)
            run = open_run(
                self.tools.database,
                source,
                whole=source.whole or source.asked_whole,
                from_beginning=source.asked_whole or (source.whole and source.kind != "file"),
            )
            _log.info("harvest begins", source=source.name, run=run.id, pages=run.pages, whole=run.whole)
            try:
                with client_for(self.tools, allow_private=source.allow_private) as client:
                    pause_s = settings.harvest_pause_ms / 1000
                    asking = Asking(client, turn.wait, pause_s=pause_s, retries_s=self.retries_s)
                    run = self._pages(source, run, offer_of(source, asking, self.tools), turn)
            except (Stopping, Conflict):  # asked to end, or another is at the page: it is that one's to end
                give_back(self.tools.database, source, self.holder)
                raise
            except TurnOver:
                settle(self.tools.database, source, self.holder, next_run=_now(), failed=False, whole_done=False)
                return run
            except ConcordanceError as error:
                return self._stopped(source, run, error)
            except OperationalError:
                raise  # the database is away: the lease will pass, and the run go on
            except Exception:  # noqa: BLE001  # a fault of ours ends as a problem that can be read, and a trace
                _log.exception("harvest failed", source=source.name, run=run.id)
                return self._stopped(source, run, _fault())
            next_run = next_after(source.schedule, _now())
            settle(self.tools.database, source, self.holder, next_run=next_run, failed=False, whole_done=run.whole)
            _log.info("harvest ended", source=source.name, run=run.id, pages=run.pages, entries=run.entries)
            return run

    def _pages(self, source: HarvestSource, run: HarvestRun, offer: Offer, turn: Turn) -> HarvestRun:
        """Bring in page after page to the end; what is left under way by another process comes first."""
        database = self.tools.database
        while True:
            turn.still()
            page = page_under_way(database, run)
            if page is None:
                turn.in_time()
                if run.pages >= self.tools.settings.bounds.max_harvest_pages:
                    raise _too_long(run)
                offered = offer.next(run)
                if isinstance(offered, End):
                    return end_run(database, source, run, offered.from_place)
                if isinstance(offered, Moved):
                    run = move_run(database, run, offered.place)
                    continue
                page = self._kept(source, run, offered)
            run = self._brought_in(source, run, page, turn)
            discard(page.path)
            if self.told is not None:
                self.told(source, run)

    def _kept(self, source: HarvestSource, run: HarvestRun, page: Page) -> KeptPage:
        """Put a page on the disk, then into the database, as a delivery that waits."""
        sink = page.content if isinstance(page.content, DeliverySink) else DeliverySink(self.tools.settings.data_dir)
        try:
            if isinstance(page.content, bytes):
                sink.write(page.content)
                sink.close()
            make_lasting(sink.path)
            new = NewSubmission(
                institution=source.institution,
                file_name=page.name,
                stored_path=str(sink.path),
                sha256=sink.sha256,
                format=source.format or page.format,
                crosswalk=source.crosswalk,
                options=dict(page.options),
                total_bytes=sink.size,
            )
            entries = None if page.entries is None else tuple(page.entries)
            contents = Contents(entries, page.base_url, page.namespace)
            return keep_page(self.tools.database, run, new, contents, page.next_place, findings=page.findings)
        except BaseException:
            sink.discard()
            raise

    def _brought_in(self, source: HarvestSource, run: HarvestRun, page: KeptPage, turn: Turn) -> HarvestRun:
        """Bring the records of a page in, say where each came from, withdraw what is deleted, and move the run on."""
        database, contents = self.tools.database, page.contents
        if contents.entries is not None and all(entry.deleted or not entry.place for entry in contents.entries):
            not_come = sum(not entry.deleted for entry in contents.entries)
            return finish_page(database, source, run, page, (), damaged=not_come)
        outcomes: list[Outcome] = []

        def noticed(result: ChunkResult) -> None:
            if contents.entries is not None:
                outcomes.extend(result.outcomes)
            turn.still()

        begun = get_submission(database, page.submission)
        done = begun if begun.status == "done" else self._ingested(begun, noticed)
        if contents.entries is None:
            return finish_page(database, source, run, page, (), damaged=int(done.problem is not None))
        if begun.checkpoint or begun.status == "done":
            outcomes = self._judged_again(done)  # what an interrupted run knew of the chunks it stored is gone
        told = paired(contents.entries, outcomes, contents.namespace)
        return finish_page(
            database, source, run, page, told.harvested, damaged=told.missing, findings=told.unread, unsure=told.unsure
        )

    def _ingested(self, state: SubmissionState, noticed: Callable[[ChunkResult], None]) -> SubmissionState:
        """Bring a delivery in to its end; raise what would stop the next page too."""
        settings = self.tools.settings
        processes = settings.processes if state.total_bytes >= _SEVERAL_PROCESSES_FROM else 1
        done = ingest(state.id, self.tools, processes=processes, noticed=noticed)
        if done.problem is not None and done.problem.kind in _OURS:
            raise _OURS[done.problem.kind](done.problem.detail)
        return done

    def _judged_again(self, state: SubmissionState) -> list[Outcome]:
        """Return the outcomes of a page anew, nothing stored."""
        file = delivered(state, self.tools.settings)
        language = get_institution(self.tools.database, state.institution).language
        crosswalk = state.crosswalk
        plan = plan_for(file, state.institution, state.format, crosswalk, self.tools, language=language)
        found: list[Outcome] = []
        try:
            for result in judged(file, plan, self.tools):
                found += result.outcomes
        except ConcordanceError:
            pass  # the delivery itself ended so, and says it
        return found

    def _stopped(self, source: HarvestSource, run: HarvestRun, error: ConcordanceError) -> HarvestRun:
        """Keep what stopped a run, and come back to it: later each time, and in the end from the beginning."""
        give_up = source.failures + 1 >= _GIVEN_UP_AFTER
        if give_up:
            self._abandon(run, error)
        run = stumble(self.tools.database, run, error, give_up=give_up)
        after_s = float(_AGAIN_S[min(source.failures, len(_AGAIN_S) - 1)])
        if isinstance(error, ComeBackLater):
            after_s = max(after_s, error.after_s)
        next_run: datetime | None = _now() + timedelta(seconds=after_s)
        if give_up:
            next_run = next_after(source.schedule, _now())
        settle(
            self.tools.database,
            source,
            self.holder,
            next_run=next_run,
            failed=not isinstance(error, ComeBackLater),
            whole_done=False,
        )
        _log.warning("harvest stopped", source=source.name, run=run.id, problem=error.detail.en, given_up=give_up)
        return run

    def _abandon(self, run: HarvestRun, error: ConcordanceError) -> None:
        """Let go of a page that cannot be brought in: its delivery has failed, its file is not kept."""
        page = page_under_way(self.tools.database, run)
        if page is not None:
            fail_submission(self.tools.database, page.submission, error)
            discard(page.path)


def _too_long(run: HarvestRun) -> BoundPassed:
    return BoundPassed(
        Text(
            fr=f"La liste n'est pas finie après {run.pages} pages.",
            en=f"The list is not at its end after {run.pages} pages.",
        ),
        bound="max_harvest_pages",
    )


def _fault() -> ConcordanceError:
    return ConcordanceError(
        Text(
            fr="Le service a rencontré une faute qui lui est propre; le moissonnage reprendra où il en est.",
            en="The service met a fault of its own; the harvest will go on where it is.",
        )
    )


def _now() -> datetime:
    return datetime.now(UTC)
