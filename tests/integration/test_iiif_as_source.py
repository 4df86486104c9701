"""Manifests as a source: those of museums, and what we publish as a manifest, read back."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord
from app.pipeline import Tools, judged, plan_for
from app.publication.output_format import output_formats
from app.reading.source_format import DeliveredFile
from tests.golden.output.renew import cases, published_case
from tests.shared import SHARED, needs_shared

MANIFESTS = output_formats().get("iiif")
FOLDER = (SHARED or Path()) / "data" / "iiif"
# What nobody needs of them: a manifest's number in the program that made it.
LEFT = {"nga-highlights.json": ["iiif/guid"]}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path_factory.mktemp("iiif"), base_url="https://data.example.org"))
    yield made
    made.database.dispose()


def read(path: Path, tools: Tools) -> tuple[CatalogueRecord, list[str]]:
    """Return the one record of a file, and the columns that no rule placed."""
    file = DeliveredFile(path, path.name, Bounds())
    plan = plan_for(file, "musee", None, None, tools)
    assert plan.format == "iiif"
    (result,) = judged(file, plan, tools)
    (outcome,) = result.outcomes
    assert isinstance(outcome, RecordOutcome), outcome
    record = msgspec.json.decode(zstandard.decompress(outcome.canonical), type=CatalogueRecord)
    return record, [loss.column for loss in result.losses]


@needs_shared
@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.json")))
def test_the_manifests_of_museums_are_read_without_loss(name: str, tools: Tools) -> None:
    record, lost = read(FOLDER / name, tools)
    assert lost == LEFT.get(name, [])
    assert record.titles
    pictures = [one for one in record.media if one.kind == "iiif image"]
    assert pictures
    assert all(one.width and one.height for one in pictures)
    assert not any("<" in text for text in (*(one.text for one in record.notes), *(one.text for one in record.titles)))


@needs_shared
def test_of_a_manifest_the_maker_the_number_and_the_size_are_known(tools: Tools) -> None:
    record, _ = read(FOLDER / "artic-p2.json", tools)
    (made,) = record.productions[0].contributions
    assert (made.agent.name, made.agent.birth and made.agent.birth.text) == ("Georges Seurat", "1859")
    assert [(one.kind, one.value, one.unit) for one in record.dimensions[0].dimensions] == [
        ("height", 207.5, "cm"), ("width", 308.1, "cm"),
    ]  # fmt: skip
    assert {one.value for one in record.identifiers if one.kind == "accession number"} == {"1926.224"}


def test_a_manifest_with_the_headings_of_a_known_table_is_still_a_manifest(tools: Tools, tmp_path: Path) -> None:
    names = ("Titre", "Nom de l'objet", "Numéro d'accession", "Matériaux", "Discipline", "Médium", "AN", "MANU", "MED")
    pairs = [{"label": {"fr": [name]}, "value": {"fr": ["x"]}} for name in names]
    path = tmp_path / "manifest.json"
    path.write_bytes(
        msgspec.json.encode({"id": "https://m.example/1", "type": "Manifest", "items": [], "metadata": pairs})
    )
    plan = plan_for(DeliveredFile(path, path.name, Bounds()), "musee", None, None, tools)
    assert plan.crosswalk is not None
    assert plan.crosswalk.name == "iiif"


# The hostile one has markup for words, which is markup when it is read.
CASES = [case for case in cases() if case.name != "hostile" and MANIFESTS.suits(published_case(case).record)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_we_publish_as_a_manifest_comes_back(case: Path, tools: Tools, tmp_path: Path) -> None:
    published = published_case(case)
    path = tmp_path / "manifest.json"
    path.write_bytes(MANIFESTS.write(published))
    record, (back, lost) = published.record, read(path, tools)
    assert not lost
    assert {one.value for one in back.identifiers} >= {one.value for one in record.identifiers}
    assert {one.text for one in back.titles} >= {one.text.strip() for one in record.titles}
    makers = [one.agent.name for event in record.productions for one in event.contributions]
    assert [one.agent.name for event in back.productions for one in event.contributions] == makers
    measures = {(one.kind, one.value, one.unit) for said in record.dimensions for one in said.dimensions}
    assert {(one.kind, one.value, one.unit) for said in back.dimensions for one in said.dimensions} == measures
    assert {one.label for one in back.materials} == {one.label for one in record.materials}
    services = {one.url.removesuffix("/info.json") for one in record.media if one.kind == "iiif image"}
    assert {one.url for one in back.media if one.kind == "iiif image"} == services
