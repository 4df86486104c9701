"""Subscribers are told of changes: signed, in order, again when they fail; and only where it is safe."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.projections import webhooks
from tests.feed_service import feed_service, iri, put, withdraw
from tests.rest import MUSEUM, Service

ADDRESS = "/api/v1/subscriptions"


@dataclass
class Receiver:
    """A subscriber: what it was sent, and the statuses it answers with, the last one for ever."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    received: list[tuple[dict[str, str], bytes, int]] = field(default_factory=list)

    def changes(self) -> list[dict[str, Any]]:
        """Return the changes of the notifications that it took, in the order in which they came."""
        taken = [json.loads(body) for _, body, status in self.received if status < 300]
        return [change for notification in taken for change in notification["data"]["changes"]]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    here = Receiver()

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = here.statuses.pop(0) if len(here.statuses) > 1 else here.statuses[0]
            here.received.append(({name.lower(): value for name, value in self.headers.items()}, body, status))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    here.url = f"http://127.0.0.1:{server.server_address[1]}/avis"
    yield here
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(webhooks, "_FIRST_MS", 20)
        patch.setattr(webhooks, "_GIVEN_UP_AFTER", 4)
        patch.setattr(webhooks, "_MOST_CHANGES", 2)
        with feed_service(tmp_path_factory.mktemp("webhooks"), outgoing_addresses="any") as running:
            yield running


def subscribe(service: Service, receiver: Receiver, **asked: object) -> dict[str, Any]:
    """Subscribe with the reader's key; return the answer."""
    answer = service.client.post(ADDRESS, json={"url": receiver.url, **asked}, headers=service.reader)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_changes_come_in_order_and_signed(service: Service, receiver: Receiver) -> None:
    put(service, 1, "Avant")
    subscription = subscribe(service, receiver)
    for number in range(2, 7):
        put(service, number, "Après")
    withdraw(service, 2)
    assert service.eventually(lambda: len(receiver.changes()) == 6)
    told = receiver.changes()
    assert [change["iri"] for change in told] == [iri(service, number) for number in (2, 3, 4, 5, 6, 2)]
    assert told[-1]["kind"] == "withdrawn"
    assert [change["sequence"] for change in told] == sorted(change["sequence"] for change in told)
    secret = base64.b64decode(subscription["secret"].removeprefix("whsec_"))
    for headers, body, _ in receiver.received:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
        assert headers["webhook-signature"] == f"v1,{expected}"
    assert len({headers["webhook-id"] for headers, _, _ in receiver.received}) == len(receiver.received)
    shown = service.client.get(f"{ADDRESS}/{subscription['id']}", headers=service.reader).json()
    assert "secret" not in shown
    assert service.client.delete(f"{ADDRESS}/{subscription['id']}", headers=service.reader).status_code == 204


def test_a_subscriber_that_fails_is_told_again_and_misses_nothing(service: Service, receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 200]
    subscription = subscribe(service, receiver)
    for number in range(20, 25):
        put(service, number, "Peu importe")
    assert service.eventually(lambda: len({c["sequence"] for c in receiver.changes()}) == 5)
    assert [status for _, _, status in receiver.received][:2] == [500, 302]
    sequences = [change["sequence"] for change in receiver.changes()]
    assert sequences == sorted(sequences)
    service.client.delete(f"{ADDRESS}/{subscription['id']}", headers=service.reader)


def test_one_that_never_answers_is_stopped_and_can_be_resumed(service: Service, receiver: Receiver) -> None:
    receiver.statuses = [503]
    subscription = subscribe(service, receiver)
    put(service, 30, "Sans réponse")

    def state() -> dict[str, Any]:
        answer: dict[str, Any] = service.client.get(f"{ADDRESS}/{subscription['id']}", headers=service.reader).json()
        return answer

    assert service.eventually(lambda: state()["state"] == "stopped")
    assert (state()["failures"], state()["problem"]) == (4, "HTTP 503")
    receiver.statuses = [204]
    resumed = service.client.post(f"{ADDRESS}/{subscription['id']}/resume", headers=service.reader)
    assert resumed.json()["state"] == "active"
    assert service.eventually(lambda: [c["iri"] for c in receiver.changes()] == [iri(service, 30)])
    service.client.delete(f"{ADDRESS}/{subscription['id']}", headers=service.reader)


def test_one_that_is_gone_is_stopped_at_once(service: Service, receiver: Receiver) -> None:
    receiver.statuses = [410]
    subscription = subscribe(service, receiver, institution=MUSEUM, after=0)
    address = f"{ADDRESS}/{subscription['id']}"
    assert service.eventually(lambda: service.client.get(address, headers=service.reader).json()["state"] == "stopped")
    assert len(receiver.received) == 1


def test_who_may_do_what(service: Service, receiver: Receiver) -> None:
    subscription = subscribe(service, receiver)
    address = f"{ADDRESS}/{subscription['id']}"
    assert service.client.post(ADDRESS, json={"url": receiver.url}).status_code == 401
    assert service.client.get(address).status_code == 401
    assert service.client.get(address, headers=service.stranger).status_code == 403
    assert service.client.get(address, headers=service.operator).status_code == 200
    assert service.client.get(f"{ADDRESS}/rien", headers=service.reader).status_code == 404
    listed = service.client.get(ADDRESS, headers=service.stranger).json()
    assert listed == {"subscriptions": []}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b'{"url": 3}', 400),
        (b'{"url": "https://example.org/", "surprise": 1}', 400),
        (b'{"url": "https://example.org/", "after": 99999999}', 400),
        (b'{"url": "https://example.org/", "after": -1}', 400),
        (json.dumps({"url": "https://example.org/" + "x" * 3_000}).encode(), 400),
        (b'{"url": "gopher://example.org/"}', 422),
        (b'{"url": "http://user:pass@8.8.8.8/"}', 422),
        (b'{"url": "http://8.8.8.8/", "institution": "personne"}', 404),
        (b"x" * 200_000, 413),
    ],
)
def test_a_request_that_is_wrong_is_refused_in_both_languages(service: Service, body: bytes, status: int) -> None:
    answer = service.client.post(ADDRESS, content=body, headers=service.reader)
    assert answer.status_code == status, answer.text
    assert set(answer.json()["details"]) == {"fr", "en"}
