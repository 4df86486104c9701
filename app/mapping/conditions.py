"""Conditions of a rule: `Domaine`, `Domaine = peinture`, `role != artist`, `type in a, b`, `Titre contains x`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from app.mapping.sources import Scope, compile_source

Condition: TypeAlias = Callable[[Scope], bool]

_FORM = re.compile(r"^(?P<source>.+?)\s+(?P<relation>!=|=|not in|in|contains|begins with)\s+(?P<value>.+)$")


def compile_condition(expression: str) -> Condition:
    """Return the compiled condition; upper and lower case are the same, and a missing value equals nothing.

    A source alone asks whether it has a value; `not ` before any form turns it round.
    """
    expression = expression.strip()
    if expression.startswith("not "):
        inner = compile_condition(expression[4:])
        return lambda scope: not inner(scope)
    form = _FORM.match(expression)
    if form is None:
        present = compile_source(expression)
        return lambda scope: bool(present(scope))
    source = compile_source(form["source"])
    test = _test(form["relation"], form["value"])
    return lambda scope: test([text.strip().casefold() for text, *_ in source(scope)])


def _test(relation: str, written: str) -> Callable[[list[str]], bool]:
    value = written.strip().strip('"').casefold()
    several = frozenset(part.strip().strip('"').casefold() for part in written.split(","))
    if relation == "=":
        return lambda texts: value in texts
    if relation == "!=":
        return lambda texts: value not in texts
    if relation == "in":
        return lambda texts: any(text in several for text in texts)
    if relation == "not in":
        return lambda texts: not any(text in several for text in texts)
    if relation == "contains":
        return lambda texts: any(value in text for text in texts)
    return lambda texts: any(text.startswith(value) for text in texts)
