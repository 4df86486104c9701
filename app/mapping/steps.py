"""The `how` of a crosswalk rule: small steps in a row, `split ; | before ( | date`. The last may name a reading.

Steps work on the written text before it is read. Arguments follow the step's word; quotes keep spaces (`split "; "`).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from typing import TypeAlias

from app.core.markup import plain_text
from app.mapping.values.terms import split_values

Step: TypeAlias = Callable[[list[str]], list[str]]

# A bar separates steps; a museum whose values are separated by bars writes `split bar`.
_NAMED_SEPARATORS = {"bar": "|", "tab": "\t", "newline": "\n", "semicolon": ";", "comma": ",", "slash": "/"}


class StepMistake(ValueError):
    """A step that does not exist, or has the wrong number of arguments; its text says which."""


def parse_steps(how: str, readings: frozenset[str]) -> tuple[tuple[Step, ...], str | None, tuple[str, ...]]:
    """Return the compiled steps of a `how`, the reading it ends with (None for the target's own), and its arguments.

    `readings` are the readings that the target knows. Raise StepMistake for what is neither a step nor one of them.
    """
    written = [part for part in (shlex.split(piece) for piece in how.split("|")) if part]
    reading: str | None = None
    arguments: tuple[str, ...] = ()
    if written and written[-1][0] in readings:
        reading, *rest = written.pop()
        arguments = tuple(rest)
    return tuple(_step(word, tuple(rest)) for word, *rest in written), reading, arguments


def _step(word: str, arguments: tuple[str, ...]) -> Step:
    known = _STEPS.get(word)
    if known is None:
        raise StepMistake(word)
    least, most, make = known
    if not least <= len(arguments) <= most:
        message = f"{word} ({len(arguments)} arguments)"
        raise StepMistake(message)
    return make(arguments)


def _each(change: Callable[[str], str]) -> Step:
    return lambda texts: [changed for text in texts if (changed := change(text).strip())]


def _split(arguments: Sequence[str]) -> Step:
    separators = tuple(_NAMED_SEPARATORS.get(argument, argument) for argument in arguments)
    return lambda texts: [part for text in texts for part in split_values(text, separators)]


def _between(arguments: Sequence[str]) -> Step:
    opening, closing = arguments

    def between(text: str) -> str:
        _, found, rest = text.partition(opening)
        return rest.partition(closing)[0] if found else ""

    return _each(between)


def _skip(arguments: Sequence[str]) -> Step:
    skipped = {argument.casefold() for argument in arguments}
    return lambda texts: [text for text in texts if text.strip().casefold() not in skipped]


# What labels of museums have below a name: a nation, when somebody lived, and nothing else.
_LIFE = re.compile(
    r"(?:[^\W\d][\w .’'-]{1,40}, )?(?:born |b\. |née? (?:en )?|active |actif )?(?:c\. |ca\.? |vers )?\d{4}s?"
    r"(?: ?[-–—] ?(?:c\. |ca\.? |vers )?(?:\d{4})?)?",
    re.IGNORECASE,
)


def _lines(texts: list[str]) -> list[str]:
    """Part texts at their line ends; a line that only says when somebody lived stays with the name before it."""
    made: list[str] = []
    for text in texts:
        named = False  # the line before, of this very text, is a name that has no life yet
        for line in filter(None, map(str.strip, text.splitlines())):
            if named and _LIFE.fullmatch(line):
                made[-1] = f"{made[-1]} ({line})"
                named = False
            else:
                made.append(line)
                named = True
    return made


def _numbered(arguments: Sequence[str]) -> Step:
    position = int(arguments[0]) - 1
    return lambda texts: texts[position : position + 1]


_STEPS: dict[str, tuple[int, int, Callable[[Sequence[str]], Step]]] = {
    "split": (1, 8, _split),
    "lines": (0, 0, lambda _: _lines),
    "first": (0, 0, lambda _: lambda texts: texts[:1]),
    "last": (0, 0, lambda _: lambda texts: texts[-1:]),
    "number": (1, 1, _numbered),
    "before": (1, 1, lambda a: _each(lambda text: text.partition(a[0])[0])),
    "after": (1, 1, lambda a: _each(lambda text: text.partition(a[0])[2])),
    "between": (2, 2, _between),
    "without": (1, 8, lambda a: _each(lambda text: _without(text, a))),
    "replace": (2, 2, lambda a: _each(lambda text: text.replace(a[0], a[1]))),
    "prefix": (1, 1, lambda a: _each(lambda text: a[0] + text)),
    "suffix": (1, 1, lambda a: _each(lambda text: text + a[0])),
    "lower": (0, 0, lambda _: _each(str.lower)),
    "plain": (0, 0, lambda _: _each(plain_text)),
    "skip": (1, 64, _skip),
}

STEP_NAMES: tuple[str, ...] = tuple(_STEPS)


def _without(text: str, unwanted: Sequence[str]) -> str:
    for words in unwanted:
        text = text.replace(words, "")
    return text
