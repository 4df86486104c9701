"""How far what is read stands behind what is stored, in the headers of every answer of the read side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

    from app.projections.followers import Followers

CHANGES = "Concordance-Lag-Changes"
SECONDS = "Concordance-Lag-Seconds"


def followers_of(request: Request) -> Followers:
    """Return the followers of the application that this request came to."""
    followers: Followers = request.app.state.followers
    return followers


def lag_headers(request: Request, projection: str | None = None) -> dict[str, str]:
    """Return how far this projection is behind the log; of the one furthest behind when none is named.

    The figures are at most half a second old, and cost nothing within that time; else two queries by key.
    """
    lags = followers_of(request).lags()
    chosen = [lags[projection]] if projection is not None else list(lags.values())
    return {
        CHANGES: str(max((lag.changes for lag in chosen), default=0)),
        SECONDS: f"{max((lag.seconds for lag in chosen), default=0.0):.1f}",
    }
