"""Where records were harvested from, on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, Engine, insert, select

from app.core.errors import UnknownName
from app.storage.database import reading, writing
from app.storage.harvest_tables import harvest_sources
from app.storage.institutions import institution_key
from app.storage.record_origins import (
    HarvestedRecord,
    RunKeys,
    forget_origins,
    held_by,
    not_seen_in,
    origin_of,
    write_origins,
)
from tests.databases import MUSEUM

_BASE = "https://depot.example.org/oai"
_NAMESPACE = "http://www.lido-schema.org"


def _source(connection: Connection) -> int:
    values = {
        "institution_id": institution_key(connection, MUSEUM), "name": "depot", "kind": "oai-pmh", "url": _BASE,
        "schedule": "", "whole": False, "allow_private": False, "asked_whole": False, "failures": 0, "lease": 0,
        "holder": "", "created": 0,
    }  # fmt: skip
    connection.execute(insert(harvest_sources).values(**values))
    return int(connection.execute(select(harvest_sources.c.id)).scalar_one())


def _one(local_id: str, identifier: str, datestamp: str = "2024-01-01") -> HarvestedRecord:
    return HarvestedRecord(local_id, identifier, datestamp, _NAMESPACE)


def test_the_newest_origin_of_a_record_is_told(engine: Engine) -> None:
    with writing(engine) as connection:
        source = _source(connection)
        owner = institution_key(connection, MUSEUM)
        write_origins(connection, RunKeys(owner, source, 1), _BASE, [_one("1", "oai:a:1"), _one("2", "oai:a:2")])
        write_origins(connection, RunKeys(owner, source, 2), _BASE, [_one("1", "oai:a:1", "20240506")])
        assert held_by(connection, source, ["oai:a:1", "oai:a:9"]) == {"1": "oai:a:1"}
        assert not_seen_in(connection, source, 2) == {"2": "oai:a:2"}
    told = origin_of(engine, MUSEUM, ["1", "2", "3"])
    assert set(told) == {"1", "2"}
    assert (told["1"].base_url, told["1"].identifier, told["1"].datestamp) == (_BASE, "oai:a:1", "20240506")
    assert told["1"].metadata_namespace == _NAMESPACE
    assert told["1"].harvested.tzinfo is not None


def test_an_entry_may_hold_many_records_and_one_record_twice(engine: Engine) -> None:
    many = [_one(f"m{number}", "oai:a:1") for number in range(1_203)]
    with writing(engine) as connection:
        keys = RunKeys(institution_key(connection, MUSEUM), _source(connection), 1)
        write_origins(connection, keys, _BASE, [*many, many[0]])
    with reading(engine) as connection:
        assert len(held_by(connection, keys.source, ["oai:a:1"])) == 1_203
    with writing(engine) as connection:
        forget_origins(connection, keys.institution, [one.local_id for one in many])
    assert origin_of(engine, MUSEUM, ["m1"]) == {}


def test_an_unknown_institution_is_said(engine: Engine) -> None:
    with pytest.raises(UnknownName):
        origin_of(engine, "nobody", ["1"])
