"""Documents at many addresses, fetched one by one and delivered together: an archive, one member a document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import httpx
import msgspec
from msgspec import Struct

from app.core.config import Bounds
from app.core.errors import BoundPassed, ConcordanceError
from app.core.finding import Cell, Finding
from app.harvesting.asking import Asking
from app.harvesting.rules import NO_OBJECT, NOT_FETCHED
from app.intake.safe_http import Unreachable, UnsafeAddress
from app.reading.json_ld_nodes import is_furniture
from app.reading.json_ld_scripts import json_ld_of
from app.storage.harvest_pages import Entry

AT_ONCE = 50  # documents of one page: an interrupted run fetches so many again at most
ACCEPTED = (
    "application/ld+json, application/json;q=0.9, text/turtle;q=0.8, application/rdf+xml;q=0.8, text/html;q=0.7, "
    "application/xhtml+xml;q=0.7, */*;q=0.1"
)
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_SUFFIXES = {
    "application/ld+json": "json",
    "application/json": "json",
    "text/turtle": "ttl",
    "application/rdf+xml": "rdf",
    "application/xml": "xml",
    "text/xml": "xml",
}
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})")


class Wanted(Struct, frozen=True):
    """A document that is wanted: where it is, the source's name for what it describes, when that was changed."""

    address: str
    identifier: str
    datestamp: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Fetched:
    """What became of the wanted documents: the archive, its entries, and what is said of those that did not come.

    An entry that did not come has no place; `missed` says that there is one.
    """

    archive: bytes = b""
    entries: list[Entry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    missed: bool = False


def fetch_documents(
    wanted: Sequence[Wanted], asking: Asking, bounds: Bounds, allowed: Callable[[str], bool] = lambda _address: True
) -> Fetched:
    """Fetch each document that is wanted: what is gone (404, 410) is a deleted entry, what is not `allowed` none.

    Raises ComeBackLater and whatever ends a run; what is wrong with one document alone is a finding on it.
    """
    told = Fetched()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in wanted:
            if one.deleted:
                told.entries.append(Entry(one.identifier, one.datestamp, "", deleted=True))
                continue
            if not allowed(one.address):
                told.findings.append(_not_fetched(one.address, "robots.txt"))
                continue
            problem = _into(archive, one, asking, bounds, told)
            if problem is not None:
                told.entries.append(Entry(one.identifier, one.datestamp, ""))
                told.findings.append(_not_fetched(one.address, problem))
                told.missed = True
    told.archive = packed.getvalue()
    return told


def _not_fetched(address: str, problem: str) -> Finding:
    return Finding(NOT_FETCHED.id, NOT_FETCHED.severity, Cell(value=address), {"problem": problem})


def _into(archive: zipfile.ZipFile, one: Wanted, asking: Asking, bounds: Bounds, told: Fetched) -> str | None:
    """Put a document into the archive; return why it cannot be, None when it is, or is gone."""
    try:
        answer = asking.get(one.address, most_bytes=bounds.max_harvest_page_bytes, headers={"Accept": ACCEPTED})
    except (Unreachable, UnsafeAddress, BoundPassed) as error:
        return error.detail.en
    except ConcordanceError as error:
        if error.kind != "harvest-refused":
            raise
        return error.detail.en
    if answer.status_code in _GONE:
        told.entries.append(Entry(one.identifier, one.datestamp, "", deleted=True))
        return None
    if not answer.is_success:
        return f"HTTP {answer.status_code}"
    content, suffix = _document(answer)
    if not content:
        told.findings.append(Finding(NO_OBJECT.id, NO_OBJECT.severity, Cell(value=one.address)))
        return None
    name = f"{len(told.entries) + 1:05}.{suffix}"
    archive.writestr(name, content)
    told.entries.append(Entry(one.identifier, one.datestamp, name))
    return None


def _document(answer: httpx.Response) -> tuple[bytes, str]:
    """Return what an answer describes an object with (nothing, if it is about none), and the ending of its name."""
    media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if "html" not in media_type:
        ending = "json" if media_type.endswith("+json") else _SUFFIXES.get(media_type, "json")
        return (b"" if ending == "json" and _is_of_something_else(answer.content) else answer.content), ending
    nodes = json_ld_of(_text(answer))
    if not nodes:
        return b"", "json"
    return msgspec.json.encode(nodes[0] if len(nodes) == 1 else nodes), "json"


def _is_of_something_else(content: bytes) -> bool:
    try:
        node = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError):
        return False  # the reader says what is wrong with it
    return isinstance(node, dict) and is_furniture(node)


def _text(answer: httpx.Response) -> str:
    named = answer.charset_encoding
    if named is None:
        found = _CHARSET.search(answer.content[:2_048])
        named = found[1].decode("ascii") if found else "utf-8"
    try:
        return answer.content.decode(named, "replace")
    except LookupError:
        return answer.content.decode("utf-8", "replace")
