"""Where a list of OAI-PMH stands, and where it goes on: after a page, after a token that has expired, the next time."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx
import msgspec
from msgspec import Struct, structs

from app.core.text import Text
from app.harvesting.asking import HarvestRefused
from app.harvesting.datestamps import began_at, moment_of, protocol_date
from app.reading.oai_page import OaiPage

_RESTARTS = 10  # of one list whose tokens expire before they are used


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


def is_over(place: OaiPlace) -> bool:
    """Say whether what is asked for ends before it begins: a list with a last date was harvested to its end."""
    since, until = moment_of(place.since), moment_of(place.until)
    return not place.token and since is not None and until is not None and since.date() > until.date()


def arguments_at(place: OaiPlace, set_spec: str | None) -> dict[str, str]:
    """Return the arguments of the request for what comes at this place (OAI-PMH 2.0, section 4.5)."""
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


def dated(place: OaiPlace, page: OaiPage, answer: httpx.Response) -> OaiPlace:
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


def after_page(place: OaiPlace, page: OaiPage) -> OaiPlace:
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


def begun_again(place: OaiPlace) -> OaiPlace:
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


def written_place(place: OaiPlace) -> str:
    """Return the place as it is stored with its run."""
    return msgspec.json.encode(place).decode()
