"""Resumption tokens: everything that the next page needs, signed, so that the service remembers nothing of a harvest.

A token names a place in the log, not a number of records: it stays good for ever, and a record that changes meanwhile
is met again further on (OAI-PMH 2.0, sections 3.5 and 3.5.1).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

import msgspec
from msgspec import Struct

from app.publication.oai_pmh.faults import Fault

_SIGNATURE = 16  # bytes of the HMAC-SHA-256 that are kept: 128 bits
_LONGEST = 2_048  # characters; ours have some hundred, with a long set some hundreds


class Resumption(Struct, frozen=True, array_like=True):
    """Where a list goes on.

    `after` is the last sequence shown (a list of sets has the last spec, in `after_set`), `last` the one where the list
    ends, `until` the moment it ends at (seconds since 1970, exclusive) while the log has not come so far; `cursor`
    counts what was shown, `size` the whole list where it is known.
    """

    verb: str
    prefix: str = ""
    in_set: str | None = None
    after: int = 0
    last: int | None = None
    until: int | None = None
    cursor: int = 0
    size: int | None = None
    after_set: str = ""


_DECODER = msgspec.json.Decoder(Resumption)


def written_token(resumption: Resumption, repository: str, secret: bytes) -> str:
    """Return the token; it is good at this repository (its path) only, as long as the secret is the same."""
    payload = msgspec.json.encode(resumption)
    return base64.urlsafe_b64encode(_signature(payload, repository, secret) + payload).decode().rstrip("=")


def read_token(token: str, verb: str, repository: str, secret: bytes) -> Resumption:
    """Return what the token says; raise Fault badResumptionToken for one that we did not write for this verb here."""
    if len(token) <= _LONGEST:
        try:
            decoded = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
            signature, payload = decoded[:_SIGNATURE], decoded[_SIGNATURE:]
            if hmac.compare_digest(signature, _signature(payload, repository, secret)):
                resumption = _DECODER.decode(payload)
                if resumption.verb == verb:
                    return resumption
        except (binascii.Error, ValueError, msgspec.DecodeError):
            pass  # answered below, like a token whose signature is not ours
    raise Fault(
        "badResumptionToken",
        "Ce jeton de reprise n'a pas été émis ici pour ce verbe, ou il a été modifié: recommencez la liste.",
        "This resumption token was not issued here for this verb, or it was altered: begin the list again.",
    )


def _signature(payload: bytes, repository: str, secret: bytes) -> bytes:
    return hmac.digest(secret, repository.encode() + b"\0" + payload, hashlib.sha256)[:_SIGNATURE]
