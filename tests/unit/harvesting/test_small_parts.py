"""Dates, schedules, patience, forms, holders, pairing: what harvests are made of."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import InputError
from app.core.finding import Cell, Finding, Severity
from app.core.outcome import RejectedRecord
from app.harvesting.asking import retry_after_s
from app.harvesting.datestamps import began_at, is_of_the_protocol, moment_of, protocol_date
from app.harvesting.oai_forms import FORMS, asked_for, form_of, reader_of, richest
from app.harvesting.pairing import paired
from app.harvesting.schedule import next_after, schedule_named
from app.harvesting.turn import holder_name, is_dead
from app.reading.oai_page import MetadataFormat
from app.reading.source_format import source_formats
from app.storage.harvest_pages import Entry

_NOW = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2024-05-06", "2024-05-06T00:00:00Z"),
        ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09Z"),
        ("20210311", "2021-03-11T00:00:00Z"),
        ("2023-09-18T13:57:20.549Z", "2023-09-18T13:57:20Z"),
        ("2024-05-06 07:08:09", "2024-05-06T07:08:09Z"),
        ("2024-05-06T07:08:09", "2024-05-06T07:08:09Z"),
        ("2024-05-06T09:08:09+02:00", "2024-05-06T07:08:09Z"),
        ("2024-05-06 07:08 UTC", "2024-05-06T07:08:00Z"),
        ("2024", "2024-01-01T00:00:00Z"),
        ("2024-05", "2024-05-01T00:00:00Z"),
    ],
)
def test_datestamps_are_read_as_they_are_written(written: str, meant: str) -> None:
    moment = moment_of(written)
    assert moment is not None
    assert protocol_date(moment, day=False) == meant
    assert protocol_date(moment, day=True) == meant[:10]
    assert is_of_the_protocol(meant)


@pytest.mark.parametrize("written", ["", "hier", "2024-13-40", "0001-01-01T00:00:00+14:00", "99999999999"])
def test_what_is_no_date_is_none(written: str) -> None:
    assert moment_of(written) is None


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_none(written: str) -> None:
    moment = moment_of(written)
    assert moment is None or moment.tzinfo is UTC


def test_the_next_harvest_begins_by_the_other_clock_never_ahead_of_ours() -> None:
    assert began_at("2024-01-01T00:00:00Z", None, _NOW) == datetime(2024, 1, 1, tzinfo=UTC)
    assert began_at("2090-01-01T00:00:00Z", None, _NOW) == _NOW
    assert began_at("?", datetime(2024, 2, 2, tzinfo=UTC), _NOW) == datetime(2024, 2, 2, tzinfo=UTC)
    assert began_at("", None, _NOW) == _NOW - timedelta(days=1)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("120", 120.0),
        ("Mon, 06 May 2024 07:10:09 GMT", 120.0),
        ("Mon, 06 May 2020 07:10:09 GMT", 0.0),
        ("", None),
        ("soon", None),
    ],
)
def test_how_long_to_wait_is_read(written: str, seconds: float | None) -> None:
    assert retry_after_s(httpx.Response(503, headers={"Retry-After": written}), _NOW) == seconds


@pytest.mark.parametrize(
    ("schedule", "later"),
    [
        ("hourly", timedelta(hours=1)),
        ("Daily", timedelta(days=1)),
        ("weekly", timedelta(weeks=1)),
        ("45m", timedelta(minutes=45)),
        (" 6h", timedelta(hours=6)),
    ],
)
def test_a_schedule_says_when(schedule: str, later: timedelta) -> None:
    assert next_after(schedule_named(schedule), _NOW) == _NOW + later


def test_a_schedule_is_never_or_not_too_often() -> None:
    assert next_after(schedule_named("never"), _NOW) is None
    for wrong in ("14m", "0h", "* * * * *", "souvent", "-1d", "99999h"):
        with pytest.raises(InputError):
            schedule_named(wrong)


def test_the_richest_form_that_is_read_is_asked_for() -> None:
    formats = source_formats()
    dublin = MetadataFormat("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/")
    lido = MetadataFormat("museum", "http://www.lido-schema.org")
    edm = MetadataFormat("edm", "http://www.europeana.eu/schemas/edm/")
    chosen = richest((dublin, edm, lido), formats)
    assert chosen is not None
    assert (chosen.offered, chosen.format) == (lido, "lido")
    named = asked_for("edm", (dublin, edm), formats)
    assert (named.offered, named.format) == (edm, "edm")
    assert asked_for("ours", (), formats).format is None
    assert richest((MetadataFormat("ours", "urn:ours"),), formats) is None
    assert reader_of(FORMS[0], formats) == "lido"


@pytest.mark.parametrize(
    ("prefix", "namespace", "rank"),
    [
        ("lido", "", 0),
        ("x", "http://www.lido-schema.org", 0),
        ("edm", "http://www.europeana.eu/schemas/edm/", 1),
        ("mods", "http://www.loc.gov/mods/v3", 2),
        ("marc21", "http://www.loc.gov/MARC21/slim", 3),
        ("qdc", "http://purl.org/dc/terms/", 4),
        ("oai_dc", "http://www.openarchives.org/OAI/2.0/oai_dc/", 5),
    ],
)
def test_forms_are_known_by_their_namespace_or_their_prefix(prefix: str, namespace: str, rank: int) -> None:
    form = form_of(MetadataFormat(prefix, namespace))
    assert form is not None
    assert FORMS.index(form) == rank


def test_a_holder_is_dead_when_its_process_has_ended() -> None:
    assert not is_dead(holder_name())
    ended = subprocess.run(
        [sys.executable, "-c", "from app.harvesting.turn import holder_name; print(holder_name())"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    assert is_dead(ended)
    assert is_dead(f"{socket.gethostname()}:{os.getpid()}:1:chance"), "a number that another process has by now"
    for unknown in ("", "elsewhere:1:2:3", f"{socket.gethostname()}", f"{socket.gethostname()}:x:y:z"):
        assert not is_dead(unknown)


def test_entries_are_answered_by_records_read_or_rejected_and_the_others_are_told() -> None:
    entries = [
        Entry("a", "", "/l/record[1]"),
        Entry("b", "", "/l/record[11]"),
        Entry("c", "", "00001.json"),
        Entry("d", "", "", deleted=True),
        Entry("e", "", ""),
    ]
    rejected = RejectedRecord(0, (Finding("x", Severity.WARNING, Cell(path="/l/record[1]/metadata[1]/x[1]")),))
    in_member = RejectedRecord(1, (Finding("x", Severity.WARNING, Cell(path="/0", file="00001.json")),))
    elsewhere = RejectedRecord(2, (Finding("x", Severity.WARNING, Cell(path="/l")),))
    told = paired(entries, [rejected, in_member, elsewhere], "urn:form")
    assert told.harvested == ()
    assert [one.cell.value for one in told.unread] == ["b"]
    assert told.missing == 2
