"""`concordance rebuild`: make a projection again from the change log, while the old one answers."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import err, language, say
from app.core.errors import UnknownName
from app.core.text import Text
from app.pipeline import Tools
from app.projections.follower import catch_up, rebuild
from app.projections.target import Target
from app.projections.targets import targets_of
from app.storage.place import Occupied

_ALL = "all"


def rebuild_projection(
    projection: Annotated[str, typer.Argument(help="quads, search, all")] = _ALL,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Sans reprendre une reconstruction interrompue. / Without taking up an interrupted one."
        ),
    ] = False,
) -> None:
    """Reconstruit une projection; l'ancienne répond entre-temps. / Rebuilds a projection; the old one answers."""
    tools = tools_from(settings_from_environment())
    for target in _named(projection, targets_of(tools)):
        if again:
            target.discard_fresh()
        _rebuild(target, tools)
        try:
            catch_up(tools.database, target)
        except Occupied:
            say(
                f"{target.name}: reconstruite; le service en marche l'adopte.",
                f"{target.name}: rebuilt; the running service takes it up.",
            )
        else:
            say(f"{target.name}: reconstruite et en place.", f"{target.name}: rebuilt and in place.")


def _rebuild(target: Target, tools: Tools) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err) as progress:
        task = progress.add_task(target.name, total=None, rate="")

        def told(reached: int, goal: int) -> None:
            speed = progress.tasks[0].finished_speed or progress.tasks[0].speed
            word = Text("chang./s", "changes/s").in_language(language())
            progress.update(task, completed=reached, total=goal, rate="" if speed is None else f"{speed:,.0f} {word}")

        rebuild(tools.database, target, told=told)


def _named(projection: str, targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Return the targets of this name; raise UnknownName."""
    chosen = tuple(target for target in targets if projection in {_ALL, target.name})
    if chosen:
        return chosen
    names = ", ".join((*(target.name for target in targets), _ALL))
    raise UnknownName(
        Text(
            fr=f"Il n'y a pas de projection « {projection} »: {names}.",
            en=f"There is no projection “{projection}”: {names}.",
        )
    )
