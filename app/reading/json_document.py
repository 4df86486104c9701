"""JSON: an array of records at the top or inside an object, or one single record."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.errors import UnreadableFile
from app.core.finding import Cell, Finding
from app.core.source import SourceRecord
from app.core.text import Text
from app.reading.bytes_in import DeliveredBytes, nothing_to_read
from app.reading.decoded import decoded
from app.reading.encoding import Encoding, encoding_of
from app.reading.json_elements import Elements
from app.reading.json_location import Place, locate, pass_leading
from app.reading.json_window import TextWindow
from app.reading.outcomes import delivered
from app.reading.rules import ENCODING_GUESSED, LEADING_TEXT, finding
from app.reading.source_format import DeliveredFile, ReadOutcome
from app.reading.trees import TreePlace, TreeReading


def read(file: DeliveredFile) -> Iterator[ReadOutcome]:
    """Yield the records of a JSON document; see `json_location` for where they are looked for.

    Raises UnreadableFile when there is none, BoundPassed after the records that come before the bound.
    """
    source = DeliveredBytes(file)
    encoding = encoding_of(source, file.options.get("encoding"))
    window, leading = _opened(source, encoding)
    place = locate(window, file.options.get("records"))
    if place is None:
        window, leading = _opened(source, encoding)
        place = Place("", array=False)
    elements = Elements(window, place, TreeReading(file.bounds, encoding.label), source)
    outcomes = elements.outcomes() if place.array else _single(elements, place, file)
    yield from delivered(outcomes, file, _of_the_file(leading, encoding))


def _opened(source: DeliveredBytes, encoding: Encoding) -> tuple[TextWindow, str]:
    window = TextWindow(decoded(source, encoding))
    if not window.peek():
        raise nothing_to_read(source.file.name)
    return window, pass_leading(window)


def _single(elements: Elements, place: Place, file: DeliveredFile) -> Iterator[ReadOutcome]:
    outcome = elements.one(TreePlace(0, file.name, None, place.pointer))
    # After one that cannot be read, reading resumes at any of its own parts that looks like a record.
    if isinstance(outcome, SourceRecord) and not place.pointer and elements.window.peek() == "{":
        raise UnreadableFile(
            Text(
                fr="Le fichier contient plusieurs objets à la suite: nommez son format « jsonl ».",
                en="The file holds several objects, one after another: name its format “jsonl”.",
            )
        )
    yield outcome


def _of_the_file(leading: str, encoding: Encoding) -> tuple[Finding, ...]:
    findings: list[Finding] = []
    if encoding.guessed:
        findings.append(finding(ENCODING_GUESSED, Cell(path=""), encoding=encoding.label))
    if leading:
        findings.append(finding(LEADING_TEXT, Cell(value=leading, path="")))
    return tuple(findings)
