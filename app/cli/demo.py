"""`concordance demo`: three institutions, records with the faults of real files, and the service to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import say
from app.cli.ingest import show_outcome, stored_submission
from app.cli.serve import serve
from app.core.errors import Conflict
from app.core.text import Text
from app.mapping.crosswalk_files import load_crosswalk
from app.pipeline import Tools
from app.pipeline import ingest as run_ingest
from app.storage import institutions, keys

_SAMPLE = Path(__file__).parent / "sample"
_KEY_FILE = "demo-key.txt"


@dataclass(frozen=True, slots=True)
class _SampleDelivery:
    slug: str
    name: Text
    file: str
    crosswalk: str | None  # a file beside it, or none: what its columns say is recognised


_PAGES = ("/", "/search", "/sparql", "/musee-des-rives/object/1978.12.1")

_DELIVERIES = (
    _SampleDelivery("musee-des-rives", Text("Musée des Rives", "Musée des Rives"), "musee-des-rives.csv", None),
    _SampleDelivery(
        "val-clair",
        Text("Société d'histoire du Val-Clair", "Val-Clair Historical Society"),
        "val-clair.json",
        "val-clair.yaml",
    ),
    _SampleDelivery(
        "galerie-de-l-estuaire",
        Text("Galerie de l'Estuaire", "Estuary Gallery"),
        "galerie-de-l-estuaire.xlsx",
        "galerie-de-l-estuaire.csv",
    ),
)


def demo(
    no_serve: Annotated[
        bool, typer.Option("--no-serve", help="S'arrêter avant de servir. / Stop before serving.")
    ] = False,
    port: Annotated[int, typer.Option(help="Port.", min=0, max=65535)] = 8000,
) -> None:
    """Charge un échantillon de trois établissements, puis sert. / Loads a sample of three institutions, then serves."""
    tools = tools_from(settings_from_environment())
    addresses = [_deliver(delivery, tools, port) for delivery in _DELIVERIES]
    key = _key(tools)
    say("\nÀ ouvrir:", "\nTo open:")
    for path in _PAGES:
        say(f"  http://127.0.0.1:{port}{path}", f"  http://127.0.0.1:{port}{path}?language=en")
    for address in addresses:
        say(f"  {address}", f"  {address}")
    say(f"Clé du Musée des Rives (écriture): {key}", f"Key of the Musée des Rives (writer): {key}")
    tools.database.dispose()
    if not no_serve:
        say("Ctrl-C pour arrêter.", "Ctrl-C to stop.")
        serve(port=port)


def _deliver(delivery: _SampleDelivery, tools: Tools, port: int) -> str:
    """Bring one sample file in, and return the address of its report."""
    try:
        institutions.add_institution(tools.database, delivery.slug, delivery.name)
    except Conflict:
        say(f"{delivery.name.fr}: déjà là.", f"{delivery.name.en}: there already.")
    crosswalk = load_crosswalk(_SAMPLE / delivery.crosswalk) if delivery.crosswalk else None
    state = stored_submission(_SAMPLE / delivery.file, delivery.slug, crosswalk, None, "full", {}, tools)
    done = run_ingest(state.id, tools)
    say(f"\n{delivery.name.fr}", f"\n{delivery.name.en}")
    show_outcome(done, tools)
    return f"http://127.0.0.1:{port}/api/v1/submissions/{done.id}/report.html"


def _key(tools: Tools) -> str:
    """Return the demonstration's key: the one made before, while it is there, else a new one."""
    path = tools.settings.data_dir / _KEY_FILE
    if path.is_file():
        kept = path.read_text(encoding="utf-8").strip()
        if keys.authenticate(tools.database, kept) is not None:
            return kept
    issued = keys.issue_key(tools.database, _DELIVERIES[0].slug, "writer", "demo")
    path.touch(mode=0o600)
    path.write_text(issued.presented + "\n", encoding="utf-8")
    return issued.presented
