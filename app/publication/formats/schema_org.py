"""schema.org JSON-LD: for search engines, and for those who follow the Dutch heritage network's profile of it."""

from __future__ import annotations

from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.output_format import PublishedRecord
from app.publication.profiles import NDE, SCHEMA_ORG
from app.publication.record_format import RecordFormat
from app.publication.schema_org import work
from app.publication.schema_org.context import NDE_CONTEXT

_CONTEXT = "https://schema.org"


def _write(published: PublishedRecord) -> bytes:
    return json_bytes({"@context": _CONTEXT, **work(published)})


def _write_nde(published: PublishedRecord) -> bytes:
    return json_bytes({"@context": NDE_CONTEXT, **work(published)})


FORMATS = (
    RecordFormat(
        key="schema-org",
        label=Text(fr="schema.org (JSON-LD)", en="schema.org (JSON-LD)"),
        media_type="application/ld+json",
        suffix=".schema.jsonld",
        profile=SCHEMA_ORG,
        write=_write,
    ),
    RecordFormat(
        key="schema-ap-nde",
        label=Text(fr="schema.org, profil SCHEMA-AP-NDE (JSON-LD)", en="schema.org, SCHEMA-AP-NDE profile (JSON-LD)"),
        media_type="application/ld+json",
        suffix=".nde.jsonld",
        profile=NDE,
        write=_write_nde,
    ),
)
