"""The part of a JSON text that is being read: it grows as it is needed and forgets what was read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.reading.decoded import Block

_SPACES = re.compile(r"[\s\ufeff\x00]*")
_BRACKET = re.compile(r'[{}\[\]"]')
_IN_STRING = re.compile(r'["\\]')
_SCALAR = re.compile(r"[^\s,\]}\[{\"]*")
_OPENING = "{["


class TextWindow:
    """A stretch of text with a `position` in it; `suspect` as long as a suspect block has a part in what is left."""

    def __init__(self, blocks: Iterator[Block]) -> None:
        """Take the blocks of decoded text; nothing is read yet."""
        self.text = ""
        self.position = 0
        self.suspect = False
        self._blocks = blocks
        self._line = 1
        self._column = 1

    @property
    def left(self) -> int:
        """How many characters of the window are still to be read."""
        return len(self.text) - self.position

    def more(self, *, double: bool = False) -> bool:
        """Forget what was read and take the next block, or twice what is left; return False when there is no more.

        Raises BoundPassed where the file passes a bound.
        """
        wanted = self.left * 2 if double else self.left + 1
        parts = [self.text[self.position :]]
        self._line, self._column = self.line_and_column(self.position)
        self.suspect = self.suspect and bool(parts[0])
        self.text, self.position, size = parts[0], 0, len(parts[0])
        while size < wanted:
            block = next(self._blocks, None)
            if block is None:
                break
            parts.append(block.text)
            size += len(block.text)
            self.suspect = self.suspect or block.suspect
        self.text = "".join(parts)
        return len(parts) > 1

    def peek(self) -> str:
        """Pass over spaces and return the next character; an empty text at the end."""
        while True:
            found = _SPACES.match(self.text, self.position)
            self.position = found.end() if found else self.position
            if self.position < len(self.text):
                return self.text[self.position]
            if not self.more():
                return ""

    def line_and_column(self, position: int) -> tuple[int, int]:
        """Return where a position of the window is in the file, both counted from 1."""
        lines = self.text.count("\n", 0, position)
        if not lines:
            return self._line, self._column + position
        return self._line + lines, position - self.text.rfind("\n", 0, position)

    def pass_value(self) -> bool:
        """Pass over the value that begins at the position, however long; return False when the text ends inside it."""
        return self.pass_nested(0) if self.peek() in {"{", "[", '"'} else self._pass_scalar()

    def pass_nested(self, depth: int) -> bool:
        """Pass over text until `depth` open brackets and those opened on the way are closed; False if they are not."""
        in_string = False
        while True:
            found = (_IN_STRING if in_string else _BRACKET).search(self.text, self.position)
            if not found:
                self.position = len(self.text)
                if not self.more():
                    return False
                continue
            self.position = found.end()
            mark = found.group()
            if mark == "\\":
                if not self.left and not self.more():
                    return False
                self.position += 1
                continue
            if mark == '"':
                in_string = not in_string
            else:
                depth += 1 if mark in _OPENING else -1
            if depth <= 0 and not in_string:
                return True

    def end_of_value(self) -> int | None:
        """Return where the value at the position ends by its brackets, if it does so in the window; nothing moves."""
        depth, in_string, position = 0, False, self.position
        while found := (_IN_STRING if in_string else _BRACKET).search(self.text, position):
            position = found.end()
            mark = found.group()
            if mark == "\\":
                position += 1
            elif mark == '"':
                in_string = not in_string
            else:
                depth += 1 if mark in _OPENING else -1
                if depth <= 0:
                    return position if depth == 0 else position - 1
        return None

    def _pass_scalar(self) -> bool:
        while True:
            found = _SCALAR.match(self.text, self.position)
            self.position = found.end() if found else self.position
            if self.left:
                return True
            if not self.more():
                return True
