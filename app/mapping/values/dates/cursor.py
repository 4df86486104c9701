"""The tokens of one written date, read from the first to the last."""

from __future__ import annotations

from app.mapping.values.dates.tokens import Token
from app.mapping.values.dates.words import Kind

_END = Token("close", 0, "")


class Cursor:
    """The tokens of a date, and how far they have been read."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._length = len(tokens)
        self.at = 0
        # After « années », years are decades: « années 1960-70 ».
        self.decades = False

    def peek(self, ahead: int = 0) -> Token:
        """Return a token that has not been read yet; past the end, one of kind `close`."""
        place = self.at + ahead
        return self._tokens[place] if place < self._length else _END

    def kind(self, ahead: int = 0) -> Kind:
        """Return the kind of a token that has not been read yet."""
        place = self.at + ahead
        return self._tokens[place].kind if place < self._length else "close"

    def take(self) -> Token:
        """Read the next token."""
        token = self.peek()
        self.at += 1
        return token

    def skip(self, *kinds: Kind) -> bool:
        """Read as many tokens of these kinds as there are; say whether there was one."""
        start = self.at
        while self.at < self._length and self._tokens[self.at].kind in kinds:
            self.at += 1
        return self.at > start

    def has_read(self, kind: Kind) -> bool:
        """Say whether a token of that kind has been read."""
        return any(token.kind == kind for token in self._tokens[: self.at])

    def ended(self) -> bool:
        """Say whether every token has been read."""
        return self.at >= self._length
