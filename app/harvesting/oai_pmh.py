"""OAI-PMH 2.0 as a harvester: the richest form, selective from the last date on, resumed by token, page by page."""

from __future__ import annotations

import httpx
import msgspec
from msgspec import structs

from app.core.config import Bounds
from app.core.errors import InputError
from app.core.finding import Cell, Finding, Rule
from app.core.registry import Registry
from app.core.text import Text
from app.harvesting.asking import Asking, HarvestRefused
from app.harvesting.datestamps import is_of_the_protocol
from app.harvesting.oai_forms import Chosen, asked_for, richest
from app.harvesting.oai_place import OaiPlace, after_page, arguments_at, begun_again, dated, is_over, written_place
from app.harvesting.oai_repository import OaiRepository
from app.harvesting.page import End, Moved, Page
from app.harvesting.rules import LIST_CUT_SHORT, ODD_DATESTAMP, PAGE_DAMAGED
from app.reading.oai_page import OaiPage
from app.reading.source_format import SourceFormat
from app.storage.harvest_pages import Entry
from app.storage.harvest_runs import HarvestRun
from app.storage.harvest_sources import HarvestSource

_DAMAGED_ASKED = 3  # times that a damaged page is asked for: most damage is of the way, not of the page


class OaiHarvest:
    """A source of the kind `oai-pmh`."""

    def __init__(self, source: HarvestSource, asking: Asking, bounds: Bounds, formats: Registry[SourceFormat]) -> None:
        """Harvest this source."""
        self._source = source
        self._repository = OaiRepository(source.url, asking, bounds)
        self._formats = formats

    def next(self, run: HarvestRun) -> Page | Moved | End:
        """Return the next page of the list; see `app.harvesting.page.Offer`."""
        place = msgspec.json.decode(run.place or "{}", type=OaiPlace)
        if place.ended or is_over(place):
            since = place.began if place.ended and place.sound else place.since
            return End(written_place(OaiPlace(since=since, until=place.until)))
        if not place.prefix:
            return Moved(written_place(self._prepared(place)))
        return self._answered(place, *self._listed(place))

    def _answered(self, place: OaiPlace, page: OaiPage, answer: httpx.Response) -> Page | Moved:
        """Return what comes of an answer: a page, or where to go on after the repository's refusal."""
        codes = {code for code, _ in page.errors}
        if "badResumptionToken" in codes and place.token:
            return Moved(written_place(begun_again(place)))
        if "noRecordsMatch" in codes:
            return Moved(written_place(structs.replace(dated(place, page, answer), ended=True)))
        if "badArgument" in codes and not place.day and (place.since or place.until) and not place.token:
            return Moved(
                written_place(structs.replace(place, day=True))
            )  # it takes days only, whatever it says of itself
        if page.errors and not page.headers:
            raise _told(page)
        if page.damage is not None and not page.headers and page.token is None:
            raise _no_answer(page.damage)
        return self._page(place, page, answer)

    def _prepared(self, place: OaiPlace) -> OaiPlace:
        """Return the place with the form that is asked for, and the granularity of the dates."""
        day = self._repository.to_the_day()
        offers = self._repository.offers()
        wanted = self._source.metadata_prefix
        chosen: Chosen | None = asked_for(wanted, offers, self._formats) if wanted else richest(offers, self._formats)
        if chosen is None:
            listed = ", ".join(one.prefix for one in offers[:20]) or "-"
            raise HarvestRefused(
                Text(
                    fr=f"Aucun des formats du dépôt n'est lu ici: {listed}.",
                    en=f"None of the repository's formats is read here: {listed}.",
                )
            )
        offered = chosen.offered
        return structs.replace(
            place,
            prefix=offered.prefix,
            namespace=offered.namespace,
            format=self._source.format or chosen.format,
            day=day,
        )

    def _listed(self, place: OaiPlace) -> tuple[OaiPage, httpx.Response]:
        arguments = arguments_at(place, self._source.set_spec)
        page, answer = self._repository.ask(**arguments)
        for _ in range(_DAMAGED_ASKED - 1):
            if page.damage is None:
                break
            page, answer = self._repository.ask(**arguments)
        return page, answer

    def _page(self, place: OaiPlace, page: OaiPage, answer: httpx.Response) -> Page:
        entries = [Entry(one.identifier, one.datestamp, one.place, one.deleted) for one in page.headers]
        cut_short = page.damage is not None and page.token is None
        findings = _findings(page, cut_short=cut_short)
        after = after_page(dated(place, page, answer), page)
        number = place.pages + 1
        return Page(
            content=answer.content,
            name=f"{self._source.name}-{number}.xml",
            entries=entries,
            next_place=written_place(structs.replace(after, pages=number, sound=place.sound and not cut_short)),
            base_url=self._source.url,
            namespace=place.namespace,
            format=place.format,
            findings=findings,
            options={"deleted": "apart"},  # what is deleted is withdrawn by what it was called
        )


def _findings(page: OaiPage, *, cut_short: bool) -> tuple[Finding, ...]:
    found: list[Finding] = []
    if page.damage is not None:
        found.append(_finding(PAGE_DAMAGED, Cell(path="/"), problem=page.damage))
    if cut_short:
        found.append(_finding(LIST_CUT_SHORT, Cell(path="/")))
    odd = [one for one in page.headers if not is_of_the_protocol(one.datestamp)]
    if odd:
        cell = Cell("datestamp", odd[0].datestamp, path=f"{odd[0].place}/header/datestamp")
        found.append(_finding(ODD_DATESTAMP, cell, count=str(len(odd))))
    return tuple(found)


def _finding(rule: Rule, cell: Cell, **arguments: str) -> Finding:
    return Finding(rule.id, rule.severity, cell, arguments)


def _told(page: OaiPage) -> InputError:
    listed = "; ".join(f"{code}: {text}" for code, text in page.errors)[:500]
    return HarvestRefused(
        Text(fr=f"Le dépôt refuse la demande ({listed}).", en=f"The repository refuses the request ({listed}).")
    )


def _no_answer(damage: str) -> InputError:
    return HarvestRefused(
        Text(
            fr=f"La réponse n'est pas celle d'un dépôt OAI-PMH ({damage}).",
            en=f"The answer is not one of an OAI-PMH repository ({damage}).",
        )
    )
