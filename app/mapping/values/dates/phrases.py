"""The grammar of written dates: times with what qualifies them, joined into ranges and lists.

    phrase  = term { (and | or | , | / | ;) term }
    term    = [qualifiers] time { (- | to) [qualifiers] time } { ? | circa | bound }

The qualifiers before a time are circa, probably, before, after, by, from and between. What a time leaves out it takes
from its neighbours (`neighbours`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.core.record import DateCertainty
from app.mapping.values.dates.atoms import Atom, days_of
from app.mapping.values.dates.cursor import Cursor
from app.mapping.values.dates.days import Day, day_after, day_before
from app.mapping.values.dates.neighbours import filled_in
from app.mapping.values.dates.span import Span, closed, hull, less_certain
from app.mapping.values.dates.tokens import Token
from app.mapping.values.dates.units import read_unit
from app.mapping.values.dates.words import AFTER, BEFORE, BY, FROM, Kind

_JOINS: tuple[Kind, ...] = ("and", "or", "comma", "slash", "semicolon")
_DOUBTS: dict[Kind, DateCertainty] = {"circa": "approximate", "uncertain": "uncertain", "doubt": "uncertain"}
# What may follow a word that qualifies the time before it (« 1880 vers ») and not the one behind it.
_AFTER_A_BOUND: frozenset[Kind] = frozenset(("close", "comma", "semicolon", "doubt", "uncertain", "circa"))
_BEFORE_A_MINUS: frozenset[Kind] = frozenset(("close", "circa", "bound", "between", "to", "and", "filler", "dash"))
_NOTHING: tuple[Kind, ...] = ("close", "comma", "semicolon")
_AFTER_A_DOUBT: frozenset[Kind] = _AFTER_A_BOUND | {"bound", "bound after", "dash", "to"}


@dataclass(slots=True)
class _Term:
    """A time or a range, as far as it has been read."""

    atoms: list[Atom] = field(default_factory=list)
    certainty: DateCertainty = "certain"
    between: bool = False
    open_end: bool = False
    bound_behind: int = 0

    def doubt(self, certainty: DateCertainty) -> None:
        self.certainty = less_certain(self.certainty, certainty)


def read_phrase(tokens: list[Token]) -> Span | None:
    """Return what the tokens of one date say; None where some of them cannot be understood."""
    cursor = Cursor([token for token in tokens if token.kind not in ("open", "close")])
    terms: list[_Term] = []
    while not terms or cursor.skip(*_JOINS) or cursor.kind() == "bound after":
        term = _read_term(cursor)
        if term is None:
            return None
        terms.append(term)
    if not cursor.ended() or not filled_in([atom for term in terms for atom in term.atoms]):
        return None
    spans = [span for term in terms if (span := _span(term)) is not None]
    return hull(spans) if len(spans) == len(terms) else None


def _read_term(cursor: Cursor) -> _Term | None:
    term = _Term()
    while True:
        bound = _read_prefixes(cursor, term)
        atom = _before_common_era(cursor) if cursor.kind() == "dash" else read_unit(cursor)
        if atom is None:
            return None
        atom.bound = bound
        term.atoms.append(atom)
        _read_suffixes(cursor, term)
        if not _goes_on(cursor, term):
            return term


def _before_common_era(cursor: Cursor) -> Atom | None:
    """Read -52 and « vers -1500 »: a minus where no dash can be.

    Four figures after it that stand alone may be « until 1924 » in some catalogues: they stay unread.
    """
    before, number = cursor.kind(-1) if cursor.at else "close", cursor.peek(1)
    alone = before == "close" and len(number.text) == len("1924")
    if number.kind != "number" or alone or before not in _BEFORE_A_MINUS:
        return None
    cursor.at += 2
    return Atom("year", number.number, era="bce", signed=True)


def _read_prefixes(cursor: Cursor, term: _Term) -> int:
    """Read what qualifies the time that follows; return the bound among it, 0 for none."""
    bound = 0
    while True:
        token = cursor.peek()
        if token.kind == "number":
            return bound
        following = cursor.kind(1)
        if token.kind in _DOUBTS:
            term.doubt(_DOUBTS[token.kind])
        elif token.kind in ("bound", "bound after") and not bound:
            # « après 1850 et avant 1860 »: « et avant » joins here, and is no « ou avant » behind a date
            bound = token.number if token.kind == "bound" else AFTER if token.number == FROM else BEFORE
            if following == "dash":  # pre-1974
                cursor.take()
        elif token.kind == "between":
            term.between = True
        elif token.text in ("until", "till") or (token.kind == "dash" and following == "day"):  # -31.12.1921
            bound = BY
        elif token.text == "des" and following == "number":  # « dès 1900 »
            bound = FROM
        elif token.kind != "filler":
            return bound
        cursor.take()


def _read_suffixes(cursor: Cursor, term: _Term) -> None:
    """Read what qualifies the time just read: « 1880 vers », « 1888 après (?) », "1899 or before"."""
    while True:
        kind = cursor.kind()
        if kind in ("close", "dash"):
            return
        following = cursor.kind(1)
        if kind == "doubt" or (kind in _DOUBTS and following in _AFTER_A_DOUBT):
            term.doubt(_DOUBTS[kind])
        elif kind in ("bound", "bound after") and following in _AFTER_A_BOUND:
            term.bound_behind = cursor.peek().number
        elif not (kind == "comma" and following == "bound after"):
            return
        cursor.take()


def _goes_on(cursor: Cursor, term: _Term) -> bool:
    """Read what joins the time just read to the end of a range; False where the term ends here."""
    joined = cursor.kind()
    if joined == "open end" or (joined == "comma" and cursor.kind(1) == "open end"):
        cursor.skip("comma", "open end")
        term.open_end = True
        return False
    if joined == "and" and term.between:
        cursor.take()
        term.between = False
        return True
    if joined not in ("dash", "to"):
        return False
    cursor.take()
    if joined == "dash":  # 1914--18
        cursor.skip("dash")
    term.between = False
    doubtful = cursor.kind() == "doubt" and cursor.kind(1) == "close"
    if cursor.kind() == "open end" or (joined == "dash" and (doubtful or cursor.kind() in _NOTHING)):
        term.open_end = True
        cursor.skip("open end", "doubt")
        if doubtful:
            term.doubt("uncertain")
        return False
    return True


def _span(term: _Term) -> Span | None:
    """Return the days of a term whose times are complete."""
    spans: list[Span] = []
    latest_begin: Day | None = None
    for atom in term.atoms:
        found = days_of(atom)
        if found is None or (latest_begin is not None and found[0].first < latest_begin):
            return None
        latest_begin = found[0].first
        spans.append(closed(*found, less_certain(atom.certainty, term.certainty)))
    if term.between:
        return None
    bounds = [atom.bound for atom in term.atoms]
    if any(bounds[1:]):
        return hull([_bounded(span, bound) for span, bound in zip(spans, bounds, strict=True)])
    whole = hull(spans)
    return None if whole is None or (bounds[0] and term.bound_behind) else _limited(term, whole, bounds[0])


def _limited(term: _Term, whole: Span, bound_before: int) -> Span | None:
    """Return a range within the bound that stands before or behind it."""
    bound, ranges = bound_before or term.bound_behind, len(term.atoms) > 1
    if term.open_end:
        return Span(whole.first, None, "range", whole.certainty) if bound in (0, FROM) else None
    if ranges and bound in (BEFORE, AFTER):  # "before 1910-15" may mean from before 1910 to 1915
        return None
    # "From 1900 to 1910" is closed; "1900-10 or later" is not.
    return whole if ranges and bound_before == FROM else _bounded(whole, bound)


def _bounded(span: Span, bound: int) -> Span:
    """Return the time before or after a closed span, taken by the letter.

    « Avant 1900 » ends with 1899 and « après 1900 » begins with 1901, « jusqu'en 1900 » and "1900 or later" hold the
    year itself. Museums that keep years beside such words do both: Tate has 1876 for "before 1877", Autry and Walters
    have the year named.
    """
    first, last = span.first, span.last
    if first is None or last is None or not bound:
        return span
    limits = {BEFORE: day_before(first), BY: last, FROM: first, AFTER: day_after(last)}
    if bound < 0:
        return Span(None, limits[bound], "before", span.certainty)
    return Span(limits[bound], None, "after", span.certainty)
