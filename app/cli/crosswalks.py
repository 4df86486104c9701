"""Crosswalks and formats: what there is, whether a crosswalk can be used, what it makes of a file's first records."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
import typer
import zstandard

from app.bootstrap import settings_from_environment, tools_from
from app.cli.check import crosswalk_named
from app.cli.console import language, out, say, warn
from app.cli.laid_out import laid_out
from app.core.finding import Severity
from app.core.iri import Namespace
from app.core.outcome import RecordOutcome, RejectedRecord
from app.core.record import CatalogueRecord
from app.mapping.crosswalk_files import load_crosswalk
from app.mapping.engine import CompiledCrosswalk
from app.mapping.linked_art import json_ld
from app.pipeline import judged, plan_for
from app.publication.reports.report import finding_entry
from app.reading.source_format import DeliveredFile

_NOBODY = "apercu"  # whose records those of a preview are
_RECORD = msgspec.json.Decoder(CatalogueRecord)

commands = typer.Typer(no_args_is_help=True, help="Les tables de correspondance. / Crosswalks.")


@commands.command("check")
def check_crosswalk(file: Annotated[Path, typer.Argument(help="YAML, CSV ou/or XLSX.", exists=True)]) -> None:
    """Dit si une table de correspondance peut servir. / Says whether a crosswalk can be used."""
    crosswalk = CompiledCrosswalk(load_crosswalk(file)).crosswalk
    say(
        f"{crosswalk.name}, version {crosswalk.version}: {len(crosswalk.rules)} lignes, aucune erreur.",
        f"{crosswalk.name}, version {crosswalk.version}: {len(crosswalk.rules)} lines, no error.",
    )


@commands.command("preview")
def preview(
    file: Annotated[Path, typer.Argument(help="Le fichier de notices. / The file of records.", exists=True)],
    crosswalk: Annotated[str, typer.Option(help="Nom ou fichier. / Name or file.")],
    records: Annotated[int, typer.Option(help="Combien de notices. / How many records.", min=1, max=50)] = 3,
    linked_art: Annotated[bool, typer.Option("--linked-art", help="En JSON-LD. / As JSON-LD.")] = False,
) -> None:
    """Montre ce qu'une table fait des premières notices. / Shows what a crosswalk makes of the first records."""
    tools = tools_from(settings_from_environment())
    used = crosswalk_named(crosswalk)
    with laid_out(file, used, _NOBODY, None, tools) as path:
        delivered = DeliveredFile(path, path.name, tools.settings.bounds)
        plan = plan_for(delivered, _NOBODY, None, used, tools)
        first = next(judged(delivered, plan, tools), None)
    for outcome in first.outcomes[:records] if first else ():
        if isinstance(outcome, RecordOutcome):
            record = _RECORD.decode(zstandard.decompress(outcome.canonical))
            shown = msgspec.json.encode(json_ld(record, Namespace(plan.base_url, _NOBODY)) if linked_art else record)
            out.print(msgspec.json.format(shown, indent=2).decode(), markup=False)
        findings = outcome.findings if isinstance(outcome, RejectedRecord) else outcome.verdict.findings
        for entry in (finding_entry(one, tools.rules, delivered.name) for one in findings):
            if entry.severity is not Severity.INFO:
                where = f"{entry.source.row or entry.source.path or ''} {entry.source.column or ''}".strip()
                warn(f"{where}: {entry.message.fr}", f"{where}: {entry.message.en}")


@commands.command("list")
def list_crosswalks() -> None:
    """Énumère les tables fournies. / Lists the crosswalks that are shipped."""
    for crosswalk in tools_from(settings_from_environment()).shipped:
        label = crosswalk.label
        named = "" if label is None else (label.en if language() == "en" else label.fr)
        typer.echo(f"{crosswalk.name}\t{named}")


def formats() -> None:
    """Énumère les formats qui sont lus. / Lists the formats that are read."""
    for source_format in tools_from(settings_from_environment()).formats:
        label = source_format.label.in_language(language())
        typer.echo(f"{source_format.key}\t{label}\t{' '.join(source_format.suffixes)}")
