"""Source expressions: `Titre`, `Titre | Title`, `Prenom + Nom`, `makers/role`, `subjects/**/name`, compiled once.

A compiled source takes a scope and gives the non-blank values found there, as written, each with its cell and language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TypeAlias, cast

from msgspec import Struct

from app.core.finding import Cell
from app.core.places import TEXT, below
from app.core.source import Notation, SourceRecord, SourceValue

# The text, its cell, the language that the source itself gives it (`xml:lang`), and the element whose text it is, which
# has its attributes; None where there is none.
Found: TypeAlias = "tuple[str, Cell, str | None, Mapping[str, object] | None]"

# A joined row, a tree that another points at, or a text that a reader puts under its heading, says its own place under
# these names; they are never the museum's.
OWN_ROW, OWN_FILE, OWN_PATH = "@row", "@file", "@path"
LANGUAGE = "@xml:lang"


class Scope(Struct, gc=False):
    """Where rules read: the record's fields, or one item of a group inside it, and its place in the file.

    `path` is where the fields themselves stand (a JSON Pointer or an XPath, as `notation` says), None for a row.
    `prefix` is the place of the item inside the record (`contributors/0/`), empty for the record itself. `language` is
    what the source says of the texts in it, `parent` the scope that it is an item of.
    """

    fields: Mapping[str, SourceValue]
    row: int | None
    path: str | None
    file: str | None = None
    prefix: str = ""
    notation: Notation = "pointer"
    language: str | None = None
    parent: Scope | None = None
    trail: tuple[str, ...] = ()

    def cell(self, trail: tuple[str, ...], written: str | None) -> Cell:
        """Return the cell of a value of this scope; `trail` are the names that lead to it from here."""
        if trail and trail[-1] == TEXT:
            trail = trail[:-1]
        column = self.prefix + "/".join(trail) if trail else self.prefix.rstrip("/")
        if self.path is None:
            return Cell(column, written, self.row, None, self.file)
        return Cell(column, written, self.row, below(self.path, trail, self.notation), self.file)

    def item(self, fields: Mapping[str, SourceValue], trail: tuple[str, ...], language: str | None = None) -> Scope:
        """Return the scope of one item below this one; a joined row has the place of its own file."""
        own_row = fields.get(OWN_ROW)
        if isinstance(own_row, int):
            return Scope(fields, own_row, None, str(fields.get(OWN_FILE)), "", parent=self)
        own_path, own_file = fields.get(OWN_PATH), fields.get(OWN_FILE)
        path = None if self.path is None else below(self.path, trail, self.notation)
        prefix = f"{self.prefix}{'/'.join(trail)}/"
        return Scope(
            fields,
            self.row,
            own_path if isinstance(own_path, str) else path,
            own_file if isinstance(own_file, str) else self.file,
            prefix,
            self.notation,
            spoken(fields, language or self.language),
            self,
            trail,
        )

    def above(self) -> Scope | None:
        """Return the scope of the element around this item; None for the record itself."""
        trail = self.trail
        while trail and trail[-1].isdecimal():
            trail = trail[:-1]
        trail = trail[:-1]
        while trail and trail[-1] == TEXT:
            trail = trail[:-1]
        if self.parent is None or not trail:
            return self.parent
        value: object = self.parent.fields
        for name in trail:
            value = value[int(name)] if isinstance(value, list) else cast("Mapping[str, object]", value)[name]
        return self.parent.item(_as_fields(value), trail)


class ParallelScope(Scope, gc=False):
    """One position of parallel lists: each of its fields has a place of its own in the scope that they stand in."""

    places: Mapping[str, tuple[str, ...]] = {}

    def cell(self, trail: tuple[str, ...], written: str | None) -> Cell:
        """Return the cell of a value where its own list has it."""
        place = self.places.get(trail[0]) if trail else None
        return (
            super().cell(trail, written) if place is None or self.parent is None else self.parent.cell(place, written)
        )


Source: TypeAlias = Callable[[Scope], list[Found]]
_Walked: TypeAlias = tuple[object, tuple[str, ...], "str | None"]


def record_scope(source: SourceRecord) -> Scope:
    """Return the scope of a whole source record."""
    return Scope(
        source.fields,
        source.row,
        source.path,
        source.member,
        "",
        source.notation,
        spoken(source.fields, None),
    )


def spoken(value: Mapping[str, object], around: str | None) -> str | None:
    """Return the language that an element gives its texts, else that of what is around it."""
    own = value.get(LANGUAGE)
    return own if isinstance(own, str) and own else around


def written_form(value: SourceValue) -> str:
    """Return a scalar as a person would write it; an object or a list gives an empty text (it is no value)."""
    if isinstance(value, str):
        return value
    if value is None or isinstance(value, (dict, list)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  # floats are exact below
        return str(int(value))
    return str(value)


def compile_source(expression: str) -> Source:
    """Return the compiled form of a source expression; names keep their spaces, ` | ` and ` + ` need theirs around."""
    alternatives = [_joined(part.strip()) for part in expression.split(" | ")]
    if len(alternatives) == 1:
        return alternatives[0]

    def first(scope: Scope) -> list[Found]:
        for source in alternatives:
            found = source(scope)
            if found:
                return found
        return []

    return first


def source_paths(expression: str) -> tuple[str, ...]:
    """Return the fields and paths that an expression reads, as the loss report and the findings name them."""
    return tuple(name.strip() for part in expression.split(" | ") for name in part.split(" + ") if name.strip())


def _joined(expression: str) -> Source:
    parts = [_single(part.strip()) for part in expression.split(" + ")]
    if len(parts) == 1:
        return parts[0]

    def together(scope: Scope) -> list[Found]:
        found = [values[0] for values in (part(scope) for part in parts) if values]
        if not found:
            return []
        return [(" ".join(text.strip() for text, *_ in found), found[0][1], found[0][2], found[0][3])]

    return together


def _single(name: str) -> Source:
    return _path(name) if "/" in name or "*" in name or "[" in name else _field(name)


def _field(name: str) -> Source:
    trail = (name,)
    in_table = name != TEXT  # the usual case, which goes the short way: a column of a row

    def field(scope: Scope) -> list[Found]:
        value = scope.fields.get(name)
        if type(value) is str and scope.path is None and in_table:
            if not value or value.isspace():
                return []
            column = scope.prefix + name if scope.prefix else name
            return [(value, Cell(column, value, scope.row, None, scope.file), scope.language, None)]
        if value is None:
            return []
        if isinstance(value, (list, dict)):
            return list(_scalars(value, scope, trail, scope.language))
        text = written_form(value)
        element = scope.fields if name == TEXT else None
        return [(text, scope.cell(trail, text), scope.language, element)] if text and not text.isspace() else []

    return field


def _path(name: str) -> Source:
    # A heading may hold a slash or a bracket itself ("Artiste/artisan"): the whole name is tried first.
    whole = _field(name)
    steps = path_steps(name)
    up = sum(1 for step in steps if step.name == "..")
    steps, names = steps[up:], _names(name)[up:]

    def path(scope: Scope) -> list[Found]:
        if name in scope.fields:
            return whole(scope)
        for _ in range(up):
            around = scope.above()
            if around is None:
                return []
            scope = around
        found: list[Found] = []
        for value, trail, language in _reached(scope.fields, steps, names, scope.language):
            found += _scalars(value, scope, trail, language)
        return found

    return path


class PathStep(Struct, frozen=True):
    """One step of a path: a name, `*`, `**` or `..`, with the test in its brackets (`repositorySet[@type=former]`)."""

    name: str
    test: Callable[[object], bool] | None = None
    plain: bool = False  # nothing but a name


_STEP_FORM = re.compile(r"^(?P<name>[^\[]+)\[(?P<test>.+)\]$")
_TEST_FORM = re.compile(r"^(?P<source>.+?)(?:(?P<relation>!=|=|~)(?P<values>.*))?$")


@lru_cache(maxsize=4096)
def path_steps(path: str) -> tuple[PathStep, ...]:
    """Return the steps of a path; a slash inside brackets parts nothing."""
    return tuple(_step(written) for written in re.split(r"/(?![^\[\]]*\])", path) if written)


def _step(written: str) -> PathStep:
    form = _STEP_FORM.match(written)
    if form is None:
        return PathStep(written, None, written not in {"*", "**", ".."} and not written.isdecimal())
    tests = tuple(_test(one) for one in form["test"].split("]["))
    return PathStep(form["name"], tests[0] if len(tests) == 1 else lambda value: all(test(value) for test in tests))


def _test(written: str) -> Callable[[object], bool]:
    """Return a test in brackets: `@type` has a value, `@type=a,b` is one of these, `!=` is none, `~` holds the text.

    `not ` before any of them turns it round.
    """
    written = written.strip()
    if written.startswith("not "):
        inner = _test(written.removeprefix("not "))
        return lambda value: not inner(value)
    form = _TEST_FORM.match(written)
    if form is None or not form["relation"]:
        steps = path_steps(written)
        return lambda value: any(_is_something(found) for found, *_ in _walk(value, steps, (), None))
    texts = _texts_at(form["source"].strip())
    values = tuple(one.strip().casefold() for one in form["values"].split(","))
    if form["relation"] == "~":
        return lambda value: any(one in text for text in texts(value) for one in values)
    wanted = form["relation"] == "="
    return lambda value: any(text in values for text in texts(value)) is wanted


def _texts_at(path: str) -> Callable[[object], list[str]]:
    """Return the function that gives the texts at a place in a value, in small letters; `.` is the value's own."""
    if path == TEXT:
        return lambda value: _small(value.get(TEXT) if isinstance(value, dict) else value)
    if "/" not in path and "*" not in path:
        return lambda value: _small(value.get(path)) if isinstance(value, dict) else []
    steps = path_steps(path)
    return lambda value: [text for found, *_ in _walk(value, steps, (), None) for text in _small(found)]


def _small(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for child in value for text in _small(child)]
    if isinstance(value, dict):
        value = value.get(TEXT)
    return [written_form(value).strip().casefold()] if isinstance(value, (str, int, float)) else []


def _is_something(value: object) -> bool:
    if isinstance(value, dict):
        return any(_is_something(child) for name, child in value.items() if not name.startswith("@"))
    if isinstance(value, list):
        return any(map(_is_something, value))
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def bare_path(path: str) -> str:
    """Return a path without the tests in its brackets, each `..` taken with the step before it."""
    names: list[str] = []
    for step in path_steps(path):
        if step.name == ".." and names:
            names.pop()
        else:
            names.append(step.name)
    return "/".join(names)


def _reached(
    fields: Mapping[str, object], steps: tuple[PathStep, ...], names: tuple[str, ...], language: str | None
) -> Iterable[_Walked]:
    """Return what steps lead to; those of nothing but names, from one element to the next, cost next to nothing."""
    value: object = fields
    at = 0
    for step in steps:
        if type(value) is not dict or not step.plain:
            break
        own = value.get(LANGUAGE)
        if own:
            language = own
        value = value.get(step.name)
        if value is None:
            return ()
        at += 1
    trail = names if at == len(names) else names[:at]
    return ((value, trail, language),) if at == len(steps) else _walk(value, steps[at:], trail, language)


@lru_cache(maxsize=4096)
def _names(path: str) -> tuple[str, ...]:
    return tuple(step.name for step in path_steps(path))


def _walk(
    value: object, steps: tuple[PathStep, ...], trail: tuple[str, ...], language: str | None
) -> Iterator[_Walked]:
    """Yield what the steps lead to from `value`, with its place and language; a list on the way is gone through."""
    while steps:
        step = steps[0]
        if isinstance(value, list):
            for place, child, rest in _through_list(value, steps, trail):
                yield from _walk(child, rest, place, language)
            return
        if not isinstance(value, dict):
            return
        language = spoken(value, language)
        if step.name in {"*", "**"}:
            yield from _any_child(value, steps, trail, language)
            return
        value = value.get(step.name)
        if value is None:
            return
        trail, steps = (*trail, step.name), steps[1:]
        if step.test is not None:
            for place, child in _each_of(value, trail):
                if step.test(child):
                    yield from _walk(child, steps, place, language)
            return
    yield value, trail, language


def _through_list(
    value: list[object], steps: tuple[PathStep, ...], trail: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], object, tuple[PathStep, ...]]]:
    """Yield what a step takes of a list: one position (`makers/0`), or each item, whether `*` says so or nothing."""
    name = steps[0].name
    if name.isdecimal():
        if int(name) < len(value):
            yield (*trail, name), value[int(name)], steps[1:]
        return
    rest = steps[1:] if name == "*" else steps
    for position, child in enumerate(value):
        if isinstance(child, (dict, list)) or not rest:
            yield (*trail, str(position)), child, rest


def _any_child(
    value: Mapping[str, object], steps: tuple[PathStep, ...], trail: tuple[str, ...], language: str | None
) -> Iterator[_Walked]:
    if steps[0].name == "*":
        for key, child in value.items():
            if not key.startswith("@") and key != TEXT:
                yield from _walk(child, steps[1:], (*trail, key), language)
        return
    yield from _walk(value, steps[1:], trail, language)
    for key, child in value.items():
        for below_trail, below_value in _each_of(child, (*trail, key)):
            if isinstance(below_value, dict):
                yield from _walk(below_value, steps, below_trail, language)


def _as_fields(value: object) -> Mapping[str, SourceValue]:
    # A plain value is gone through as an item of one field, called `.`
    return value if isinstance(value, dict) else cast("Mapping[str, SourceValue]", {TEXT: value})


def _each_of(value: object, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    if not isinstance(value, list):
        yield trail, value
        return
    for position, child in enumerate(value):
        yield from _each_of(child, (*trail, str(position)))


def _scalars(value: object, scope: Scope, trail: tuple[str, ...], language: str | None) -> Iterator[Found]:
    """Yield the scalars at a place: of a list each, of an element its own text."""
    if isinstance(value, list):
        for position, child in enumerate(value):
            yield from _scalars(child, scope, (*trail, str(position)), language)
        return
    element = None
    if isinstance(value, dict):
        element, language = value, spoken(value, language)
        value = value.get(TEXT)
    if isinstance(value, (str, int, float)):
        text = written_form(value)
        if text and not text.isspace():
            yield text, _cell_of(element, scope, trail, text), language, element


def _cell_of(element: Mapping[str, object] | None, scope: Scope, trail: tuple[str, ...], text: str) -> Cell:
    """Return the cell of a text: where its element says that it stands, if a reader brought it here from elsewhere."""
    cell = scope.cell(trail, text)
    own = None if element is None else element.get(OWN_PATH)
    return cell if own is None or cell.path is None else Cell(cell.column, text, cell.row, str(own), cell.file)


def items(scope: Scope, path: str) -> list[Scope]:
    """Return the scopes of the items that stand at a field or path of this scope: a list's items, or the one object."""
    found = scope.fields.get(path)
    if found is not None:
        walked: Iterable[_Walked] = ((found, (path,), scope.language),)
    else:
        walked = _reached(scope.fields, path_steps(path), _names(path), scope.language)
    return [
        scope.item(_as_fields(child), child_trail, language)
        for value, trail, language in walked
        for child_trail, child in _each_of(value, trail)
        if child is not None
    ]


def parallel_values(scope: Scope, path: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return the values of a list by position, each with its place: a position without a value has a blank text."""
    steps = path_steps(path)
    above = max(len(steps) - 1, 1)
    rows = _reached(scope.fields, steps[:above], _names(path)[:above], scope.language)
    values: list[tuple[str, tuple[str, ...]]] = []
    for found, trail, _ in rows:
        for place, row in _each_of(found, trail):
            value, here = row, place
            if len(steps) > 1:
                value = row.get(steps[-1].name) if isinstance(row, dict) else None
                here = (*place, steps[-1].name)
            if isinstance(value, dict):
                value = value.get(TEXT)
            values.append((written_form(value) if isinstance(value, (str, int, float)) else "", here))
    return values
