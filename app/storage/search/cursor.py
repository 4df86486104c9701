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


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """`position` is a number of results to pass over, or the sorting key of the last one that was shown."""

    position: int


def written_cursor(position: int, question: bytes) -> str:
    """Return the cursor for going on with this question (everything that chose and ordered the results)."""
    said = msgspec.json.encode(Cursor(position))
    return base64.urlsafe_b64encode(said + _seal(said, question)).decode().rstrip("=")


def position_of(cursor: str, question: bytes) -> int:
    """Return the position of a cursor; raise InputError for one that was altered, or that is another question's."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        said, seal = raw[:-_DIGEST], raw[-_DIGEST:]
        if seal == _seal(said, question):
            return msgspec.json.decode(said, type=Cursor).position
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        pass  # whatever it is, it is not ours: the answer is the same
    raise InputError(
        Text(
            fr="Ce curseur n'est pas de cette recherche, ou il a été modifié. Reprenez à la première page.",
            en="This cursor is not of this search, or it was altered. Start again at the first page.",
        )
    )


def _seal(said: bytes, question: bytes) -> bytes:
    return hashlib.blake2b(said + b"\0" + question, digest_size=_DIGEST, person=b"search cursor").digest()
