"""Requests to one OAI-PMH repository: what it is asked, what it answers, and what it says of itself."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx
from msgspec import Struct, structs

from app.core.config import Bounds
from app.core.text import Text
from app.harvesting.asking import Asking, HarvestRefused, refused
from app.reading.oai_page import MetadataFormat, OaiPage, read_oai_page

_ARGUMENTS = frozenset({"verb", "metadataPrefix", "set", "from", "until", "identifier", "resumptionToken"})
_LISTS = 100  # pages of sets that are looked at


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


def without_request(url: str) -> tuple[str, dict[str, str]]:
    """Return the base URL of an address that somebody copied with a request in it, and the request's arguments."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    own = [(name, value) for name, value in given if name not in _ARGUMENTS]
    if len(own) == len(given):
        return url, {}
    base = urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(own), ""))
    return base, {name: value for name, value in given if name in _ARGUMENTS}


def _address(base_url: str, arguments: dict[str, str]) -> str:
    parts = urlsplit(without_request(base_url)[0])
    query = "&".join(part for part in (parts.query, urlencode(arguments)) if part)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
