"""The event stream over a real server: what its nodes say, which of them are closed, and a client of other people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyoxigraph as ox
import pytest

from app.publication.ldes.documents import shape
from app.web.feeds import ldes_tree
from tests.feed_service import feed_service, iri, put, withdraw
from tests.model_clients import LdesClient, to_the_end
from tests.node_clients import run_client
from tests.rest import Service

TREE, LDES, DCT = "https://w3id.org/tree#", "https://w3id.org/ldes#", "http://purl.org/dc/terms/"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
FORMS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/trig": ox.RdfFormat.TRIG,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ldes_tree, "PAGE", 4)
        with feed_service(tmp_path_factory.mktemp("ldes")) as running:
            for number in range(1, 10):
                put(running, number, f"Paysage {number}")
            put(running, 2, "Paysage 2, nettoyé")
            withdraw(running, 3)
            yield running


def node(service: Service, address: str, form: str = "application/trig") -> ox.Store:
    """Return a node of the stream, parsed."""
    answer = service.client.get(address, headers={"Accept": form})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(form)
    store = ox.Store()
    store.extend(ox.parse(answer.content, format=FORMS[form]))
    return store


def objects(store: ox.Store, predicate: str, subject: Any = None) -> list[str]:
    """Return the objects of a property, in order."""
    quads = store.quads_for_pattern(subject, ox.NamedNode(predicate), None, None)
    return sorted(quad.object.value for quad in quads if not isinstance(quad.object, ox.Triple))


def first_day(service: Service) -> str:
    """Return the address of the day that the stream begins with."""
    month = objects(node(service, "/ldes"), f"{TREE}node")[0]
    return objects(node(service, month), f"{TREE}node")[0]


def test_the_root_describes_the_stream_and_leads_to_months(service: Service) -> None:
    root = node(service, "/ldes")
    stream = ox.NamedNode(f"{service.address}/ldes#stream")
    assert objects(root, RDF_TYPE.value, stream) == [f"{LDES}EventStream"]
    assert objects(root, f"{TREE}view", stream) == [f"{service.address}/ldes"]
    assert objects(root, f"{LDES}timestampPath", stream) == [f"{DCT}created"]
    assert objects(root, f"{LDES}versionOfPath", stream) == [f"{DCT}isVersionOf"]
    assert objects(root, f"{TREE}shape", stream) == [f"{service.address}/ldes/shape"]
    policy = objects(root, f"{LDES}retentionPolicy", ox.NamedNode(f"{service.address}/ldes"))
    assert len(policy) == 1
    assert len(objects(root, f"{LDES}startingFrom", ox.NamedNode(policy[0]))) == 1
    assert {q.object.language for q in root.quads_for_pattern(stream, ox.NamedNode(f"{DCT}title"), None, None)} == {  # type: ignore[union-attr]  # literals
        "fr",
        "en",
    }


@pytest.mark.parametrize("form", FORMS)
def test_each_node_says_of_itself_what_the_community_asks(service: Service, form: str) -> None:
    client = LdesClient(service.client)
    to_the_end(client)
    for address in (f"{service.address}/ldes", *client.closed, first_day(service)):
        store = node(service, address, form)
        assert objects(store, f"{TREE}view") == [address]  # the node that is read, exactly once
        nodes = [q.subject for q in store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(f"{TREE}Node"), None)]
        assert nodes == [ox.NamedNode(address)]
        for quad in store.quads_for_pattern(ox.NamedNode(address), ox.NamedNode(f"{TREE}relation"), None, None):
            relation = quad.object
            assert objects(store, f"{TREE}path", relation) == [f"{DCT}created"]
            assert len(objects(store, f"{TREE}value", relation)) == 1
            (target,) = objects(store, f"{TREE}node", relation)
            assert target not in {address, f"{service.address}/ldes"}
            (kind,) = objects(store, RDF_TYPE.value, relation)
            assert kind in {f"{TREE}GreaterThanOrEqualToRelation", f"{TREE}LessThanRelation"}


def test_relations_tell_the_truth_about_what_is_behind_them(service: Service) -> None:
    def check(address: str, low: str, high: str) -> None:
        store = node(service, address)
        for quad in store.quads_for_pattern(None, ox.NamedNode(f"{TREE}member"), None, None):
            (created,) = objects(store, f"{DCT}created", quad.object)
            assert low <= created < high
        for target in set(objects(store, f"{TREE}node")):
            lowest, highest = low, high
            for relation in store.quads_for_pattern(None, ox.NamedNode(f"{TREE}node"), ox.NamedNode(target), None):
                (value,) = objects(store, f"{TREE}value", relation.subject)
                if objects(store, RDF_TYPE.value, relation.subject) == [f"{TREE}LessThanRelation"]:
                    highest = min(highest, value)
                else:
                    lowest = max(lowest, value)
            check(target, lowest, highest)

    check("/ldes", "0", "9")


def test_a_member_is_the_whole_record_in_every_form(service: Service) -> None:
    stored = service.client.get(
        "/api/v1/institutions/musee/records/N-1", headers={**service.reader, "Accept": "application/n-quads"}
    )
    record = ox.Store()
    record.extend(ox.parse(stored.content, format=ox.RdfFormat.N_QUADS))
    member = ox.NamedNode(f"{service.address}/ldes/change/1")
    for form in ("application/trig", "application/ld+json"):
        store = node(service, "/ldes/change/1", form)
        graph = {(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(None, None, None, member)}
        assert graph == {(q.subject, q.predicate, q.object) for q in record}
    turtle = node(service, "/ldes/change/1", "text/turtle")
    described, waiting = set(), [member]
    while waiting:  # the concise bounded description of the member
        for quad in turtle.quads_for_pattern(waiting.pop(), None, None, None):
            if isinstance(quad.object, ox.BlankNode) and quad.object not in described:
                waiting.append(quad.object)  # type: ignore[arg-type]  # members are IRIs, their parts blank
                described.add(quad.object)
    parts = {q.subject.value for q in record if "#" in q.subject.value and "/object/" in q.subject.value}
    assert len(described) == len(parts)


def test_closed_nodes_are_immutable_and_answer_by_their_tag(service: Service) -> None:
    day = first_day(service)
    answer = service.client.get(day, headers={"Accept": "text/turtle"})
    assert "immutable" in answer.headers["cache-control"]
    assert not answer.headers["etag"].startswith("W/")
    again = service.client.get(day, headers={"Accept": "text/turtle", "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    plain = service.client.get(day, headers={"Accept": "text/turtle", "Accept-Encoding": "identity"})
    assert plain.content == answer.content
    assert plain.headers["etag"] != answer.headers["etag"]
    assert plain.headers["vary"] == "Accept, Accept-Encoding"
    last = LdesClient(service.client)
    to_the_end(last)
    open_nodes = {f"{day}/3", f"{service.address}/ldes", day.rpartition("-")[0]}
    assert not open_nodes & last.closed
    put(service, 50, "Un de plus")
    for address in last.closed:
        assert service.client.get(address).headers["cache-control"].endswith("immutable")
    assert service.client.get(day, headers={"Accept": "text/turtle"}).content == answer.content


def test_a_withdrawal_leaves_a_tombstone_and_takes_the_versions_back(service: Service) -> None:
    put(service, 60, "Brouillon à ne pas garder")
    for number in range(61, 68):
        put(service, number, "Suite")  # its page is closed, and has been read into the cache
    client = LdesClient(service.client)
    to_the_end(client)
    assert client.states[iri(service, 60)] == "active"
    withdraw(service, 60)
    fresh = LdesClient(service.client)

    def told() -> bool:
        nonlocal fresh
        fresh = LdesClient(service.client)
        texts = [service.client.get(address).text for address in sorted(client.closed)]
        return not any("ne pas garder" in text for text in texts)

    assert service.eventually(told)
    to_the_end(fresh)
    assert fresh.states[iri(service, 60)] == "deleted"
    place = int(fresh.known[iri(service, 60)][0])
    tombstone = node(service, f"/ldes/change/{place}")
    assert f"{'https://www.w3.org/ns/activitystreams#'}Tombstone" in objects(tombstone, RDF_TYPE.value)


@pytest.mark.parametrize("path", ["1999-01", "2026-13", "x", "2026-11-23/99999", "2026-11-23/0", "change/999999"])
def test_a_node_that_does_not_exist_is_not_found_in_both_languages(service: Service, path: str) -> None:
    answer = service.client.get(f"/ldes/{path}")
    assert answer.status_code == 404
    assert set(answer.json()["details"]) == {"fr", "en"}


def test_a_form_that_is_not_offered_is_refused(service: Service) -> None:
    assert service.client.get("/ldes", headers={"Accept": "image/png"}).status_code == 406


def test_members_follow_the_shape_that_the_stream_names(service: Service) -> None:
    import pyshacl  # noqa: PLC0415  # slow to import, for this test alone
    import rdflib  # noqa: PLC0415  # the same

    shapes = rdflib.Graph().parse(data=shape(service.address), format="turtle")
    data = rdflib.Graph().parse(data=service.client.get(first_day(service)).text, format="turtle")
    named = rdflib.URIRef(f"{service.address}/ldes/shape")
    for member in data.objects(None, rdflib.URIRef(f"{TREE}member")):
        shapes.add((named, rdflib.URIRef("http://www.w3.org/ns/shacl#targetNode"), member))
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text
    broken = data - rdflib.Graph().parse(data=service.client.get(first_day(service)).text, format="turtle")
    assert not pyshacl.validate(broken, shacl_graph=shapes)[0]


@pytest.mark.node
def test_a_client_from_npm_follows_the_stream_to_its_end(service: Service) -> None:
    model = LdesClient(service.client)
    to_the_end(model)
    members = [json.loads(line) for line in run_client("follow_ldes.mjs", f"{service.address}/ldes").splitlines()]
    newest: dict[str, tuple[int, str]] = {}
    for member in members:
        (record,) = member["of"]
        place = int(member["id"].rpartition("/")[2])
        deleted = any(kind.endswith("#Delete") for kind in member["types"])
        newest[record] = max(newest.get(record, (0, "")), (place, "deleted" if deleted else "active"))
        assert deleted or member["quads"] > 30, member  # the whole record is in it
    assert {record: state for record, (_, state) in newest.items()} == model.states
    assert len(members) == len({member["id"] for member in members})
