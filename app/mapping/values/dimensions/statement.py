"""From the tokens of a statement to its measures: parts, labels, groups, what follows them, and what is left unread.

The statement is read from left to right. Words wait until it is known whether they name the part of the measure that
comes (`plate: 10 x 20 cm`, `Sheet 10 x 20`) or qualify the one before them (`10 x 20 cm framed`, `27 cm (feuille)`).
"""

from __future__ import annotations

from app.core.record import DimensionKind, DimensionUnit
from app.mapping.values.dimensions.context import Context
from app.mapping.values.dimensions.groups import Factor, group_at, in_unit, with_labels_behind
from app.mapping.values.dimensions.kinds import kinds_of
from app.mapping.values.dimensions.labels import Label, label_phrase, may_be_label, scale_at
from app.mapping.values.dimensions.measures import Measure, Measures
from app.mapping.values.dimensions.parts import closing, has_measure, is_ordinal, part_name
from app.mapping.values.dimensions.quantities import unit_at
from app.mapping.values.dimensions.systems import one_system
from app.mapping.values.dimensions.tokens import Token
from app.mapping.values.dimensions.words import AND_WORDS, BETWEEN_WORDS, KINDS, KINDS_OF_A_PART, STRICT_LABELS

_BEGINNINGS = frozenset({"number", "ratio", "about"})
_MARKS = frozenset({"slash", "comma", "point", "dash", "equals", "about", "doubt"})
_DEEPEST = 3  # brackets in brackets in brackets: deeper ones are nobody's measures
_MOST_WORDS = 9  # a part is named in fewer words; more is prose that nobody understood


class Statement:
    """The reading of one statement, or of what stands in brackets inside one.

    `measures` and `unread` (the places of what was not understood) are its results.
    """

    def __init__(
        self, text: str, tokens: list[Token], context: Context, kinds: tuple[DimensionKind, ...], depth: int = 0
    ) -> None:
        self.measures = Measures()
        self.unread: list[tuple[int, int]] = []
        self._text, self._tokens, self._context, self._kinds, self._depth = text, tokens, context, kinds, depth
        self._waiting: list[Token] = []
        self._head = ""
        self._head_unit: DimensionUnit | None = None
        self._about = False
        self._last_label: Label | None = None
        self._behind_group = False
        self._read()

    def _read(self) -> None:
        place = 0
        while place < len(self._tokens):
            place = self._measure(place) or self._step(place)
        self._end_clause()

    def _measure(self, place: int) -> int | None:
        """Read a labelled or bare group that begins here; return the place after it, None where none begins."""
        token = self._tokens[place]
        if token.kind == "number" and place and self._tokens[place - 1].kind == "times":
            return self._broken_product(place)
        labelled = token.kind == "open" or (token.is_kind and may_be_label(self._tokens, place))
        label = label_phrase(self._tokens, place, self._context) if labelled else None
        if label is not None:
            if label.kinds == ("scale",):
                return self._scale(place, label)
            found = group_at(self._tokens, label.end, self._context)
            if found is not None:
                return self._group(found[0], found[1], label)
        if token.kind in _BEGINNINGS or (labelled and token.is_kind) or token.folded in BETWEEN_WORDS:
            found = group_at(self._tokens, place, self._context)
            if found is not None:
                repeated = self._last_label if self._repeats(place, found[0]) else None
                if repeated is not None:
                    self._waiting = []
                if repeated is not None or self._is_measure(found[0]):
                    self._about = self._about or token.kind == "about"
                    return self._group(found[0], found[1], repeated)
        return None

    def _is_measure(self, factors: tuple[Factor, ...]) -> bool:
        """Tell whether a group is a measure: a lone number without label and unit is one only of a known kind."""
        alone = factors[0]
        told = alone.kind is not None or alone.quantity.unit is not None or alone.other is not None
        return told or len(factors) > 1 or len(self._kinds) == 1

    def _repeats(self, place: int, factors: tuple[Factor, ...]) -> bool:
        """Tell whether a lone number goes on with the label before it: `Pds. 66 (1er) / 66 (2eme)`, `2 cm et 3 cm`."""
        if len(factors) > 1 or factors[0].kind is not None or self._last_label is None or not self.measures.group:
            return False
        before, following = self._tokens[place - 1], self._tokens[place + 1 : place + 3]
        if before.kind == "slash" or (before.kind == "word" and before.folded in AND_WORDS):
            return True
        ordinal_follows = len(following) > 1 and following[0].kind == "open" and is_ordinal(following[1].text)
        return before.kind == "end" and ordinal_follows and is_ordinal(self.measures.all[-1].part)

    def _broken_product(self, place: int) -> int:
        """Leave the rest of `xx cm x 230 cm x 170 cm` unread: without its first number the others have no place."""
        if place + 1 < len(self._tokens) and self._tokens[place + 1].kind in {"colon", "open"}:
            self._waiting.append(self._tokens[place])  # `frame x 4: 20 x 30 cm`
            return place + 1
        found = group_at(self._tokens, place, self._context)
        after = found[1] if found is not None else place + 1
        begin = self._waiting[0] if self._waiting else self._tokens[place - 1]
        self.unread.append((begin.start, self._tokens[after - 1].end))
        self._waiting = []
        return after

    def _scale(self, place: int, label: Label) -> int:
        """Read `Scale 1:200` as the scale 200, its denominator; leave a scale in inches to the foot unread."""
        found = scale_at(self._tokens, label)
        if found is None:
            ends = (i for i in range(place, len(self._tokens)) if self._tokens[i].kind in {"end", "line"})
            after = next(ends, len(self._tokens))
            self.unread.append((self._tokens[place].start, self._tokens[after - 1].end))
            return after
        factor, after = found
        self._keep((factor,), (factor,), label)
        return after

    def _group(self, factors: tuple[Factor, ...], after: int, label: Label | None) -> int:
        """Keep the measures of a group; return the place after all that belongs to it."""
        factors, after = with_labels_behind(self._tokens, factors, after, self._context)
        if label is not None and label.unit is not None:
            factors = tuple(factor if factor.quantity.unit else in_unit(factor, label.unit) for factor in factors)
        kept, after = one_system(self._tokens, factors, after, self._context)
        self._keep(kept, factors, label)
        self._last_label = label if len(factors) == 1 else None
        self._behind_group = True
        return self._doubts_after(after)

    def _keep(self, kept: tuple[Factor | None, ...], written: tuple[Factor, ...], label: Label | None) -> None:
        """Give each factor its kind and part; what contradicts itself or has no sure kind is unread."""
        part = self._part(label)
        kinds = kinds_of(kept, label, self._kinds, self.measures.earlier_l(part))
        self.measures.group_begins = len(self.measures.all)
        name = label.written if label is not None else ""
        for place, factor in enumerate(kept):
            kind = kinds[place]
            if factor is None or kind is None:
                shown = (written[place] if place < len(written) else factor) or written[0]
                self.unread.append((shown.quantity.start, shown.end))
                continue
            unit, about = factor.quantity.unit or self._head_unit, self._about or factor.quantity.approximate
            clause, segment, label_written = self.measures.clause, self.measures.segment, name or factor.label
            self.measures.all.append(
                Measure(factor, kind, unit, part, about, label_written, clause, segment, named_before=bool(part))
            )
        self._about = False

    def _part(self, label: Label | None) -> str:
        """Return the name of the part that the waiting words and the label's own words make; they wait no more."""
        words, self._waiting = self._waiting, []
        numbered = len(words) > 1 and words[1].kind == "close"  # `2) 14 x 15 cm`
        if words and self.measures.in_clause and words[0].kind not in {"word", "open"} and not numbered:
            self.unread.append((words[0].start, words[-1].end))  # `H. 73 + 28 (soit 101), l. 65`
            words = []
        name = self._name(words)
        if name and label is None and self._head and self.measures.in_clause:
            self._head = ""  # a second part in the same clause, without a colon
        own = self._name(list(label.words)) if label is not None else ""
        if label is not None:
            self._about = self._about or label.about
            own = f"{label.written} {own}".strip() if label.written.casefold() in KINDS_OF_A_PART else own
        return ", ".join(dict.fromkeys(piece for piece in (self._head, name, own) if piece))

    def _name(self, words: list[Token]) -> str:
        """Return the name that words make and note what they say of `about`; a name as long as a sentence is unread."""
        name, about = part_name(self._text, words)
        self._about = self._about or about
        if sum(token.kind == "word" for token in words) > _MOST_WORDS:
            self.unread.append((words[0].start, words[-1].end))
            return ""
        return name

    def _doubts_after(self, after: int) -> int:
        """Read `approximatif` or `?` behind a group, unless it is the `about` of the next number."""
        place = after
        while place < len(self._tokens) and self._tokens[place].kind in {"about", "doubt"}:
            if place + 1 < len(self._tokens) and self._tokens[place + 1].kind == "number":
                break
            self.measures.doubt_group()
            place += 1
        return place

    def _step(self, place: int) -> int:
        """Read one token that begins no measure; return the place after what was read."""
        token = self._tokens[place]
        if token.kind == "open":
            return self._bracket(place)
        if token.kind in {"end", "line"}:
            self._end_clause(keep_head=token.kind == "end" and self._label_follows(place))
        elif token.kind == "colon":
            self._begin_part()
        elif token.kind == "comma" and self._behind_group:
            self._behind_group = False
            self._qualify_with_waiting()
        elif token.kind == "point" and any(waiting.unmeasured for waiting in self._waiting):
            self._end_clause()  # `Various plate dimensions. Sheet ...`
        elif not (token.is_unit and self._unit_of_head(place)):
            self._wait(token)
        return place + 1

    def _label_follows(self, place: int) -> bool:
        """Tell whether the next clause begins with a plain label, so that it is still about the part before a colon."""
        following = self._tokens[place + 1] if place + 1 < len(self._tokens) else None
        if following is None or not following.is_kind or following.folded in KINDS_OF_A_PART:
            return False
        return KINDS.get(following.folded) != "size"

    def _wait(self, token: Token) -> None:
        """Keep a token until it is known what it belongs to; marks that stand before anything mean nothing."""
        if self._waiting or token.kind not in _MARKS:
            self._waiting.append(token)
        elif token.kind == "slash":
            self.measures.segment += 1
        elif token.kind in {"about", "doubt"}:
            self._about = True

    def _qualify_with_waiting(self) -> None:
        """Read the words between a group and a comma as its qualification: `16 mm film, 12 min`."""
        if any(token.kind != "word" or token.is_kind or token.unmeasured for token in self._waiting):
            return
        words, self._waiting = self._waiting, []
        self._qualify(words)

    def _unit_of_head(self, place: int) -> bool:
        """Read the `cm` of `Dimensions hors tout en cm :` or of `cm 12 x 8` as the unit of all that follows."""
        heads = self._tokens[place - 1].folded == "en" if self._waiting else False
        precedes = place + 1 < len(self._tokens) and self._tokens[place + 1].kind == "number"
        if not heads and (self._waiting or not precedes):
            return False
        self._head_unit, _, _ = unit_at(self._tokens, place, self._context)
        if heads:
            self._head, self._waiting = self._name(self._waiting[:-1]), []
        return True

    def _begin_part(self) -> None:
        """Make the waiting words the name of the part that follows, as before a colon."""
        if self._waiting:
            self._head, self._waiting = self._name(self._waiting), []
            self.measures.clause_begins = len(self.measures.all)

    def _bracket(self, place: int) -> int:
        """Read brackets: a conversion was read with its group; here are parts, doubts, and further measures."""
        close = closing(self._tokens, place)
        inside = self._tokens[place + 1 : close]
        after = min(close + 1, len(self._tokens))
        if all(token.kind in {"about", "doubt", "point", "comma"} for token in inside):
            self._about = bool(inside) and not self.measures.doubt_group()
        elif inside[-1].is_unit and all(token.folded == "en" for token in inside[:-1]):
            self.measures.set_unit(unit_at(self._tokens, close - 1, self._context)[0])
        elif has_measure(inside):
            self._inside(inside)
        elif self._qualifies(place, after):
            self._qualify(inside)
        else:
            self._waiting.extend(self._tokens[place:after])
        return after

    def _qualifies(self, place: int, after: int) -> bool:
        """Tell whether brackets qualify the group before them rather than name the part after them."""
        if self._waiting or not self.measures.in_clause or not self.measures.group:
            return False
        following = self._tokens[after].kind if after < len(self._tokens) else "end"
        if following == "colon":
            return False
        named = bool(self.measures.all[-1].part) and following == "number"
        return not named or self._tokens[place - 1].kind == "close"

    def _inside(self, inside: list[Token]) -> None:
        """Read further measures in brackets: `(Panache : 16,2 cm)`; one that nothing tells from the first is unread."""
        if self._depth == _DEEPEST:
            self.unread.append((inside[0].start, inside[-1].end))
            return
        nested = Statement(self._text, inside, self._context, self._kinds, self._depth + 1)
        around, about = part_name(self._text, self._waiting)
        taken = {measure.kind for measure in self.measures.all[self.measures.clause_begins :]} | {"size"}
        for measure in nested.measures.all:
            if not (measure.part or around or (measure.label and measure.kind not in taken)):
                self.unread.append((measure.factor.quantity.start, measure.factor.end))
                continue
            measure.part = ", ".join(piece for piece in (around, measure.part) if piece)
            measure.approximate = measure.approximate or about
            measure.clause, measure.segment, measure.named_before = self.measures.clause, self.measures.segment, True
            self.measures.all.append(measure)
            self._waiting = []
        self.unread.extend(nested.unread)

    def _qualify(self, words: list[Token]) -> None:
        name, about = part_name(self._text, words)
        if about:
            self.measures.doubt_group()
        if name:
            self.measures.qualify(name)

    def _end_clause(self, *, keep_head: bool = False) -> None:
        """End a clause: its last words qualify the measures before them, or were not understood."""
        words, self._waiting = self._waiting, []
        written = [token for token in words if token.kind in {"word", "number", "ratio", "times", "about"}]
        if written:
            self._end_words(words, written)
        self._about = self._behind_group = False
        self.measures.begin_clause()
        if not keep_head:
            self._head, self._head_unit = "", None

    def _end_words(self, words: list[Token], written: list[Token]) -> None:
        counted = any(token.kind in {"number", "ratio", "times"} for token in written)
        if not counted and any(token.unmeasured for token in words):
            return
        if all(KINDS.get(token.folded) == "size" for token in written):
            return  # `Dimensions`, alone
        labels = (token for token in written if token.is_kind and token.text not in STRICT_LABELS)
        dangling = any(len(label.text) > 1 or label is written[-1] for label in labels)
        if self.measures.in_clause and not counted and not dangling and len(written) <= _MOST_WORDS:
            self._qualify(words)
        else:
            self.unread.append((words[0].start, words[-1].end))
