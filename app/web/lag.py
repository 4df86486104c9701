"""How far what is read stands behind what is stored, in the headers of every answer of the read side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from anyio import to_thread
from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from app.projections.followers import Followers
    from app.projections.lag import Lag

_log = structlog.get_logger("app.web")
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
    return _told(chosen)


class LagHeaders:
    """ASGI middleware: every answer says how far the projections stand behind what is stored.

    Where a handler has not said it of the projection that it read, it is said of the one furthest behind.
    """

    def __init__(self, app: ASGIApp, followers: Followers) -> None:
        """Surround `app`; `followers` know the lag."""
        self._app = app
        self._followers = followers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def telling(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if CHANGES not in headers:
                    headers.update(await self._furthest())
            await send(message)

        await self._app(scope, receive, telling if scope["type"] == "http" else send)

    async def _furthest(self) -> dict[str, str]:
        """Return the headers of the projection furthest behind; none where nobody can say how far (see /healthz)."""
        lags = self._followers.fresh_lags()
        if lags is None:
            try:
                lags = await to_thread.run_sync(self._followers.lags)
            except Exception:  # noqa: BLE001  # the database or a remote store is away: the answer itself may do without
                _log.warning("the lag of the projections cannot be measured", exc_info=True)
                return {}
        return _told(list(lags.values()))


def _told(lags: Sequence[Lag]) -> dict[str, str]:
    return {
        CHANGES: str(max((lag.changes for lag in lags), default=0)),
        SECONDS: f"{max((lag.seconds for lag in lags), default=0.0):.1f}",
    }
