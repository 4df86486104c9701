"""What is logged of requests and deliveries: who, how long, which record was slow; never a value, never a key."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import pytest
import structlog

from app.core.logs import configure_logs, log_context
from tests.rest import MUSEUM, Service, csv_of, many_rows, running_service


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("logs"), max_records_inline=50, slow_record_ms=0) as running:
        yield running


def test_a_request_is_one_line_with_its_id_its_institution_and_its_times(service: Service) -> None:
    service.logs.clear()
    answer = service.client.post(
        f"/api/v1/institutions/{MUSEUM}/records",
        content=csv_of("L-1,Titre confidentiel,Rose Tremblay,une date illisible"),
        headers={**service.writer, "Content-Type": "text/csv", "X-Request-Id": "essai-42"},
    )
    assert answer.headers["x-request-id"] == "essai-42"
    (line,) = [one for one in service.logs if one["event"] == "request"]
    assert line["request_id"] == "essai-42"
    assert line["institution"] == MUSEUM
    assert line["status"] == 200
    assert line["submission"] == answer.json()["submission"]
    assert {"authenticate", "read", "map", "validate", "report"} <= set(line["steps_ms"])
    assert line["ms"] >= line["steps_ms"]["report"]
    slow = [one for one in service.logs if one["event"] == "slow record"]
    assert [one["record"] for one in slow] == ["L-1"]
    assert slow[0]["request_id"] == "essai-42"
    everything = json.dumps(service.logs, default=str)
    assert "confidentiel" not in everything
    assert "illisible" not in everything
    assert service.writer["Authorization"].rpartition("_")[2] not in everything


def test_an_id_that_is_none_is_replaced(service: Service) -> None:
    for given in (b"", b"a b", b"x" * 100, "évident".encode("latin-1")):
        answer = service.client.get("/api/v1/formats", headers={b"X-Request-Id": given})
        assert re.fullmatch(r"[0-9a-f]{24}", answer.headers["x-request-id"])


def test_a_queued_delivery_logs_its_job(service: Service) -> None:
    service.logs.clear()
    answer = service.push(many_rows(60))
    done = service.followed(answer.headers["location"])
    assert service.eventually(lambda: any(one["event"] == "delivery ended" for one in service.logs))
    (ended,) = [one for one in service.logs if one["event"] == "delivery ended"]
    assert ended["job"] == done["id"]
    assert ended["institution"] == MUSEUM
    assert ended["records"] == 60
    assert {"read", "map", "validate"} <= set(ended["steps_s"])


def test_a_fault_is_logged_without_its_message(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object, **_kwargs: object) -> None:
        raise ValueError("Rayon 12, tiroir B")

    monkeypatch.setattr("app.web.api.crosswalks.list_crosswalks", fault)
    service.logs.clear()
    assert service.client.get("/api/v1/crosswalks").status_code == 500
    (line,) = [one for one in service.logs if one["event"] == "request failed"]
    assert line["log_level"] == "error"


def test_lines_are_json_on_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    try:
        configure_logs("info")
        with log_context(job="j-1"):
            structlog.get_logger("x").info("hello", institution="musee")
            structlog.get_logger("x").debug("too quiet to be heard")
            logging.getLogger("library").warning("a %s", "library's line")
            try:
                int("a value of a museum")
            except ValueError:
                structlog.get_logger("x").exception("failed")
                logging.getLogger("library").exception("failed too")
    finally:
        structlog.reset_defaults()
        root.handlers[:], level = before
        root.setLevel(level)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["hello", "a library's line", "failed", "failed too"]
    assert all(line["job"] == "j-1" for line in lines)
    assert lines[1]["logger"] == "library"
    for failed in lines[2:]:
        assert failed["exception"][0]["type"] == "ValueError"
        assert any("test_rest_logs.py" in frame for frame in failed["exception"][0]["frames"])
    assert "a value of a museum" not in json.dumps(lines)


def test_an_unknown_level_is_refused() -> None:
    with pytest.raises(ValueError, match="loud"):
        configure_logs("loud")
