"""Dimensions as QuantitativeValues, with UN/CEFACT unit codes as schema.org asks (`unitCode`)."""

from __future__ import annotations

import math
from collections.abc import Mapping

from app.core.record import CatalogueRecord, Dimension, DimensionKind, DimensionUnit
from app.publication.record_words import DIMENSIONS, statement_words, tag_of
from app.publication.schema_org.nodes import JsonValue, Node, add, texts, words

# UN/ECE Recommendation 20, common codes; what it has no code for (points of typography) is said in words.
_CODES: Mapping[DimensionUnit, str] = {
    "mm": "MMT",
    "cm": "CMT",
    "m": "MTR",
    "km": "KMT",
    "in": "INH",
    "ft": "FOT",
    "mg": "MGM",
    "g": "GRM",
    "kg": "KGM",
    "t": "TNE",
    "oz": "ONZ",
    "lb": "LBR",
    "s": "SEC",
    "min": "MIN",
    "h": "HUR",
    "ml": "MLT",
    "cl": "CLT",
    "l": "LTR",
    "m2": "MTK",
    "cm2": "CMK",
    "m3": "MTQ",
    "cm3": "CMQ",
    "px": "E37",
    "count": "C62",
}
# The properties that a VisualArtwork has for measures; every other measure, and those of other objects, are its size.
_OWN: Mapping[DimensionKind, str] = {"height": "height", "width": "width", "depth": "depth"}


def add_dimensions(node: Node, record: CatalogueRecord, language: str, *, is_art: bool) -> None:
    """Add the measures of the whole object, each as a value with its unit, and the statements as they are written."""
    sizes: list[JsonValue] = texts(
        (said, tag_of(statement.language, record))
        for statement in record.dimensions
        if (said := statement_words(statement, language))
    )
    for statement in record.dimensions:
        for value in statement.dimensions:
            if not math.isfinite(value.value):
                continue
            own = _OWN.get(value.kind) if is_art and not value.part else None
            if own is not None and own not in node:
                node[own] = _quantity(value)
            else:
                sizes.append(_sized(value, language))
    add(node, "size", sizes)


def _quantity(value: Dimension) -> Node:
    node: Node = {"@type": "QuantitativeValue", "value": int(value.value) if value.value.is_integer() else value.value}
    if value.unit is not None:
        node["unitText"] = value.unit
        if value.unit in _CODES:
            node["unitCode"] = {"@value": _CODES[value.unit]}
    return node


def _sized(value: Dimension, language: str) -> Node:
    node = _quantity(value)
    kind = DIMENSIONS[value.kind].in_language(language)
    node["name"] = words(f"{kind} ({value.part})" if value.part else kind, language)
    return node
