"""How a table of text is written: what parts its cells, whether and how they are quoted."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from app.core.errors import UnreadableFile
from app.core.text import Text

DELIMITERS = (",", ";", "\t", "|")
NAMED = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|", "virgule": ",", "point-virgule": ";"}
SAMPLE = 32 * 1024  # characters, some hundred rows
EXCEL_MARK = "sep="  # the first line by which Excel says its delimiter


@dataclass(frozen=True, slots=True)
class Dialect:
    """A way of writing a table. `quote` is empty where quotation marks are ordinary characters."""

    delimiter: str = ","
    quote: str = '"'
    escape: str | None = None
    spaced: bool = False  # a space may stand between the delimiter and the quotation mark

    def rows(self, lines: Iterable[str], *, strict: bool) -> Iterator[list[str]]:
        """Return the standard library's reader over these lines; `strict` raises csv.Error where quotes are broken."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape,
            skipinitialspace=self.spaced,
            strict=strict,
        )

    def open_cell(self, lines: list[str]) -> int | None:
        """Return the position of the quoted cell that these lines leave open; None when they leave none."""
        try:
            list(self.rows(lines, strict=True))
        except csv.Error as error:
            if ended_inside_quotes(error):
                rows = list(self.rows(lines, strict=False))
                return len(rows[-1]) - 1
        return None


def ended_inside_quotes(error: csv.Error) -> bool:
    """Say whether the lines ended inside a quoted cell; the library's other errors are about characters."""
    return "end of data" in str(error)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well a dialect fits a sample: the usual number of columns, the share of rows that have it, the rows."""

    dialect: Dialect
    width: int
    share: float
    rows: int
    headed: bool  # the first row has it
    firm: int  # delimiters in the first line that no space follows: commas of a sentence are followed by one

    @property
    def rank(self) -> tuple[bool, float, bool, int, int]:
        """What the better fit has more of."""
        return self.width > 1, round(self.share, 2), self.headed, self.firm, self.width


def detected(sample: str, options: Mapping[str, str]) -> Fit:
    """Return the dialect that fits a sample of whole lines best; the option `delimiter` settles it in part.

    Raises UnreadableFile for a delimiter that is not one character.
    """
    if len(sample) > SAMPLE:
        sample = sample[: sample.rfind("\n", 0, SAMPLE) + 1] or sample
    lines = [line + "\n" for line in sample.removesuffix("\n").split("\n")]
    said = _said(lines[0].rstrip("\r\n"), options)
    if lines and lines[0].lower().startswith(EXCEL_MARK):
        lines = lines[1:]
    fits = [_fit(dialect, lines) for delimiter in said or DELIMITERS for dialect in _candidates(delimiter, sample)]
    # The first of equals is the plainest.
    return max(fits, key=lambda fit: fit.rank)


def _said(first: str, options: Mapping[str, str]) -> tuple[str, ...]:
    asked = options.get("delimiter")
    if asked:
        delimiter = NAMED.get(asked.strip().lower(), asked)
        if len(delimiter) != 1 or delimiter in "\r\n\"'":
            raise UnreadableFile(
                Text(
                    fr=f"Le séparateur « {asked[:20]} » doit être un seul caractère.",
                    en=f"The delimiter “{asked[:20]}” must be one single character.",
                )
            )
        return (delimiter,)
    rest = first[len(EXCEL_MARK) :]
    return (rest,) if first.lower().startswith(EXCEL_MARK) and len(rest) == 1 else ()


def _candidates(delimiter: str, sample: str) -> list[Dialect]:
    """Return the ways in which cells may be quoted, the likeliest first: of those that fit as well, it is taken."""
    candidates = [Dialect(delimiter)]
    half = sample.count("\n") // 2
    if 0 < half <= len(_QUOTED["'"](delimiter).findall(sample)):
        candidates.insert(0, Dialect(delimiter, quote="'"))
    if 0 < half <= sample.count(f'{delimiter} "'):
        candidates.insert(0, Dialect(delimiter, spaced=True))
    if '\\"' in sample:
        candidates.append(Dialect(delimiter, escape="\\"))
    begun = len(re.findall(f'(?:^|{re.escape(delimiter)})"', sample, re.MULTILINE))
    if begun > 2 * len(_QUOTED['"'](delimiter).findall(sample)):
        candidates.append(Dialect(delimiter, quote=""))
    return candidates


def _whole_cells(quote: str) -> Callable[[str], re.Pattern[str]]:
    """Return what finds the cells between two such quotation marks, for each delimiter."""

    @cache
    def pattern(delimiter: str) -> re.Pattern[str]:
        edge = re.escape(delimiter)
        return re.compile(f"(?:^|{edge}){quote}(?:[^{quote}]|{quote}{quote})*{quote}(?={edge}|\\r?$)", re.MULTILINE)

    return pattern


_QUOTED = {quote: _whole_cells(quote) for quote in "\"'"}


def _fit(dialect: Dialect, lines: list[str]) -> Fit:
    widths: Counter[int] = Counter()
    odd, heading = 0, 0
    rows = dialect.rows(lines, strict=True)
    while True:
        try:
            row = next(rows, None)
        except csv.Error as error:
            # The sample may end inside a quoted cell.
            odd += not ended_inside_quotes(error)
            continue
        if row is None:
            break
        if not any(row):
            continue
        widths[len(row)] += 1
        heading = heading or len(row)
    width, fitting = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
    total = widths.total() + odd
    first = lines[0] if lines else ""
    firm = first.count(dialect.delimiter) - first.count(dialect.delimiter + " ")
    return Fit(dialect, width, fitting / total if total else 0.0, total, heading == width, firm)
