"""Whatever a museum delivers, in whatever order, the store ends where a dictionary of twenty lines ends."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from app.core.finding import Finding
from app.core.outcome import DeliveryCounts, Outcome
from app.core.source import DeliveryMode
from app.storage.database import open_database
from app.storage.findings import groups, stream
from app.storage.records import get_record, get_version, list_records
from app.storage.single_records import withdraw_record
from tests.databases import MUSEUM, VIOLATION, deliver, finding, log, outcome, rejected


@dataclass
class Kept:
    """What the model knows of one record: its newest body, whether that may be published, and the published graph."""

    body: tuple[str, str, str, bool]
    version: int = 1
    published: str | None = None
    withdrawn: bool = False


@dataclass
class Model:
    """The records of one institution, and the log of what is published."""

    records: dict[str, Kept] = field(default_factory=dict)
    log: list[tuple[str, str]] = field(default_factory=list)

    def deliver(self, delivery: Delivery) -> DeliveryCounts:
        tally = dict.fromkeys(("created", "updated", "unchanged", "withheld", "kept_back", "duplicates", "rejected"), 0)
        seen: set[str] = set()
        for sent in delivery.sent:
            if sent is None:
                tally["rejected"] += 1
            elif sent.local_id in seen:
                tally["duplicates"] += 1
            else:
                seen.add(sent.local_id)
                for what in self._receive(sent):
                    tally[what] += 1
        absent = [name for name, kept in self.records.items() if name not in seen and not kept.withdrawn]
        withdrawn = absent if delivery.mode == "full" and seen and not tally["rejected"] else []
        for name in withdrawn:
            self.withdraw(name)
        suspended = delivery.mode == "full" and not withdrawn and bool(absent)
        said = sum(1 if sent is None else len(sent.findings) for sent in delivery.sent)
        return DeliveryCounts(
            records=len(delivery.sent),
            withdrawn=len(withdrawn),
            findings=said + tally["duplicates"] + suspended,
            **tally,
        )

    def withdraw(self, name: str) -> None:
        kept = self.records[name]
        if kept.published is not None:
            self.log.append(("withdrawn", name))
        kept.published, kept.withdrawn = None, True

    def _receive(self, sent: Sent) -> Iterator[str]:
        body = (sent.body, sent.content, sent.graph, sent.publishable and not sent.withheld)
        kept = self.records.get(sent.local_id)
        if kept is not None and not kept.withdrawn and kept.body == body:
            yield "unchanged"
            return
        if kept is None:
            kept = self.records[sent.local_id] = Kept(body)
            yield "created"
        else:
            yield "created" if kept.withdrawn else "updated"
            kept.body, kept.version, kept.withdrawn = body, kept.version + 1, False
        if sent.withheld:
            yield "kept_back"
            if kept.published is not None:
                self.log.append(("withdrawn", sent.local_id))
            kept.published = None
        elif not sent.publishable:
            yield "withheld"
        elif kept.published != sent.graph:
            self.log.append(("created" if kept.published is None else "updated", sent.local_id))
            kept.published = sent.graph


@dataclass(frozen=True)
class Sent:
    """A record as it is sent."""

    local_id: str
    body: str
    graph: str
    publishable: bool
    content: str
    withheld: bool

    @property
    def findings(self) -> tuple[Finding, ...]:
        return (finding(),) if self.publishable else (finding(), VIOLATION)

    def outcome(self, ordinal: int) -> Outcome:
        return outcome(
            ordinal,
            self.local_id,
            self.body,
            graph=self.graph,
            findings=self.findings,
            content=self.content,
            withheld=self.withheld,
        )


@dataclass(frozen=True)
class Delivery:
    """Some records (None: one that is rejected), sent in chunks of one size."""

    sent: tuple[Sent | None, ...]
    mode: DeliveryMode
    chunk: int

    def outcomes(self) -> list[Outcome]:
        return [rejected(n) if one is None else one.outcome(n) for n, one in enumerate(self.sent)]


bodies = st.sampled_from("abc")
names = st.sampled_from(["1", "2", "3", "é 4", "5"])
seldom = st.sampled_from([False, False, True])
records = st.builds(Sent, names, bodies, st.sampled_from("xy"), st.booleans(), st.sampled_from("mn"), seldom)
mostly_records = st.one_of(records, records, records, records, st.none())
modes = st.sampled_from(["partial", "full"])
deliveries = st.builds(Delivery, st.lists(mostly_records, max_size=7).map(tuple), modes, st.integers(1, 4))
withdrawals = st.sampled_from(["1", "2", "3"])


@contextmanager
def fresh(template: Path) -> Iterator[Engine]:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(template, Path(folder) / "model.sqlite")
        engine = open_database(f"sqlite:///{folder}/model.sqlite")
        yield engine
        engine.dispose()


def published_by(changes: list[tuple[str, str, int]], engine: Engine) -> dict[str, bytes]:
    """Return what a follower of the log holds at its end, and check that each step of it makes sense."""
    held: dict[str, bytes] = {}
    for kind, local_id, version in changes:
        assert (local_id in held) == (kind != "created")
        if kind == "withdrawn":
            del held[local_id]
            continue
        content = get_version(engine, MUSEUM, local_id, version)
        assert content is not None
        assert content.nquads != held.get(local_id)
        held[local_id] = content.nquads
    return held


@given(steps=st.lists(st.one_of(deliveries, deliveries, deliveries, withdrawals), max_size=6))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_store_ends_where_the_model_ends(sqlite_template: Path, steps: list[Delivery | str]) -> None:
    model = Model()
    with fresh(sqlite_template) as engine:
        for step in steps:
            if isinstance(step, Delivery):
                submission, counts = deliver(engine, *step.outcomes(), mode=step.mode, chunk=step.chunk)
                assert counts == model.deliver(step)
                assert sum(group.findings for group in groups(engine, submission)) == counts.findings
                assert len(list(stream(engine, submission))) == counts.findings
            elif step in model.records:
                withdraw_record(engine, MUSEUM, step)
                model.withdraw(step)
        changes = log(engine)
        assert [(kind, name) for kind, name, _ in changes] == model.log
        for name, kept in model.records.items():
            record = get_record(engine, MUSEUM, name)
            assert record is not None
            assert record.content.received == f"received {kept.body[0]}".encode()
            assert record.version == kept.version
            assert (record.state == "withdrawn") == kept.withdrawn
            assert (record.state == "published") == (kept.published is not None)
        assert len(list_records(engine, MUSEUM)) == len(model.records)
        held = published_by(changes, engine)
        assert held == {
            name: f"nquads {kept.published}".encode()
            for name, kept in model.records.items()
            if kept.published is not None
        }


@pytest.mark.parametrize("mode", ["partial", "full"])
@given(sent=st.lists(records, min_size=1, max_size=8))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_same_delivery_twice_changes_nothing(sqlite_template: Path, mode: DeliveryMode, sent: list[Sent]) -> None:
    once = Delivery(tuple(sent), mode, 3)
    with fresh(sqlite_template) as engine:
        deliver(engine, *once.outcomes(), mode=mode, chunk=3)
        before = (log(engine), list_records(engine, MUSEUM))
        _, counts = deliver(engine, *once.outcomes(), mode=mode, chunk=2)
        assert (counts.created, counts.updated, counts.withdrawn) == (0, 0, 0)
        assert (counts.withheld, counts.kept_back) == (0, 0)
        assert counts.unchanged + counts.duplicates == counts.records
        assert (log(engine), list_records(engine, MUSEUM)) == before
