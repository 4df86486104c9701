"""A feed's document as an answer: compressed for whoever takes it, with a strong entity tag, or 304 (RFC 9110)."""

from __future__ import annotations

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

from app.web.negotiation import entity_tags

# A day: the service itself forgets at once what a withdrawal took back, caches that stand before it within a day.
CLOSED = "public, max-age=86400, immutable"
OPEN = "no-cache"
GROWING = "public, max-age=2"  # a page that may still grow: who polls is told how often it is worth while
_LEVEL = 6  # of gzip: beyond, RDF gets hardly smaller and much slower
_SMALL = 1_024  # bytes below which compressing is not worth a header


@dataclass(frozen=True, slots=True)
class Document:
    """A document ready to be answered: compressed once, however often it is asked for."""

    compressed: bytes
    size: int
    tag: str
    media_type: str
    cache_control: str
    headers: Mapping[str, str] = field(default_factory=dict)


def made(
    body: bytes, media_type: str, cache_control: str = OPEN, *, headers: Mapping[str, str] | None = None
) -> Document:
    """Return the document of this body, which caches may keep as `cache_control` says."""
    compressed = gzip.compress(body, _LEVEL, mtime=0)
    tag = hashlib.blake2b(body, digest_size=12).hexdigest()
    return Document(compressed, len(body), tag, media_type, cache_control, headers or {})


def answered(request: Request, document: Document, vary: str = "Accept-Encoding") -> Response:
    """Return the answer: 304 where the client has this very document, else compressed or not as it takes it."""
    zipped = document.size >= _SMALL and "gzip" in request.headers.get("accept-encoding", "")
    tag = f"{document.tag}-gzip" if zipped else document.tag  # strong: other bytes, another tag
    headers = {"ETag": f'"{tag}"', "Cache-Control": document.cache_control, "Vary": vary, **document.headers}
    known = entity_tags(request.headers.get("if-none-match"))
    if known is not None and (tag in known or "*" in known):
        return Response(None, 304, headers)
    if zipped:
        headers["Content-Encoding"] = "gzip"
        return Response(document.compressed, 200, headers, document.media_type)
    return Response(gzip.decompress(document.compressed), 200, headers, document.media_type)


class DocumentCache:
    """Closed documents by their names, those asked for last, up to a number of bytes in all; safe between threads."""

    def __init__(self, most_bytes: int) -> None:
        """Keep so many bytes of compressed documents."""
        self._most = most_bytes
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, name: str) -> Document | None:
        """Return the document of this name if it is kept."""
        with self._lock:
            found = self._kept.get(name)
            if found is not None:
                self._kept.move_to_end(name)
            return found

    def keep(self, name: str, document: Document) -> None:
        """Keep a document; those that were asked for longest ago make room."""
        with self._lock:
            self._drop(name)
            self._kept[name] = document
            self._bytes += len(document.compressed)
            while self._bytes > self._most and len(self._kept) > 1:
                self._drop(next(iter(self._kept)))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0

    def _drop(self, name: str) -> None:
        gone = self._kept.pop(name, None)
        if gone is not None:
            self._bytes -= len(gone.compressed)
