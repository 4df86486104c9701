"""Builders of the parts that several source fields make together: measures, events, what has identifiers elsewhere."""

from __future__ import annotations

from typing import Any, Final, TypeAlias, cast, get_args

from msgspec import Struct

from app.core.finding import Cell, Finding
from app.core.record import Dimension, DimensionKind, DimensionStatement, DimensionUnit, Event, EventKind
from app.mapping import rules
from app.mapping.values.authorities import authority_key, best_address
from app.mapping.values.dimensions import read_dimensions
from app.mapping.values.numbers import read_number

Fields: TypeAlias = dict[str, Any]

_KINDS: Final = frozenset(get_args(DimensionKind))
_UNITS: Final = frozenset(get_args(DimensionUnit))
_TO_MILLIMETRES: Final[dict[str | None, float]] = {"mm": 1.0, "cm": 10.0, "m": 1000.0}
_SAME: Final = 0.001  # of the value: what rounding makes of one measure


class Measure(Struct, frozen=True):
    """One measure as a source gives it in pieces: what it says as a text, and what of it could be read."""

    text: str
    dimensions: tuple[Dimension, ...]
    unread: str
    cell: Cell | None


def identified(fields: Fields, *, single: bool) -> Fields:
    """Return the fields with the identifiers found put where they belong.

    Addresses go to `same_as` and the source's own identifier to `id`; without one, that of an authority names the thing
    in the institution too, so that two records that give it mean one thing. `single`: the part has only an `id`.
    """
    written: list[str] = fields.pop("identifiers", [])
    addresses = [one for one in dict.fromkeys(written) if "://" in one]
    best = best_address(addresses)
    if single:
        if best is not None:
            fields.setdefault("id", best)
        return fields
    own = next((one for one in written if "://" not in one), None)
    if addresses:
        fields["same_as"] = [*fields.get("same_as", ()), *addresses]
    if own is None and best is not None:
        own = authority_key(best)
    if own is not None:
        fields.setdefault("id", own)
    if "same_as" in fields:
        fields["same_as"] = tuple(dict.fromkeys(fields["same_as"]))
    return fields


def build_measure(fields: Fields, _findings: list[Finding]) -> Measure | None:
    """Return one measure of its kind, value, unit and part; nothing when there is no value."""
    cell = fields.get("cell")
    value = fields.get("value")
    if value is None:
        return None  # catalogues name what they did not measure
    kind, unit = fields.get("kind"), fields.get("unit")
    text = " ".join(one for one in (f"{kind}:" if kind else "", value, unit or "") if one)
    number = read_number(value)
    if number is None or number < 0 or (unit is not None and unit not in _UNITS):
        kinds = (cast("DimensionKind", kind),) if kind in _KINDS else ()
        read = read_dimensions(f"{value} {unit or ''}".strip(), None, kinds)
        return Measure(text, read.dimensions, read.unread, cell)
    if number == 0:
        return None
    known = kind if kind in _KINDS else "size"
    part = fields.get("part") or (kind if kind not in _KINDS else None)
    made = Dimension(
        kind=cast("DimensionKind", known),
        value=number,
        unit=unit,
        part=part,
        approximate=bool(fields.get("approximate")),
    )
    return Measure(text, (made,), "", cell)


def build_dimensions(fields: Fields, findings: list[Finding]) -> DimensionStatement | None:
    """Return a statement of the texts that are shown and of the measures beside them, which say the same more exactly.

    A measure without a part takes that of the text in which its value stands (`Ram 41 x 35 cm`: the frame's).
    """
    texts: list[str] = list(fields.get("texts", ()))
    measures: tuple[Measure, ...] = fields.get("measures", ())
    if not texts and not measures:
        return None
    written = "; ".join(text.strip().rstrip(";") for text in texts)
    shown = read_dimensions(written)
    exact = [dimension for measure in measures for dimension in measure.dimensions]
    unread = "; ".join(measure.unread for measure in measures if measure.unread)
    if not exact and shown.unread:
        unread = shown.unread
    cell = fields.get("cell") or next((measure.cell for measure in measures), None)
    if unread:
        findings.append(rules.found(rules.UNREAD_DIMENSIONS, cell or Cell(), unread=unread))
    return DimensionStatement(
        text=written or "; ".join(measure.text for measure in measures),
        dimensions=_together(exact, list(shown.dimensions)),
        language=fields.get("language"),
        cell=cell,
    )


def _together(exact: list[Dimension], shown: list[Dimension]) -> tuple[Dimension, ...]:
    made: list[Dimension] = []
    for measure in exact:
        match = next((one for one in shown if _same(one, measure)), None)
        if match is None:
            made.append(measure)
            continue
        shown.remove(match)
        made.append(
            Dimension(
                kind=match.kind if measure.kind == "size" else measure.kind,
                value=measure.value,
                unit=measure.unit or match.unit,
                part=measure.part or match.part,
                approximate=measure.approximate or match.approximate,
            )
        )
    return tuple(dict.fromkeys((*made, *shown)))


def _same(one: Dimension, other: Dimension) -> bool:
    if one.unit == other.unit or one.unit is None or other.unit is None:
        return abs(one.value - other.value) <= _SAME * other.value
    first, second = _TO_MILLIMETRES.get(one.unit), _TO_MILLIMETRES.get(other.unit)
    if first is None or second is None:
        return False
    return abs(one.value * first - other.value * second) <= _SAME * other.value * second


def build_event(fields: Fields, _findings: list[Finding]) -> Event | None:
    """Return an event that happened; its kind is the first that the source names in known words, else `other`."""
    kinds: tuple[EventKind, ...] = fields.pop("kinds", ())
    named: tuple[str, ...] = fields.pop("kind_words", ())
    if kinds:
        fields["kind"] = kinds[0]
    elif named:
        fields["kind"] = "other"
        fields.setdefault("title", named[0])
    fields.setdefault("kind", "other")
    said = set(fields) - {"kind", "cell"}
    return Event(**fields) if said else None
