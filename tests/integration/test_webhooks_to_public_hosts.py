"""A service that is not told otherwise tells subscribers on public hosts only, and so many of them."""

from __future__ import annotations

from pathlib import Path

from tests.rest import running_service

ADDRESS = "/api/v1/subscriptions"


def test_a_subscription_inside_is_refused_and_so_is_one_too_many(tmp_path: Path) -> None:
    with running_service(tmp_path, max_subscriptions=1) as service:
        for inside in (
            "http://127.0.0.1:9/",
            "http://169.254.169.254/latest/meta-data",
            "http://[::1]/",
            "http://localhost/",
        ):
            refused = service.client.post(ADDRESS, json={"url": inside}, headers=service.reader)
            assert refused.status_code == 422, inside
            assert refused.json()["type"].endswith("/unsafe-address")
        assert service.client.post(ADDRESS, json={"url": "http://8.8.8.8/"}, headers=service.reader).status_code == 201
        full = service.client.post(ADDRESS, json={"url": "http://8.8.8.8/"}, headers=service.reader)
        assert (full.status_code, full.json()["bound"]) == (413, "max_subscriptions")
