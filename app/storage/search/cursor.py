"""Where a page of results ends and the next begins: a mark that only we make, and that fits one question only."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Final

import msgspec

from app.core.errors import InputError
from app.core.text import Text

_DIGEST: Final = 6


class BadCursor(InputError):
    """A cursor that is none of ours, or of another search."""

    kind = "bad-cursor"
    title = Text(fr="Curseur incorrect", en="Cursor not correct")
    advice = Text(
        fr="Reprenez à la première page, et suivez ses liens « suivant » sans les modifier.",
        en="Start again at the first page, and follow its “next” links without altering them.",
    )


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """`position` is a number of results to pass over, or the sorting key of the last one that was shown.

    `shown` is the sequence of the log that the index showed: results by relevance are passed over in that very state.
    """

    position: int
    shown: int = 0


def written_cursor(cursor: Cursor, question: bytes) -> str:
    """Return the cursor for going on with this question (everything that chose and ordered the results)."""
    said = msgspec.json.encode(cursor)
    return base64.urlsafe_b64encode(said + _seal(said, question)).decode().rstrip("=")


def cursor_of(cursor: str, question: bytes) -> Cursor:
    """Return what a cursor says; raise BadCursor for one that was altered, or that is another question's."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        said, seal = raw[:-_DIGEST], raw[-_DIGEST:]
        if seal == _seal(said, question):
            read = msgspec.json.decode(said, type=Cursor)
            if cursor == written_cursor(read, question):  # base64 lets pass what it does not know
                return read
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        pass  # whatever it is, it is not ours: the answer is the same
    raise BadCursor(
        Text(
            fr="Ce curseur n'est pas de cette recherche, ou il a été modifié.",
            en="This cursor is not of this search, or it was altered.",
        )
    )


def _seal(said: bytes, question: bytes) -> bytes:
    return hashlib.blake2b(said + b"\0" + question, digest_size=_DIGEST, person=b"search cursor").digest()
