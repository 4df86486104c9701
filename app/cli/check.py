"""`concordance check`: what a delivery would give, with nothing stored."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, BinaryIO

import msgspec
import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import say
from app.cli.exit_codes import ExitCode
from app.cli.laid_out import laid_out
from app.cli.report_file import form_of, write_report
from app.cli.shown import ProgressLine, show_report
from app.core.errors import ConcordanceError, InputError
from app.core.finding import Finding
from app.core.outcome import DeliveryCounts, RejectedRecord
from app.core.text import Text
from app.mapping.crosswalk import Crosswalk
from app.mapping.crosswalk_files import load_crosswalk
from app.mapping.values.languages import read_language
from app.pipeline import Tools, checked, plan_for
from app.publication.reports.report import Report, ReportProblem
from app.publication.reports.tally import LossTally, Tally
from app.reading.source_format import DeliveredFile
from app.storage.institutions import list_institutions
from app.workbench import ChunkResult, Plan

_LENGTH = 4  # bytes before each spooled finding


class FindingSpool:
    """Findings kept on disk until the report that lists them begins: a long delivery has more than memory holds."""

    def __init__(self) -> None:
        """Open a temporary file, which goes when it is closed."""
        self._file: BinaryIO = tempfile.TemporaryFile()  # noqa: SIM115  # closed by close()
        self._encoder = msgspec.msgpack.Encoder()

    def add(self, finding: Finding) -> None:
        """Keep a finding."""
        packed = self._encoder.encode(finding)
        self._file.write(len(packed).to_bytes(_LENGTH, "big") + packed)

    def __iter__(self) -> Iterator[Finding]:
        """Give the findings back, in the order they came."""
        self._file.seek(0)
        decoder = msgspec.msgpack.Decoder(Finding)
        while head := self._file.read(_LENGTH):
            yield decoder.decode(self._file.read(int.from_bytes(head, "big")))

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


class Inspection:
    """What a check finds out while the chunks pass: counts, rules met, losses, and the findings on disk."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.counts = DeliveryCounts()
        self.tally = Tally()
        self.losses = LossTally()
        self.spool = FindingSpool()
        self.seconds: dict[str, float] = {}
        self.problem: ConcordanceError | None = None
        self._violations = False

    def add(self, result: ChunkResult) -> None:
        """Take in one chunk."""
        listed = self.tally.add_outcomes(result.outcomes)
        for finding in listed:
            self.spool.add(finding)
        self.losses.add(result.losses)
        for step, taken in result.seconds.items():
            self.seconds[step] = round(self.seconds.get(step, 0.0) + taken, 6)
        rejected = withheld = kept_back = 0
        for outcome in result.outcomes:
            if isinstance(outcome, RejectedRecord):
                rejected += 1
            else:
                kept_back += outcome.withheld
                withheld += not outcome.withheld and not outcome.publishable
        self.counts = self.counts.plus(
            DeliveryCounts(
                records=len(result.outcomes),
                rejected=rejected,
                withheld=withheld,
                kept_back=kept_back,
                findings=len(listed),
            )
        )
        self._violations = self._violations or bool(rejected or withheld)

    @property
    def exit_code(self) -> ExitCode:
        """VIOLATIONS when a record was rejected or would be withheld."""
        return ExitCode.VIOLATIONS if self._violations else ExitCode.WELL

    def report(self, file: DeliveredFile, plan: Plan, tools: Tools) -> Report:
        """Return the report, but for its findings, which the spool has."""
        problem = self.problem
        return Report(
            file=file.name,
            records=self.counts.records,
            counts=self.counts,
            rules=self.tally.groups(tools.rules, file.name),
            loss=self.losses.losses(),
            institution=plan.institution,
            format=plan.format,
            crosswalk=plan.crosswalk.name if plan.crosswalk else None,
            seconds=self.seconds,
            problem=None
            if problem is None
            else ReportProblem(problem.kind, problem.title, problem.detail, problem.advice, problem.bound),
        )


def crosswalk_named(written: str | None) -> Crosswalk | str | None:
    """Return the crosswalk of a file when the text is the path of one, else the text, which is a name."""
    if written is not None and Path(written).suffix in {".yaml", ".yml", ".csv", ".tsv", ".xlsx"}:
        return load_crosswalk(Path(written))
    return written


def check(
    file: Annotated[Path, typer.Argument(help="Le fichier. / The file.", exists=True, dir_okay=False)],
    crosswalk: Annotated[
        str | None, typer.Option(help="Table de correspondance: nom ou fichier. / Crosswalk: name or file.")
    ] = None,
    source_format: Annotated[
        str | None, typer.Option("--format", help="Format, sinon reconnu. / Format, else recognised.")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Rapport: .json .csv .xlsx .ttl .html / Report.")] = None,
    institution: Annotated[
        str, typer.Option(help="Nom court: ses tables et sa langue servent. / Short name: its crosswalks and language.")
    ] = "verification",
    text_language: Annotated[
        str | None,
        typer.Option("--language", help="Langue des textes qui n'en disent pas. / Of texts that tell none."),
    ] = None,
    option: Annotated[
        list[str] | None, typer.Option(help="nom=valeur (encoding, delimiter, sheet, records, main)")
    ] = None,
) -> None:
    """Vérifie un fichier sans rien conserver. / Checks a file and keeps nothing."""
    tools = tools_from(settings_from_environment())
    form = form_of(report, tools)
    options = options_named(option)
    used = crosswalk_named(crosswalk)
    spoken = _language_of_texts(text_language, institution, tools)
    with laid_out(file, used, institution, options.get("main"), tools) as path:
        delivered = DeliveredFile(path, path.name, tools.settings.bounds, options)
        plan = plan_for(delivered, institution, source_format, used, tools, language=spoken)
        named = plan.crosswalk.name if plan.crosswalk else "-"
        say(
            f"Format: {plan.format}; table de correspondance: {named}",
            f"Format: {plan.format}; crosswalk: {named}",
        )
        inspection = Inspection()
        with ProgressLine(path.stat().st_size) as line:
            try:
                for result in checked(delivered, plan, tools, processes=_processes(path, tools)):
                    inspection.add(result)
                    line.moved(inspection.counts.records, delivered.position.bytes_read)
            except ConcordanceError as problem:
                inspection.problem = problem
    finished = inspection.report(delivered, plan, tools)
    show_report(finished)
    if report is not None and form is not None:
        write_report(report, form, finished, inspection.spool, tools)
    inspection.spool.close()
    if inspection.problem is not None:
        raise inspection.problem
    raise typer.Exit(inspection.exit_code)


def _language_of_texts(written: str | None, institution: str, tools: Tools) -> str:
    """Return the tag of `--language`, else the language of the institution when it is one of this service, else none.

    Raise InputError for a language that is not known.
    """
    if written is None:
        known = {one.slug: one.language for one in list_institutions(tools.database)}
        return known.get(institution, "")
    tag = read_language(written)
    if tag is None:
        raise InputError(
            Text(
                fr=f"« {written[:40]} » n'est pas une langue connue: écrivez fr, en, iu...",
                en=f"“{written[:40]}” is not a known language: write fr, en, iu...",
            )
        )
    return tag


def options_named(written: list[str] | None) -> dict[str, str]:
    """Return the `name=value` options as a dictionary; raise BadParameter for one without an equals sign."""
    options = {}
    for one in written or ():
        name, equals, value = one.partition("=")
        if not equals:
            raise typer.BadParameter(one)
        options[name.strip()] = value
    return options


_WORTH_SEVERAL_PROCESSES = 4 * 1024 * 1024  # bytes: below, starting them takes longer than the work


def _processes(file: Path, tools: Tools) -> int:
    return tools.settings.processes if file.stat().st_size >= _WORTH_SEVERAL_PROCESSES else 1
