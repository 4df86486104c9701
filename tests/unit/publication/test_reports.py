from __future__ import annotations

import csv
import io

import msgspec
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import UnknownName
from app.core.finding import Cell, Finding, Severity
from app.core.outcome import Loss, RejectedRecord
from app.core.text import LanguageCode
from app.publication.reports import report_formats
from app.publication.reports.csv_report import neutralised
from app.publication.reports.json_report import ReportDocument
from app.publication.reports.report import EXAMPLES
from app.publication.reports.report_format import ReportContext
from app.publication.reports.tally import LossTally, Tally
from tests.unit.publication.reports_data import BAD_DATE, NO_TITLE, RULES, report

FORMATS = report_formats()


def written(suffix: str, *findings: Finding, language: LanguageCode = "fr", following: str | None = None) -> bytes:
    context = ReportContext(RULES, language, following)
    return b"".join(FORMATS.get(suffix).write(report(*findings), iter(findings), context))


def test_json_is_the_document_of_its_schema() -> None:
    document = msgspec.json.decode(written("json", NO_TITLE, BAD_DATE), type=ReportDocument)
    assert [entry.rule for entry in document.findings] == ["object.title", "date.unreadable"]
    assert document.findings[1].source.row == 42
    assert document.findings[1].source.file == "inventaire.csv"
    assert document.findings[1].message.en == 'The date “=HYPERLINK("http://x")” is not understood.'
    assert document.findings[1].fix.fr == "Écrivez l'année en chiffres dans « Date »."
    assert document.findings[1].record == "1978.12.1"
    assert document.loss == (Loss("Tiroir", 12, ("B-12", "B-14")),)
    assert document.records == 60
    assert document.next is None


@pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 400, 401])
def test_json_holds_every_finding_and_the_next_page(number: int) -> None:
    document = msgspec.json.decode(written("json", *[BAD_DATE] * number, following="/x?after=1"), type=ReportDocument)
    assert len(document.findings) == number
    assert document.next == "/x?after=1"


def test_rules_come_violations_first_with_counts_and_examples() -> None:
    groups = report(*[BAD_DATE] * 9, NO_TITLE).rules
    assert [(group.rule, group.records, group.findings) for group in groups] == [
        ("object.title", 1, 1),
        ("date.unreadable", 9, 9),
    ]
    assert len(groups[1].examples) == EXAMPLES
    assert groups[1].message.fr == "La date « … » n'est pas comprise."


def test_a_rule_met_once_says_its_sentence_with_its_values() -> None:
    group = report(BAD_DATE).rules[0]
    assert group.message.en == 'The date “=HYPERLINK("http://x")” is not understood.'
    assert group.fix.fr == "Écrivez l'année en chiffres dans « Date »."


def test_a_rule_met_a_few_times_says_what_they_have_in_common() -> None:
    braces = Finding("date.unreadable", Severity.WARNING, Cell("{value}", "vers {column}", row=7))
    group = report(BAD_DATE, Finding("date.unreadable", Severity.WARNING, Cell("Date", "hier", row=7))).rules[0]
    assert group.message.fr == "La date « … » n'est pas comprise."
    assert group.fix.fr == "Écrivez l'année en chiffres dans « Date »."
    assert report(braces).rules[0].message.fr == "La date « vers {column} » n'est pas comprise."


def test_a_record_that_breaks_a_rule_twice_is_one_record_and_two_findings() -> None:
    tally = Tally(keep=1)
    tally.add((BAD_DATE, BAD_DATE))
    tally.add_outcomes((RejectedRecord(3, (BAD_DATE,)),))
    (group,) = tally.groups(RULES, "f")
    assert (group.records, group.findings, tally.total, len(tally.findings)) == (2, 3, 3, 1)


def test_what_no_column_gives_is_said_once_of_the_file_and_counted_in_each_record() -> None:
    missing = Finding("date.unreadable", Severity.WARNING, Cell(row=1), of_file=True)
    tally = Tally(keep=9)
    assert [len(tally.add((missing,))) for _ in range(3)] == [1, 0, 0]
    (group,) = tally.groups(RULES, "f")
    assert (group.records, group.findings, tally.total, len(tally.findings)) == (3, 1, 1, 1)
    assert group.message.fr.endswith("Aucune colonne du fichier ne le donne.")
    assert group.message.en.endswith("No column of the file gives it.")


def test_a_rule_that_no_longer_exists_is_told_as_such() -> None:
    gone = Finding("gone.rule", Severity.INFO, Cell("A", "x", row=2))
    document = msgspec.json.decode(written("json", gone), type=ReportDocument)
    assert "gone.rule" in document.findings[0].message.fr
    assert document.findings[0].severity is Severity.INFO


def test_losses_of_chunks_are_merged() -> None:
    tally = LossTally()
    tally.add((Loss("A", 2, ("x", "y")), Loss("B", 1, ("z",))))
    tally.add((Loss("A", 3, ("y", "w")),))
    assert tally.losses() == (Loss("A", 5, ("x", "y", "w")), Loss("B", 1, ("z",)))


def test_csv_opens_in_french_with_semicolons_and_a_byte_order_mark() -> None:
    text = written("csv", NO_TITLE).decode("utf-8")
    assert text.startswith("\ufeffGravité;Notice;Fichier;Ligne;")
    rows = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    assert rows[1][:6] == ["Bloquant", "1978.12.2", "inventaire.csv", "43", "", "Titre"]


def test_csv_in_english_has_commas() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", BAD_DATE, language="en").decode("utf-8-sig"))))
    assert rows[0][0] == "Severity"
    assert rows[1][0] == "To correct"
    assert rows[1][6] == '\'=HYPERLINK("http://x")'


def test_csv_batches_hold_every_row() -> None:
    rows = list(csv.reader(io.StringIO(written("csv", *[NO_TITLE] * 1201).decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 1202


@given(st.text(max_size=40))
def test_no_cell_of_the_csv_is_run_as_a_formula(value: str) -> None:
    finding = Finding("date.unreadable", Severity.WARNING, Cell(value, value, row=1), record=value)
    text = written("csv", finding, language="en").decode("utf-8")
    for row in csv.reader(io.StringIO(text[1:], newline="")):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert neutralised(value).lstrip("'") == value.lstrip("'")


def test_xlsx_has_rules_and_findings_and_no_formula() -> None:
    long = Finding("date.unreadable", Severity.WARNING, Cell("\x00bad\ud800", "=1+1" + "x" * 50_000, row=7))
    workbook = openpyxl.load_workbook(io.BytesIO(written("xlsx", NO_TITLE, BAD_DATE, long)))
    assert workbook.sheetnames == ["Règles", "Constats"]
    assert [cell.value for cell in workbook["Règles"][2]][:3] == ["Bloquant", 1, 1]
    findings = workbook["Constats"]
    assert findings["D3"].value == 42
    assert findings["G3"].value == '=HYPERLINK("http://x")'
    assert {cell.data_type for line in findings.iter_rows() for cell in line} <= {"s", "inlineStr", "n"}
    assert findings["F4"].value == "\ufffdbad\ufffd"
    assert len(findings["G4"].value) == 32_000


def test_xlsx_goes_on_in_another_sheet_when_one_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.publication.reports.xlsx_report._ROWS_A_SHEET", 2)
    workbook = openpyxl.load_workbook(io.BytesIO(written("xlsx", *[BAD_DATE] * 5, language="en")))
    assert workbook.sheetnames == ["Rules", "Findings", "Findings 2", "Findings 3"]
    assert [workbook[name].max_row for name in workbook.sheetnames[1:]] == [3, 3, 2]


def test_an_unknown_format_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownName, match="csv"):
        FORMATS.get("cvs")
