"""`concordance ingest`: a file of this machine becomes records, findings and linked data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.check import crosswalk_named, options_named
from app.cli.console import say, warn
from app.cli.exit_codes import ExitCode
from app.cli.report_file import form_of, write_report
from app.cli.shown import ProgressLine, show_report
from app.core.config import Settings
from app.core.errors import ConcordanceError, InputError
from app.core.source import DeliveryMode
from app.core.text import Text
from app.intake.bundle import is_bundle, unpack
from app.intake.local_file import KeptFile, keep, sha256_of
from app.intake.push import discard
from app.mapping.crosswalk import Crosswalk
from app.pipeline import Progress, Tools
from app.pipeline import ingest as run_ingest
from app.storage import findings, submissions
from app.storage.crosswalks import save_crosswalk
from app.storage.submissions import NewSubmission, SubmissionState
from app.web.bundles import main_table
from app.web.reporting import report_of


def ingest(
    file: Annotated[Path, typer.Argument(help="Le fichier. / The file.", exists=True, dir_okay=False)],
    institution: Annotated[str, typer.Option(help="Nom court de l'établissement. / The institution's short name.")],
    crosswalk: Annotated[
        str | None, typer.Option(help="Table de correspondance: nom ou fichier. / Crosswalk: name or file.")
    ] = None,
    source_format: Annotated[
        str | None, typer.Option("--format", help="Format, sinon reconnu. / Format, else recognised.")
    ] = None,
    mode: Annotated[
        str, typer.Option(help="partial, ou full: les absentes sont retirées. / or full: absent ones are withdrawn.")
    ] = "partial",
    report: Annotated[Path | None, typer.Option(help="Rapport: .json .csv .xlsx .ttl .html / Report.")] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="nom=valeur (encoding, delimiter, sheet, records, main)")
    ] = None,
) -> None:
    """Verse un fichier; relancée, reprend après un arrêt. / Ingests a file; run again, it resumes after a stop."""
    tools = tools_from(settings_from_environment())
    form = form_of(report, tools)
    state = stored_submission(
        file, institution, crosswalk_named(crosswalk), source_format, _mode(mode), options_named(option), tools
    )
    with ProgressLine(state.total_bytes) as line:

        def moved(progress: Progress) -> None:
            line.moved(progress.records, progress.bytes_read)

        done = run_ingest(state.id, tools, processes=_processes(state, tools.settings), progress=moved)
    show_outcome(done, tools)
    if report is not None and form is not None:
        listed = (stored.finding for stored in findings.stream(tools.database, done.id))
        write_report(report, form, report_of(done, tools), listed, tools)
    if done.problem is not None:
        warn(f"{done.problem.title.fr}: {done.problem.detail.fr}", f"{done.problem.title.en}: {done.problem.detail.en}")
        raise typer.Exit(ExitCode.BOUND_PASSED if done.problem.bound else ExitCode.UNREADABLE)
    raise typer.Exit(ExitCode.VIOLATIONS if done.counts.withheld or done.counts.rejected else ExitCode.WELL)


def stored_submission(
    file: Path,
    institution: str,
    crosswalk: Crosswalk | str | None,
    format_key: str | None,
    mode: DeliveryMode,
    options: dict[str, str],
    tools: Tools,
) -> SubmissionState:
    """Return this file's submission: the unfinished one of the same bytes, if a run was stopped, else a new one."""
    digest = sha256_of(file)
    for waiting in submissions.unfinished_submissions(tools.database):
        state = submissions.get_submission(tools.database, waiting)
        if (state.institution, state.sha256, state.mode) == (institution, digest, mode):
            say(f"Reprise de la livraison {state.id}.", f"Resuming submission {state.id}.")
            return state
    companions: tuple[str, ...] = ()
    if isinstance(crosswalk, Crosswalk):
        save_crosswalk(tools.database, institution, crosswalk.name, crosswalk.to_json().decode())
    named = tools.find_crosswalk(crosswalk, institution) if isinstance(crosswalk, str) else crosswalk
    if named is not None:
        companions = tuple(companion.file for companion in named.companions)
    kept = _kept(file, digest, named, companions, options.get("main"), tools)
    new = NewSubmission(
        institution=institution,
        file_name=kept.path.name,
        stored_path=str(kept.path),
        sha256=kept.sha256,
        format=format_key,
        crosswalk=named.name if named else None,
        mode=mode,
        options=dict(options),
        total_bytes=kept.size,
    )
    return submissions.create_submission(tools.database, new)


def _kept(  # the file, how it is read, and the tables that it may need
    file: Path, digest: str, crosswalk: Crosswalk | None, companions: tuple[str, ...], wanted: str | None, tools: Tools
) -> KeptFile:
    """Copy the file and its companions into our keeping; an archive of tables is laid out there."""
    if not is_bundle(file):
        return keep(file, tools.settings.data_dir, companions)
    tables = unpack(file, tools.settings.data_dir, tools.settings.bounds)
    try:
        main = main_table(tables, crosswalk, tools, wanted=wanted)
    except ConcordanceError:
        discard(tables[0])
        raise
    return KeptFile(main, main.stat().st_size, digest)


def show_outcome(done: SubmissionState, tools: Tools) -> None:
    """Write what became of a delivery: its counts, and the summary of its report."""
    counts = done.counts
    say(
        f"Livraison {done.id}: {counts.created} créées, {counts.updated} modifiées, {counts.unchanged} inchangées, "
        f"{counts.withdrawn} retirées, {counts.duplicates} en double.",
        f"Submission {done.id}: {counts.created} created, {counts.updated} updated, {counts.unchanged} unchanged, "
        f"{counts.withdrawn} withdrawn, {counts.duplicates} duplicates.",
    )
    show_report(report_of(done, tools))


def _mode(written: str) -> DeliveryMode:
    if written == "full":
        return "full"
    if written == "partial":
        return "partial"
    raise InputError(
        Text(
            fr=f"Le mode est partial ou full, et non « {written} ».",
            en=f"The mode is partial or full, not “{written}”.",
        )
    )


_WORTH_SEVERAL_PROCESSES = 4 * 1024 * 1024  # bytes: below, starting them takes longer than the work


def _processes(state: SubmissionState, settings: Settings) -> int:
    return settings.processes if state.total_bytes >= _WORTH_SEVERAL_PROCESSES else 1
