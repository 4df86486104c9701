"""The tagged text of the French heritage databases (Joconde, Mérimée, Palissy, Mémoire), as POP exchanges it."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.pop.notices import END, TAGS
from app.reading.formats.pop.reader import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_FIRST_LINES = 400
_ENOUGH = 3
_SURE = 8


class PopFormat:
    """Notices of tags and values, a line each."""

    key = "pop"
    label = Text(fr="Texte balisé Joconde / POP", en="Joconde / POP tagged text")
    suffixes = (".txt", ".pop")
    media_types = ("text/plain",)

    def recognise(self, head: bytes, name: str) -> float:  # noqa: ARG002  # the bytes alone tell
        """Return 0.97 where the first line is a tag and eight follow or `//` ends a notice, 0.7 for three tags."""
        text = decoded_head(head)
        if text is None:
            return 0.0
        lines = [line.strip() for line in text.splitlines()[:_FIRST_LINES] if line.strip()]
        tags = sum(line in TAGS for line in lines)
        if not lines or lines[0] not in TAGS or tags < _ENOUGH:
            return 0.0
        return 0.97 if tags >= _SURE or END in lines else 0.7

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the notices of a file; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = PopFormat()
