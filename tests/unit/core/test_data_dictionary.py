"""Every field of every part of a record is described, in both languages, beside its entry of the data dictionary."""

import re
from typing import Any

import msgspec
import pytest
from fastapi import FastAPI

from app.core.data_dictionary import ENTRIES
from app.core.record import CatalogueRecord
from app.web.openapi import openapi_document

SCHEMA: dict[str, Any] = msgspec.json.schema(CatalogueRecord)["$defs"]
FIELDS = [(part, name, field) for part, schema in SCHEMA.items() for name, field in schema["properties"].items()]

# The mnemonics that are attested: no other may be named.
ATTESTED = set(
    re.findall(
        r"\w+",
        "OB OT TOB OBA ANOB AN CN AQN AR MANU MED SUP MA MT CTGY SCAT BPD1 BPD2 EPD1 EPD2 ABD PER PERF DEU PERT INS "
        "INSCTY DA DR DISC TI SU DE CRT CRTPH CRTIM CRLIM ICM NIC",
    )
)
NO_MNEMONIC = {"CHIN", "RCIP", "C"}


@pytest.mark.parametrize(("part", "name", "field"), FIELDS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_field_says_what_it_holds(part: str, name: str, field: dict[str, Any]) -> None:
    said = field["x-description"]
    assert said["fr"]
    assert said["en"]
    assert said["fr"] != said["en"]
    assert field["x-chin-rcip"]
    assert field["description"].startswith(said["fr"])
    assert f"{part}.{name}" in ENTRIES or name in ENTRIES


def test_no_row_of_the_table_is_without_its_field() -> None:
    fields = {f"{part}.{name}" for part, name, _ in FIELDS} | {name for _, name, _ in FIELDS}
    assert not set(ENTRIES) - fields


def test_no_mnemonic_is_invented() -> None:
    named = {word for entry in ENTRIES.values() for word in re.findall(r"\b[A-Z]+[0-9]?\b", entry.chin)}
    assert named - NO_MNEMONIC <= ATTESTED


def test_the_openapi_document_says_the_same() -> None:
    document = openapi_document(FastAPI(), "https://example.org")
    described = document["components"]["schemas"]["CatalogueRecord"]["properties"]
    exported = msgspec.json.encode(SCHEMA["CatalogueRecord"]["properties"])
    assert msgspec.json.encode(described) == exported.replace(b"#/$defs/", b"#/components/schemas/")
