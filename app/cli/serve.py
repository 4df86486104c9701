"""`concordance serve` and `concordance worker`: the service, and a process that only works on its jobs."""

from __future__ import annotations

from typing import Annotated

import typer

from app import main
from app.bootstrap import settings_from_environment, tools_from
from app.worker import run_worker


def serve(
    host: Annotated[str, typer.Option(help="Adresse d'écoute. / Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port.", min=0, max=65535)] = 8000,
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Traiter aussi les grandes livraisons. / Work on large deliveries.")
    ] = True,
) -> None:
    """Démarre le service jusqu'à Ctrl-C. / Starts the service until Ctrl-C."""
    main.serve(settings_from_environment(), host, port, works=work)


def worker() -> None:
    """Traite les grandes livraisons, sans servir de pages. / Works on large deliveries, and serves no pages."""
    run_worker(tools_from(settings_from_environment()))
