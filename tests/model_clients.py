"""Clients as the protocols describe them, which can be stopped after any page and go on later from what they noted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

import httpx
import pyoxigraph as ox
from lxml import etree

OAI = "{http://www.openarchives.org/OAI/2.0/}"
_TREE, _LDES, _DCT = "https://w3id.org/tree#", "https://w3id.org/ldes#", "http://purl.org/dc/terms/"
_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DELETE = ox.NamedNode("https://www.w3.org/ns/activitystreams#Delete")
_POSITION = ox.NamedNode("http://schema.org/position")


class ModelClient(Protocol):
    """A client that reads one page at a time; `states` says of each record whether it is active or deleted."""

    def page(self) -> bool:
        """Read one page; return True when the feed was read to its end."""

    @property
    def states(self) -> dict[str, str]:
        """What the client knows of each record."""


@dataclass
class OaiClient:
    """OAI-PMH 2.0: incremental harvesting from the date of the answer that began the last complete list."""

    http: httpx.Client
    states: dict[str, str] = field(default_factory=dict)
    token: str = ""
    since: str = ""
    began: str = ""

    def page(self) -> bool:
        arguments = {"verb": "ListRecords"}
        if self.token:
            arguments["resumptionToken"] = self.token
        else:
            arguments |= {"metadataPrefix": "oai_dc"} | ({"from": self.since} if self.since else {})
        document = etree.fromstring(self.http.get("/oai", params=arguments).content)
        if not self.token:
            self.began = document.findtext(f"{OAI}responseDate") or ""
        error = document.find(f"{OAI}error")
        assert error is None or (error.get("code") == "noRecordsMatch" and not self.token), error.get("code")
        for header in document.iter(f"{OAI}header"):
            self.states[header.findtext(f"{OAI}identifier") or ""] = header.get("status", "active")
        self.token = document.findtext(f".//{OAI}resumptionToken") or ""
        if not self.token:
            self.since = self.began
        return not self.token


@dataclass
class LdesClient:
    """LDES: follows every relation; a node that said it is immutable is never asked for again."""

    http: httpx.Client
    accept: str = "application/trig"
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)

    @property
    def states(self) -> dict[str, str]:
        return {record: state for record, (_, state) in self.known.items()}

    def page(self) -> bool:
        if not self.waiting:
            self.waiting = [str(self.http.base_url.join("/ldes"))]
        address = self.waiting.pop(0)
        answer = self.http.get(address, headers={"Accept": self.accept})
        assert answer.status_code == 200, (address, answer.text)
        store = ox.Store()
        forms = {"application/trig": ox.RdfFormat.TRIG, "text/turtle": ox.RdfFormat.TURTLE}
        store.extend(ox.parse(answer.content, format=forms.get(self.accept, ox.RdfFormat.JSON_LD)))
        if "immutable" in answer.headers["cache-control"]:
            self.closed.add(address)
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_TREE}member"), None, None):
            self._member(store, quad.object)
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{_TREE}node"), None, None):
            assert isinstance(quad.object, ox.NamedNode)
            further = quad.object.value
            if further not in self.closed and further not in self.waiting:
                self.waiting.append(further)
        return not self.waiting

    def _member(self, store: ox.Store, member: Any) -> None:
        def value(predicate: ox.NamedNode) -> str:
            quads = store.quads_for_pattern(member, predicate, None, ox.DefaultGraph())
            found = {quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple)}
            assert len(found) == 1, (member, predicate, found)
            return str(found.pop())

        place, record = value(_POSITION), value(ox.NamedNode(f"{_DCT}isVersionOf"))
        deleted = next(store.quads_for_pattern(member, _TYPE, _DELETE, None), None) is not None
        if record not in self.known or place > self.known[record][0]:
            self.known[record] = (place, "deleted" if deleted else "active")


@dataclass
class ActivityClient:
    """IIIF Change Discovery 1.0, section 3.4: from the last page back to the last activity of the crawl before."""

    http: httpx.Client
    states: dict[str, str] = field(default_factory=dict)
    last_crawl: str = ""
    _crawl: Iterator[bool] | None = None

    def page(self) -> bool:
        if self._crawl is None:
            self._crawl = self._crawled()
        done = next(self._crawl)
        if done:
            self._crawl = None
        return done

    def _crawled(self) -> Iterator[bool]:
        stream = self.http.get("/activity").json()
        address: str | None = stream.get("last", {}).get("id")
        processed: set[str] = set()
        newest = self.last_crawl
        while address is not None:
            page = self.http.get(address).json()
            address = page.get("prev", {}).get("id")
            for activity in reversed(page["orderedItems"]):
                if activity["type"] == "Refresh":
                    continue  # nothing is before it
                newest = max(newest, activity["endTime"])
                if activity["endTime"] < self.last_crawl:
                    address = None
                    break
                moved = activity["type"] == "Move"
                self._tell(processed, activity["object"]["id"], gone=moved or activity["type"] == "Delete")
                if moved:
                    self._tell(processed, activity["target"]["id"], gone=False)
            if address is not None:
                yield False
        self.last_crawl = newest
        yield True

    def _tell(self, processed: set[str], record: str, *, gone: bool) -> None:
        if record not in processed:
            processed.add(record)
            self.states[record] = "deleted" if gone else "active"


def to_the_end(client: ModelClient) -> dict[str, str]:
    """Read until the feed has been read to its end; return what the client knows."""
    while not client.page():
        pass
    return client.states
