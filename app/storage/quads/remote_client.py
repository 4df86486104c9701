"""Requests to a remote store: SPARQL 1.1 Protocol and Graph Store HTTP Protocol, with credentials and retries."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import httpx
import structlog

_TIMEOUT = httpx.Timeout(60.0, connect=5.0)
_RETRY_AFTER_S = (0.5, 1.0, 2.0, 4.0)  # then the follower's own back-off begins
_PASSING = frozenset({429, 502, 503, 504})
_UNAUTHORIZED = 401
_log = structlog.get_logger("app.storage.quads")


class RemoteUnavailable(Exception):
    """The remote store cannot be reached, or says that it cannot answer now."""


class RemoteRefusal(Exception):
    """The remote store refuses a request; `status` is the HTTP status, the message the beginning of what it says."""

    def __init__(self, status: int, said: str) -> None:
        """Keep both."""
        super().__init__(f"{status}: {said[:300]}")
        self.status = status


class StoreAuth(httpx.Auth):
    """Credentials by whichever scheme the store asks for: Basic (RFC 7617), or Digest (RFC 7616) as Virtuoso does."""

    def __init__(self, user: str, password: str) -> None:
        """Keep them; the scheme is learnt from the first answer that asks for one."""
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._scheme: httpx.Auth | None = None

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Yield the request, with credentials once they are asked for."""
        if self._scheme is None:
            response = yield request
            if response.status_code != _UNAUTHORIZED:
                return
            asked = response.headers.get("WWW-Authenticate", "").lower()
            self._scheme = self._digest if asked.startswith("digest") else self._basic
        yield from self._scheme.auth_flow(request)


def client_for(user: str, password: str) -> httpx.Client:
    """Return an HTTP client with these credentials; none when the user is empty."""
    return httpx.Client(timeout=_TIMEOUT, auth=StoreAuth(user, password) if user else None)


def send(client: httpx.Client, method: str, url: str, **request: Any) -> httpx.Response:
    """Send a request that may be repeated, and again while the store is away; return its answer.

    Raises RemoteUnavailable after the last attempt, RemoteRefusal for any other answer than a success or 404.
    """
    problem = ""
    for pause in (*_RETRY_AFTER_S, None):
        try:
            response = client.request(method, url, **request)
        except httpx.TransportError as error:
            problem = type(error).__name__
        else:
            if response.is_success or response.status_code == httpx.codes.NOT_FOUND:
                return response
            if response.status_code not in _PASSING:
                raise RemoteRefusal(response.status_code, response.text)
            problem = str(response.status_code)
        if pause is None:
            break
        _log.warning("the remote store does not answer", problem=problem, again_in_s=pause)
        time.sleep(pause)
    raise RemoteUnavailable(problem)
