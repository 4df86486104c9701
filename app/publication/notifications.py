"""What a subscriber is sent: changes in order, signed (Standard Webhooks 1.0.0, symmetric signatures)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from app.core.json_text import json_bytes
from app.publication.change_lines import ChangeLine, change_line
from app.publication.feed_item import FeedItem

SECRET_PREFIX = "whsec_"  # noqa: S105  # the prefix by which libraries know a secret, no secret


class ChangesData(Struct, frozen=True):
    """The changes, and the sequence after which the next notification begins."""

    changes: tuple[ChangeLine, ...]
    upto: int


class Notification(Struct, frozen=True):
    """The body of a notification: its kind, when it was made, and what it tells."""

    type: str
    timestamp: datetime
    data: ChangesData


def notification(items: Sequence[FeedItem], upto: int, made: datetime) -> bytes:
    """Return the body that tells these changes."""
    return json_bytes(Notification("changes", made, ChangesData(tuple(map(change_line, items)), upto)))


def signed_headers(identifier: str, sent: datetime, body: bytes, secret: bytes) -> dict[str, str]:
    """Return the headers that name, date and sign a body; the same notification sent again keeps its identifier."""
    timestamp = str(int(sent.timestamp()))
    signature = hmac.digest(secret, f"{identifier}.{timestamp}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "webhook-id": identifier,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
    }


def shown_secret(secret: bytes) -> str:
    """Return a secret as subscribers' libraries take it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()
