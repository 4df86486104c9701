"""The physical lines of a table, fed to the row reader; those of the row being read are kept until it is done."""

from __future__ import annotations

import io
from collections import deque
from collections.abc import Callable, Iterator

from app.core.config import Bounds
from app.reading.decoded import Block

SMALLEST_ALLOWANCE = 1024  # characters: most cells of several lines are shorter
WELL_AGAIN = 1000  # records in a row that did not fail


class PhysicalLines:
    """Lines that can be given back, so that reading can begin again in the middle of a row that went wrong.

    `taken` are the lines of the present row; whoever reads a row clears it. `suspect` says that the row needs a closer
    look; `too_long` that its lines passed the allowance and the feed ended there; `ended` that no line is left.
    """

    def __init__(self, blocks: Iterator[Block], bounds: Bounds) -> None:
        """Take the blocks of whole lines, and the bounds on a record and a cell."""
        self.taken: list[str] = []
        self.suspect = False
        self.too_long = False
        self.ended = False
        self._blocks = blocks
        self._lines: Iterator[str] = iter(())
        self._pending: deque[str] = deque()
        self._cut: str | None = None
        self._cell = bounds.max_cell_bytes // 4
        self._longest = self._allowance = bounds.max_record_bytes
        self._failed = 0

    def feed(self) -> Iterator[str]:
        """Yield lines until the file ends, or until the present row is longer than a record may be.

        Raises BoundPassed after the lines that come before the bound.
        """
        taken = self.taken
        size = 0
        while True:
            for line in self._next_lines():
                if taken:
                    size += len(line)
                    if size > self._cell:
                        self.suspect = True
                        if size > self._allowance:
                            self._pending.appendleft(line)
                            self.too_long = True
                            return
                else:
                    size = len(line)
                taken.append(line)
                yield line
            if self._cut is not None or not self._next_block():
                return

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front of those to come; what stood in them is looked at closely from now on."""
        self._pending.extendleft(reversed(lines))
        self.ended = self.ended and not lines
        self.suspect = True

    def until(self, begins_a_row: Callable[[str], bool]) -> list[str]:
        """Pass over the lines before the next one that begins a row, and return them, up to the allowance.

        The line that begins a row stays to be read. Raises BoundPassed after the lines that come before the bound.
        """
        passed: list[str] = []
        size = 0
        while True:
            for line in self._next_lines():
                if begins_a_row(line):
                    self.give_back([line])
                    return passed
                size += len(line)
                if size <= self._allowance:
                    passed.append(line)
            if self._cut is not None or not self._next_block():
                return passed

    def after_failure(self, ordinal: int) -> None:
        """Allow rows less length after the one of this ordinal failed, until they are well again.

        Else a file made for it would have nearly all its text read again at every line.
        """
        self.too_long = False
        well_again = ordinal - self._failed > WELL_AGAIN
        self._allowance = self._longest if well_again else max(SMALLEST_ALLOWANCE, self._allowance // 2)
        self._failed = ordinal

    def overlong(self) -> str | None:
        """Return the beginning of a line that is longer than any record may be, if it is the next one; and pass it."""
        if self._pending:
            return None
        cut, self._cut = self._cut, None
        return cut

    def _next_lines(self) -> Iterator[str]:
        while self._pending:
            yield self._pending.popleft()
        # Not `yield from`: a feed that is given up would close the block with the lines that are still to come.
        for line in self._lines:  # noqa: UP028  # see above
            yield line

    def _next_block(self) -> bool:
        block = next(self._blocks, None)
        if block is None:
            self.ended = True
            return False
        self.suspect = block.suspect or (self.suspect and bool(self.taken))
        if block.cut:
            self._cut = block.text
            return True
        self._lines = iter(io.StringIO(block.text, newline="\n"))
        return True
