"""Every output format: found by its file, named in both languages, and held to its golden cases byte for byte."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from app.core.record import CatalogueRecord, NamedValue
from app.core.text import LANGUAGES
from app.publication import formats
from app.publication.output_format import OutputFormat, output_formats
from tests.golden.output import renew
from tests.shared import ROOT

FORMATS = tuple(output_formats())
_SECRET = "le coffre du troisième sous-sol"


def test_each_file_offers_a_format() -> None:
    files = {path.stem for path in Path(formats.__path__[0]).glob("*.py")} - {"__init__"}
    assert len(FORMATS) >= len(files) == 14


@pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.key)
def test_a_format_says_what_it_is_in_both_languages(output: OutputFormat) -> None:
    for language in LANGUAGES:
        assert output.label.in_language(language).strip()
        assert output.profile.label.in_language(language).strip()
    assert output.suffix.startswith((".", "/"))
    assert output.media_type.count("/") == 1
    assert ";" not in output.media_type
    assert output.profile.iri.startswith("http")


def test_no_two_formats_are_asked_for_in_the_same_way() -> None:
    assert len({output.suffix for output in FORMATS}) == len(FORMATS)
    assert len({(output.media_type, output.profile.token) for output in FORMATS}) == len(FORMATS)


def test_one_token_means_one_profile() -> None:
    by_token: dict[str, set[str]] = {}
    for output in FORMATS:
        by_token.setdefault(output.profile.token, set()).add(output.profile.iri)
    assert all(len(iris) == 1 for iris in by_token.values())


@pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.key)
def test_a_format_has_golden_cases(output: OutputFormat) -> None:
    assert sum(renew.expected_file(case, output).exists() for case in renew.cases()) >= 3


@pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.key)
@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_a_case_is_written_as_its_golden_file_says(case: Path, output: OutputFormat) -> None:
    record = renew.published_case(case)
    assert output.suits(record.record) == renew.expected_file(case, output).exists()
    if not output.suits(record.record):
        return
    written = renew.shown(output.write(record))
    assert written.decode() == renew.expected_file(case, output).read_bytes().decode()


@pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.key)
def test_what_is_private_or_placed_nowhere_is_in_no_format(output: OutputFormat) -> None:
    hidden = (NamedValue(name=_SECRET, value=_SECRET),)
    for case in renew.cases():
        record = msgspec.json.decode((case / "input.json").read_bytes(), type=CatalogueRecord)
        record = msgspec.structs.replace(record, private=hidden, unmapped=hidden)
        if not output.suits(record):
            continue
        written = output.write(renew.published(record))
        assert b"coffre" not in written
        assert written == output.write(renew.published_case(case))


@pytest.mark.parametrize("output", FORMATS, ids=lambda output: output.key)
def test_rights_travel_in_every_format(output: OutputFormat) -> None:
    written = output.write(renew.published_case(renew.FOLDER / "full")).decode()
    record_licence = "creativecommons.org/publicdomain/zero/1.0/"
    if output.key == "edm":
        # Europeana's data is CC0 by its own agreement: EDM has no place for the licence of the record.
        record_licence = "creativecommons.org/publicdomain/mark/1.0/"
    if output.key == "linked-art":
        # The rights of the object are those of its visual content, which has a document of its own in Linked Art's API.
        assert record_licence in written
    else:
        assert "creativecommons.org/publicdomain/mark/1.0/" in written
    assert record_licence in written
    assert "creativecommons.org/licenses/by/4.0/" in written


@pytest.mark.parametrize("readme", ["README.md", "LISEZMOI.md"])
def test_the_readme_s_table_of_formats_is_true(readme: str) -> None:
    language = "fr" if readme == "LISEZMOI.md" else "en"
    rows = (ROOT / readme).read_text("utf-8").splitlines()
    for output in FORMATS:
        cells = (f"`{output.media_type}`", f"`{output.suffix}`", f"`{output.profile.token}`")
        assert f"| {output.label.in_language(language)} | {' | '.join(cells)} |" in rows
