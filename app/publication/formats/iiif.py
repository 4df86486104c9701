"""IIIF Presentation 3.0: the manifest of a record that has pictures."""

from __future__ import annotations

from functools import cache

from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.iiif.addresses import MANIFEST_SUFFIX, MEDIA_TYPE
from app.publication.iiif.manifest import has_manifest, manifest
from app.publication.output_format import OutputFormat, PublishedRecord, output_formats
from app.publication.profiles import IIIF
from app.publication.record_format import RecordFormat

# What programs that read manifests are led to: the whole graph and its Linked Art, and the formats of aggregators.
_OTHERS = ("linked-art", "turtle", "schema-org", "lido", "edm")


@cache
def _others() -> tuple[OutputFormat, ...]:
    written = output_formats()
    return tuple(written.get(key) for key in _OTHERS)


def _write(published: PublishedRecord) -> bytes:
    return json_bytes(manifest(published, _others()))


FORMAT = RecordFormat(
    key="iiif",
    label=Text(fr="Manifeste IIIF (Presentation 3)", en="IIIF manifest (Presentation 3)"),
    media_type=MEDIA_TYPE,
    suffix=MANIFEST_SUFFIX,
    profile=IIIF,
    write=_write,
    suits=has_manifest,
)
