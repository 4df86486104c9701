"""What a source format is: bytes in, SourceRecords out; and the registry of those that exist, one folder each."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

from app.core.config import Bounds
from app.core.registry import Registry
from app.core.source import SourceRecord, UnreadableRecord
from app.core.text import Text

ReadOutcome: TypeAlias = SourceRecord | UnreadableRecord


@dataclass(slots=True)
class Position:
    """How many bytes of a delivered file have been read so far; the reader moves it, progress is shown by it."""

    bytes_read: int = 0


@dataclass(frozen=True, slots=True)
class DeliveredFile:
    """A file on disk as it was delivered: `name` is what the museum calls it, `options` what it said about its form.

    Options a format may know: `encoding`, `delimiter`, `sheet`, `records` (where in a tree the records are).
    """

    path: Path
    name: str
    bounds: Bounds
    options: dict[str, str] = field(default_factory=dict)
    position: Position = field(default_factory=Position, compare=False)
    content: bytes | None = field(default=None, compare=False, repr=False)  # the file itself, where it is in memory


class SourceFormat(Protocol):
    """A way in which museums write their records down. Each implementation is one folder of `formats/`."""

    @property
    def key(self) -> str:
        """The name by which the format is asked for (`csv`)."""

    @property
    def label(self) -> Text:
        """What a person calls it."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file name endings it usually has, with their dot, in lower case."""

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types it is sent as."""

    def recognise(self, head: bytes, name: str) -> float:
        """Return how sure it is, from 0.0 to 1.0, that a file of this beginning (decompressed) and name is its own."""

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the file's records one by one, in constant memory; raise UnreadableFile when there is nothing to read.

        What is damaged in the middle is yielded as an UnreadableRecord (or repaired, with a finding on the record), and
        the records after it still come. Raise BoundPassed when the file as a whole passes a bound.
        """


def source_formats() -> Registry[SourceFormat]:
    """Return every format that has a folder in `formats/`: each such package offers its SourceFormat as `FORMAT`."""
    from app.reading import formats  # noqa: PLC0415  # each format imports this module
    from app.reading.archives import in_archives  # noqa: PLC0415  # the same

    modules = (
        importlib.import_module(f"{formats.__name__}.{found.name}") for found in pkgutil.iter_modules(formats.__path__)
    )
    return Registry(Text(fr="le format", en="format"), tuple(in_archives(module.FORMAT) for module in modules))
