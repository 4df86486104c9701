"""What a benchmark gives: figures, each with its values over the repeats, and the target that it should reach."""

from __future__ import annotations

from statistics import median
from typing import Literal

from msgspec import Struct

from benchmarks.machine import Machine


class Target(Struct, frozen=True):
    """What a figure should be at least (or at most)."""

    sense: Literal["at least", "at most"]
    value: float

    def reached_by(self, value: float) -> bool:
        """Say whether this value reaches it."""
        return value >= self.value if self.sense == "at least" else value <= self.value


class Figure(Struct, frozen=True):
    """One figure: what is measured, in which unit, the value of each repeat, and its target if there is one."""

    what: str
    unit: str
    values: tuple[float, ...]
    target: Target | None = None

    @property
    def middle(self) -> float:
        """The median of the repeats, which is the figure."""
        return median(self.values)

    @property
    def reached(self) -> bool | None:
        """Whether the median reaches the target; None without one."""
        return None if self.target is None else self.target.reached_by(self.middle)


class Result(Struct, frozen=True):
    """One benchmark's figures.

    `source` says which data they were measured on, `notes` what must be known to read them (they are read as one text).
    `others` is the share of the machine that other work took meanwhile, from 0 to 1.
    """

    name: str
    title: str
    source: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    others: float = 0.0


class Results(Struct, frozen=True):
    """Everything that was measured last, each benchmark with the day it was measured on (ISO 8601, UTC)."""

    machine: Machine
    results: dict[str, Result]
    measured: dict[str, str]
