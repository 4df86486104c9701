"""Linked Art's own JSON schemas: as they are, and opened where they leave out what a whole graph has to say."""

from __future__ import annotations

import copy
import functools
import json
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from tests.shared import SHARED

FOLDERS = ("data/vocab/linkedart-json-schema", "suites/linked-art-schema/schema-2026-06")
_BASE = "https://linked.art/api/1.0/schema/"
_FILES = {
    "HumanMadeObject": "object",
    "Person": "person",
    "Group": "group",
    "Place": "place",
    "VisualItem": "image",
    "Set": "set",
    "Type": "concept",
    "Material": "concept",
    "Language": "concept",
    "MeasurementUnit": "concept",
}
_REFERENCES = {
    "PersonRef": "person",
    "GroupRef": "group",
    "PlaceRef": "place",
    "VisualItemRef": "image",
    "SetRef": "set",
    "MaterialRef": "concept",
    "HumanMadeObjectRef": "object",
}


def faults(document: Any, folder: str, *, whole: bool = False) -> list[str]:
    """Return what the schema of the document's type says against it; `whole` asks the opened schemas."""
    validator = _validators(folder, whole)[_FILES[document["type"]]]
    return [f"{error.json_path}: {error.message}"[:300] for error in validator.iter_errors(document)]


@functools.cache
def _validators(folder: str, whole: bool) -> dict[str, Draft202012Validator]:  # noqa: FBT001 - a key of the cache
    assert SHARED is not None
    schemas = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted((SHARED / folder).glob("*.json"))}
    if whole:
        schemas = _opened(schemas)
    registry: Registry[Any] = Registry().with_resources(
        (schema["$id"], Resource.from_contents(schema)) for schema in schemas.values()
    )
    return {name: Draft202012Validator(schema, registry=registry) for name, schema in schemas.items()}


def _opened(schemas: dict[str, Any]) -> dict[str, Any]:
    """Return the schemas with two things more, and nothing less.

    A part (a name, a text, a time-span) may have an `id`; a reference may be followed by the description of what it
    refers to, as the schema of that entity's own document has it.
    """
    schemas = copy.deepcopy(schemas)
    core = schemas["core"]["$defs"]
    for part in core.values():
        if part.get("additionalProperties") is False:
            part["properties"].setdefault("id", {"$ref": f"{_BASE}core.json#/$defs/idProp"})
    for file in sorted(set(_FILES.values())):
        entity = copy.deepcopy(schemas[file])
        del entity["properties"]["@context"]
        embedded = {key: entity[key] for key in ("type", "properties", "additionalProperties")}
        schemas[file].setdefault("$defs", {})["Embedded"] = {**embedded, "required": ["id", "type"]}
    for reference, file in _REFERENCES.items():
        core[reference] = {"anyOf": [core[reference], {"$ref": f"{_BASE}{file}.json#/$defs/Embedded"}]}
    described = [{"$ref": f"{_BASE}{file}.json#/$defs/Embedded"} for file in sorted(set(_FILES.values()))]
    core["AnyRef"] = {"anyOf": [core["AnyRef"], *described]}
    return schemas
