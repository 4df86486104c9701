"""Texts of manifests, with their languages, as both versions of the API have them; none of them is HTML any more.

Presentation 3.0, section 4.1 (language maps) and 4.2 (HTML); Presentation 2.1, sections 4.3 and 4.4. Each text keeps
the place where it stands, since the fields of a record have another shape than the manifest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from app.core.markup import plain_text
from app.core.places import TEXT
from app.core.source import SourceValue
from app.reading.trees import pointer_step

Fields: TypeAlias = "dict[str, SourceValue]"

_LANGUAGE, _PATH = "@xml:lang", "@path"
_NO_LANGUAGE = frozenset({"none", "@none", "und", ""})
_VALUES, _LANGUAGES = ("@value", "value"), ("@language", "language")


class Said(NamedTuple):
    """A text, its language where it has one, and where it stands in the file."""

    text: str
    language: str | None
    path: str | None

    def field(self) -> SourceValue:
        """Return it as a value of a source record."""
        made: Fields = {} if self.language is None else {_LANGUAGE: self.language}
        if self.path is not None:
            made[_PATH] = self.path
        return {**made, TEXT: self.text}


def step(path: str | None, *names: str | int) -> str | None:
    """Return the place below a place; None where the line says it."""
    return None if path is None else path + "".join(pointer_step(str(name)) for name in names)


def said(value: SourceValue, path: str | None, language: str | None = None) -> Iterator[Said]:
    """Yield the texts of a value: a text, a language map, a text with its language, or a list of any of them."""
    if isinstance(value, (str, int, float)) and not isinstance(value, bool):
        text = plain_text(str(value))
        if text:
            yield Said(text, language, path)
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from said(one, step(path, number), language)
    elif isinstance(value, dict):
        yield from _said_by_language(value, path, language)


def _said_by_language(value: Fields, path: str | None, language: str | None) -> Iterator[Said]:
    name = next((one for one in _VALUES if one in value), None)
    if name is not None:
        tongue = next((value[one] for one in _LANGUAGES if one in value), language)
        yield from said(value[name], step(path, name), _tongue(tongue))
        return
    for tongue, texts in value.items():
        if isinstance(texts, (str, list)):
            yield from said(texts, step(path, tongue), _tongue(tongue))


def _tongue(written: SourceValue) -> str | None:
    return written if isinstance(written, str) and written.lower() not in _NO_LANGUAGE else None


def fields_said(value: SourceValue, path: str | None) -> list[SourceValue]:
    """Return the texts of a value as values of a source record."""
    return [one.field() for one in said(value, path)]
