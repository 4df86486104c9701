"""The records and sets that OAI-PMH asks for, page by page; what a page is, and where the next one begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from msgspec import structs

from app.core.feed import FeedEntry
from app.core.iri import decode_segment
from app.core.text import Text
from app.publication.feed_item import FeedItem
from app.publication.oai_pmh import documents
from app.publication.oai_pmh.faults import Fault
from app.publication.oai_pmh.metadata_formats import MetadataFormat
from app.publication.oai_pmh.provenance import Harvested, provenance
from app.publication.oai_pmh.requests import OaiRequest
from app.publication.oai_pmh.sets import institution_of, institution_spec
from app.publication.oai_pmh.tokens import Resumption, read_token, written_token
from app.storage.feed_sets import find_set, list_sets
from app.storage.feeds import Selection, first_change_at, latest_of, latest_page, sets_of_records
from app.storage.record_origins import origin_of
from app.web.errors import Busy
from app.web.feeds.context import Feeds

_RECORDS = 250  # a page of a megabyte or two, in the richest format
_HEADERS = 1_000
_SETS = 500
_PATIENCE_S = 2.0  # how long a list of a set waits for the sets to follow the log


@dataclass(frozen=True, slots=True)
class OaiLists:
    """The lists of one repository: of all institutions, or of the one whose slug is given."""

    feeds: Feeds
    institution: str | None
    path: str

    def records(self, asked: OaiRequest) -> bytes:
        """Return the body of ListRecords."""
        place, items, sets, token = self._page(asked, _RECORDS, content=True)
        return documents.list_records(items, sets, self._format(place.prefix), token, self._abouts(items))

    def identifiers(self, asked: OaiRequest) -> str:
        """Return the body of ListIdentifiers."""
        _, items, sets, token = self._page(asked, _HEADERS, content=False)
        return documents.list_identifiers(items, sets, token)

    def record(self, asked: OaiRequest) -> bytes:
        """Return the body of GetRecord."""
        one = self._format(asked.arguments["metadataPrefix"])
        entry = self.found(asked.arguments["identifier"])
        items = self.feeds.items((entry,))
        about = self._abouts(items).get(entry.key, ())
        return documents.record(items[0], self._specs((entry,))[entry.key], one, about)

    def sets(self, asked: OaiRequest) -> str:
        """Return the body of ListSets: each institution's own set among the others, in the order of their specs."""
        token = asked.get("resumptionToken")
        place = Resumption(asked.verb) if token is None else self._read(token, asked.verb)
        own = {
            institution_spec(slug): publisher.name
            for slug, publisher in self.feeds.publishers().items()
            if self.institution in {None, slug} and institution_spec(slug) > place.after_set
        }
        others = list_sets(
            self.feeds.tools.database, after=place.after_set, limit=_SETS + 1, institution=self.institution
        )
        page: list[tuple[str, Text]] = sorted(
            [*own.items(), *((one.spec, one.name) for one in others)], key=lambda each: each[0]
        )
        if not page:
            raise Fault("noSetHierarchy", "Il n'y a pas encore d'ensemble.", "There is no set yet.")
        rest, page = page[_SETS:], page[:_SETS]
        after = structs.replace(place, after_set=page[-1][0], cursor=place.cursor + len(page)) if rest else None
        return documents.list_sets(page, self._token(after, place))

    def found(self, identifier: str) -> FeedEntry:
        """Return the newest change of this record; raise Fault idDoesNotExist where this repository has none."""
        start = f"{self.feeds.base}/"
        slug, _, segment = identifier.removeprefix(start).partition("/object/")
        entry = None
        if identifier.startswith(start) and segment and self.institution in {None, slug}:
            entry = latest_of(self.feeds.tools.database, slug, decode_segment(segment))
        if entry is None or self.feeds.items((entry,))[0].iri != identifier:
            raise Fault(
                "idDoesNotExist",
                f"Aucune notice n'a été publiée ici sous « {identifier[:200]} ».",
                f"No record was published here under “{identifier[:200]}”.",
            )
        return entry

    def _page(
        self, asked: OaiRequest, limit: int, *, content: bool
    ) -> tuple[Resumption, tuple[FeedItem, ...], Mapping[int, Sequence[str]], str]:
        token = asked.get("resumptionToken")
        place = self._first(asked) if token is None else self._read(token, asked.verb)
        self._format(place.prefix)
        entries = latest_page(
            self.feeds.tools.database, place.after, limit + 1, self._selection(place), content=content
        )
        if not entries:
            raise _nothing()
        shown, rest = entries[:limit], entries[limit:]
        after = None
        if rest:
            after = structs.replace(place, after=shown[-1].sequence, cursor=place.cursor + len(shown))
        return place, self.feeds.items(shown), self._specs(shown), self._token(after, place)

    def _first(self, asked: OaiRequest) -> Resumption:
        """Return where the list of this request begins and ends in the log."""
        database = self.feeds.tools.database
        place = Resumption(asked.verb, prefix=asked.arguments["metadataPrefix"], in_set=asked.get("set"))
        self._format(place.prefix)
        if asked.start is not None:
            first = first_change_at(database, asked.start)
            if first is None:
                raise _nothing()
            place = structs.replace(place, after=first - 1)
        if asked.end is not None:
            place = self._ended(structs.replace(place, until=int(asked.end.timestamp())))
        if asked.start is None and asked.end is None:
            place = structs.replace(place, size=self.feeds.size(self._selection(place)))
        return place

    def _ended(self, place: Resumption) -> Resumption:
        """Return the place with the sequence that its list ends at, once the log has passed the moment."""
        if place.until is None or place.last is not None:
            return place
        beyond = first_change_at(self.feeds.tools.database, datetime.fromtimestamp(place.until, UTC))
        return place if beyond is None else structs.replace(place, last=beyond - 1)

    def _selection(self, place: Resumption) -> Selection:
        if place.in_set is None:
            return Selection(self.institution, None, place.last)
        slug = institution_of(place.in_set)
        if slug is not None:
            if self.institution not in {None, slug} or slug not in self.feeds.publishers({slug}):
                raise _nothing()
            return Selection(slug, None, place.last)
        if not self.feeds.sets.caught_up(_PATIENCE_S):
            raise Busy(
                Text(
                    fr="Les ensembles ne sont pas encore à jour: réessayez dans quelques secondes.",
                    en="The sets are not up to date yet: try again in a few seconds.",
                )
            )
        if find_set(self.feeds.tools.database, place.in_set) is None:
            raise _nothing()
        return Selection(self.institution, place.in_set, place.last)

    def _specs(self, entries: Sequence[FeedEntry]) -> dict[int, tuple[str, ...]]:
        others = sets_of_records(self.feeds.tools.database, [entry.key for entry in entries])
        return {entry.key: (institution_spec(entry.institution), *others.get(entry.key, ())) for entry in entries}

    def _abouts(self, items: Sequence[FeedItem]) -> dict[int, tuple[bytes, ...]]:
        """Return where those of these records that were harvested came from, by the keys of their entries."""
        wanted: dict[str, dict[str, int]] = {}
        for item in items:
            if item.record is not None:
                wanted.setdefault(item.entry.institution, {})[item.entry.local_id] = item.entry.key
        found: dict[int, tuple[bytes, ...]] = {}
        for institution, keys in wanted.items():
            for local_id, origin in origin_of(self.feeds.tools.database, institution, keys).items():
                told = provenance(
                    Harvested(
                        origin.base_url,
                        origin.identifier,
                        origin.datestamp,
                        origin.metadata_namespace,
                        origin.harvested,
                    )
                )
                if told is not None:
                    found[keys[local_id]] = (told,)
        return found

    def _format(self, prefix: str) -> MetadataFormat:
        one = self.feeds.formats.get(prefix)
        if one is None:
            listed = ", ".join(self.feeds.formats)
            raise Fault(
                "cannotDisseminateFormat",
                f"Aucun format « {prefix[:40]} ». Il y a: {listed}.",
                f"There is no format “{prefix[:40]}”. There are: {listed}.",
            )
        return one

    def _read(self, token: str, verb: str) -> Resumption:
        return self._ended(read_token(token, verb, self.path, self.feeds.secret))

    def _token(self, after: Resumption | None, place: Resumption) -> str:
        """Return the element that leads on from this page, or that ends a list of several pages."""
        if after is None:
            return documents.resumption_token("", place.cursor, place.size) if place.cursor else ""
        written = written_token(after, self.path, self.feeds.secret)
        return documents.resumption_token(written, place.cursor, place.size)


def _nothing() -> Fault:
    return Fault("noRecordsMatch", "Aucune notice ne répond à cette demande.", "No record answers this request.")
