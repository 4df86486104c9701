"""Source expressions: `Titre`, `Titre | Title`, `Prenom + Nom`, `makers/*/role`, `subjects/**/name`, compiled once.

A compiled source takes a scope and gives the non-blank values found there, as written, each with its cell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from msgspec import Struct

from app.core.finding import Cell
from app.core.source import SourceValue

Found: TypeAlias = tuple[str, Cell]

# A joined row says its own place under these names; they are never values of the museum's.
OWN_ROW, OWN_FILE = "@row", "@file"


class Scope(Struct, gc=False):
    """Where rules read: the record's fields, or one item of a group inside it, and its place in the file.

    `path` is where the fields themselves stand (a JSON Pointer or an XPath), None for a row. `prefix` is the place of
    the item inside the record (`contributors/0/`), empty for the record itself.
    """

    fields: Mapping[str, SourceValue]
    row: int | None
    path: str | None
    file: str | None = None
    prefix: str = ""

    def cell(self, trail: tuple[str, ...], written: str | None) -> Cell:
        """Return the cell of a value of this scope; `trail` are the names that lead to it from here."""
        column = self.prefix + "/".join(trail)
        if self.path is None:
            return Cell(column, written, self.row, None, self.file)
        return Cell(column, written, self.row, self.path + pointer(trail), self.file)

    def item(self, fields: Mapping[str, SourceValue], trail: tuple[str, ...]) -> Scope:
        """Return the scope of one item below this one; a joined row has the place of its own file."""
        own_row = fields.get(OWN_ROW)
        if isinstance(own_row, int):
            return Scope(fields, own_row, None, str(fields.get(OWN_FILE)), "")
        path = None if self.path is None else self.path + pointer(trail)
        return Scope(fields, self.row, path, self.file, f"{self.prefix}{'/'.join(trail)}/")


Source: TypeAlias = Callable[[Scope], list[Found]]


def pointer(trail: tuple[str, ...]) -> str:
    """Return the names as a JSON Pointer, each escaped and with its slash before it (RFC 6901, section 3)."""
    return "".join("/" + name.replace("~", "~0").replace("/", "~1") for name in trail)


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
        return [(" ".join(text.strip() for text, _ in found), found[0][1])] if found else []

    return together


def _single(name: str) -> Source:
    return _path(tuple(name.split("/"))) if "/" in name or "*" in name else _field(name)


def _field(name: str) -> Source:
    def field(scope: Scope) -> list[Found]:
        value = scope.fields.get(name)
        if value is None:
            return []
        if isinstance(value, list):
            return list(_below(value, (), scope, (name,)))
        text = written_form(value)
        return [(text, scope.cell((name,), text))] if text and not text.isspace() else []

    return field


def _path(steps: tuple[str, ...]) -> Source:
    # A heading may hold a slash itself ("Artiste/artisan"): the whole name is tried first.
    whole = _field("/".join(steps))

    def path(scope: Scope) -> list[Found]:
        return whole(scope) or list(_below(scope.fields, steps, scope, ()))

    return path


def _below(value: object, steps: tuple[str, ...], scope: Scope, trail: tuple[str, ...]) -> Iterator[Found]:
    """Yield the scalars that `steps` lead to from `value`; a list at the end is gone through as if `*` stood there."""
    if not steps:
        yield from _scalars(value, scope, trail)
        return
    step, rest = steps[0], steps[1:]
    if step == "**":
        yield from _below(value, rest, scope, trail)
        for key, child in _children(value):
            yield from _below(child, steps, scope, (*trail, key)) if isinstance(child, (dict, list)) else ()
    elif step == "*":
        for key, child in _children(value):
            yield from _below(child, rest, scope, (*trail, key))
    elif isinstance(value, Mapping) and step in value:
        yield from _below(value[step], rest, scope, (*trail, step))
    elif isinstance(value, list) and step.isdecimal() and int(step) < len(value):
        yield from _below(value[int(step)], rest, scope, (*trail, step))


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from ((key, child) for key, child in value.items() if not key.startswith("@"))
    elif isinstance(value, list):
        yield from ((str(position), child) for position, child in enumerate(value))


def _scalars(value: object, scope: Scope, trail: tuple[str, ...]) -> Iterator[Found]:
    if isinstance(value, list):
        for position, child in enumerate(value):
            yield from _scalars(child, scope, (*trail, str(position)))
    elif not isinstance(value, Mapping):
        text = written_form(value)  # type: ignore[arg-type]  # what is neither list nor object in a SourceValue is scalar
        if text and not text.isspace():
            yield text, scope.cell(trail, text)


def items(scope: Scope, path: str) -> list[Scope]:
    """Return the scopes of the items that stand at a field or path of this scope: a list's items, or the one object."""
    found = scope.fields.get(path)
    if found is not None or "/" not in path:
        return _items_at(scope, found, (path,))
    head, _, rest = path.partition("/")
    below = _items_at(scope, scope.fields.get(head), (head,))
    return [item for scope_below in below for item in items(scope_below, rest.removeprefix("*/"))]


def _items_at(scope: Scope, value: SourceValue, trail: tuple[str, ...]) -> list[Scope]:
    if isinstance(value, dict):
        return [scope.item(value, trail)]
    if not isinstance(value, list):
        return [] if value is None else [scope.item({".": value}, trail)]
    # A list of plain values is gone through as items of one field, called `.`
    return [
        scope.item(child if isinstance(child, dict) else {".": child}, (*trail, str(position)))
        for position, child in enumerate(value)
        if child is not None
    ]
