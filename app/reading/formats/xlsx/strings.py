"""The texts that the cells of a workbook share, kept in a file on disk: a collection may have a gigabyte of them."""

from __future__ import annotations

import mmap
import re
import tempfile
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from xml.parsers import expat

from app.reading.formats.xlsx.archive import Archive, DamagedPart, damaged
from app.reading.formats.xlsx.workbook import refuse

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


class SharedStrings:
    """The shared strings by their index. Eight bytes of memory each; the texts are read from the file."""

    def __init__(self, texts: mmap.mmap | None, ends: array[int]) -> None:
        """Take the texts, one after another in UTF-8, and where each ends."""
        self._texts = texts
        self._ends = ends

    def text(self, index: int) -> str:
        """Return a string; raise IndexError when there is none of this index."""
        if index < 0:
            raise IndexError(index)
        end = self._ends[index]
        start = self._ends[index - 1] if index else 0
        return self._texts[start:end].decode("utf-8") if self._texts else ""


def unescaped(text: str) -> str:
    """Return a text with its `_x000D_` escapes replaced by their characters (ECMA-376, part 1, 22.9.2.19)."""
    if "_x" not in text:
        return text
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text).replace("\r\n", "\n")


class TextCollector:
    """The text of one `si` or `is` element: its runs without their phonetic hints, up to a number of characters."""

    def __init__(self, longest: int) -> None:
        """Take how many characters to keep."""
        self._longest = longest
        self._parts: list[str] = []
        self._size = 0
        self._phonetic = self.open = False

    def begin(self, name: str) -> None:
        """Take the start of an element inside."""
        if name == "rPh":
            self._phonetic = True
        elif name == "t":
            self.open = not self._phonetic

    def end(self, name: str) -> None:
        """Take the end of an element inside."""
        if name == "rPh":
            self._phonetic = False
        elif name == "t":
            self.open = False

    def add(self, text: str) -> None:
        """Take characters."""
        if self.open and self._size <= self._longest:
            self._parts.append(text)
            self._size += len(text)

    def take(self) -> str:
        """Return the text and begin another."""
        text = "".join(self._parts)[: self._longest + 1]
        self._parts, self._size, self._phonetic, self.open = [], 0, False, False
        return unescaped(text)


@contextmanager
def shared_strings(archive: Archive, part: str | None, longest: int) -> Iterator[SharedStrings]:
    """Give the shared strings of a workbook, each cut after `longest` characters; none when `part` is None.

    Raises UnreadableFile when their part is damaged, BoundPassed when it is too large.
    """
    ends = array("Q")
    if part is None:
        yield SharedStrings(None, ends)
        return
    with tempfile.TemporaryFile() as file:
        size = 0
        for text in _texts(archive, part, longest):
            size += file.write(text.encode("utf-8", "replace"))
            ends.append(size)
        file.flush()
        if not size:
            yield SharedStrings(None, ends)
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as texts:
            yield SharedStrings(texts, ends)


def _texts(archive: Archive, part: str, longest: int) -> Iterator[str]:
    done: list[str] = []
    collector = TextCollector(longest)

    def start(name: str, _attributes: dict[str, str]) -> None:
        collector.begin(name.rpartition(":")[2])

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        collector.end(local)
        if local == "si":
            done.append(collector.take())

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = collector.add
    try:
        for block in archive.blocks(part):
            parser.Parse(block)
            yield from done
            done.clear()
    except (DamagedPart, expat.ExpatError) as error:
        raise damaged() from error
