"""Idempotency keys: a request that is sent twice is done once, and answered twice alike.

The Idempotency-Key header is that of the IETF draft (draft-ietf-httpapi-idempotency-key-header). A key belongs to one
API key and one route; another body under it is a mistake of the sender, and is refused.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from app.core.errors import Conflict, UnknownName
from app.core.text import Text
from app.storage.database import writing
from app.storage.moment import now_ms
from app.storage.storable import as_json, storable
from app.storage.tables import api_keys, idempotency_keys

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, RowMapping

LIFETIME = timedelta(hours=24)
_ABANDONED_AFTER_MS = 10 * 60_000  # no request takes so long: its process was killed, and the key is free again


class KeyReused(Conflict):
    """The idempotency key was used for another request (draft, section 2.7: 422)."""

    kind = "idempotency-key-reused"
    status = 422
    title = Text(fr="Clé d'idempotence déjà utilisée", en="Idempotency key used already")
    advice = Text(fr="Prenez une nouvelle clé pour une nouvelle demande.", en="Take a new key for a new request.")


class Use(Struct, frozen=True):
    """One use of an idempotency key: the prefix of the API key, the route, and the key that the client chose."""

    api_key: str
    route: str
    idempotency_key: str


class Replay(Struct, frozen=True):
    """The answer that was given the first time."""

    status: int
    headers: dict[str, str]
    body: bytes


def claim(engine: Engine, use: Use, body_digest: bytes, *, lifetime: timedelta = LIFETIME) -> Replay | None:
    """Return the answer given before to the same request, or None: it is ours to do, and then to `complete`.

    Raises KeyReused for another body, Conflict while the first request is still being answered, UnknownName.
    """
    now = now_ms()
    with writing(engine) as connection:
        owner = _lock_owner(connection, use)
        this = _this(owner, use)
        before = connection.execute(select(idempotency_keys).where(this)).mappings().one_or_none()
        if before is not None and not _is_over(before, now):
            return _replay(before, body_digest)
        connection.execute(delete(idempotency_keys).where(this))
        connection.execute(
            insert(idempotency_keys).values(
                key_id=owner,
                route=storable(use.route),
                idempotency_key=storable(use.idempotency_key),
                body_digest=body_digest,
                created=now,
                expires=now + int(lifetime.total_seconds() * 1000),
            )
        )
    return None


def complete(engine: Engine, use: Use, answer: Replay) -> None:
    """Keep the answer to a request that was claimed, for whoever sends it again."""
    with writing(engine) as connection:
        connection.execute(
            update(idempotency_keys)
            .where(_this(_lock_owner(connection, use), use))
            .values(
                status=answer.status,
                headers=as_json(answer.headers),
                response=answer.body,
            )
        )


def release(engine: Engine, use: Use) -> None:
    """Forget a request that was claimed and could not be done, so that it may be sent again."""
    with writing(engine) as connection:
        owner = _lock_owner(connection, use)
        connection.execute(delete(idempotency_keys).where(_this(owner, use), idempotency_keys.c.status.is_(None)))


def purge_expired(engine: Engine) -> int:
    """Remove the keys whose time has passed; return how many."""
    with writing(engine) as connection:
        return connection.execute(delete(idempotency_keys).where(idempotency_keys.c.expires < now_ms())).rowcount


def _lock_owner(connection: Connection, use: Use) -> int:
    """Return the key of the API key's row, locked: two requests of one key take turns in looking and writing."""
    key = connection.scalar(
        select(api_keys.c.id).where(api_keys.c.prefix == storable(use.api_key)).with_for_update(key_share=True)
    )
    if key is None:
        raise UnknownName(Text(fr=f"La clé « {use.api_key} » n'existe pas.", en=f"There is no key “{use.api_key}”."))
    return int(key)


def _this(owner: int, use: Use) -> ColumnElement[bool]:
    return and_(
        idempotency_keys.c.key_id == owner,
        idempotency_keys.c.route == storable(use.route),
        idempotency_keys.c.idempotency_key == storable(use.idempotency_key),
    )


def _is_over(before: RowMapping, now: int) -> bool:
    abandoned = before["status"] is None and before["created"] + _ABANDONED_AFTER_MS < now
    return bool(abandoned or before["expires"] < now)


def _replay(before: RowMapping, body_digest: bytes) -> Replay:
    if before["body_digest"] != body_digest:
        raise KeyReused(
            Text(
                fr="Cette clé d'idempotence a déjà servi à une demande dont le corps était différent.",
                en="This idempotency key was used for a request with another body.",
            )
        )
    if before["status"] is None:
        raise Conflict(
            Text(
                fr="La première demande portant cette clé d'idempotence est encore en cours.",
                en="The first request with this idempotency key is still being answered.",
            )
        )
    headers = msgspec.json.decode(before["headers"], type=dict[str, str])
    return Replay(before["status"], headers, before["response"])
