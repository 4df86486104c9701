"""What kind of source an address is, asked of the address itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import msgspec

from app.core.config import Bounds
from app.core.errors import BoundPassed, ConcordanceError
from app.harvesting.asking import Asking
from app.harvesting.oai_repository import OaiRepository
from app.storage.harvest_sources import SourceKind

_SITEMAP = re.compile(rb"<(?:[\w.-]+:)?(?:urlset|sitemapindex)[\s>]")
_GZIP = b"\x1f\x8b"
_HEAD = 64 * 1024
_LOOKED_AT = 4 * 1024 * 1024
_OAI_PATH = re.compile(r"(?i)(^|[/._-])oai(-?pmh)?([/._-]|$)|request$|oaihandler")


def kind_of(url: str, asking: Asking, bounds: Bounds) -> SourceKind:
    """Return the kind of source at an address: by its answer; a file where it is nothing else that we know.

    Raises UnsafeAddress, Unreachable.
    """
    if _OAI_PATH.search(urlsplit(url).path) and _speaks_oai(url, asking, bounds):
        return "oai-pmh"
    try:
        answer = asking.get(url, most_bytes=_LOOKED_AT)
    except BoundPassed:
        return "file"  # whatever it is, it is a large one
    if answer.is_success:
        head = answer.content[:_HEAD]
        packed = head.startswith(_GZIP) and "sitemap" in urlsplit(url).path.lower()
        if packed or _SITEMAP.search(head):
            return "sitemap"
        if _is_collection(answer.content):
            return "change-discovery"
    speaks = not answer.is_success or b"openarchives.org/OAI" in answer.content[:_HEAD]
    return "oai-pmh" if speaks and _speaks_oai(url, asking, bounds) else "file"


def _speaks_oai(url: str, asking: Asking, bounds: Bounds) -> bool:
    try:
        page, _ = OaiRepository(url, asking, bounds).ask(verb="Identify")
    except ConcordanceError as error:
        if error.kind in {"unsafe-address", "unreachable"}:
            raise
        return False
    return bool(page.repository or page.granularity)


def _is_collection(content: bytes) -> bool:
    """Say whether an answer is the top of an activity stream (IIIF Change Discovery 1.0, section 3.3)."""
    try:
        top = msgspec.json.decode(content)
    except msgspec.DecodeError:
        return False
    return isinstance(top, dict) and top.get("type") == "OrderedCollection" and ("last" in top or "first" in top)
