"""API keys: `conc_<prefix>_<secret>`. The prefix names the key in lists; of the secret a digest is kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import structlog
from msgspec import Struct
from sqlalchemy import Row, Select, func, insert, select, update

from app.core.errors import NotAllowed, StorageFull, UnknownName
from app.core.text import Text
from app.storage.database import reading, writing
from app.storage.institutions import institution_key
from app.storage.moment import moment, moment_or_none, now_ms
from app.storage.storable import storable
from app.storage.tables import api_keys, institutions

if TYPE_CHECKING:
    from sqlalchemy import Engine

Role: TypeAlias = Literal["reader", "writer", "admin"]

_RANKS: dict[Role, int] = {"reader": 0, "writer": 1, "admin": 2}
_SCHEME = "conc"
_PREFIX_BYTES = 6
_SECRET_BYTES = 32  # 256 bits: beyond guessing, so that a plain SHA-256 is enough and costs a request nothing
_PARTS = 3
_USE_NOTED_EVERY_MS = 60_000  # a busy museum's key is not a write a request

_log = structlog.get_logger(__name__)


class Key(Struct, frozen=True):
    """A key, without its secret. `institution` is None for an operator's key, which is good for every institution."""

    prefix: str
    institution: str | None
    role: Role
    label: str
    created: datetime
    last_used: datetime | None
    revoked: datetime | None


class IssuedKey(Struct, frozen=True):
    """A new key, and the text by which it is presented: shown once, never stored."""

    key: Key
    presented: str


def role_named(name: str) -> Role:
    """Return the role of this name; raise UnknownName, with the names there are, when there is none."""
    for role in _RANKS:
        if role == name:
            return role
    listed = ", ".join(_RANKS)
    raise UnknownName(
        Text(
            fr=f"Le rôle « {name[:80]} » n'existe pas. Il y a: {listed}.",
            en=f"There is no role “{name[:80]}”. There are: {listed}.",
        )
    )


def issue_key(engine: Engine, institution: str | None, role: Role, label: str = "") -> IssuedKey:
    """Make a key for an institution, or for an operator when it is None; raises UnknownName."""
    prefix, secret = secrets.token_hex(_PREFIX_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
    with writing(engine) as connection:
        owner = None if institution is None else institution_key(connection, institution)
        connection.execute(
            insert(api_keys).values(
                prefix=prefix,
                secret_digest=_digest(secret),
                institution_id=owner,
                role=role,
                label=storable(label),
                created=now_ms(),
            )
        )
        row = connection.execute(_keys().where(api_keys.c.prefix == storable(prefix))).one()
    return IssuedKey(_key(row), f"{_SCHEME}_{prefix}_{secret}")


def authenticate(engine: Engine, presented: str) -> Key | None:
    """Return the key that this text presents; None when it is malformed, unknown or revoked.

    The comparison takes the same time whatever is wrong. The use is noted at most once a minute.
    """
    parts = presented.split("_", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != _SCHEME:
        return None
    with reading(engine) as connection:
        row = connection.execute(
            _keys().add_columns(api_keys.c.secret_digest).where(api_keys.c.prefix == storable(parts[1]))
        ).one_or_none()
    kept = row.secret_digest if row is not None else bytes(hashlib.sha256().digest_size)
    right = hmac.compare_digest(_digest(parts[2]), kept)
    if row is None or not right or row.revoked is not None:
        return None
    _note_use(engine, row)
    return _key(row)


def require(key: Key | None, institution: str | None, role: Role) -> Key:
    """Return the key if it may act in this role for this institution (None: for all of them); else raise NotAllowed."""
    if key is None:
        detail = Text(fr="Aucune clé valable n'accompagne la demande.", en="No valid key comes with the request.")
    elif key.institution not in {None, institution}:
        detail = Text(
            fr=f"La clé {key.prefix} est celle d'un autre établissement.",
            en=f"The key {key.prefix} is that of another institution.",
        )
    elif _RANKS[key.role] < _RANKS[role]:
        detail = Text(
            fr=f"La clé {key.prefix} a le rôle « {key.role} »; il faut au moins « {role} ».",
            en=f"The key {key.prefix} has the role “{key.role}”; at least “{role}” is needed.",
        )
    else:
        return key
    raise NotAllowed(detail)


def revoke_key(engine: Engine, prefix: str) -> Key:
    """Revoke a key for ever and return it; raise UnknownName when there is none of this prefix."""
    with writing(engine) as connection:
        connection.execute(
            update(api_keys)
            .where(api_keys.c.prefix == storable(prefix))
            .values(revoked=func.coalesce(api_keys.c.revoked, now_ms()))
        )
        row = connection.execute(_keys().where(api_keys.c.prefix == storable(prefix))).one_or_none()
    if row is None:
        raise UnknownName(Text(fr=f"La clé « {prefix[:80]} » n'existe pas.", en=f"There is no key “{prefix[:80]}”."))
    return _key(row)


def list_keys(engine: Engine, institution: str | None = None) -> tuple[Key, ...]:
    """Return all keys, revoked ones too, oldest first; those of one institution when its slug is given."""
    query = _keys().order_by(api_keys.c.id)
    with reading(engine) as connection:
        if institution is not None:
            query = query.where(api_keys.c.institution_id == institution_key(connection, institution))
        return tuple(_key(row) for row in connection.execute(query))


def _note_use(engine: Engine, row: Row[Any]) -> None:
    now = now_ms()
    if row.last_used is not None and now - row.last_used < _USE_NOTED_EVERY_MS:
        return
    try:
        with writing(engine) as connection:
            connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(last_used=now))
    except StorageFull as error:
        # A full disk must not lock anybody out of reading what is there.
        _log.warning("key_use_not_noted", key=row.prefix, cause=error.detail.en)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _keys() -> Select[Any]:
    return select(
        api_keys.c.id,
        api_keys.c.prefix,
        institutions.c.slug,
        api_keys.c.role,
        api_keys.c.label,
        api_keys.c.created,
        api_keys.c.last_used,
        api_keys.c.revoked,
    ).outerjoin(institutions, institutions.c.id == api_keys.c.institution_id)


def _key(row: Row[Any]) -> Key:
    return Key(
        row.prefix,
        row.slug,
        row.role,
        row.label,
        moment(row.created),
        moment_or_none(row.last_used),
        moment_or_none(row.revoked),
    )
