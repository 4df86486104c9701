"""The input of the benchmarks, in a folder that is removed afterwards: real catalogues, where there are any.

They lie beside the checkout. Otherwise tables of the same shape are generated, and every result says so.
"""

from __future__ import annotations

import csv
import gzip
import shutil
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.alone import ROOT
from benchmarks.generated import moma_rows, tate_lines

DATA = ROOT.parent / "shared" / "data"
_MOMA = DATA / "csv" / "moma-artworks-123919.csv.gz"
_TATE = DATA / "json" / "tate-artworks-69k.jsonl.gz"
MOMA_ROWS = 123_919
TATE_LINES = 69_202


class Workspace:
    """A folder for what a run of the benchmarks reads and writes; `real` says whether its catalogues are real."""

    def __init__(self, folder: Path) -> None:
        """Work in this folder, which exists."""
        self.folder = folder
        self.real = _MOMA.is_file() and _TATE.is_file()

    def moma(self, rows: int) -> Path:
        """Return a CSV file of the first rows of the Museum of Modern Art's table, of 14 columns."""
        path = self.folder / f"moma-{rows}.csv"
        if not path.is_file():
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file)
                writer.writerows(islice(self._moma_cells(), rows + 1))
        return path

    def tate(self, lines: int) -> Path:
        """Return a file of JSON Lines with the first records of Tate's collection."""
        path = self.folder / f"tate-{lines}.jsonl"
        if not path.is_file():
            with path.open("w", encoding="utf-8") as file:
                file.writelines(islice(self._tate_lines(), lines))
        return path

    def says(self, what: str, rows: int) -> str:
        """Return the words for a result's input: `MoMA, 2,000 rows` or `generated, 2,000 rows shaped like MoMA's`."""
        return f"{what}, {rows:,} records" if self.real else f"generated table shaped like {what}'s, {rows:,} records"

    def fresh(self, name: str) -> Path:
        """Return a new empty folder of this name; one of an earlier repeat is removed."""
        path = self.folder / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir()
        return path

    def _moma_cells(self) -> Iterable[list[str]]:
        if not self.real:
            return moma_rows()
        return _gzipped_cells(_MOMA)

    def _tate_lines(self) -> Iterable[str]:
        if not self.real:
            return tate_lines()
        return _gzipped_lines(_TATE)


def _gzipped_cells(path: Path) -> Iterator[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _gzipped_lines(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from file
