"""Dublin Core terms, as Turtle and as JSON-LD."""

from __future__ import annotations

from json.encoder import encode_basestring

from app.core.json_text import json_bytes
from app.core.text import Text
from app.publication.dublin_core import DCMI_TYPE, DCTERMS, Value, values_of
from app.publication.output_format import PublishedRecord
from app.publication.profiles import DUBLIN_CORE
from app.publication.record_format import RecordFormat


def _turtle(published: PublishedRecord) -> bytes:
    lines = [f"dcterms:{value.term} {_object(value)}" for value in values_of(published)]
    head = f"@prefix dcterms: <{DCTERMS}> .\n@prefix dcmitype: <{DCMI_TYPE}> .\n\n"
    # A lone surrogate, which UTF-8 cannot write, becomes U+FFFD.
    text = f"{head}<{published.iri}> {f' ;{chr(10)}    '.join(lines)} .\n"
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()


def _object(value: Value) -> str:
    if value.is_iri:
        return f"dcmitype:{value.text[len(DCMI_TYPE) :]}" if value.text.startswith(DCMI_TYPE) else f"<{value.text}>"
    return encode_basestring(value.text) + (f"@{value.language}" if value.language else "")


def _json_ld(published: PublishedRecord) -> bytes:
    document: dict[str, object] = {"@context": {"@vocab": DCTERMS}, "@id": published.iri}
    grouped: dict[str, list[object]] = {}
    for value in values_of(published):
        grouped.setdefault(value.term, []).append(_json_value(value))
    return json_bytes({**document, **grouped})


def _json_value(value: Value) -> object:
    if value.is_iri:
        return {"@id": value.text}
    return {"@value": value.text, "@language": value.language} if value.language else value.text


FORMATS = (
    RecordFormat(
        key="dc",
        label=Text(fr="Termes du Dublin Core (Turtle)", en="Dublin Core terms (Turtle)"),
        media_type="text/turtle",
        suffix=".dc.ttl",
        profile=DUBLIN_CORE,
        write=_turtle,
    ),
    RecordFormat(
        key="dc-jsonld",
        label=Text(fr="Termes du Dublin Core (JSON-LD)", en="Dublin Core terms (JSON-LD)"),
        media_type="application/ld+json",
        suffix=".dc.jsonld",
        profile=DUBLIN_CORE,
        write=_json_ld,
    ),
)
