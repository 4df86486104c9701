"""The first door: the ASGI application, and the server that runs it."""

from __future__ import annotations

import uvicorn
from fastapi import FastAPI

from app.bootstrap import settings_from_environment, tools_from
from app.core.config import Settings
from app.core.logs import configure_logs
from app.web.application import create_application
from app.web.connection import bounded_connection

_KEEP_ALIVE_S = 20  # an idle connection of a museum's script that pushes record after record
_STOP_WITHIN_S = 30  # requests under way end; after this they are cut


def application() -> FastAPI:
    """Return the application of this process's environment, for any ASGI server (`app.main:application`, a factory)."""
    settings = settings_from_environment()
    configure_logs(settings.log_level)
    return create_application(tools_from(settings))


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000, *, works: bool = True) -> None:
    """Serve until SIGTERM or SIGINT; `works` says whether this process also works on queued deliveries."""
    configure_logs(settings.log_level)
    app = create_application(tools_from(settings), works=works)
    server_of(app, settings, host, port).run()


def server_of(app: FastAPI, settings: Settings, host: str, port: int) -> uvicorn.Server:
    """Return the server, with its bounds, ready to run."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            http=bounded_connection(settings.bounds),
            ws="none",
            loop="auto",
            lifespan="on",
            log_config=None,
            access_log=False,  # each request has its own line, with its times
            server_header=False,
            proxy_headers=False,  # addresses are made from base_url, never from what a proxy says
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
        )
    )
