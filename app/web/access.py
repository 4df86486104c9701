"""Who asks: the key that a request carries, and whether it may do what is asked (RFC 6750, bearer tokens)."""

from __future__ import annotations

from starlette.requests import Request

from app.core.text import Text
from app.storage.keys import Key, Role, authenticate, require
from app.web.desk import desk_of, in_thread
from app.web.errors import KeyMissing
from app.web.request_log import notes_of

_LONGEST = 256  # characters of a key; ours have 60


async def key_for(request: Request, institution: str | None, role: Role) -> Key:
    """Return the request's key if it may act in this role for this institution.

    Raise KeyMissing when there is none that is known, NotAllowed when it is another's or its role is too low.
    """
    key = await key_given(request)
    if key is None:
        raise KeyMissing(
            Text(
                fr="La demande ne porte aucune clé valable; une clé peut avoir été révoquée.",
                en="The request carries no valid key; a key may have been revoked.",
            )
        )
    return require(key, institution, role)


async def key_given(request: Request) -> Key | None:
    """Return the request's key whoever it belongs to; None when it carries none.

    Raise KeyMissing for one that is unknown, malformed or revoked: a mistake in a key never passes for no key.
    """
    header = request.headers.get("authorization")
    if header is None:
        return None
    scheme, _, presented = header.partition(" ")
    key = None
    if scheme.lower() == "bearer" and len(presented) <= _LONGEST:
        key = await in_thread(request, "authenticate", authenticate, desk_of(request).tools.database, presented.strip())
    if key is None:
        raise KeyMissing(
            Text(
                fr="La clé présentée est inconnue, mal formée ou révoquée.",
                en="The key presented is unknown, malformed or revoked.",
            )
        )
    notes_of(request).members["key"] = key.prefix
    return key
