"""`concordance dump`: make the files to take away now, whatever their age."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import say
from app.projections.dumps.making import make_due
from app.projections.dumps.shelf import Shelf
from app.storage.institutions import get_institution


def dump(
    institution: Annotated[
        str | None, typer.Option(help="Cet établissement seulement. / This institution only.", show_default=False)
    ] = None,
) -> None:
    """Refait les fichiers à télécharger de ce qui a changé. / Makes the files to download of what has changed."""
    tools = tools_from(settings_from_environment())
    if institution is not None:
        get_institution(tools.database, institution)
    shelf = Shelf(tools.settings)
    made = make_due(tools.settings, every=timedelta(0), only=institution)
    for slug in made:
        done = shelf.dump(slug)
        count = 0 if done is None else done.records
        say(f"{slug}: {count} notices.", f"{slug}: {count} records.")
    if not made:
        say("Rien n'a changé depuis les derniers fichiers.", "Nothing has changed since the last files.")
