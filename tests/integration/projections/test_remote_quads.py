"""A remote store follows the log: `oxigraph serve` by Update and by Graph Store Protocol, Virtuoso 7 by Update."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, Store, parse_query_results
from sqlalchemy import Engine

from app.core.config import Settings
from app.core.iri import Namespace
from app.projections.follower import catch_up, rebuild
from app.projections.followers import Followers
from app.projections.quads import RemoteQuads
from app.storage.quads import remote, remote_client
from app.storage.quads.graph_change import GraphChange
from app.storage.quads.remote import CONTROL, RemoteStore
from app.storage.single_records import withdraw_record
from app.storage.turns import Turn
from tests.databases import MUSEUM, deliver
from tests.graphs import BASE, expected_quads, object_of
from tests.stores import RunningStore, oxigraph_server, virtuoso_server

NUMBER = 250


@pytest.fixture(scope="module")
def oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with oxigraph_server(tmp_path_factory.mktemp("oxigraph")) as store:
        yield store


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with virtuoso_server(tmp_path_factory.mktemp("virtuoso")) as store:
        yield store


@pytest.fixture(
    params=["oxigraph-update", "oxigraph-graphs", pytest.param("virtuoso-update", marks=pytest.mark.virtuoso)]
)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    name, _, way = request.param.partition("-")
    store: RunningStore = request.getfixturevalue(name)
    made = Settings(
        data_dir=tmp_path / "data",
        base_url=BASE,
        sparql_query_url=store.query_url,
        sparql_update_url=store.update_url if way == "update" else "",
        sparql_graph_store_url=store.graph_store_url if way == "graphs" else "",
        sparql_user=store.user,
        sparql_password=store.password,
    )
    yield made
    empty(store)


def empty(store: RunningStore) -> None:
    graphs = sorted(graphs_of(store.query_url))
    with remote_client.client_for(store.user, store.password) as client:
        for start in range(0, len(graphs), 100):
            text = ";\n".join(f"DROP SILENT GRAPH <{graph}>" for graph in graphs[start : start + 100])
            kind = {"Content-Type": "application/sparql-update"}
            client.post(store.update_url, content=text.encode(), headers=kind, timeout=60).raise_for_status()


def rows_of(url: str, query: str) -> list[dict[str, Any]]:
    accept = {"Accept": "application/sparql-results+json"}
    answer = httpx.post(url, data={"query": query}, headers=accept, timeout=30).raise_for_status()
    solutions = parse_query_results(answer.content, QueryResultsFormat.JSON)
    assert isinstance(solutions, QuerySolutions)
    return [{name.value: row[name] for name in solutions.variables} for row in solutions]


def graphs_of(url: str) -> set[str]:
    # Without the filter Virtuoso 7 looks for the distinct graphs of all that it comes with, for minutes.
    ours = f'STRSTARTS(STR(?g), "{BASE}/") || STRSTARTS(STR(?g), "urn:concordance:")'
    found = rows_of(url, f"SELECT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER({ours}) }}")
    return {row["g"].value for row in found}


def held_by(url: str) -> set[Quad]:
    rows = rows_of(url, f'SELECT ?g ?s ?p ?o WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{BASE}/")) }}')
    store = Store()
    store.extend(Quad(row["s"], row["p"], row["o"], row["g"]) for row in rows)
    return set(store)


def target_of(settings: Settings, engine: Engine) -> RemoteQuads:
    store = RemoteStore.of(settings)
    assert store is not None
    return RemoteQuads(store, Turn(engine, settings.data_dir, "quads"))


def test_a_remote_store_holds_what_is_published(settings: Settings, engine: Engine) -> None:
    target = target_of(settings, engine)
    deliver(engine, *(object_of(n, f"N-{n}") for n in range(NUMBER)))
    catch_up(engine, target)
    assert held_by(settings.sparql_query_url) == expected_quads(engine)

    deliver(engine, object_of(0, "N-1", "Nouveau « titre »\n"), object_of(1, "à/b c%", "Odd"))
    withdraw_record(engine, MUSEUM, "N-2")
    end = catch_up(engine, target)
    assert held_by(settings.sparql_query_url) == expected_quads(engine)
    assert target.shown() == end
    assert len(graphs_of(settings.sparql_query_url)) == NUMBER + 1, "a graph a record, and the control graph"


def test_only_changed_quads_are_sent(
    settings: Settings, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not settings.sparql_update_url:
        pytest.skip("the Graph Store Protocol only knows whole graphs")
    target = target_of(settings, sqlite_engine)
    deliver(sqlite_engine, object_of(0, "N-1", "Ancien"), object_of(1, "N-2"))
    catch_up(sqlite_engine, target)
    sent: list[str] = []
    send = remote_client.send

    def noted(client: httpx.Client, method: str, url: str, **request: Any) -> httpx.Response:
        if "content" in request:
            sent.append(request["content"].decode())
        return send(client, method, url, **request)

    monkeypatch.setattr("app.storage.quads.remote.send", noted)
    deliver(sqlite_engine, object_of(0, "N-1", "Nouveau"))
    catch_up(sqlite_engine, target)
    lines = [line for text in sent if BASE in text for line in text.splitlines() if line.startswith("<")]
    label = f"<{BASE}/{MUSEUM}/object/N-1> <http://www.w3.org/2000/01/rdf-schema#label>"
    assert lines == [f'{label} "Ancien" .', f'{label} "Nouveau" .']


def test_a_batch_cut_off_anywhere_is_sent_again(
    settings: Settings, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fail after each request in turn, as a killed process would, with the log going on in between."""
    monkeypatch.setattr(remote, "_REQUEST_QUADS", 20)
    target = target_of(settings, sqlite_engine)
    send = remote_client.send
    budget = 0

    def failing(client: httpx.Client, method: str, url: str, **request: Any) -> httpx.Response:
        nonlocal budget
        if "content" in request or method == "DELETE":
            if budget == 0:
                raise remote_client.RemoteUnavailable("cut off")
            budget -= 1
        return send(client, method, url, **request)

    monkeypatch.setattr("app.storage.quads.remote.send", failing)
    deliver(sqlite_engine, *(object_of(n, f"N-{n}") for n in range(6)))
    for attempt in range(40):
        budget = attempt
        try:
            catch_up(sqlite_engine, target)
        except remote_client.RemoteUnavailable:
            deliver(sqlite_engine, object_of(0, f"N-{attempt % 6}", f"Titre {attempt}"), object_of(1, f"M-{attempt}"))
        else:
            break
    budget = 10_000
    catch_up(sqlite_engine, target)
    assert held_by(settings.sparql_query_url) == expected_quads(sqlite_engine)


def test_a_rebuild_puts_right_what_somebody_spoilt(settings: Settings, sqlite_engine: Engine) -> None:
    target = target_of(settings, sqlite_engine)
    deliver(sqlite_engine, *(object_of(n, f"N-{n}") for n in range(20)))
    withdraw_record(sqlite_engine, MUSEUM, "N-3")
    catch_up(sqlite_engine, target)
    store = RemoteStore.of(settings)
    assert store is not None
    for spoilt in ("N-1", "N-3"):
        iri = f"<{BASE}/{MUSEUM}/object/{spoilt}>"
        change = GraphChange(iri, (), (f'{iri} <urn:example:spoilt> "yes" .',))
        store.write([change], {iri: change.added[0]})
    store.disconnect()
    assert held_by(settings.sparql_query_url) != expected_quads(sqlite_engine)
    assert rebuild(sqlite_engine, target)
    assert held_by(settings.sparql_query_url) == expected_quads(sqlite_engine)
    deliver(sqlite_engine, object_of(0, "N-5", "Après"))
    catch_up(sqlite_engine, target)
    assert held_by(settings.sparql_query_url) == expected_quads(sqlite_engine)
    assert CONTROL[1:-1] in graphs_of(settings.sparql_query_url)


def test_a_store_that_is_away_is_no_loss(
    settings: Settings, sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_client, "_RETRY_AFTER_S", ())
    nowhere = "http://127.0.0.1:9"
    away = RemoteStore(httpx.Client, f"{nowhere}/query", f"{nowhere}/update", "", BASE)
    deliver(sqlite_engine, object_of(0, "N-1"))
    with pytest.raises(remote_client.RemoteUnavailable):
        catch_up(sqlite_engine, RemoteQuads(away, Turn(sqlite_engine, settings.data_dir, "quads")))
    catch_up(sqlite_engine, target_of(settings, sqlite_engine))
    assert held_by(settings.sparql_query_url) == expected_quads(sqlite_engine)


def unreadable(local_id: str) -> bytes:
    """Return the N-Quads of a record that no store reads: one of its IRIs has a space."""
    iri = Namespace(BASE, MUSEUM).record(local_id)
    return f"<{iri}> <urn:example:no iri> <{iri}> <{iri}> .\n".encode()


def test_a_graph_that_the_store_refuses_is_told_of_and_the_rest_goes_on(
    settings: Settings, sqlite_engine: Engine
) -> None:
    if settings.sparql_user:
        pytest.skip("Virtuoso takes IRIs that are none")
    target = target_of(settings, sqlite_engine)
    deliver(sqlite_engine, object_of(0, "N-1"), object_of(1, "N-2", nquads=unreadable("N-2")), object_of(2, "N-3"))
    end = catch_up(sqlite_engine, target)
    deliver(sqlite_engine, object_of(0, "N-3", "Ensuite", nquads=unreadable("N-3")))
    end = catch_up(sqlite_engine, target)
    assert target.shown() == end, "the log is followed to its end"
    assert {graph.rpartition("/")[2] for graph in graphs_of(settings.sparql_query_url)} == {"N-1", CONTROL[1:-1]}

    # Whoever follows next, in another process, still says it.
    writer = target_of(settings, sqlite_engine).open()
    trouble = writer.trouble()
    writer.close()
    assert trouble is not None
    assert f"{MUSEUM}/N-2, {MUSEUM}/N-3" in trouble.fr
    assert f"{MUSEUM}/N-2, {MUSEUM}/N-3" in trouble.en

    # What can be read again is sent whole, though only a part of it has changed since.
    deliver(sqlite_engine, object_of(0, "N-2", "Lisible"), object_of(1, "N-3", "Lisible"))
    catch_up(sqlite_engine, target_of(settings, sqlite_engine))
    assert held_by(settings.sparql_query_url) == expected_quads(sqlite_engine)
    writer = target_of(settings, sqlite_engine).open()
    assert writer.trouble() is None
    writer.close()


def test_healthz_says_which_graphs_the_store_refuses(settings: Settings, sqlite_engine: Engine) -> None:
    if settings.sparql_user:
        pytest.skip("Virtuoso takes IRIs that are none")
    deliver(sqlite_engine, object_of(0, "N-1"), object_of(1, "N-2", nquads=unreadable("N-2")))
    followers = Followers(sqlite_engine, [target_of(settings, sqlite_engine)])
    followers.start()
    try:
        deadline = time.monotonic() + 20
        while followers.trouble("quads") is None and time.monotonic() < deadline:
            time.sleep(0.05)
        trouble = followers.trouble("quads")
    finally:
        followers.stop()
    assert trouble is not None
    assert f"{MUSEUM}/N-2" in trouble.fr
    assert len(graphs_of(settings.sparql_query_url)) == len({"N-1", CONTROL})
