"""A manifest as the fields of a source record: its pairs are columns, everything else stands under `iiif`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.source import SourceValue
from app.reading.formats.iiif.pairs import OWN, add_pairs, add_statement
from app.reading.formats.iiif.pictures import kind_of, media_of, name_of
from app.reading.formats.iiif.texts import Fields, Said, fields_said, step

# What version 3 calls what version 2 called otherwise.
_TEXTS = {"label": "label", "summary": "summary", "description": "summary", "rights": "rights", "license": "rights"}
_LINKS = {
    "provider": "provider", "homepage": "homepage", "related": "homepage", "seeAlso": "seeAlso", "partOf": "partOf",
    "within": "partOf", "rendering": "rendering",
}  # fmt: skip
# Read in another way, or what every manifest has.
_READ = frozenset(
    {"id", "@id", "type", "@type", "@context", "items", "sequences", "metadata", "requiredStatement", "attribution"}
)
_MIDNIGHT = r"T00:00:00(?:\.0+)?(?:Z|[+-]\d\d:\d\d)"
_NAVIGATION = tuple(
    re.compile(day + _MIDNIGHT) for day in (r"(-?\d{4,})-01-01", r"(-?\d{4,}-\d\d)-01", r"(-?\d{4,}-\d\d-\d\d)")
)
_ATTRIBUTION = "Attribution"


def fields_of(manifest: Fields, path: str | None) -> Fields:
    """Return the fields of the record that a manifest describes; `path` is where it stands in its file."""
    fields: Fields = {}
    add_pairs(fields, manifest.get("metadata"), step(path, "metadata"))
    statement = manifest.get("requiredStatement")
    if isinstance(statement, dict):
        place = step(path, "requiredStatement", "value")
        add_statement(fields, statement.get("label"), statement.get("value"), place, _ATTRIBUTION)
    if "attribution" in manifest:
        add_statement(fields, None, manifest["attribution"], step(path, "attribution"), _ATTRIBUTION)
    fields[OWN] = _own(manifest, path)
    return fields


def _own(manifest: Fields, path: str | None) -> Fields:
    made: Fields = {}
    address = name_of(manifest)
    if address:
        made["id"] = Said(address, None, step(path, "id" if "id" in manifest else "@id")).field()
    for key, value in manifest.items():
        where = step(path, key)
        if key in _TEXTS:
            _extend(made, _TEXTS[key], fields_said(value, where))
        elif key in _LINKS:
            _extend(made, _LINKS[key], list(_links(value, where)))
        elif key == "navDate" and isinstance(value, str):
            made[key] = Said(_day(value), None, where).field()
        elif key not in _READ:
            made[key] = value
    media: list[SourceValue] = list(media_of(manifest, path))
    _extend(made, "media", media)
    return made


def _extend(made: Fields, name: str, values: list[SourceValue]) -> None:
    if values:
        before = made.get(name)
        made[name] = [*before, *values] if isinstance(before, list) else values


def _links(value: SourceValue, path: str | None) -> Iterator[SourceValue]:
    """Yield resources that a manifest links to: their address, their words, and the page of a provider."""
    for number, one in enumerate(value if isinstance(value, list) else [value]):
        where = step(path, number) if isinstance(value, list) else path
        address = name_of(one)
        if isinstance(one, str):
            yield {"url": Said(address, None, where).field()}
        elif isinstance(one, dict):
            made: Fields = {} if where is None else {"@path": where}
            if address:
                made["url"] = Said(address, None, step(where, "id" if "id" in one else "@id")).field()
            made |= {name: one[name] for name in ("format", "profile") if isinstance(one.get(name), str)}
            if kind_of(one):
                made["type"] = kind_of(one)
            label = fields_said(one.get("label"), step(where, "label"))
            page = name_of(one.get("homepage"))
            yield made | ({"label": label} if label else {}) | ({"homepage": page} if page else {})


def _day(written: str) -> str:
    """Return a date of navigation as far as it says something: a first of January at midnight stands for its year."""
    for form in _NAVIGATION:
        found = form.fullmatch(written.strip())
        if found:
            return found[1]
    return written.strip()
