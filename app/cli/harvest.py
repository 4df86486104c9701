"""`concordance harvest`: what is harvested for an institution, and its runs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, get_args

import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import language, say, warn
from app.cli.exit_codes import ExitCode
from app.core.errors import InputError
from app.core.text import Text
from app.harvesting.runs import Harvests
from app.harvesting.sources import AskedSource, checked_source, repository_at
from app.harvesting.sources import remove as remove_harvested
from app.pipeline import Tools
from app.storage.harvest_runs import HarvestRun, list_runs, submissions_of
from app.storage.harvest_sources import (
    HarvestSource,
    SourceKind,
    add_source,
    ask_run,
    list_sources,
)

commands = typer.Typer(no_args_is_help=True, help="Moissonner d'autres dépôts. / Harvest other repositories.")

_Institution = Annotated[str, typer.Option(help="Nom court de l'établissement. / The institution's short name.")]
_Private = Annotated[
    bool, typer.Option("--allow-private", help="Permettre un réseau privé. / Allow a private network.")
]


@commands.command("look")
def look(
    url: Annotated[str, typer.Argument(help="Adresse d'un dépôt OAI-PMH. / Address of an OAI-PMH repository.")],
    allow_private: _Private = False,
) -> None:
    """Montre ce qu'un dépôt OAI-PMH offre. / Shows what an OAI-PMH repository offers."""
    found = repository_at(url, tools_from(settings_from_environment()), allow_private=allow_private)
    say(
        f"{found.name}\nDates: {found.granularity}; suppressions: {found.deleted_record}",
        f"{found.name}\nDates: {found.granularity}; deletions: {found.deleted_record}",
    )
    for offered in found.formats:
        typer.echo(f"metadataPrefix\t{offered.prefix}\t{offered.namespace}")
    for name in found.sets:
        typer.echo(f"set\t{name}")


@commands.command("add")
def add(
    url: Annotated[str, typer.Argument(help="Adresse de la source. / Address of the source.")],
    institution: _Institution,
    name: Annotated[str | None, typer.Option(help="Nom de la source. / Name of the source.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="oai-pmh, file, sitemap, change-discovery; sinon reconnue. / else recognised.")
    ] = None,
    set_spec: Annotated[str | None, typer.Option("--set", help="Ensemble OAI-PMH. / OAI-PMH set.")] = None,
    prefix: Annotated[str | None, typer.Option(help="metadataPrefix, sinon le plus riche. / else the richest.")] = None,
    source_format: Annotated[
        str | None, typer.Option("--format", help="Format, sinon reconnu. / Format, else recognised.")
    ] = None,
    crosswalk: Annotated[str | None, typer.Option(help="Table de correspondance. / Crosswalk.")] = None,
    schedule: Annotated[str, typer.Option(help="never, hourly, daily, weekly, 45m, 6h, 2d, 1w")] = "daily",
    from_date: Annotated[str | None, typer.Option("--from", help="Première date. / First date.")] = None,
    until: Annotated[str | None, typer.Option(help="Dernière date. / Last date.")] = None,
    whole: Annotated[
        bool,
        typer.Option("--whole", help="Tout à chaque fois: l'absent est retiré. / All, each time: absent is withdrawn."),
    ] = False,
    allow_private: _Private = False,
) -> None:
    """Ajoute une source à moissonner. / Adds a source to harvest."""
    tools = tools_from(settings_from_environment())
    asked = AskedSource(
        url=url,
        name=name,
        kind=None if kind is None else _kind(kind),
        set_spec=set_spec,
        metadata_prefix=prefix,
        format=source_format,
        crosswalk=crosswalk,
        schedule=schedule,
        whole=whole,
        allow_private=allow_private,
        from_date=from_date,
        until=until,
    )
    new = checked_source(asked, institution, tools)
    due = datetime.now(UTC) if new.schedule else None
    added = add_source(tools.database, institution, new, next_run=due, most=tools.settings.bounds.max_sources)
    say(
        f"Source ajoutée: {added.name} ({added.kind}). Moissonner: concordance harvest run {added.name}",
        f"Source added: {added.name} ({added.kind}). To harvest it: concordance harvest run {added.name}",
    )


@commands.command("list")
def list_all(
    institution: Annotated[str | None, typer.Option(help="Nom court. / Short name.")] = None,
) -> None:
    """Énumère les sources, où elles en sont et ce qui les arrête. / Lists the sources, and what stops them."""
    tools = tools_from(settings_from_environment())
    for source in list_sources(tools.database, institution):
        last = next(iter(list_runs(tools.database, source, 1)), None)
        due = "-" if source.next_run is None else f"{source.next_run:%Y-%m-%dT%H:%MZ}"
        typer.echo(
            f"{source.institution}\t{source.name}\t{source.kind}\t{source.schedule or '-'}\t{due}\t{_summary(last)}\t"
            f"{source.url}"
        )


@commands.command("run")
def run(
    name: Annotated[str | None, typer.Argument(help="Nom de la source. / Name of the source.")] = None,
    institution: Annotated[str | None, typer.Option(help="Nom court. / Short name.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Toutes les sources. / All sources.")] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Tout relire. / Read all of it again.")] = False,
) -> None:
    """Moissonne maintenant; relancée, reprend après un arrêt. / Harvests now; run again, it resumes after a stop."""
    tools = tools_from(settings_from_environment())
    chosen = _chosen(tools, name, institution, everything=everything)
    harvests = Harvests(tools, told=_told)
    codes = [_ran(harvests, source, whole=whole) for source in chosen]
    raise typer.Exit(max(codes, default=ExitCode.WELL))


@commands.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="Nom de la source. / Name of the source.")],
    institution: Annotated[str | None, typer.Option(help="Nom court. / Short name.")] = None,
) -> None:
    """Retire une source; ses notices restent. / Removes a source; its records stay."""
    tools = tools_from(settings_from_environment())
    (source,) = _chosen(tools, name, institution, everything=False)
    remove_harvested(tools, source.institution, source.name)
    say(f"Source retirée: {source.name}. Ses notices restent.", f"Source removed: {source.name}. Its records stay.")


def _ran(harvests: Harvests, source: HarvestSource, *, whole: bool) -> ExitCode:
    if whole:
        ask_run(harvests.tools.database, source.institution, source.name, whole=True)
    done = harvests.run_named(source.institution, source.name)
    counts = done.counts
    say(
        f"{source.name}: {done.pages} pages, {counts.records} notices ({counts.created} créées, {counts.updated} "
        f"modifiées, {counts.unchanged} inchangées, {counts.withdrawn} retirées, {counts.rejected} refusées, "
        f"{done.damaged} illisibles), {counts.findings} constats.",
        f"{source.name}: {done.pages} pages, {counts.records} records ({counts.created} created, {counts.updated} "
        f"updated, {counts.unchanged} unchanged, {counts.withdrawn} withdrawn, {counts.rejected} rejected, "
        f"{done.damaged} unreadable), {counts.findings} findings.",
    )
    base = harvests.tools.settings.base_url
    for submission in submissions_of(harvests.tools.database, done, 20) if counts.findings else ():
        typer.echo(f"  {base}/api/v1/submissions/{submission}")
    if done.problem is None:
        return ExitCode.WELL
    problem = done.problem
    warn(
        f"{problem.title.fr}: {problem.detail.fr} {problem.advice.fr}",
        f"{problem.title.en}: {problem.detail.en} {problem.advice.en}",
    )
    return ExitCode.BOUND_PASSED if problem.bound else ExitCode.UNREADABLE


def _told(source: HarvestSource, run: HarvestRun) -> None:
    say(
        f"{source.name}: page {run.pages}, {run.counts.records} notices",
        f"{source.name}: page {run.pages}, {run.counts.records} records",
    )


def _chosen(tools: Tools, name: str | None, institution: str | None, *, everything: bool) -> tuple[HarvestSource, ...]:
    found = tuple(one for one in list_sources(tools.database, institution) if name is None or one.name == name)
    if name is None and not everything:
        raise InputError(Text(fr="Nommez une source, ou demandez --all.", en="Name a source, or ask for --all."))
    if name is not None and len(found) != 1:
        held = ", ".join(f"--institution {one.institution}" for one in found)
        raise InputError(
            Text(
                fr=f"La source « {name} » " + (f"existe plusieurs fois: {held}." if found else "n'existe pas."),
                en=f"The source “{name}” " + (f"exists more than once: {held}." if found else "does not exist."),
            )
        )
    return found


def _summary(run: HarvestRun | None) -> str:
    if run is None:
        return "-"
    told = f"{run.status} {run.pages}p {run.counts.records}"
    if run.problem is None:
        return told
    return f"{told}: {run.problem.detail.in_language(language())}"


def _kind(written: str) -> SourceKind:
    kinds: tuple[SourceKind, ...] = get_args(SourceKind)
    for kind in kinds:
        if kind == written:
            return kind
    listed = ", ".join(kinds)
    raise InputError(
        Text(
            fr=f"« {written[:40]} » n'est pas une sorte de source ({listed}).",
            en=f"“{written[:40]}” is no kind of source ({listed}).",
        )
    )
