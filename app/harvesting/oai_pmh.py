"""OAI-PMH 2.0 as a harvester: the richest form, selective from the last date on, resumed by token, page by page."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit, urlunsplit

import httpx
import msgspec
from msgspec import Struct, structs

from app.core.config import Bounds
from app.core.errors import InputError
from app.core.finding import Cell, Finding, Rule
from app.core.registry import Registry
from app.core.text import Text
from app.harvesting.asking import Asking, HarvestRefused, refused
from app.harvesting.datestamps import began_at, is_of_the_protocol, moment_of, protocol_date
from app.harvesting.oai_forms import Chosen, asked_for, richest
from app.harvesting.page import End, Moved, Page
from app.harvesting.rules import LIST_CUT_SHORT, ODD_DATESTAMP, PAGE_DAMAGED
from app.reading.oai_page import MetadataFormat, OaiPage, read_oai_page
from app.reading.source_format import SourceFormat
from app.storage.harvest_runs import Entry, HarvestRun
from app.storage.harvest_sources import HarvestSource

_RESTARTS = 10  # of one list whose tokens expire before they are used
_DAMAGED_ASKED = 3  # times that a damaged page is asked for: most damage is of the way, not of the page
_LISTS = 100  # pages of sets that are looked at


class OaiPlace(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where a list stands.

    `since` and `until` are what it asks for; `began` what the next run asks from, by the repository's clock. `last` are
    the entries of the page before, as a digest.

    `day` is the granularity of its dates. `highest` is the last datestamp seen while they came in ascending order
    (`ascending`): a list whose token has expired begins there again. `sound` that no page was cut short.
    """

    since: str = ""
    until: str = ""
    began: str = ""
    prefix: str = ""
    namespace: str = ""
    format: str | None = None
    day: bool = True
    token: str = ""
    pages: int = 0
    highest: str = ""
    ascending: bool = True
    restarts: int = 0
    ended: bool = False
    sound: bool = True
    last: str = ""


class Repository(Struct, frozen=True, kw_only=True):
    """What a repository says of itself (Identify, ListMetadataFormats, ListSets)."""

    name: str
    granularity: str
    deleted_record: str
    formats: tuple[MetadataFormat, ...]
    sets: tuple[str, ...]


class OaiRepository:
    """Requests to one repository; each answer is read, whatever its state."""

    def __init__(self, base_url: str, asking: Asking, bounds: Bounds) -> None:
        """Ask at this base URL."""
        self.base_url = base_url
        self._asking = asking
        self._bounds = bounds

    def ask(self, **arguments: str) -> tuple[OaiPage, httpx.Response]:
        """Return what the repository answers to a request, and the answer itself; raise HarvestRefused."""
        answer = self._asking.get(
            _address(self.base_url, arguments),
            most_bytes=self._bounds.max_harvest_page_bytes,
            headers={"Accept": "text/xml, application/xml;q=0.9"},
        )
        page = read_oai_page(answer.content, self._bounds)
        if answer.is_success or page.errors:
            return page, answer
        if arguments.get("resumptionToken") and answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            # Some answer so to a token that they have forgotten, instead of saying it in the protocol's words.
            return structs.replace(page, errors=(("badResumptionToken", f"HTTP {answer.status_code}"),)), answer
        raise refused(answer)

    def offers(self) -> tuple[MetadataFormat, ...]:
        """Return the forms that it offers records in."""
        return self.ask(verb="ListMetadataFormats")[0].formats

    def described(self) -> Repository:
        """Return what the repository says of itself; raise HarvestRefused when it does not speak the protocol."""
        page = self._identified()
        return Repository(
            name=page.repository,
            granularity=page.granularity,
            deleted_record=page.deleted_record,
            formats=self.offers(),
            sets=self._sets(),
        )

    def to_the_day(self) -> bool:
        """Say whether its dates are days only; every repository takes days, not every one more (section 2.7.1)."""
        return "hh" not in self._identified().granularity.lower()

    def _identified(self) -> OaiPage:
        page, _ = self.ask(verb="Identify")
        if not page.granularity and not page.repository:
            raise HarvestRefused(
                Text(
                    fr="L'adresse ne répond pas à Identify: ce n'est pas un dépôt OAI-PMH.",
                    en="The address does not answer Identify: it is no OAI-PMH repository.",
                )
            )
        return page

    def _sets(self) -> tuple[str, ...]:
        found: list[str] = []
        page, _ = self.ask(verb="ListSets")
        for _ in range(_LISTS):
            found += page.sets
            if not page.token:
                break
            page, _ = self.ask(verb="ListSets", resumptionToken=page.token)
        return tuple(dict.fromkeys(found))


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
        if place.ended or _is_over(place):
            since = place.began if place.ended and place.sound else place.since
            return End(_written(OaiPlace(since=since, until=place.until)))
        if not place.prefix:
            return Moved(_written(self._prepared(place)))
        return self._answered(place, *self._listed(place))

    def _answered(self, place: OaiPlace, page: OaiPage, answer: httpx.Response) -> Page | Moved:
        """Return what comes of an answer: a page, or where to go on after the repository's refusal."""
        codes = {code for code, _ in page.errors}
        if "badResumptionToken" in codes and place.token:
            return Moved(_written(_begun_again(place)))
        if "noRecordsMatch" in codes:
            return Moved(_written(structs.replace(_dated(place, page, answer), ended=True)))
        if "badArgument" in codes and not place.day and (place.since or place.until) and not place.token:
            return Moved(_written(structs.replace(place, day=True)))  # it takes days only, whatever it says of itself
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
        arguments = _arguments(place, self._source.set_spec)
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
        after = _after(_dated(place, page, answer), page)
        number = place.pages + 1
        return Page(
            content=answer.content,
            name=f"{self._source.name}-{number}.xml",
            entries=entries,
            next_place=_written(structs.replace(after, pages=number, sound=place.sound and not cut_short)),
            base_url=self._source.url,
            namespace=place.namespace,
            format=place.format,
            findings=findings,
        )


def _is_over(place: OaiPlace) -> bool:
    """Say whether what is asked for ends before it begins: a list with a last date was harvested to its end."""
    since, until = moment_of(place.since), moment_of(place.until)
    return not place.token and since is not None and until is not None and since.date() > until.date()


def _address(base_url: str, arguments: dict[str, str]) -> str:
    parts = urlsplit(base_url)
    query = "&".join(part for part in (parts.query, urlencode(arguments)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _arguments(place: OaiPlace, set_spec: str | None) -> dict[str, str]:
    if place.token:
        return {"verb": "ListRecords", "resumptionToken": place.token}
    asked = {"verb": "ListRecords", "metadataPrefix": place.prefix}
    if set_spec:
        asked["set"] = set_spec
    since = moment_of(place.since) if place.since else None
    if since is not None:
        asked["from"] = protocol_date(since, day=place.day)
    until = moment_of(place.until) if place.until else None
    if until is not None:
        asked["until"] = protocol_date(until, day=place.day)
    return asked


def _dated(place: OaiPlace, page: OaiPage, answer: httpx.Response) -> OaiPlace:
    """Return the place with the date that the next run begins at: that of the list's first answer."""
    if place.began:
        return place
    began = began_at(page.response_date, _http_date(answer), datetime.now(UTC))
    return structs.replace(place, began=protocol_date(began, day=False))


def _http_date(answer: httpx.Response) -> datetime | None:
    try:
        found = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _after(place: OaiPlace, page: OaiPage) -> OaiPlace:
    """Return where the list goes on after this page."""
    highest, ascending = place.highest, place.ascending
    for header in page.headers:
        moment = moment_of(header.datestamp)
        if moment is None:
            ascending = False
            continue
        written = protocol_date(moment, day=False)
        ascending = ascending and written >= highest
        highest = max(highest, written)
    token = page.token or ""
    last = hashlib.sha256("\n".join(header.identifier for header in page.headers).encode()).hexdigest()
    # The same token after the same page would be the same page for ever; some keep one token for a whole list.
    ended = not token or (token == place.token and last == place.last)
    return structs.replace(place, token=token, highest=highest, ascending=ascending, ended=ended, last=last)


def _begun_again(place: OaiPlace) -> OaiPlace:
    """Return where a list whose token has expired begins again: at the last datestamp, if they came in their order."""
    if place.restarts >= _RESTARTS:
        raise HarvestRefused(
            Text(
                fr=f"Les jetons de reprise du dépôt expirent avant d'être utilisés ({_RESTARTS} fois).",
                en=f"The repository's resumption tokens expire before they are used ({_RESTARTS} times).",
            )
        )
    since = place.highest if place.ascending and place.highest else place.since
    return structs.replace(place, token="", since=since, restarts=place.restarts + 1)


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


def _written(place: OaiPlace) -> str:
    return msgspec.json.encode(place).decode()
