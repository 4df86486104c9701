"""API keys: made, presented, revoked; and what they allow."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select, text, update

from app.core.errors import NotAllowed, StorageFull, UnknownName
from app.core.text import Text
from app.storage import keys as module
from app.storage.institutions import add_institution
from app.storage.keys import Role, authenticate, issue_key, list_keys, require, revoke_key, role_named
from app.storage.tables import api_keys
from tests.databases import MUSEUM


def test_a_key_is_presented_and_recognised_and_its_secret_is_nowhere(engine: Engine) -> None:
    issued = issue_key(engine, MUSEUM, "writer", "Poste du registraire")
    scheme, prefix, secret = issued.presented.split("_", 2)
    assert (scheme, prefix) == ("conc", issued.key.prefix)
    assert len(secret) >= 43
    key = authenticate(engine, issued.presented)
    assert key == issued.key
    with engine.connect() as connection:
        (row,) = connection.execute(select(api_keys))
    assert secret not in repr(tuple(row))
    assert secret not in repr(list_keys(engine))


@pytest.mark.parametrize("presented", ["", "conc", "conc__", "Bearer x", "conc_é\udc80_x", "x_{0}_{1}", "conc_{0}_no"])
def test_anything_else_is_nobody(engine: Engine, presented: str) -> None:
    _, prefix, secret = issue_key(engine, MUSEUM, "reader").presented.split("_", 2)
    assert authenticate(engine, presented.replace("{0}", prefix).replace("{1}", secret)) is None


def test_a_revoked_key_stays_revoked(engine: Engine) -> None:
    issued = issue_key(engine, None, "admin")
    revoked = revoke_key(engine, issued.key.prefix)
    assert revoked.revoked is not None
    assert authenticate(engine, issued.presented) is None
    assert revoke_key(engine, issued.key.prefix) == revoked
    with pytest.raises(UnknownName):
        revoke_key(engine, "none")


def test_the_use_is_noted_at_most_once_a_minute(engine: Engine) -> None:
    issued = issue_key(engine, MUSEUM, "reader")

    def last_used() -> int | None:
        with engine.connect() as connection:
            return connection.scalar(select(api_keys.c.last_used))

    authenticate(engine, issued.presented)
    first = last_used()
    assert first is not None
    authenticate(engine, issued.presented)
    assert last_used() == first
    with engine.begin() as connection:
        connection.execute(update(api_keys).values(last_used=first - 61_000))
    authenticate(engine, issued.presented)
    assert (last_used() or 0) >= first


def test_a_full_disk_locks_nobody_out(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    issued = issue_key(engine, MUSEUM, "reader")

    def full(_engine: Engine) -> None:
        raise StorageFull(Text("plein", "full"))

    monkeypatch.setattr(module, "writing", full)
    assert authenticate(engine, issued.presented) == issued.key


@pytest.mark.parametrize(
    ("institution", "role", "wanted_institution", "wanted_role", "allowed"),
    [
        (MUSEUM, "writer", MUSEUM, "writer", True),
        (MUSEUM, "admin", MUSEUM, "writer", True),
        (MUSEUM, "reader", MUSEUM, "writer", False),
        (MUSEUM, "admin", "autre", "reader", False),
        (MUSEUM, "admin", None, "reader", False),
        (None, "admin", MUSEUM, "writer", True),
        (None, "reader", MUSEUM, "writer", False),
        (None, "admin", None, "admin", True),
    ],
)
def test_what_a_key_allows(
    engine: Engine,
    institution: str | None,
    role: Role,
    wanted_institution: str | None,
    wanted_role: Role,
    allowed: bool,  # noqa: FBT001  # a case of the table
) -> None:
    key = issue_key(engine, institution, role).key
    if allowed:
        assert require(key, wanted_institution, wanted_role) == key
    else:
        with pytest.raises(NotAllowed):
            require(key, wanted_institution, wanted_role)


def test_a_role_is_known_by_its_name() -> None:
    assert [role_named(name) for name in ("reader", "writer", "admin")] == ["reader", "writer", "admin"]
    with pytest.raises(UnknownName) as unknown:
        role_named("god")
    assert "writer" in unknown.value.detail.fr


def test_no_key_allows_nothing() -> None:
    with pytest.raises(NotAllowed):
        require(None, MUSEUM, "reader")


def test_keys_are_listed_for_all_or_for_one(engine: Engine) -> None:
    add_institution(engine, "autre", Text("Autre", "Other"))
    issued = [issue_key(engine, owner, "reader").key for owner in (MUSEUM, "autre", None)]
    assert list_keys(engine) == tuple(issued)
    assert list_keys(engine, "autre") == (issued[1],)
    for use in (lambda: list_keys(engine, "nobody"), lambda: issue_key(engine, "nobody", "reader")):
        with pytest.raises(UnknownName):
            use()


def test_the_database_knows_the_roles(engine: Engine) -> None:
    issue_key(engine, MUSEUM, "reader")
    with pytest.raises(Exception, match="role"), engine.begin() as connection:
        connection.execute(text("UPDATE api_keys SET role = 'god'"))
