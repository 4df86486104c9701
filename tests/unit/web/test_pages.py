from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.core.finding import Finding, Severity
from app.core.outcome import DeliveryCounts
from app.core.text import LANGUAGES, LanguageCode, Text
from app.publication.reports.report import Report, ReportProblem
from app.publication.reports.report_format import ReportContext
from app.web.pages import page as pages
from app.web.pages import report_page
from app.web.pages.page import page_headers, with_query, written_moment, written_number
from app.web.pages.strings import STRINGS
from tests.unit.publication.reports_data import BAD_DATE, NO_TITLE, RULES, report

TEMPLATES = sorted((Path(pages.__file__).parent / "templates").glob("*.html"))
_USED = re.compile(r"""\b(?:t|counted)\(["']([a-z.-]+)["']""")
_MADE = re.compile(r"""\b(?:t|counted)\(["']([a-z.-]+\.)["'] ~""")
_PLACES = re.compile(r"\{\w+\}")


def written(language: LanguageCode = "fr", address: str | None = "/api/v1/submissions/0199/report") -> str:
    context = ReportContext(RULES, language, None, address, {})
    findings = (BAD_DATE, NO_TITLE)
    return b"".join(report_page.FORMAT.write(report(*findings), iter(findings), context)).decode()


def test_every_sentence_that_a_page_uses_exists_and_none_is_idle() -> None:
    text = "".join(template.read_text(encoding="utf-8") for template in TEMPLATES)
    used = set(_USED.findall(text)) | set(re.findall(r'"(verdict\.[a-z]+|findings\.[a-z]+|report\.[a-z]+)"', text))
    used = {name for name in used if not name.endswith(".")}
    prefixes = tuple(_MADE.findall(text))
    known = {name.removesuffix(".one").removesuffix(".many") for name in STRINGS}
    assert used - known == set()
    assert {name for name in known - used if not name.startswith(prefixes)} == set()


@pytest.mark.parametrize("name", sorted(STRINGS))
def test_every_sentence_says_the_same_in_both_languages(name: str) -> None:
    text = STRINGS[name]
    assert not text.fr.endswith(" ")
    assert text.fr.strip()
    assert text.en.strip()
    assert set(_PLACES.findall(text.fr)) == set(_PLACES.findall(text.en))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_lets_in_our_style_and_nothing_else(language: LanguageCode) -> None:
    policy = page_headers(language)["Content-Security-Policy"]
    style = re.search(r"<style>(.*?)</style>", written(language), re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style.group(1).encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    page = written(language)
    assert "style=" not in page
    assert "<script" not in page
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", page)


def test_a_report_page_escapes_whatever_the_museum_wrote() -> None:
    page = written()
    assert "=HYPERLINK(&#34;http://x&#34;)" in page
    assert 'HYPERLINK("' not in page


def test_a_report_page_is_in_one_language_and_links_to_the_other() -> None:
    french, english = written("fr"), written("en")
    assert "Rapport de validation" in french
    assert "n&#39;est pas comprise." in french
    assert "Validation report" in english
    assert 'href="/api/v1/submissions/0199/report.html?language=en"' in french
    assert 'href="/api/v1/submissions/0199/report.html?language=fr"' in english
    for suffix in ("json", "csv", "xlsx", "ttl"):
        assert f"report.{suffix}?language=fr" in french


def test_a_check_has_nothing_to_download_and_says_that_nothing_was_kept() -> None:
    page = written(address=None)
    assert "rien n&#39;a été conservé" in page
    assert "report.csv" not in page


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        (Report(file="f", records=0, counts=DeliveryCounts(), rules=(), loss=(), status="waiting"), "attend son tour"),
        (
            Report(file="f", records=5, counts=DeliveryCounts(5), rules=(), loss=(), status="running", fraction=0.5),
            'value="0.5"',
        ),
        (Report(file="f", records=0, counts=DeliveryCounts(), rules=(), loss=(), status="done"), "Aucune notice"),
        (Report(file="f", records=5, counts=DeliveryCounts(5), rules=(), loss=(), status="done"), "Rien à redire"),
        (
            Report(
                file="f",
                records=5,
                counts=DeliveryCounts(5),
                rules=(),
                loss=(),
                status="failed",
                problem=ReportProblem("x", Text("Titre", "Title"), Text("Détail", "Detail"), Text("Conseil", "Advice")),
            ),
            "s&#39;est arrêtée: Titre",
        ),
    ],
    ids=["waiting", "running", "empty", "clean", "failed"],
)
def test_each_state_of_a_delivery_has_its_sentence(told: Report, sentence: str) -> None:
    context = ReportContext(RULES, "fr", None, "/x", {})
    page = b"".join(report_page.FORMAT.write(told, iter(()), context)).decode()
    assert sentence in page
    assert ('http-equiv="refresh"' in page) == (told.status in {"waiting", "running"})


def test_severities_come_gravest_first() -> None:
    page = written()
    places = [page.index(f'<h3 class="gravity"><span class="badge {one.value}"') for one in Severity if one != "info"]
    assert places == sorted(places)


def test_numbers_and_moments_are_written_as_the_language_writes_them() -> None:
    when = datetime(2026, 8, 1, 14, 5, tzinfo=UTC)
    assert written_number("fr", 1234567) == "1\u202f234\u202f567"
    assert written_number("en", 1234567) == "1,234,567"
    assert written_moment("fr", when) == "1er août 2026, 14 h 05 UTC"
    assert written_moment("en", when) == "August 1, 2026, 14:05 UTC"


def test_a_query_is_changed_and_what_it_holds_is_encoded() -> None:
    assert with_query("/x?a=1&b=2", b="3&c", a=None) == "/x?b=3%26c"
    assert with_query("/x", a=None) == "/x"
    assert with_query("/x", a='"><script>') == "/x?a=%22%3E%3Cscript%3E"


def filed(language: LanguageCode, *findings: Finding) -> str:
    context = ReportContext(RULES, language)
    return b"".join(report_page.FILE.write(report(*findings), iter(findings), context)).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_in_a_file_is_in_both_languages_the_readers_first(language: LanguageCode) -> None:
    page = filed(language, BAD_DATE, NO_TITLE)
    french, english = page.index('<section id="fr" lang="fr">'), page.index('<section id="en" lang="en">')
    assert (french < english) == (language == "fr")
    assert page.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert "n&#39;est pas comprise." in page
    assert "is not understood." in page
    identifiers = re.findall(r'\bid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))


def test_a_page_in_a_file_leads_nowhere_but_to_itself() -> None:
    page = filed("fr", BAD_DATE)
    assert set(re.findall(r'href="([^"]+)"', page)) == {"#fr", "#en"}
    assert "=HYPERLINK(&#34;http://x&#34;)" in page
    assert "<script" not in page


def test_a_page_in_a_file_lists_the_first_findings_and_says_that_there_are_more() -> None:
    page = filed("en", *[BAD_DATE] * 2_001)
    assert "Only the first 2,000 findings are listed here." in page
