"""Tables of text: CSV, TSV, and their kin with semicolons or pipes."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.text import Text
from app.reading.encoding import decoded_head
from app.reading.formats.csv.dialect import detected
from app.reading.formats.csv.reader import read
from app.reading.source_format import DeliveredFile, ReadOutcome, SourceFormat

_OTHERS = ("{", "[", "<", "PK\x03\x04", "%PDF")
_FEW_ROWS = 2


class CsvFormat:
    """A table written as text: a heading, then one record a row."""

    key = "csv"
    label = Text(fr="Tableau texte (CSV, TSV)", en="Text table (CSV, TSV)")
    suffixes = (".csv", ".tsv", ".tab")
    media_types = ("text/csv", "text/tab-separated-values")

    def recognise(self, head: bytes, name: str) -> float:
        """Return how regular the rows are: 0.9 where all have the same columns, 0.2 for lines without a delimiter."""
        text = decoded_head(head)
        if text is None or not text.strip() or text.lstrip().startswith(_OTHERS):
            return 0.0
        fit = detected(text, {})
        if fit.width <= 1 or fit.rows < _FEW_ROWS:
            return 0.6 if name.lower().removesuffix(".gz").endswith(self.suffixes) else 0.2
        return 0.9 * fit.share

    def read(self, file: DeliveredFile) -> Iterator[ReadOutcome]:
        """Yield the records of a table of text; see `reader.read`."""
        return read(file)


FORMAT: SourceFormat = CsvFormat()
