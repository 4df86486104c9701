"""Every answer says how far behind the projection is that it was read from, not another."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from sqlalchemy import Engine
from starlette.requests import Request

from app.core.config import Settings
from app.projections.follower import catch_up
from app.projections.followers import Followers
from app.projections.quads import EmbeddedQuads
from app.projections.search import SearchTarget
from app.projections.target import Target
from app.web.lag import CHANGES, SECONDS, lag_headers
from tests.databases import deliver
from tests.graphs import BASE, object_of


def request_of(followers: Followers) -> Request:
    return cast("Request", SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(followers=followers))))


def test_the_lag_is_that_of_the_projection(engine: Engine, tmp_path: Path) -> None:
    quads = EmbeddedQuads(tmp_path / "quads")
    targets: list[Target] = [quads, SearchTarget(Settings(data_dir=tmp_path, base_url=BASE))]
    deliver(engine, *(object_of(n, f"N-{n}") for n in range(7)))
    behind = request_of(Followers(engine, targets))
    assert {lag_headers(behind, name)[CHANGES] for name in ("quads", "search")} == {"7"}

    catch_up(engine, quads)
    # A meter gives a figure again for half a second: these followers have measured nothing yet.
    request = request_of(Followers(engine, targets))
    assert lag_headers(request, "quads") == {CHANGES: "0", SECONDS: "0.0"}
    search = lag_headers(request, "search")
    assert search[CHANGES] == "7"
    assert float(search[SECONDS]) >= 0
    assert lag_headers(request) == search, "without a name, of the one furthest behind"
