"""The manifests of the demonstration and the collections that lead to them, as a reader of IIIF meets them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from app.cli.ingest import stored_submission
from app.core.text import Text
from app.mapping.crosswalk_files import load_crosswalk
from app.pipeline import ingest
from app.publication.iiif.collections import WIDTH
from app.publication.iiif.manifest import has_manifest
from app.publication.visibility import visible
from app.storage.institutions import add_institution
from app.storage.publications import get_publication
from app.storage.records import list_records
from tests.integration.test_iiif_collections import read, walked
from tests.rest import running_service

SAMPLE = (
    ("musee-des-rives", "musee-des-rives.csv", ""),
    ("val-clair", "val-clair.json", "val-clair.yaml"),
    ("galerie-de-l-estuaire", "galerie-de-l-estuaire.xlsx", "galerie-de-l-estuaire.csv"),
)


def test_every_manifest_of_the_sample_loads(tmp_path: Path) -> None:
    sample = Path(str(files("app.cli"))) / "sample"
    with running_service(tmp_path) as service:
        tools = service.tools
        pictured = 0
        for slug, file, crosswalk in SAMPLE:
            add_institution(tools.database, slug, Text(slug, slug))
            by = load_crosswalk(sample / crosswalk) if crosswalk else "csv"
            ingest(stored_submission(sample / file, slug, by, None, "full", {}, tools).id, tools)
            for entry in list_records(tools.database, slug, state="published", limit=1000):
                published = get_publication(tools.database, slug, entry.local_id)
                assert published is not None
                assert published.canonical is not None
                pictured += has_manifest(visible(published.canonical))
        base = tools.settings.base_url
        assert pictured > 15

        def manifests() -> list[str]:
            return [found for _, found in walked(service, f"{base}/iiif/collection", WIDTH)]

        assert service.eventually(lambda: len(manifests()) == pictured)
        for iri in manifests():
            read(service, iri)
