"""An object of a JSON-LD graph as the fields of a source record: schema.org's names, texts with their languages.

A node keeps its `@id` and `@type`; a part of the object's own address (`#media-1`) is its `@fragment` instead, and a
blank node has no name. A text with a language is `.` beside `@xml:lang`, as everywhere among the source formats.
"""

from __future__ import annotations

import re
from typing import TypeAlias, cast

import msgspec

from app.core.places import TEXT
from app.core.source import SourceValue
from app.reading.formats.schema_org.context import SCHEMA_ORG, Context
from app.reading.json_ld_nodes import PLACE, JsonObject, identifier_of, types_of

Fields: TypeAlias = "dict[str, SourceValue]"

_LANGUAGE, _PATH, _FRAGMENT = "@xml:lang", "@path", "@fragment"
_TAG = re.compile(r"[a-z]{2}(?:-[A-Za-z]{2,4})?")
_NO_LANGUAGE = frozenset({"", "und", "zxx", "mul"})
# A role stands between a property and its value, under the same property again (schema.org/Role).
_ROLES = frozenset({"Role", "OrganizationRole", "PerformanceRole", "LinkRole", "EmployeeRole"})
_PICTURES, _MEDIA, _FIRST = "image", "associatedMedia", "representativeOfPage"
_WIDE = frozenset({"Thing", "CreativeWork", "MediaObject"})  # beside a narrower class they say nothing
_ATTRIBUTION = "-attribution"  # so we publish an opinion of who made it, in words: its class is not the agent's
_MOST_CONTEXTS = 256


class ObjectFields:
    """What makes the fields of one object after the other; contexts that come back are read once."""

    def __init__(self) -> None:
        """Begin with schema.org's own context."""
        self._contexts: dict[tuple[int, bytes], Context] = {}

    def of(self, node: JsonObject) -> Fields:
        """Return the fields of an object; its `@context` says what its names mean."""
        context = self._context(node, SCHEMA_ORG)
        own = next((value for key, value in node.items() if context.name(key) == "@id" and isinstance(value, str)), "")
        fields = self._node(node, SCHEMA_ORG, own)
        _arrange_pictures(fields)
        return fields

    def _context(self, node: JsonObject, around: Context) -> Context:
        written = node.get("@context")
        if written is None or isinstance(written, str):
            return around
        key = (id(around), msgspec.json.encode(written))
        known = self._contexts.get(key)
        if known is None:
            known = around.with_more(written)
            if len(self._contexts) < _MOST_CONTEXTS:  # the context that `id` names is then kept by the same table
                self._contexts[key] = known
        return known

    def _node(self, node: JsonObject, around: Context, own: str) -> Fields:
        context = self._context(node, around)
        made: Fields = {}
        if context.language and context.language != around.language:
            made[_LANGUAGE] = context.language
        for written, value in node.items():
            if written == PLACE:
                made[_PATH] = cast("str", value)
                continue
            name = context.name(written)
            if name == "@id":
                _add_identifier(made, value, own)
            elif name == "@type":
                made["@type"] = _classes(value, context)
            elif name == "@reverse":
                self._add(made, "reverse", self._value(value, context, own, name))
            elif not name.startswith("@"):
                in_languages = written in context.in_languages
                self._add(made, name, self._value(value, context, own, name, in_languages=in_languages))
        if str(made.get(_FRAGMENT)).endswith(_ATTRIBUTION):
            made.pop("@type", None)
        return made

    def _add(self, made: Fields, name: str, value: SourceValue) -> None:
        if value is None or value in ([], {}):
            return
        before = made.get(name)
        made[name] = value if before is None else [*_listed(before), *_listed(value)]

    def _value(
        self, value: object, context: Context, own: str, name: str, *, in_languages: bool = False
    ) -> SourceValue:
        if isinstance(value, list):
            found = (self._value(child, context, own, name, in_languages=in_languages) for child in value)
            return [child for child in found if child is not None and child != {}]
        if not isinstance(value, dict):
            return cast("SourceValue", value)
        keys = {context.name(key): key for key in value}
        if "@value" in keys:
            tongue = value[keys["@language"]] if "@language" in keys else None
            return _text(value[keys["@value"]], tongue)
        for collection in ("@list", "@set"):
            if collection in keys:
                return self._value(value[keys[collection]], context, own, name)
        if in_languages or _is_by_language(value):
            return [
                said
                for tongue, texts in value.items()
                for text in (texts if isinstance(texts, list) else [texts])
                if (said := _text(text, tongue)) is not None
            ]
        made = self._node(value, context, own)
        return _without_role(made, name) if name in made else made


def _add_identifier(made: Fields, value: object, own: str) -> None:
    if not isinstance(value, str) or not value.strip() or value.startswith("_:"):
        return
    if value.startswith("#"):
        made[_FRAGMENT] = value[1:]
    elif own and value.startswith(own + "#"):
        made[_FRAGMENT] = value[len(own) + 1 :]
    else:
        made["@id"] = value.strip()


def _classes(value: object, context: Context) -> SourceValue:
    named = [context.name(one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]
    named = [one for one in named if one not in _WIDE] or named
    return named[0] if len(named) == 1 else [*named]


def _text(value: object, tongue: object) -> SourceValue:
    if isinstance(value, (dict, list)):
        return None
    said = cast("SourceValue", value)
    if not isinstance(tongue, str) or tongue.lower() in _NO_LANGUAGE or tongue.startswith("@"):
        return said
    return {_LANGUAGE: tongue, TEXT: said}


def _is_by_language(value: JsonObject) -> bool:
    """Say whether an object has nothing but texts under languages, as some write them without a word in the context."""
    return bool(value) and all(_TAG.fullmatch(key) and isinstance(text, str) for key, text in value.items())


def _without_role(role: Fields, name: str) -> SourceValue:
    """Return who has the role, with its name (`roleName`); what is no role stays as it is."""
    if not _ROLES & types_of(role):
        return role
    inner = role[name]
    said: Fields = {key: value for key, value in role.items() if not key.startswith("@") and key != name}
    return [
        {**one, **said} if isinstance(one, dict) else {"name": one, **said}  # a name alone becomes that of a node
        for one in _listed(inner)
    ]


def _arrange_pictures(fields: Fields) -> None:
    """Take the pictures that stand among the media out of `image`; the first is marked where others precede it."""
    media, pictures = _listed(fields.get(_MEDIA)), _listed(fields.get(_PICTURES))
    known = {name: one for one in media if isinstance(one, dict) and (name := _media_name(one))}
    if not known or not pictures:
        return
    names = [_media_name(one) for one in pictures]
    first = known.get(names[0])
    if first is not None and first is not media[0]:
        first[_FIRST] = True
    left = [one for one, name in zip(pictures, names, strict=True) if name not in known]
    if left:
        fields[_PICTURES] = left
    else:
        del fields[_PICTURES]


def _media_name(value: SourceValue) -> str:
    if isinstance(value, str):
        return value
    if not isinstance(value, dict):
        return ""
    return identifier_of(value) or str(value.get(_FRAGMENT) or value.get("contentUrl") or value.get("url") or "")


def _listed(value: SourceValue) -> list[SourceValue]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
