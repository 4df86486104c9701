"""The bytes of a delivered file: decompressed where it is gzip, never more of them than the bounds allow."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import BinaryIO

from app.core.config import MEGABYTE
from app.core.errors import BoundPassed, UnreadableFile
from app.core.text import Text
from app.reading.source_format import DeliveredFile

GZIP = b"\x1f\x8b"
GZIP_WINDOW = 31  # zlib's own number for "a gzip header and trailer around the deflated data" (RFC 1952)
COMPRESSED_BLOCK = 64 * 1024
RATIO_FLOOR = 4 * MEGABYTE  # below this an expansion harms nobody, whatever its ratio
HEAD = 64 * 1024  # bytes that recognition looks at


class DeliveredBytes:
    """A delivered file as a source of decompressed blocks; each call of `blocks` starts from its beginning again.

    The file's `position` follows what was read of it, in bytes on disk.

    `damaged` is True once compressed data was found to be cut short or corrupt: what came before it was given out.
    """

    def __init__(self, file: DeliveredFile) -> None:
        """Keep the file; raise BoundPassed when it is larger than `max_upload_bytes`."""
        self.file = file
        self.damaged = False
        size = file.path.stat().st_size if file.content is None else len(file.content)
        if size > file.bounds.max_upload_bytes:
            raise bound_passed("max_upload_bytes", file.bounds.max_upload_bytes)

    def blocks(self, size: int) -> Iterator[bytes]:
        """Yield the content in blocks of at most `size` bytes.

        Raises BoundPassed (`max_expanded_bytes`, `max_expansion_ratio`) after the blocks that came before the bound.
        """
        self.damaged = False
        content = self.file.content
        with self.file.path.open("rb") if content is None else BytesIO(content) as opened:
            compressed = opened.read(2) == GZIP
            opened.seek(0)
            if compressed:
                yield from self._inflated(opened, size)
            else:
                read = 0
                while block := opened.read(size):
                    read += len(block)
                    self.file.position.bytes_read = read
                    yield block

    def head(self) -> bytes:
        """Return the first 64 KiB of the content, or all of it."""
        head = b""
        for block in self.blocks(HEAD):
            head += block
            if len(head) >= HEAD:
                break
        return head[:HEAD]

    def _inflated(self, opened: BinaryIO, size: int) -> Iterator[bytes]:
        member, pending, expanded, consumed = zlib.decompressobj(GZIP_WINDOW), b"", 0, 0
        while True:
            pending = pending or opened.read(COMPRESSED_BLOCK)
            before = member.copy()
            try:
                block = member.decompress(pending, size)
            except zlib.error:
                self.damaged = True
                yield from _up_to_the_damage(before, pending)
                return
            if not pending and not block and not member.eof:
                self.damaged = True  # the file ended before the member's trailer
                return
            rest = member.unused_data if member.eof else member.unconsumed_tail
            consumed += len(pending) - len(rest)
            expanded += len(block)
            self.file.position.bytes_read = consumed
            self._check(expanded, consumed)
            if block:
                yield block
            pending = rest
            if member.eof:
                # Several members may follow each other (RFC 1952, 2.2), with zeros between; anything else is padding.
                pending = (rest or opened.read(COMPRESSED_BLOCK)).lstrip(b"\0")
                if not pending.startswith(GZIP):
                    return
                member = zlib.decompressobj(GZIP_WINDOW)

    def _check(self, expanded: int, consumed: int) -> None:
        bounds = self.file.bounds
        if expanded > bounds.max_expanded_bytes:
            raise bound_passed("max_expanded_bytes", bounds.max_expanded_bytes)
        if expanded > RATIO_FLOOR and expanded > bounds.max_expansion_ratio * consumed:
            raise bound_passed("max_expansion_ratio", bounds.max_expansion_ratio)


def _up_to_the_damage(member: zlib._Decompress, pending: bytes) -> Iterator[bytes]:
    """Yield what can be decompressed before the error: fed byte by byte, only the byte that raises it gives nothing."""
    with suppress(zlib.error):
        for position in range(len(pending)):
            if block := member.decompress(pending[position : position + 1]):
                yield block


def bound_passed(bound: str, limit: int) -> BoundPassed:
    """Return the error that names a bound and its limit."""
    return BoundPassed(
        Text(
            fr=f"La livraison dépasse la limite {bound} ({limit}).",
            en=f"The delivery passes the bound {bound} ({limit}).",
        ),
        bound=bound,
    )


def nothing_to_read(name: str) -> UnreadableFile:
    """Return the error for a file in which there is no record at all."""
    return UnreadableFile(
        Text(
            fr=f"Le fichier « {name[:80]} » ne contient aucune fiche.",
            en=f"The file “{name[:80]}” holds no record.",
        )
    )
