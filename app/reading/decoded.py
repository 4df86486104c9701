"""A delivered file as decoded text, block by block; a block in which any value may need repair is marked suspect."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import NamedTuple

from app.core.config import Bounds
from app.reading.bytes_in import DeliveredBytes
from app.reading.encoding import Encoding

BLOCK = 128 * 1024  # bytes; large enough that what is done once a block costs nothing a record

_HARMLESS = bytes(code for code in range(256) if (code > 31 and code != 127) or code in b"\t\n\r")  # noqa: PLR2004  # ASCII
# In UTF-8: U+0080 to U+009F; A with a tilde or a circumflex before what another such decoding would make of a second
# byte, and the same of "œ" and of the curly punctuation; U+FFFD and U+FEFF. Each begins with one fixed byte: the search
# for that is several times faster than for one of three.
_SUSPECT = (
    re.compile(rb"\xc2[\x80-\x9f]"),
    re.compile(rb"\xc3(?:[\x82\x83][\xc2\xc5\xc6\xcb\xe2]|\x85\xe2\x80|\xa2(?:\xe2\x82\xac|\xc2\x80))"),
    re.compile(rb"\xef[\xbb\xbf]"),
)
# French words that lack their œ (`text_repair` looks closer); each begins with letters that are searched for at once.
_LOST_OE = tuple(
    re.compile(pattern)
    for pattern in (
        rb"uvr(?<![A-Za-z\x80-\xff]uvr)",
        rb"manuvr",
        rb"d\xc3\xa9suvr",
        rb"bufs(?<=\Wbufs)(?!\w)",
        rb"vux(?![a-z])",
        rb"r\xc3\xa9-[Cc]ur",
    )
)
_LONGEST_PATTERN = 8


class Block(NamedTuple):
    """Some decoded text. `suspect`: a value in it may hold what `text_repair` mends. `cut`: see `whole_lines`."""

    text: str
    suspect: bool
    cut: bool = False


def decoded(source: DeliveredBytes, encoding: Encoding, size: int = BLOCK) -> Iterator[Block]:
    """Yield the text of the file; bytes that are not of its encoding come as lone surrogates (PEP 383), or U+FFFD.

    `size` is in bytes of the file. Raises BoundPassed after the text before the bound.
    """
    lenient_errors = "replace" if encoding.name.startswith("utf-") and encoding.name != "utf-8" else "surrogateescape"
    make = codecs.getincrementaldecoder(encoding.name)
    strict, lenient = make("strict"), make(lenient_errors)
    skip = encoding.mark
    before = b""
    for raw in source.blocks(size):
        rest, skip = raw[skip:], max(0, skip - len(raw))
        text, damaged = _decode(strict, lenient, rest, final=False)
        as_utf_8 = rest if encoding.name == "utf-8" else text.encode("utf-8", "surrogatepass")
        yield Block(text, damaged or _suspect(before + as_utf_8))
        before = as_utf_8[-_LONGEST_PATTERN:]
    text, damaged = _decode(strict, lenient, b"", final=True)
    if text:
        yield Block(text, damaged)


def _decode(
    strict: codecs.IncrementalDecoder, lenient: codecs.IncrementalDecoder, raw: bytes, *, final: bool
) -> tuple[str, bool]:
    state = strict.getstate()
    try:
        return strict.decode(raw, final), False
    except UnicodeDecodeError:
        lenient.setstate(state)
        text = lenient.decode(raw, final)
        strict.setstate(lenient.getstate())
        return text, True


def _suspect(as_utf_8: bytes) -> bool:
    if as_utf_8.translate(None, _HARMLESS):
        return True
    return not as_utf_8.isascii() and any(pattern.search(as_utf_8) for pattern in (*_SUSPECT, *_LOST_OE))


def block_size(bounds: Bounds) -> int:
    """Return how many bytes to decode at once: so few that a cell over the bound shows in the length of its lines."""
    return min(BLOCK, max(64, bounds.max_cell_bytes // 8))


def whole_lines(source: DeliveredBytes, encoding: Encoding) -> Iterator[Block]:
    """Yield the text of the file in blocks that end at a line's end (but the last one, if the file does not).

    A line of more characters than `max_record_bytes` comes as a block of its own, `cut` there; its rest is passed over.
    A line longer than a block is suspect, so that its size is looked at. What damaged compression leaves of the last
    line does not come. Files of the old Macintosh, whose only line end is a carriage return, come with line feeds.
    Raises BoundPassed after the lines before the bound.
    """
    size, longest = block_size(source.file.bounds), source.file.bounds.max_record_bytes
    carry, suspect, skipping, macintosh = "", False, False, None
    for block in decoded(source, encoding, size):
        text = block.text
        if macintosh is None and len(text) > 1:
            macintosh = "\n" not in text and "\r" in text[:-1]
        if macintosh:
            text = text.replace("\r", "\n")
        end = text.rfind("\n") + 1
        if skipping:
            start = text.find("\n") + 1
            if not start:
                continue
            text, end, skipping = text[start:], end - start, False
        if end:
            yield Block(carry + text[:end], suspect or block.suspect or len(carry) > size)
            carry, suspect = text[end:], block.suspect
        else:
            carry, suspect = carry + text, suspect or block.suspect
        if len(carry) > longest:
            yield Block(carry[:longest], suspect=True, cut=True)
            carry, suspect, skipping = "", False, True
    if carry and not source.damaged:
        yield Block(carry, suspect or len(carry) > size)
