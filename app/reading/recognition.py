"""Which format a file is in: its first bytes tell, its name decides between formats that are equally sure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import UnreadableFile
from app.core.text import Text
from app.reading.archives import archive_kind, first_heads
from app.reading.bytes_in import DeliveredBytes, nothing_to_read
from app.reading.source_format import DeliveredFile, SourceFormat

THRESHOLD = 0.3  # a format less sure than this of a file would read nothing of use from it
SURE = 0.8  # of a file of an archive: those after it need not be looked at
NAMED = 0.1  # what the ending of the name adds: it decides between near equals, and never against the bytes


@dataclass(frozen=True, slots=True)
class Recognition:
    """The key of the format a file seems to be in, and how sure that is, from 0.0 to 1.0."""

    format: str
    confidence: float


def recognise(file: DeliveredFile, formats: Iterable[SourceFormat]) -> Recognition:
    """Return the likeliest of the formats for a file, by its decompressed beginning and its name.

    Of an archive, the first file in it that is surely recognised tells, else the surest of the first: a text that
    explains the others often stands before them.

    Raises UnreadableFile when it is empty, or when none of them recognises it.
    """
    known = list(formats)
    kind = archive_kind(file)
    if kind is not None:
        return _of_archive(file, kind, known)
    head = DeliveredBytes(file).head()
    if not head.strip(b"\0\t\r\n "):
        raise nothing_to_read(file.name)
    found = _likeliest(head, file.name.lower().removesuffix(".gz"), known)
    if found is None:
        raise _unknown(file.name, known)
    return found


def _of_archive(file: DeliveredFile, kind: str, known: list[SourceFormat]) -> Recognition:
    best: Recognition | None = None
    for head, name in first_heads(file, kind):
        found = _likeliest(head, name.lower(), known)
        if found is not None and (best is None or found.confidence > best.confidence):
            best = found
        if best is not None and best.confidence >= SURE:
            break
    if best is None:
        raise _unknown(file.name, known)
    return best


def _likeliest(head: bytes, name: str, known: list[SourceFormat]) -> Recognition | None:
    sure = {one.key: one.recognise(head, name) for one in known}
    scores = {
        one.key: sure[one.key] + (NAMED if sure[one.key] and name.endswith(one.suffixes) else 0.0) for one in known
    }
    best = max(scores, key=lambda key: scores[key], default="")
    if not best or scores[best] < THRESHOLD:
        return None
    return Recognition(best, min(scores[best], 1.0))


def _unknown(name: str, formats: list[SourceFormat]) -> UnreadableFile:
    listed_fr = ", ".join(f"{one.label.fr} ({one.key})" for one in formats)
    listed_en = ", ".join(f"{one.label.en} ({one.key})" for one in formats)
    return UnreadableFile(
        Text(
            fr=f"Le format de « {name[:80]} » n'est pas reconnu. Formats lus: {listed_fr}.",
            en=f"The format of “{name[:80]}” is not recognised. Formats that are read: {listed_en}.",
        )
    )
