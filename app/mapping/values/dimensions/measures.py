"""The measures of a statement while it is read: their parts may still become known by what follows them."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.record import DimensionKind, DimensionUnit
from app.mapping.values.dimensions.groups import Factor
from app.mapping.values.dimensions.parts import covers_all, is_ordinal


@dataclass(slots=True)
class Measure:
    """One measure on its way to a Dimension.

    `label` is the label as written ("" for a bare number). `clause` and `segment` say which measures stand together: a
    clause ends at a semicolon or a line's end, a segment at a slash or where an object ends (`(1er)`). `named_before`
    is True for a part that was named before its measure.
    """

    factor: Factor
    kind: DimensionKind
    unit: DimensionUnit | None
    part: str
    approximate: bool
    label: str
    clause: int
    segment: int
    named_before: bool = False


@dataclass(slots=True)
class Measures:
    """The measures read so far, and where the clause, the group and the segment now being read begin."""

    all: list[Measure] = field(default_factory=list)
    clause: int = 0
    segment: int = 0
    clause_begins: int = 0
    group_begins: int = 0

    @property
    def group(self) -> list[Measure]:
        """The measures of the last group."""
        return self.all[self.group_begins :]

    @property
    def in_clause(self) -> bool:
        """Whether the clause has a measure."""
        return len(self.all) > self.clause_begins

    def begin_clause(self) -> None:
        """Count a new clause."""
        self.clause += 1
        self.clause_begins = len(self.all)

    def doubt_group(self) -> bool:
        """Make the last group approximate; return whether there is one."""
        for measure in self.group:
            measure.approximate = True
        return bool(self.group)

    def set_unit(self, unit: DimensionUnit | None) -> None:
        """Give the unit behind a statement, `12 x 8 (cm)`, to the measures that have none."""
        for measure in self.all:
            measure.unit = measure.unit or unit

    def earlier_l(self, part: str) -> float | None:
        """Return the value of the first `L.` of this segment, where it has no width: a second `L.` may be one."""
        if part:
            return None
        together = [measure for measure in self.all if measure.segment == self.segment]
        lengths = [measure for measure in together if not measure.part and measure.label == "L"]
        if not lengths or any(measure.kind == "width" for measure in together):
            return None
        return lengths[0].factor.quantity.values[0]

    def qualify(self, name: str) -> None:
        """Add what follows a group (`framed`, `(feuille)`, `(1er)`) to the part of the measures that it covers."""
        for measure in self._covered(name):
            measure.part = f"{measure.part}, {name}" if measure.part else name
        if is_ordinal(name):
            self.segment += 1

    def _covered(self, name: str) -> list[Measure]:
        """Return the measures that a qualification covers: the last group, and those before it that it speaks of too.

        These are the labelled ones of the same clause, and beyond it where the name is an ordinal or that of a support,
        as long as none of them has a part already and no kind comes twice.
        """
        covered = self.group
        if not covered:
            return []
        wide = is_ordinal(name) or covers_all(name)
        kinds = {measure.kind for measure in covered}
        last = covered[0]
        for measure in reversed(self.all[: self.group_begins]):
            same_clause = measure.clause == self.clause and measure.label and last.label
            has_own = measure.part and not measure.named_before
            if measure.segment != self.segment or has_own or measure.kind in kinds:
                break
            if not (wide or same_clause) or measure.part != last.part:
                break
            covered.append(measure)
            kinds.add(measure.kind)
        return covered
