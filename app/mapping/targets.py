"""Targets: the words by which a crosswalk names the fields of the CatalogueRecord (`production.contributor.role`).

A target is a path of parts and a last field. A part may say its kind in brackets (`title[former]`, `dimension[height]`,
`event[acquisition].date`) and its number (`production#2.date`), so that several are told apart.
"""

from __future__ import annotations

import re
from typing import get_args

from msgspec import Struct

from app.core.finding import Cell, Finding
from app.core.record import (
    AgentKind,
    AttributionQualifier,
    DateCertainty,
    DimensionKind,
    EventKind,
    Identifier,
    IdentifierKind,
    Inscription,
    Media,
    NamedValue,
    Note,
    NoteKind,
    RelatedRecord,
    Rights,
    Title,
    TitleKind,
)
from app.mapping import draft, readings
from app.mapping.readings import Aim, Reading


class Field(Struct, frozen=True):
    """One word of a target: the struct's field it feeds, the readings it knows (the first is its own), and its parts.

    `parts` are the words that may follow it, when it is a part that several rules fill. `kinds` are what may stand in
    its brackets; `kind_field` the field that keeps them. `several` says that the field holds many values.
    """

    name: str
    several: bool = False
    readings: tuple[tuple[str, Reading], ...] = ()
    part: draft.PartType | None = None
    parts: dict[str, Field] = {}
    kinds: tuple[str, ...] = ()
    kind_field: str | None = None
    kind_required: bool = False


class Target(Struct, frozen=True):
    """A resolved target: the parts it goes through, its last field, the kind in its brackets, its name without them."""

    chain: tuple[draft.PartStep, ...]
    field: Field
    kind: str | None
    name: str
    key: str


class TargetMistake(ValueError):
    """A target that does not exist; `near` are the words that may stand in its place."""

    def __init__(self, word: str, near: tuple[str, ...]) -> None:
        """Keep the word that is not one, and those that are."""
        super().__init__(word)
        self.word = word
        self.near = near


def _struct_reading(struct: type[Struct], field: str, kind_field: str | None = None) -> Reading:
    """Return the reading that puts a text into a struct of its own, with its language, kind and cell if it has them."""
    has_language = "language" in struct.__struct_fields__

    def read(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> tuple[object, ...]:
        fields: dict[str, object] = {"cell": cell}
        if has_language:
            fields["language"] = aim.language
        if kind_field and aim.kind:
            fields[kind_field] = aim.kind
        return tuple(struct(**fields, **{field: value}) for value in readings.as_text(text, cell, aim, findings))

    return read


def _media(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> tuple[object, ...]:
    return tuple(Media(url=str(url), cell=cell) for url in readings.as_address(text, cell, aim, findings))


def _named_value(text: str, cell: Cell, aim: Aim, _findings: list[Finding]) -> tuple[object, ...]:
    return (NamedValue(name=aim.kind or cell.column or "", value=text, cell=cell),)


def _credit_line(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> tuple[object, ...]:
    texts = readings.as_text(text, cell, aim, findings)
    return tuple(Note(text=str(line), kind="credit line", language=aim.language, cell=cell) for line in texts)


_TEXT: tuple[tuple[str, Reading], ...] = (("text", readings.as_text),)
_DATE: tuple[tuple[str, Reading], ...] = (("date", readings.as_date),)
_ADDRESS: tuple[tuple[str, Reading], ...] = (("address", readings.as_address),)
_LANGUAGE: tuple[tuple[str, Reading], ...] = (("language", readings.as_language),)
_FLAG: tuple[tuple[str, Reading], ...] = (("flag", readings.as_flag),)


def _choice(*choices: str) -> tuple[tuple[str, Reading], ...]:
    return (("choice", readings.as_choice(frozenset(choices))),)


def _text(name: str) -> Field:
    return Field(name, readings=_TEXT)


_IDENTIFIER = Field("identifiers", several=True, readings=(("identifier", readings.as_identifier),))
_TERM_PARTS = {
    "identifier": _IDENTIFIER,
    "label": _text("label"),
    "id": Field("id", readings=_ADDRESS + _TEXT),
    "language": Field("language", readings=_LANGUAGE),
    "uncertain": Field("uncertain", readings=_FLAG),
}


def _terms(name: str) -> Field:
    known = (("term", readings.as_term), ("materials", readings.as_materials))
    return Field(name, several=True, readings=known, part=draft.TERM, parts=_TERM_PARTS)


def _term(name: str) -> Field:
    return Field(name, readings=(("term", readings.as_term),), part=draft.TERM, parts=_TERM_PARTS)


_TIME_PARTS = {name: _text(name) for name in ("text", "earliest", "latest", "qualifier")} | {
    "certainty": Field("certainty", readings=_choice(*get_args(DateCertainty)))
}


def _date(name: str) -> Field:
    return Field(name, readings=_DATE, part=draft.TIME_SPAN, parts=_TIME_PARTS)


_RIGHTS_PARTS = {
    "text": _text("text"),
    "iri": Field("iri", readings=_ADDRESS),
    "holder": _text("holder"),
    "language": Field("language", readings=_LANGUAGE),
}


def _rights(name: str) -> Field:
    known = (("text", _struct_reading(Rights, "text")), ("address", _struct_reading(Rights, "iri")))
    return Field(name, readings=known, part=draft.RIGHTS, parts=_RIGHTS_PARTS)


_PLACE_PARTS = {
    "identifier": _IDENTIFIER,
    "name": _text("name"),
    "kind": _text("kind"),
    "broader": Field("broader", several=True, readings=_TEXT),
    "former_name": _text("former_name"),
    "id": _text("id"),
    "same_as": Field("same_as", several=True, readings=_ADDRESS),
    "latitude": Field("latitude", readings=(("latitude", readings.as_latitude),)),
    "longitude": Field("longitude", readings=(("longitude", readings.as_longitude),)),
    "language": Field("language", readings=_LANGUAGE),
    "uncertain": Field("uncertain", readings=_FLAG),
}


_PLACE: tuple[tuple[str, Reading], ...] = (("place", readings.as_place), ("renamed-place", readings.as_renamed_place))


def _place(name: str, *, several: bool) -> Field:
    return Field(name, several, readings=_PLACE, part=draft.PLACE, parts=_PLACE_PARTS)


_AGENT_PARTS = {
    "identifier": _IDENTIFIER,
    "name": Field("name", readings=(("name", readings.as_name), ("whole-name", readings.as_whole_name))),
    "kind": Field("kind", readings=_choice(*get_args(AgentKind))),
    "family_name": _text("family_name"),
    "given_name": _text("given_name"),
    "id": _text("id"),
    "same_as": Field("same_as", several=True, readings=_ADDRESS),
    "birth": _date("birth"),
    "death": _date("death"),
    "birth_place": _text("birth_place"),
    "nationality": _terms("nationality"),
    "biography": Field("biography", readings=(("biography", readings.as_biography),)),
    "gender": _text("gender"),
}
_CONTRIBUTOR = Field(
    "contributions",
    several=True,
    readings=(
        ("name", readings.as_contribution),
        ("names", readings.as_contributions),
        ("names-with-biographies", readings.as_contributions_with_biographies),
    ),
    part=draft.CONTRIBUTION,
    parts=_AGENT_PARTS
    | {
        "role": _term("role"),
        "qualifier": Field(
            "qualifier", readings=(*_choice(*get_args(AttributionQualifier)), ("attribution", readings.as_qualifier))
        ),
        "uncertain": Field("uncertain", readings=_FLAG),
    },
)
_EVENT_PARTS = {
    "contributor": _CONTRIBUTOR,
    "date": _date("date"),
    "place": _place("places", several=True),
    "technique": _terms("techniques"),
    "culture": _terms("cultures"),
    "period": _terms("periods"),
    "method": _term("method"),
    "title": _text("title"),
    "note": _text("note"),
}
_ANY_EVENT_PARTS = _EVENT_PARTS | {
    "kind": Field(
        "kinds", several=True, readings=(("event-kind", readings.as_event_kind), *_choice(*get_args(EventKind)))
    ),
    "kind_word": Field("kind_words", several=True, readings=_TEXT),
}
_DIMENSIONS: tuple[tuple[str, Reading], ...] = (
    ("dimensions", readings.as_dimensions),
    ("measure", readings.as_measure),
)

_INSCRIPTIONS = ("inscription", "signature", "mark", "date", "label")
RELATIONS = ("part of", "has part", "related to", "same as", "described by", "set")

TARGETS: dict[str, Field] = {
    "id": _text("local_id"),
    "language": Field("language", readings=_LANGUAGE),
    "identifier": Field(
        "identifiers",
        several=True,
        readings=(("text", _struct_reading(Identifier, "value", "kind")),),
        part=draft.IDENTIFIER,
        parts={"value": _text("value"), "kind": Field("kind", readings=_choice(*get_args(IdentifierKind)))},
        kinds=get_args(IdentifierKind),
        kind_field="kind",
    ),
    "title": Field(
        "titles",
        several=True,
        readings=(("text", _struct_reading(Title, "text", "kind")),),
        part=draft.TITLE,
        parts={
            "text": _text("text"),
            "language": Field("language", readings=_LANGUAGE),
            "kind": Field("kind", readings=_choice(*get_args(TitleKind))),
        },
        kinds=get_args(TitleKind),
        kind_field="kind",
    ),
    "object_name": _terms("object_names"),
    "object_type": _terms("object_types"),
    "category": _terms("categories"),
    "note": Field(
        "notes",
        several=True,
        readings=(("text", _struct_reading(Note, "text", "kind")),),
        part=draft.NOTE,
        parts={
            "text": _text("text"),
            "language": Field("language", readings=_LANGUAGE),
            "kind": Field("kind", readings=_choice(*get_args(NoteKind))),
        },
        kinds=get_args(NoteKind),
        kind_field="kind",
    ),
    "production": Field("productions", several=True, part=draft.EVENT, parts=_EVENT_PARTS),
    "event": Field(
        "events",
        several=True,
        part=draft.ANY_EVENT,
        parts=_ANY_EVENT_PARTS,
        kinds=get_args(EventKind),
        kind_field="kind",
    ),
    "use": _terms("uses"),
    "material": _terms("materials"),
    "technique": _terms("techniques"),
    "dimensions": Field(
        "dimensions",
        several=True,
        readings=_DIMENSIONS,
        part=draft.DIMENSIONS,
        parts={
            "text": Field("texts", several=True, readings=_TEXT),
            "measure": Field(
                "measures",
                several=True,
                part=draft.MEASURE,
                parts={
                    "kind": Field("kind", readings=(("dimension-kind", readings.as_dimension_kind),)),
                    "value": _text("value"),
                    "unit": Field("unit", readings=(("unit", readings.as_unit),)),
                    "part": _text("part"),
                    "approximate": Field("approximate", readings=_FLAG),
                },
            ),
        },
    ),
    "dimension": Field(
        "dimensions",
        several=True,
        readings=_DIMENSIONS[::-1],
        kinds=get_args(DimensionKind),
        kind_required=True,
    ),
    "inscription": Field(
        "inscriptions",
        several=True,
        readings=(("text", _struct_reading(Inscription, "text", "kind")),),
        part=draft.INSCRIPTION,
        parts={
            "text": _text("text"),
            "language": Field("language", readings=_LANGUAGE),
            "kind": Field("kind", readings=_choice(*_INSCRIPTIONS)),
            "position": _text("position"),
        },
        kinds=_INSCRIPTIONS,
        kind_field="kind",
    ),
    "subject": _terms("subjects"),
    "depicted_agent": Field(
        "depicted_agents",
        several=True,
        readings=(("name", readings.as_agent),),
        part=draft.AGENT,
        parts=_AGENT_PARTS,
    ),
    "depicted_place": _place("depicted_places", several=True),
    "keeper": Field(
        "keeper",
        part=draft.KEEPER,
        parts={
            "name": _text("name"),
            "department": _text("department"),
            "place": _text("place"),
            "id": _text("id"),
            "identifier": _IDENTIFIER,
            "same_as": Field("same_as", several=True, readings=_ADDRESS),
            "web_page": Field("web_page", readings=_ADDRESS),
        },
    ),
    "location": _place("location", several=False),
    "credit_line": Field("credit_line", readings=(("text", _credit_line),)),
    "object_rights": _rights("object_rights"),
    "record_rights": _rights("record_rights"),
    "media": Field(
        "media",
        several=True,
        readings=(("address", _media),),
        part=draft.MEDIA,
        parts={
            "url": Field("url", readings=_ADDRESS),
            "kind": Field(
                "kind", readings=_choice("image", "audio", "video", "document", "model", "iiif manifest", "iiif image")
            ),
            "media_type": _text("media_type"),
            "caption": _text("caption"),
            "language": Field("language", readings=_LANGUAGE),
            "rights": _rights("rights"),
            "credit": _text("credit"),
            "primary": Field("primary", readings=_FLAG),
            "width": Field("width", readings=(("pixels", readings.as_pixels),)),
            "height": Field("height", readings=(("pixels", readings.as_pixels),)),
        },
    ),
    "related": Field(
        "related",
        several=True,
        readings=(
            ("text", _struct_reading(RelatedRecord, "label", "relation")),
            ("record", _struct_reading(RelatedRecord, "local_id", "relation")),
        ),
        part=draft.RELATED,
        parts={
            "local_id": _text("local_id"),
            "url": Field("url", readings=_ADDRESS),
            "label": _text("label"),
            "language": Field("language", readings=_LANGUAGE),
            "relation": Field("relation", readings=_choice(*RELATIONS)),
        },
        kinds=RELATIONS,
        kind_field="relation",
    ),
    "web_page": Field("web_page", readings=_ADDRESS),
    "withheld": Field(
        "withheld",
        several=True,
        readings=(("withheld", readings.as_withheld), ("published", readings.as_published)),
    ),
    "private": Field("private", several=True, readings=(("text", _named_value),), kinds=("*",)),
    "declined": Field("declined"),
}

_WORD = re.compile(r"^(?P<word>[a-z_]+)(\[(?P<kind>[^\]]+)\])?(#(?P<number>[0-9]{1,3}))?$")


def resolve(target: str) -> Target:
    """Return what a target means; raise TargetMistake, naming what may stand there, when it means nothing."""
    chain: list[draft.PartStep] = []
    words, fields, key = split_target(target), TARGETS, ""
    for position, written in enumerate(words):
        form = _WORD.match(written)
        field = fields.get(form["word"]) if form else None
        if form is None or field is None:
            raise TargetMistake(written, tuple(fields))
        kind = form["kind"]
        _check_kind(field, form["word"], kind)
        key = f"{key}.{written}" if key else written
        last = position == len(words) - 1
        if last:
            if not field.readings and field.name != "declined":
                raise TargetMistake(written, tuple(f"{written}.{word}" for word in field.parts))
            return Target(tuple(chain), field, kind, ".".join(_bare(word) for word in words), key)
        if field.part is None:
            raise TargetMistake(words[position + 1], ())
        preset = ((field.kind_field, kind),) if field.kind_field and kind else ()
        chain.append(draft.PartStep(key, field.name, field.several, field.part, preset))
        fields = field.parts
    raise TargetMistake(target, tuple(TARGETS))


def split_target(target: str) -> list[str]:
    """Return the words of a target; a dot inside brackets does not part them."""
    return re.split(r"\.(?![^\[]*\])", target.strip())


def part_step(target: str) -> tuple[tuple[draft.PartStep, ...], Field]:
    """Return the chain to the part that a target names, itself the last step, for what is placed piece by piece."""
    resolved = resolve(target)
    field = resolved.field
    if field.part is None:
        raise TargetMistake(target, ())
    preset = ((field.kind_field, resolved.kind),) if field.kind_field and resolved.kind else ()
    step = draft.PartStep(resolved.key, field.name, field.several, field.part, preset)
    return (*resolved.chain, step), field


def _bare(word: str) -> str:
    return re.sub(r"\[.*\]|#.*", "", word)


def _check_kind(field: Field, word: str, kind: str | None) -> None:
    if kind is None and field.kind_required:
        raise TargetMistake(word, tuple(f"{word}[{known}]" for known in field.kinds))
    if kind is not None and kind not in field.kinds and field.kinds != ("*",):
        raise TargetMistake(f"{word}[{kind}]", tuple(f"{word}[{known}]" for known in field.kinds))


def record_field(target: str) -> str:
    """Return the field of the CatalogueRecord that a target feeds: `production.date` gives `productions.date`."""
    names, fields = [], TARGETS
    for word in split_target(target):
        field = fields[_bare(word)]
        names.append(field.name)
        fields = field.parts
    return ".".join(names)


def record_field_with_kind(target: str) -> str | None:
    """Return the same with the kind of its last word, `note[description]` gives `notes[description]`, else None."""
    kind = re.search(r"\[([^\]]+)\](#[0-9]+)?$", target.strip())
    return f"{record_field(target)}[{kind[1]}]" if kind else None
