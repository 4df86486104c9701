"""Where the records of an XML file stand: found by their tags alone, so that one that is damaged harms no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeAlias

from app.core.config import Bounds
from app.core.finding import Rule
from app.reading.bytes_in import bound_passed
from app.reading.rules import CUT_SHORT, RECORD_TOO_LARGE
from app.reading.xml_entities import Entities, read_entities
from app.reading.xml_text import XmlWindow

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[^\s/>!?=<\"']+)(?P<attributes>(?:[^>\"'<]++|\"[^\"]*+\"|'[^']*+')*+)>")
_NAMESPACE = re.compile(r"\sxmlns(?::(?P<prefix>[^\s=]+))?\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_LANGUAGE = re.compile(r"\sxml:lang\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DOCTYPE_PART = re.compile(r"\"[^\"]*\"|'[^']*'|<!--.*?-->|<\?.*?\?>|[\[\]>]", re.DOTALL)
_LONGEST_TAG = 64 * 1024


@dataclass(slots=True)
class Frame:
    """An element that is open around the records: its names, its place, what it declares, its attributes as written."""

    qname: str
    local: str
    namespace: str | None
    path: str
    namespaces: dict[str, str]
    language: str | None = None
    counts: dict[str, int] = field(default_factory=dict)
    attributes: str = ""


IsRecord: TypeAlias = Callable[[str, str | None, list[Frame]], bool]
"""Says of a start tag (its local name, its namespace, the elements around it) whether it begins a record."""


@dataclass(frozen=True, slots=True)
class RecordText:
    """The text of one record, where it stands, and what is declared around it; `problem` says why it is not whole."""

    text: str
    path: str
    line: int
    namespaces: dict[str, str]
    language: str | None
    suspect: bool
    problem: Rule | None = None


class RecordTexts:
    """The records of a document, one after another. `entities` and `stray` are known once the prolog was read."""

    def __init__(self, window: XmlWindow, is_record: IsRecord, bounds: Bounds, *, nests: bool) -> None:
        """Look in this window; `nests` says that a record may hold elements of its own name."""
        self.entities = Entities()
        self.stray = ""
        self._window = window
        self._is_record = is_record
        self._bounds = bounds
        self._nests = nests
        self._open: list[Frame] = []
        self._roots: dict[str, int] = {}

    def __iter__(self) -> Iterator[RecordText]:
        """Yield the records in the order of the file; raise BoundPassed for a DTD that passes a bound."""
        window, at = self._window, 0
        while True:
            at = window.text.find("<", at)
            if at < 0:
                self._note(window.text)
                window.drop(len(window.text))
                at = 0
                if not window.more():
                    return
                continue
            self._note(window.text[:at])
            window.drop(at)
            at = 0
            if len(window.text) < len("<![CDATA[") and not window.ended and window.more():
                continue
            if self._passed_markup():
                continue
            tag = _TAG.match(window.text)
            if tag is None:
                if len(window.text) > _LONGEST_TAG or not window.more():
                    at = 1  # a stray sign
                continue
            if tag["close"]:
                self._close(tag["name"])
                at = tag.end()
                continue
            record = self._opened(tag)
            if record is None:
                at = tag.end()
            else:
                yield record

    def _note(self, text: str) -> None:
        if not self._open and not self.stray:
            self.stray = text.strip(" \t\r\n\0")[:300]

    def _passed_markup(self) -> bool:
        """Pass over a comment, an instruction, a CDATA section or the DTD, if one begins here."""
        window = self._window
        for begin, end in (("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>")):
            if window.text.startswith(begin):
                window.pass_over(end, len(begin))
                return True
        if window.text[:9].upper() == "<!DOCTYPE":
            self._doctype()
            return True
        return False

    def _doctype(self) -> None:
        """Read the document type declaration (XML 1.0, section 2.8); nothing that it names is fetched."""
        window, limit = self._window, self._bounds.max_cell_bytes
        position, inside, begin = len("<!DOCTYPE"), False, 0
        while True:
            if position > limit:
                raise bound_passed("max_cell_bytes", limit)
            found = _DOCTYPE_PART.search(window.text, position)
            if found is None or (found.end() == len(window.text) and not window.ended):
                if len(window.text) > limit:
                    raise bound_passed("max_cell_bytes", limit)
                if not window.more() and found is None:
                    window.drop(len(window.text))
                    return
                continue
            position = found.end()
            sign = found[0]
            if sign == "[" and not inside:
                inside, begin = True, position
            elif sign == "]" and inside:
                inside = False
                subset = window.text[begin : position - 1]
                self.entities = read_entities(subset, self._bounds.max_entity_characters)
            elif sign == ">" and not inside:
                window.drop(position)
                return

    def _close(self, qname: str) -> None:
        # A closing tag of what was never opened closes nothing; one of an outer element closes those inside it too.
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at].qname == qname:
                del self._open[at:]
                return

    def _opened(self, tag: re.Match[str]) -> RecordText | None:
        """Take in a start tag: return the whole record that it begins, None when it begins none."""
        qname, attributes = tag["name"], tag["attributes"]
        around = self._open[-1] if self._open else None
        namespaces = around.namespaces if around else {}
        if "xmlns" in attributes:
            namespaces = {**namespaces, **declared_namespaces(attributes)}
        prefix, _, local = qname.rpartition(":")
        namespace = namespaces.get(prefix)
        counts = around.counts if around else self._roots
        counts[qname] = counts.get(qname, 0) + 1
        step = f"/{qname}" if around is None and counts[qname] == 1 else f"/{qname}[{counts[qname]}]"
        path = (around.path if around else "") + step
        language = _language(attributes) or (around.language if around else None)
        if self._is_record(local, namespace, self._open):
            return self._record(tag, path, around.namespaces if around else {}, around.language if around else None)
        if not attributes.rstrip().endswith("/"):
            if len(self._open) >= self._bounds.max_depth:
                raise bound_passed("max_depth", self._bounds.max_depth)
            self._open.append(Frame(qname, local, namespace, path, namespaces, language, {}, attributes))
        return None

    def _record(self, tag: re.Match[str], path: str, namespaces: dict[str, str], language: str | None) -> RecordText:
        window = self._window
        line, qname = window.line, tag["name"]
        suspect_before = window.suspect
        end, problem = tag.end(), None
        if not tag["attributes"].rstrip().endswith("/"):
            end, problem = self._end_of_record(qname, tag.end())
        text = window.text[:end]
        suspect = suspect_before or window.suspect
        if problem is RECORD_TOO_LARGE:
            text = text[:300]
            self._skip_record(qname, end)
        else:
            window.drop(end)
        return RecordText(text, path, line, namespaces, language, suspect, problem)

    def _end_of_record(self, qname: str, start: int) -> tuple[int, Rule | None]:
        """Return where the record ends, and what is wrong with it if it does not end as it should."""
        window, signs = self._window, _signs_of(qname)
        depth, position, limit = 1, start, self._bounds.max_record_bytes
        while True:
            if position > limit:
                return position, RECORD_TOO_LARGE
            found = signs.search(window.text, position)
            if found is None or (found["start"] and _TAG.match(window.text, found.start()) is None):
                position = found.start() if found else max(position, len(window.text) - len(qname) - 12)
                if not window.more():
                    return len(window.text), CUT_SHORT
                continue
            if found["end"]:
                depth -= 1
                if not depth:
                    return (found.end(), None) if found.end() <= limit else (found.start(), RECORD_TOO_LARGE)
                position = found.end()
            elif found["start"]:
                if not self._nests:
                    return found.start(), None  # its own end is missing: parsing will say so
                tag = _TAG.match(window.text, found.start())
                position = tag.end() if tag else found.end()
                depth += 0 if tag and tag["attributes"].rstrip().endswith("/") else 1
            else:
                position = self._after_section(found, limit)
                if position < 0:
                    return len(window.text), CUT_SHORT

    def _after_section(self, found: re.Match[str], limit: int) -> int:
        """Return the end of a comment, an instruction or a CDATA section inside a record, -1 when it has none."""
        window = self._window
        end = {"<!--": "-->", "<![C": "]]>"}.get(found[0][:4], "?>")
        position = found.end()
        while (at := window.text.find(end, position)) < 0:
            if len(window.text) > limit + len(end):
                return limit + 1
            position = max(position, len(window.text) - len(end) + 1)
            if not window.more():
                return -1
        return at + len(end)

    def _skip_record(self, qname: str, start: int) -> None:
        """Pass over the rest of a record that is too large, up to its end or to the next one."""
        window, signs = self._window, _signs_of(qname)
        window.drop(start)
        while True:
            found = signs.search(window.text)
            if found is None:
                window.drop(max(0, len(window.text) - len(qname) - 12))
                if not window.more():
                    window.drop(len(window.text))
                    return
            elif found["end"]:
                window.drop(found.end())
                return
            elif found["start"] and not self._nests:
                window.drop(found.start())
                return
            else:
                window.drop(found.end())


@lru_cache(maxsize=64)
def _signs_of(qname: str) -> re.Pattern[str]:
    name = re.escape(qname)
    return re.compile(rf"<(?:(?P<end>/{name}\s*>)|(?P<start>{name}(?=[\s/>]))|!--|!\[CDATA\[|\?)")


def declared_namespaces(attributes: str) -> dict[str, str]:
    """Return the namespaces that a start tag declares, by their prefixes; the default one has none."""
    return {
        found["prefix"] or "": found["double"] if found["double"] is not None else found["single"]
        for found in _NAMESPACE.finditer(attributes)
    }


def _language(attributes: str) -> str | None:
    found = _LANGUAGE.search(attributes) if "xml:lang" in attributes else None
    return (found[1] or found[2]) if found else None
