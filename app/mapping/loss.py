"""The loss report: which source fields no rule placed, in how many records, with examples of what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from app.core.finding import Cell
from app.core.outcome import Loss
from app.core.places import TEXT
from app.core.record import NamedValue
from app.core.source import SourceRecord
from app.mapping.sources import LANGUAGE, OWN_FILE, OWN_PATH, OWN_ROW, bare_path, record_scope, written_form

EXAMPLES = 3
EXAMPLE_LENGTH = 120
_OWN_TEXT = f"/{TEXT}"  # `a/**` reads an element's own text too; a scalar in its place has nothing below it
_NO_VALUES = frozenset({OWN_ROW, OWN_FILE, OWN_PATH, LANGUAGE})  # places, and a language: it goes with its text


class _Node:
    """A place in records, without positions: whether a rule reads it, or everything below it."""

    __slots__ = ("children", "covered", "pattern", "whole")

    def __init__(self, pattern: str, *, covered: bool, whole: bool) -> None:
        self.pattern = pattern
        self.covered = covered
        self.whole = whole
        self.children: dict[str, _Node] = {}


class Placed:
    """The fields and paths that a crosswalk's rules read; it tells what of a record they leave unread."""

    def __init__(self, paths: Iterable[str]) -> None:
        """Take the paths as crosswalks write them; `*` is any item of a list, `**` any depth."""
        paths = tuple(dict.fromkeys(names for path in paths for names in _listless(bare_path(path))))
        self._exact = {path for path in paths if "**" not in path}
        deep = [_pattern(path) for path in paths if "**" in path]
        self._deep = re.compile("|".join(f"(?:{pattern})" for pattern in deep)) if deep else None
        self._known: dict[str, bool] = {}
        whole = [_pattern(path.removesuffix("/**")) for path in paths if path.endswith("/**")]
        self._whole = re.compile("|".join(f"(?:{pattern})" for pattern in whole)) if whole else None
        self._top = _Node("", covered=False, whole="**" in paths)

    def unplaced(self, source: SourceRecord) -> list[NamedValue]:
        """Return the non-blank values that no rule reads, named by their column, or path without list positions."""
        if not self._leaves_something(source.fields, self._top):
            return []
        exact = self._exact
        left: list[NamedValue] = []
        for name, value in source.fields.items():
            if isinstance(value, (dict, list)):
                left += self._unplaced_below(value, (name,), source)
            elif value is not None and value != "" and name not in exact:
                written = written_form(value)
                if not written.isspace() and not self._covers(name):
                    left.append(NamedValue(name=name, value=written, cell=_cell(source, (name,), written)))
        return left

    def _unplaced_below(self, value: object, trail: tuple[str, ...], source: SourceRecord) -> Iterator[NamedValue]:
        for leaf_trail, pattern, written in _leaves(value, trail, "/".join(trail)):
            name = pattern.removesuffix(_OWN_TEXT)
            if not self._covers(pattern) and not (name != pattern and self._covers(name)):
                yield NamedValue(name=name, value=written, cell=_cell(source, leaf_trail, written))

    def _leaves_something(self, value: object, node: _Node) -> bool:
        """Say whether a value at a place holds one that no rule reads; most records hold none, and this is quick."""
        if type(value) is dict:
            if node.whole:
                return False
            for name, child in value.items():
                if name in _NO_VALUES:
                    continue
                below = node.children.get(name) or self._child(node, name)
                if self._leaves_something(child, below):
                    return True
            return False
        if type(value) is list:
            return any(self._leaves_something(child, node) for child in value)
        if node.covered or value is None:
            return False
        return not isinstance(value, str) or not (value == "" or value.isspace())

    def _child(self, node: _Node, name: str) -> _Node:
        pattern = f"{node.pattern}/{name}" if node.pattern else name
        whole = node.whole or bool(self._whole and self._whole.fullmatch(pattern))
        covered = self._covers(pattern) or (name == TEXT and node.covered)
        made = node.children[name] = _Node(pattern, covered=covered, whole=whole)
        return made

    def _covers(self, pattern: str) -> bool:
        known = self._known.get(pattern)
        if known is None:
            known = pattern in self._exact or bool(self._deep and self._deep.fullmatch(pattern))
            self._known[pattern] = known
        return known


def _cell(source: SourceRecord, trail: tuple[str, ...], written: str) -> Cell:
    return record_scope(source).cell(trail, written)


def _leaves(value: object, trail: tuple[str, ...], pattern: str) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Give the non-blank scalars below a value: the names and positions that lead there, the names alone, the text."""
    if isinstance(value, Mapping):
        for name, child in value.items():
            if name == TEXT:
                yield from _leaves(child, trail, pattern + _OWN_TEXT)
            elif name not in _NO_VALUES:
                yield from _leaves(child, (*trail, name), f"{pattern}/{name}")
    elif isinstance(value, list):
        for position, child in enumerate(value):
            yield from _leaves(child, (*trail, str(position)), pattern)
    else:
        written = written_form(value)  # type: ignore[arg-type]  # what is neither list nor object in a SourceValue is scalar
        if written and not written.isspace():
            yield trail, pattern, written


def _pattern(path: str) -> str:
    """Return the regular expression of a path with `**`: any names between others, at least one at the end."""
    names = path.split("/")
    inner = "".join("(?:[^/]+/)*" if name == "**" else re.escape(name) + "/" for name in names[:-1])
    return inner + ("(?:[^/]+/)*[^/]+" if names[-1] == "**" else re.escape(names[-1]))


def _listless(path: str) -> tuple[str, ...]:
    """Return the path without what stands for list positions, which no leaf is named by.

    A number may also be a name (a field of MARC): at the top it is one, no record being a list; below, either.
    """
    names = tuple(name for name in path.split("/") if name not in {"*", "."})
    unnumbered = (*names[:1], *(name for name in names[1:] if not name.isdecimal()))
    return tuple(dict.fromkeys(("/".join(names), "/".join(unnumbered))))


def tallied(unmapped: Iterable[Iterable[NamedValue]]) -> tuple[Loss, ...]:
    """Return the losses of these records, each given by its unplaced values: a column counts once a record."""
    counts: dict[str, int] = {}
    examples: dict[str, tuple[str, ...]] = {}
    for values in unmapped:
        seen: set[str] = set()
        for value in values:
            if value.name in seen:
                continue
            seen.add(value.name)
            counts[value.name] = counts.get(value.name, 0) + 1
            shown = examples.get(value.name, ())
            if len(shown) < EXAMPLES:
                examples[value.name] = _with_example(shown, value.value)
    return tuple(Loss(name, count, examples[name]) for name, count in counts.items())


def summed(one: Iterable[Loss], other: Iterable[Loss]) -> tuple[Loss, ...]:
    """Return the losses of two sets of records together, the most frequent first."""
    tally = {loss.column: loss for loss in one}
    for loss in other:
        before = tally.get(loss.column)
        if before is None:
            tally[loss.column] = loss
            continue
        examples = before.examples
        for example in loss.examples:
            examples = _with_example(examples, example)
        tally[loss.column] = Loss(loss.column, before.records + loss.records, examples)
    return tuple(sorted(tally.values(), key=lambda loss: (-loss.records, loss.column)))


def _with_example(examples: tuple[str, ...], value: str) -> tuple[str, ...]:
    if len(examples) >= EXAMPLES:
        return examples
    shown = value if len(value) <= EXAMPLE_LENGTH else value[: EXAMPLE_LENGTH - 1] + "…"
    return examples if shown in examples else (*examples, shown)
