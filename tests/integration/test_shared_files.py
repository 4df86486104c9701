"""Every file of the real data comes in by itself: recognised, read whole, and nearly all of it placed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec
import pytest
import zstandard

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.pipeline import Tools, checked, plan_for
from app.reading.source_format import DeliveredFile
from tests.shared import SHARED, needs_shared

DATA = (SHARED or Path()) / "data"
# Each file, the format and the crosswalk that it is recognised by, and its records, as the manifest counts them.
FILES = [
    ("aac/autry/AutryObjects.csv", "csv", "autry", 193),
    ("aac/walters/WAM_Objects_v3.xml.gz", "xml", "walters", 809),
    ("dc/collectionbuilder-demo-compoundobjects.csv", "csv", "dc", 34),
    ("dc/collectionbuilder-demo-metadata.csv", "csv", "dc", 7),
    ("ead/a0011.xml", "ead", "ead", 2),
    ("ead/alphaomegaalpha.xml", "ead", "ead", 39),
    ("ead/pc0170.xml", "ead", "ead", 7),
    ("edm/europeana-hope-amsab-1506.zip", "edm", "edm", 1506),
    ("edm/europeana_record_with_geospatial_data.xml", "edm", "edm", 1),
    ("edm/europeana_record_with_technical_metadata.xml", "edm", "edm", 1),
    ("edm/pattern-P12.xml", "edm", "edm", 1),
    ("edm/sandbox-dataset-with-corrupt-record.zip", "edm", "edm", 28),
    ("edm/sandbox-valid-record.xml", "edm", "edm", 1),
    ("fr/cstmc-emu-astronomy-astronomie.xml.gz", "emu", "emu", 716),
    ("fr/cstmc-emu-bookbinding-reliure.xml.gz", "emu", "emu", 340),
    ("fr/cstmc-emu-fire-fighting-lutte-contre-les-incendies.xml.gz", "emu", "emu", 305),
    ("fr/cstmc-emu-horology-horlogorie.xml.gz", "emu", "emu", 393),
    ("fr/montreal-art-public-273.json", "json", "montreal-art-public", 273),
    ("fr/pop-joconde-pilote-iso-8859-1.txt", "pop", "pop", 3),
    ("fr/pop-joconde-pilote-utf8.txt", "pop", "pop", 3),
    ("iiif/artic-p2.json", "iiif", "iiif", 1),
    ("iiif/delft-exhibition-p3.json", "iiif", "iiif", 1),
    ("iiif/getty-298147.json", "iiif", "iiif", 1),
    ("iiif/nga-highlights.json", "iiif", "iiif", 1),
    ("iiif/ycba-1474.json", "iiif", "iiif", 1),
    ("marc/loc-marc21-fr-ca-museum.mrc.gz", "marc", "marc", 300),
    ("marc/loc-marcxml-fr-ca-museum.xml.gz", "marcxml", "marcxml", 701),
    ("mods-dc/dpla-bhl.xml", "mods", "mods", 1),
    ("mods-dc/dpla-gpo.xml", "marcxml", "marcxml", 1),
    ("mods-dc/dpla-ma-creator.xml", "mods", "mods", 1),
    ("mods-dc/dpla-ma.xml", "mods", "mods", 1),
    ("mods-dc/dpla-nypl.xml", "mods", "mods", 1),
    ("mods-dc/dpla-ohio.xml", "dc", "dc", 1),
    ("mods-dc/dpla-rumsey.xml", "dc", "dc", 1),
    ("oai/bnf-record-oai_dc.xml", "dc", "dc", 1),
    ("oai/harvard-listrecords-mods-10.xml", "mods", "mods", 10),
    ("oai/kenom-listrecords-lido-20.xml.gz", "lido", "lido", 20),
    ("oai/zamenhof-getrecord-oai_dc.xml", "dc", "dc", 1),
]
MOST_UNPLACED = 0.05  # of the values that are not blank


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Tools:
    return tools_from(Settings(data_dir=tmp_path_factory.mktemp("files"), base_url="https://example.org"))


def _values(fields: object) -> Iterator[object]:
    if isinstance(fields, Mapping):
        for name, value in fields.items():
            if name not in {"@path", "@file", "@row"}:
                yield from _values(value)
    elif isinstance(fields, list):
        for value in fields:
            yield from _values(value)
    elif fields not in ("", None):
        yield fields


@needs_shared
@pytest.mark.parametrize(("name", "key", "crosswalk", "records"), FILES, ids=[name for name, *_ in FILES])
def test_a_file_comes_in_by_itself(name: str, key: str, crosswalk: str, records: int, tools: Tools) -> None:
    file = DeliveredFile(DATA / name, Path(name).name, Bounds())
    plan = plan_for(file, "musee", None, None, tools)
    assert plan.crosswalk is not None
    assert (plan.format, plan.crosswalk.name) == (key, crosswalk)
    read = values = unplaced = 0
    for result in checked(file, plan, tools):
        unplaced += sum(loss.records for loss in result.losses)
        for outcome in result.outcomes:
            assert isinstance(outcome, RecordOutcome), outcome
            values += sum(1 for _ in _values(msgspec.json.decode(zstandard.decompress(outcome.received))))
            read += 1
    assert read == records
    assert unplaced < MOST_UNPLACED * values
