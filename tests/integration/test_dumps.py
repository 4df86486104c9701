"""Files to take away: they say what is published and nothing else, in every form, and one is whole at any moment."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet  # type: ignore[import-untyped]  # it has no types
import pyoxigraph
import pytest
import zstandard

from app.core.text import Text
from app.projections.dumps.files import DumpWriting
from app.projections.dumps.making import make_due
from app.projections.dumps.shelf import Shelf
from app.storage.place import Occupied
from app.web.pages.strings import STRINGS
from tests.feed_service import canonical, feed_service, iri, put, withdraw
from tests.rest import MUSEUM, PATIENCE_S, Service

NOW = timedelta(0)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with feed_service(tmp_path / "data", dump_interval_s=0) as running:
        yield running


def make(service: Service) -> tuple[str, ...]:
    return make_due(service.tools.settings, every=NOW)


def taken(service: Service, name: str) -> bytes:
    answer = service.client.get(f"/dumps/{name}")
    assert answer.status_code == 200, answer.text
    return answer.content


def by_quads(service: Service, name: str) -> set[str]:
    quads = pyoxigraph.parse(gzip.decompress(taken(service, f"{name}.nq.gz")), pyoxigraph.RdfFormat.N_QUADS)
    return {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, pyoxigraph.NamedNode)}


def by_turtle(service: Service, name: str) -> set[str]:
    packed = taken(service, f"{name}.ttl.zst")
    text = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(packed), read_across_frames=True).read()
    assert text == gzip.decompress(taken(service, f"{name}.ttl.gz"))
    made = "http://www.cidoc-crm.org/cidoc-crm/E22_Human-Made_Object"
    triples = pyoxigraph.parse(text, pyoxigraph.RdfFormat.TURTLE)
    return {str(one.subject.value) for one in triples if getattr(one.object, "value", "") == made}


def by_lines(service: Service, name: str) -> set[str]:
    lines = gzip.decompress(taken(service, f"{name}.jsonl.gz")).splitlines()
    return {json.loads(line)["id"] for line in lines}


def by_table(service: Service, name: str) -> set[str]:
    text = gzip.decompress(taken(service, f"{name}.csv.gz")).decode("utf-8-sig")
    return {row["iri"] for row in csv.DictReader(io.StringIO(text))}


def by_parquet(service: Service, name: str) -> set[str]:
    table: Any = pyarrow.parquet.read_table(io.BytesIO(taken(service, f"{name}.parquet")))
    return set(table.column("iri").to_pylist())


FORMS: tuple[Callable[[Service, str], set[str]], ...] = (by_quads, by_turtle, by_lines, by_table, by_parquet)


def test_every_file_holds_what_is_published(service: Service) -> None:
    for number in range(5):
        put(service, number, f"Œuvre {number}")
    withdraw(service, 3)
    assert make(service) == (MUSEUM,)
    expected = {iri(service, number) for number in (0, 1, 2, 4)}
    for name in ("whole", f"institutions/{MUSEUM}"):
        assert [form(service, name) for form in FORMS] == [expected] * len(FORMS)


def test_a_record_that_is_taken_back_leaves_the_files_and_a_private_part_never_enters(service: Service) -> None:
    canonical(service, "N-1", "Assiette", private=[{"name": "réserve", "value": "SECRET-42"}])
    put(service, 2, "Bol")
    make(service)
    withdraw(service, 2)
    assert make_due(service.tools.settings, every=timedelta(days=1)) == (MUSEUM,), "a withdrawal does not wait"
    assert [form(service, "whole") for form in FORMS] == [{iri(service, 1)}] * len(FORMS)
    for suffix in ("nq.gz", "ttl.gz", "jsonl.gz", "csv.gz"):
        assert b"SECRET-42" not in gzip.decompress(taken(service, f"whole.{suffix}"))
    parquet = pyarrow.parquet.read_table(io.BytesIO(taken(service, "whole.parquet")))
    assert "SECRET-42" not in str(parquet.to_pylist())


def test_nothing_is_made_when_nothing_has_changed_or_it_is_too_early(service: Service) -> None:
    put(service, 1, "Bol")
    assert make(service) == (MUSEUM,)
    assert make(service) == ()
    put(service, 1, "Bol bleu")
    assert make_due(service.tools.settings, every=timedelta(days=1)) == ()
    assert make(service) == (MUSEUM,)


def test_no_cell_of_the_table_is_run_as_a_formula(service: Service) -> None:
    put(service, 1, "=HYPERLINK(1)")
    make(service)
    text = gzip.decompress(taken(service, "whole.csv.gz")).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["label"] == "'=HYPERLINK(1)"


def test_a_file_is_fetched_in_parts_and_conditionally_and_checked(service: Service) -> None:
    put(service, 1, "Bol")
    make(service)
    address = "/dumps/whole.nq.gz"
    whole = service.client.get(address)
    digest = hashlib.sha256(whole.content).hexdigest()
    part = service.client.get(address, headers={"Range": "bytes=10-29"})
    assert (part.status_code, part.content) == (206, whole.content[10:30])
    assert part.headers["Content-Range"] == f"bytes 10-29/{len(whole.content)}"
    assert service.client.get(address, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    head = service.client.head(address)
    assert (head.status_code, head.headers["Content-Length"], head.content) == (200, str(len(whole.content)), b"")
    sums = dict(line.split("  ")[::-1] for line in service.client.get("/dumps/SHA256SUMS").text.splitlines())
    assert sums["whole.nq.gz"] == digest
    listed = service.client.get("/dumps").json()["dumps"]
    assert listed[0]["institution"] is None
    assert {one["sha256"] for one in listed[0]["files"]} >= {digest}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_lists_the_files(service: Service, language: str) -> None:
    put(service, 1, "Bol")
    make(service)
    page = service.client.get("/dumps", headers={"Accept": "text/html", "Accept-Language": language})
    assert STRINGS["dumps.title"].in_language(language) in page.text
    assert "whole.parquet" in page.text
    assert f"{MUSEUM}.csv.gz" in page.text


@pytest.mark.parametrize("name", ["whole.exe", "whole", "x.nq.gz", "institutions/nobody.nq.gz", "institutions/..%2Fx"])
def test_what_is_no_file_is_said_in_both_languages(service: Service, name: str) -> None:
    answer = service.client.get(f"/dumps/{name}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("application/problem+json")


def test_an_older_file_is_read_to_its_end_while_a_newer_takes_its_place(service: Service) -> None:
    put(service, 1, "Bol")
    make(service)
    shelf = Shelf(service.tools.settings)
    dump = shelf.dump(None)
    assert dump is not None
    with shelf.path(dump, dump.files[0]).open("rb") as older:
        put(service, 2, "Vase")
        make(service)
        assert hashlib.sha256(older.read()).hexdigest() == dump.files[0].sha256
    assert by_quads(service, "whole") == {iri(service, 1), iri(service, 2)}


_KILLED = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from app.core.config import Settings
from app.projections.dumps import making, files
calls = 0
def described(folder, suffix, real=files.described):
    global calls
    calls += 1
    if calls == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
    return real(folder, suffix)
files.described = described
making.make_due(Settings(data_dir=Path(sys.argv[1])), every=timedelta(0))
"""


@pytest.mark.parametrize("moment", [3, 9])
def test_a_dump_that_is_killed_leaves_the_one_before(service: Service, moment: int) -> None:
    put(service, 1, "Bol")
    make(service)
    put(service, 2, "Vase")
    data_dir = str(service.tools.settings.data_dir)
    run = subprocess.run([sys.executable, "-c", _KILLED, data_dir, str(moment)], check=False)
    assert run.returncode == -signal.SIGKILL
    assert by_quads(service, "whole") == {iri(service, 1)}
    make(service)
    assert by_quads(service, "whole") == {iri(service, 1), iri(service, 2)}
    folders = Path(data_dir, "dumps", "files")
    assert len(list(folders.iterdir())) == 2, "nothing half made is left: one folder of the museum, one of the whole"


def test_a_full_disk_leaves_the_dump_before(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    put(service, 1, "Bol")
    make(service)
    put(service, 2, "Vase")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patch:
        patch.setattr(DumpWriting, "add", full)
        with pytest.raises(OSError, match="No space left"):
            make(service)
    assert by_quads(service, "whole") == {iri(service, 1)}


def test_one_process_makes_dumps_at_a_time(service: Service) -> None:
    put(service, 1, "Bol")
    with Shelf(service.tools.settings).held(), pytest.raises(Occupied):
        make(service)


def test_the_service_makes_them_by_itself(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with feed_service(tmp_path / "data", dump_interval_s=1) as running:
        put(running, 1, "Bol")
        _until(lambda: running.client.get("/dumps/whole.nq.gz").status_code == 200)
        withdraw(running, 1)
        _until(lambda: by_quads(running, "whole") == set())
        assert running.client.get("/healthz").json()["parts"]["dumps"]["works"] is True
    said = [line for line in capfd.readouterr().err.splitlines() if "dump made" in line]
    assert {json.loads(line)["event"] for line in said} == {"dump made"}


def test_what_keeps_them_from_being_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dumps").write_text("in the way")
    with feed_service(tmp_path / "data", dump_interval_s=1) as running:
        put(running, 1, "Bol")
        _until(lambda: running.client.get("/healthz").json()["parts"]["dumps"]["works"] is False)
        told = Text(**running.client.get("/healthz").json()["parts"]["dumps"]["detail"])
        assert "restent" in told.fr
        assert "stay" in told.en


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)
