"""The text of an XML file, in its own encoding, as a window that moves over it in constant memory."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.reading.bytes_in import DeliveredBytes
from app.reading.decoded import Block, decoded
from app.reading.encoding import UTF_8, Encoding, encoding_of

_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']")
# What these name is either UTF-8 or so often said of something else that the bytes are asked.
_ASKED = frozenset({"utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-32", "ucs-2", "unicode"})
_PEEKED = 1024


def xml_encoding(source: DeliveredBytes, wanted: str | None) -> Encoding:
    """Return the encoding of an XML file: its mark, the one asked for, the one it declares, else what its bytes are.

    A declaration of UTF-8 is checked (XML 1.0, section 4.3.3, makes it the default). Raises UnreadableFile for a wanted
    encoding that does not exist.
    """
    beginning = next(source.blocks(_PEEKED), b"")
    declared = _DECLARED.search(beginning)
    name = declared[1].decode("ascii").lower() if declared else ""
    if wanted or not name or name in _ASKED:
        return encoding_of(source, wanted)
    try:
        "".encode(name)
    except LookupError:
        return encoding_of(source, None)
    return encoding_of(source, name)


class XmlWindow:
    """The part of the text that is being looked at. `text` grows by `more` and is shortened by `drop`."""

    def __init__(self, source: DeliveredBytes, encoding: Encoding) -> None:
        """Begin at the beginning of the file."""
        self._blocks: Iterator[Block] = decoded(source, encoding)
        self.text = ""
        self.suspect = False
        self.line = 1
        self.ended = False
        self.utf_8 = encoding.name == UTF_8

    def more(self) -> bool:
        """Take in the next block; False when there is none."""
        block = next(self._blocks, None)
        if block is None:
            self.ended = True
            return False
        self.suspect = self.suspect or block.suspect
        self.text += block.text
        return True

    def drop(self, upto: int) -> None:
        """Forget the text before this position."""
        self.line += self.text.count("\n", 0, upto)
        self.text = self.text[upto:]
        if not self.text:
            self.suspect = False

    def find(self, wanted: str, start: int) -> int:
        """Return where the text comes, taking in as much as is needed; -1 when it never comes."""
        while (at := self.text.find(wanted, start)) < 0:
            start = max(start, len(self.text) - len(wanted) + 1)
            if not self.more():
                return -1
        return at

    def pass_over(self, wanted: str, start: int) -> bool:
        """Forget everything up to the end of this text, in constant memory; False when it never comes."""
        self.drop(start)
        while (at := self.text.find(wanted)) < 0:
            self.drop(max(0, len(self.text) - len(wanted) + 1))
            if not self.more():
                self.drop(len(self.text))
                return False
        self.drop(at + len(wanted))
        return True
