"""Jobs: deliveries outlive the process that works on them, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from app.bootstrap import tools_from
from app.core.errors import ConcordanceError
from app.core.text import Text
from app.jobs import Jobs
from app.jobs.delivery import Stopping
from app.pipeline import Tools
from app.storage.institutions import add_institution
from app.storage.keys import issue_key
from app.storage.records import count_records
from app.storage.submissions import NewSubmission, SubmissionState, create_submission, get_submission
from tests.rest import MUSEUM, csv_of, many_rows, running_service, settings_of

_LOOPBACK = {"127.0.0.1", "::1"}


def stored(tools: Tools, folder: Path, records: int) -> SubmissionState:
    """Return the submission of a delivery of so many records, which nobody has queued."""
    add_institution(tools.database, MUSEUM, Text("Musée", "Museum"))
    key = issue_key(tools.database, MUSEUM, "writer").key
    file = folder / "deliveries" / "x" / "delivery"
    file.parent.mkdir(parents=True)
    file.write_text(many_rows(records), encoding="utf-8")
    size = file.stat().st_size
    new = NewSubmission(institution=MUSEUM, file_name="x.csv", stored_path=str(file), key=key.prefix, total_bytes=size)
    return create_submission(tools.database, new)


def over(tools: Tools, submission_id: str) -> SubmissionState:
    """Return the submission once it is over."""
    for _ in range(1200):
        state = get_submission(tools.database, submission_id)
        if state.status in {"done", "failed"}:
            return state
        time.sleep(0.05)
    raise TimeoutError(submission_id)


def worker(folder: Path, database_url: str = "") -> subprocess.Popen[bytes]:
    """Start a worker as an operator would."""
    environment = {
        **os.environ,
        "CONCORDANCE_DATA_DIR": str(folder),
        "CONCORDANCE_DATABASE_URL": database_url,
        "CONCORDANCE_CHUNK_RECORDS": "100",
        "CONCORDANCE_WORKERS": "1",
    }
    code = (
        "from app.bootstrap import settings_from_environment as s, tools_from as t; from app.worker import run_worker;"
    )
    return subprocess.Popen(
        [sys.executable, "-c", f"{code} run_worker(t(s()))"], env=environment, stderr=subprocess.DEVNULL
    )


def moving(tools: Tools, submission_id: str, past: int) -> None:
    """Wait until more than `past` records of the submission are stored."""
    for _ in range(2400):
        if get_submission(tools.database, submission_id).checkpoint > past:
            return
        time.sleep(0.025)
    raise TimeoutError(submission_id)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    tools = tools_from(settings_of(tmp_path))
    state = stored(tools, tmp_path, 3_000)
    queue = Jobs(tools, works=False)
    queue.start()
    queue.enqueue_ingest(state.id)
    queue.stop()
    first = worker(tmp_path)
    moving(tools, state.id, 300)
    first.send_signal(signal.SIGKILL)
    first.wait()
    reached = get_submission(tools.database, state.id)
    assert reached.status == "running"
    assert 300 < reached.checkpoint < 3_000
    second = worker(tmp_path)
    try:
        ended = over(tools, state.id)
    finally:
        second.terminate()
        second.wait(60)
    assert (ended.counts.records, ended.counts.created, ended.counts.duplicates) == (3_000, 3_000, 0)
    assert sum(count_records(tools.database, MUSEUM).values()) == 3_000
    tools.database.dispose()


@pytest.mark.slow
def test_a_worker_that_is_asked_to_end_stops_after_its_chunk_and_hands_over(tmp_path: Path) -> None:
    tools = tools_from(settings_of(tmp_path))
    state = stored(tools, tmp_path, 3_000)
    queue = Jobs(tools, works=False)
    queue.start()
    queue.enqueue_ingest(state.id)
    queue.stop()
    first = worker(tmp_path)
    moving(tools, state.id, 300)
    first.terminate()
    assert first.wait(60) == 0
    reached = get_submission(tools.database, state.id)
    assert reached.checkpoint < 3_000
    assert reached.checkpoint % 100 == 0
    jobs = sqlite3.connect(tmp_path / "jobs.sqlite")
    assert jobs.execute("SELECT status FROM workflow_status").fetchall() == [("ENQUEUED",)]
    jobs.close()
    second = worker(tmp_path)
    try:
        assert over(tools, state.id).counts.created == 3_000
    finally:
        second.terminate()
        second.wait(60)
    tools.database.dispose()


def test_a_fault_of_ours_ends_the_delivery_with_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object, **_kwargs: object) -> None:
        raise ValueError("a value of a museum")

    tools = tools_from(settings_of(tmp_path))
    state = stored(tools, tmp_path, 10)
    monkeypatch.setattr("app.jobs.delivery.ingest", fault)
    jobs = Jobs(tools)
    jobs.start()
    jobs.enqueue_ingest(state.id)
    ended = over(tools, state.id)
    jobs.stop()
    assert ended.status == "failed"
    assert ended.problem is not None
    assert ended.problem.kind == ConcordanceError.kind
    assert "museum" not in ended.problem.detail.en
    tools.database.dispose()


def test_stopping_is_no_failure() -> None:
    assert not issubclass(Stopping, Exception)  # the engine would record it as the workflow's error


def test_one_engine_a_process(tmp_path: Path) -> None:
    tools = tools_from(settings_of(tmp_path))
    first = Jobs(tools)
    first.start()
    with pytest.raises(RuntimeError, match="one job engine"):
        Jobs(tools).start()
    first.stop()
    again = Jobs(tools)
    again.start()
    again.stop()
    tools.database.dispose()


def test_the_engine_talks_to_nobody(tmp_path: Path) -> None:
    tools = tools_from(settings_of(tmp_path))
    jobs = Jobs(tools)
    jobs.start()
    time.sleep(1.5)
    talking = [one.raddr for one in psutil.Process().net_connections() if one.status == psutil.CONN_ESTABLISHED]
    jobs.stop()
    tools.database.dispose()
    assert [address for address in talking if address[0] not in _LOOPBACK] == []


def test_health_tells_a_job_queue_that_is_gone(tmp_path: Path) -> None:
    with running_service(tmp_path) as service:
        jobs = sqlite3.connect(tmp_path / "jobs.sqlite")
        jobs.execute("DROP TABLE workflow_status")
        jobs.commit()
        jobs.close()
        answer = service.client.get("/healthz")
        assert answer.status_code == 503
        assert answer.json()["parts"]["jobs"]["works"] is False
        assert "OperationalError" in answer.json()["parts"]["jobs"]["detail"]["en"]
        large = service.client.post(
            f"/api/v1/institutions/{MUSEUM}/records",
            content=csv_of("Q-1,T,A,1905"),
            headers={**service.writer, "Prefer": "respond-async"},
        )
        assert large.status_code == 202  # it is stored: the sweep queues it when the queue works again
        assert service.client.get(large.headers["location"]).json()["status"] == "waiting"


def test_a_delivery_that_nobody_queued_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.jobs.sweep._UNQUEUED_S", 0)
    monkeypatch.setattr("app.jobs.engine._SWEEP_S", 0.2)
    monkeypatch.setattr(Jobs, "enqueue_ingest", lambda _self, _id: None)  # the process died before it queued
    with running_service(tmp_path, max_records_inline=10) as service:
        answer = service.push(many_rows(50))
        assert answer.status_code == 202
        assert service.followed(answer.headers["location"])["counts"]["created"] == 50


@pytest.mark.postgres
def test_the_same_on_postgresql(tmp_path: Path, postgres_database: str) -> None:
    with running_service(tmp_path, postgres_database, max_records_inline=100) as service:
        assert service.client.get("/healthz").json()["status"] == "works"
        rows = csv_of(
            "PG-1,Le moulin,Rose Tremblay,1905", "PG-2,Bateau,,pas une date", ",Sans,A,1905", "PG-1,Double,A,1"
        )
        counts = service.push(rows).json()["counts"]
        assert (counts["created"], counts["duplicates"], counts["rejected"]) == (2, 1, 1)
        assert service.push(rows).json()["counts"]["unchanged"] == 2
        large = service.push(many_rows(450))
        assert large.status_code == 202
        assert service.followed(large.headers["location"])["counts"]["created"] == 450
        key = {**service.writer, "Content-Type": "text/csv", "Idempotency-Key": "pg"}
        address = f"/api/v1/institutions/{MUSEUM}/records"
        first = service.client.post(address, content=rows, headers=key)
        assert service.client.post(address, content=rows, headers=key).headers["idempotency-replayed"] == "true"
        assert service.client.get(f"{first.headers['location']}/report.html").status_code == 200
        put = service.client.put(
            f"{address}/a%2Fb", content='{"local_id": "a/b", "titles": [{"text": "T"}]}',
            headers={**service.writer, "Content-Type": "application/json", "If-None-Match": "*"},
        )  # fmt: skip
        assert put.headers["etag"] == '"1"'
        gone = service.client.delete(f"{address}/a%2Fb", headers={**service.writer, "If-Match": '"1"'})
        assert gone.json()["state"] == "withdrawn"
        with service.tools.database.connect() as connection:
            queued = connection.execute(text("SELECT count(*) FROM dbos.workflow_status")).scalar_one()
        assert queued == 1


@pytest.mark.postgres
def test_a_process_that_only_queues_leaves_the_work_to_a_worker(tmp_path: Path, postgres_database: str) -> None:

    tools = tools_from(settings_of(tmp_path, postgres_database))
    state = stored(tools, tmp_path, 30)
    queues = Jobs(tools, works=False)
    queues.start()
    queues.enqueue_ingest(state.id)
    queues.enqueue_ingest(state.id)
    assert queues.trouble() is None
    queues.stop()
    assert get_submission(tools.database, state.id).status == "waiting"
    works = Jobs(tools)
    works.start()
    try:
        assert over(tools, state.id).counts.created == 30
    finally:
        works.stop()
    tools.database.dispose()
