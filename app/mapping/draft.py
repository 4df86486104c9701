"""The record while it is being made: parts gathered by name, then built into the frozen CatalogueRecord.

A part (a production, one of its contributions, a place) may be filled by several rules. It is kept as its fields until
all rules have spoken; then its builder makes the typed part, or says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

from msgspec import Struct

from app.core.finding import Cell, Finding
from app.core.record import (
    Agent,
    CatalogueRecord,
    Contribution,
    Event,
    Identifier,
    Inscription,
    Keeper,
    Media,
    Note,
    Place,
    RelatedRecord,
    Rights,
    Term,
    TimeSpan,
    Title,
)
from app.mapping import rules
from app.mapping.parts import build_dimensions, build_event, build_measure, identified
from app.mapping.readings import with_biography
from app.mapping.values.dates import read_date, read_year_range
from app.mapping.values.names import NameReading, read_name

# Fields on their way to a typed part; they never leave this package.
Fields: TypeAlias = dict[str, Any]
Builder: TypeAlias = Callable[[Fields, "list[Finding]"], object | None]


# The language that a text of a part has by the crosswalk, or by its element: a line that says the part's language wins.
IMPLIED_LANGUAGE = "implied language"


class PartType(Struct, frozen=True):
    """A kind of part: its builder, and the field that a value placed on the part itself goes to.

    `needs_main`: it is nothing without that field. `in_words`: that field is a text in some language, kept beside it.
    """

    build: Builder
    main: str | None
    needs_main: bool = True
    in_words: bool = False


class PartStep(Struct, frozen=True):
    """One part on the way to a target: the name that tells it from others, and where its owner keeps it."""

    key: str
    field: str
    many: bool
    type: PartType
    preset: tuple[tuple[str, str], ...] = ()


class _Pending(Struct):
    """A part that is still being filled; its owner holds it in the place where the finished one will stand."""

    type: PartType
    fields: Fields


class Draft:
    """One record in the making."""

    __slots__ = ("_parts", "fields", "findings")

    def __init__(self) -> None:
        """Start with nothing."""
        self.fields: Fields = {}
        self.findings: list[Finding] = []
        self._parts: dict[str, Fields] = {}

    def part(self, chain: tuple[PartStep, ...]) -> Fields:
        """Return the fields of the part that the chain leads to, begun now with its owners if they were not there."""
        if not chain:
            return self.fields
        step = chain[-1]
        found = self._parts.get(step.key)
        if found is None:
            owner = self.part(chain[:-1])
            found = dict(step.preset)
            pending = _Pending(step.type, found)
            if step.many:
                owner.setdefault(step.field, []).append(pending)
            else:
                owner[step.field] = pending
            self._parts[step.key] = found
        return found

    def has(self, chain: tuple[PartStep, ...]) -> bool:
        """Say whether the part that the chain leads to has been begun."""
        return chain[-1].key in self._parts

    def close(self, keys: Iterable[str]) -> None:
        """Forget which parts these names mean, so that the next item of a group begins parts of its own."""
        for key in keys:
            self._parts.pop(key, None)

    def put(self, chain: tuple[PartStep, ...], name: str, value: object, cell: Cell, *, several: bool) -> bool:
        """Place a value in a field of a part; False when the field holds one value and has another already."""
        fields = self.part(chain)
        if chain and ("cell" not in fields or name == chain[-1].type.main):
            fields["cell"] = cell  # the name of a maker stands for it, whatever column was read before
        if several:
            fields.setdefault(name, []).append(value)
            return True
        kept = fields.setdefault(name, value)
        return kept is value or bool(kept == value)  # the same thing said twice is no loss

    def finish(self, local_id: str, language: str | None) -> CatalogueRecord:
        """Return the record; parts that lack what they cannot be without are reported and left out."""
        _join_measures(self.fields.get("dimensions", ()))
        fields = built(self.fields, self.findings)
        fields.pop("local_id", None)
        language = fields.pop("language", None) or language
        _sort_events(fields)
        if "withheld" in fields:
            fields["withheld"] = any(fields["withheld"])  # one reason to keep it back is enough
        return CatalogueRecord(local_id=local_id, language=language or None, **fields)


def _sort_events(fields: Fields) -> None:
    """Put the events that turned out to be productions among these."""
    events = fields.get("events", ())
    made = tuple(event for event in events if event.kind == "production")
    if made:
        fields["productions"] = (*fields.get("productions", ()), *made)
        fields["events"] = tuple(event for event in events if event.kind != "production")


def _join_measures(statements: Iterable[object]) -> None:
    """Give the measures that stand without words to the statement before them, which says them in words.

    LIDO needs a set of its own for each part that is measured (the frame), and only the first says the statement.
    """
    before: Fields | None = None
    for statement in statements:
        if type(statement) is _Pending:
            if "texts" in statement.fields:
                before = statement.fields
            elif before is not None:
                before.setdefault("measures", []).extend(statement.fields.pop("measures", ()))


def built(fields: Fields, findings: list[Finding]) -> Fields:
    """Return the fields with every pending part built and every list made a tuple."""
    done: Fields = {}
    for name, value in fields.items():
        if type(value) is list:
            parts = [_built_part(part, findings) if type(part) is _Pending else part for part in value]
            done[name] = tuple(part for part in parts if part is not None)
        elif type(value) is _Pending:
            part = _built_part(value, findings)
            if part is not None:
                done[name] = part
        else:
            done[name] = value
    return done


def _built_part(pending: _Pending, findings: list[Finding]) -> object | None:
    fields = built(pending.fields, findings)
    implied = fields.pop(IMPLIED_LANGUAGE, None)
    if implied is not None:
        fields.setdefault("language", implied)
    return pending.type.build(fields, findings)


def _simple(struct: type[Struct], required: str | None) -> Builder:
    """Return the builder of a part whose fields are its struct's, and which cannot be without `required`."""

    def build(fields: Fields, findings: list[Finding]) -> object | None:
        if required is not None and required not in fields:
            _incomplete(fields, required, findings)
            return None
        return struct(**fields)

    return build


def _incomplete(fields: Fields, missing: str, findings: list[Finding]) -> None:
    cell = fields.get("cell") or _cell_below(fields) or Cell()
    findings.append(rules.found(rules.INCOMPLETE, cell, missing=missing))


def _cell_below(fields: Fields) -> Cell | None:
    """Return the cell of the first part that stands in these fields: the role of a maker who has no name."""
    parts = (part for value in fields.values() for part in (value if isinstance(value, tuple) else (value,)))
    return next((cell for part in parts if isinstance(cell := getattr(part, "cell", None), Cell)), None)


_AGENT_FIELDS = frozenset(Agent.__struct_fields__) - {"name", "cell"}


def _build_contribution(fields: Fields, findings: list[Finding]) -> object | None:
    agent = _build_agent(fields, findings)
    if agent is None:
        return None
    read = fields.get("name")
    role = fields.get("role")
    if role is None and isinstance(read, NameReading) and read.role:
        role = Term(label=read.role)
    return Contribution(
        agent=agent,
        role=role,
        qualifier=fields.get("qualifier") or (read.qualifier if read else None),
        uncertain=fields.get("uncertain", read.uncertain if read else False),
        cell=fields.get("cell"),
    )


def _build_agent(fields: Fields, findings: list[Finding]) -> Agent | None:
    identified(fields, single=False)
    read: NameReading | None = fields.get("name") or _name_in_parts(fields)
    if read is None:
        _incomplete(fields, "name", findings)
        return None
    if "biography" in fields:
        read = with_biography(read, fields["biography"])
    base = read.agent
    own = {name: fields[name] for name in _AGENT_FIELDS if name in fields}
    merged = {name: getattr(base, name) for name in Agent.__struct_fields__} | own
    agent = Agent(**{**merged, "cell": fields.get("cell")})
    if _dies_before_birth(agent.birth, agent.death):
        cell = fields.get("cell") or Cell()
        life = {"birth": agent.birth.text if agent.birth else "", "death": agent.death.text if agent.death else ""}
        findings.append(rules.found(rules.LIFE_DATES, cell, name=agent.name, **life))
    return agent


def _name_in_parts(fields: Fields) -> NameReading | None:
    family, given = fields.get("family_name"), fields.get("given_name")
    written = " ".join(part for part in (given, family) if part)
    return read_name(written) if written else None


def _dies_before_birth(birth: TimeSpan | None, death: TimeSpan | None) -> bool:
    if birth is None or death is None or birth.earliest is None or death.latest is None:
        return False
    return later(birth.earliest, death.latest)


def later(one: str, other: str) -> bool:
    """Say whether the first ISO 8601 day (signed years) comes after the second."""
    return _ordinal(one) > _ordinal(other)


def _ordinal(day: str) -> tuple[int, str]:
    year, month_and_day = day[:-6], day[-5:]
    return int(year), month_and_day


def _stated(year: str) -> str:
    """Return a first or last year, or nothing where it says that there is none (`no date`)."""
    read = read_date(year) if year else None
    return "" if read is not None and read.precision == "unknown" else year


def _build_time_span(fields: Fields, findings: list[Finding]) -> object | None:
    """Return the span of a text and of separate first and last years; the years, if there are any, are the bounds."""
    text, first, last = (fields.get(name, "") for name in ("text", "earliest", "latest"))
    begin, end = _stated(first), _stated(last)
    text = text or ("" if begin or end else first or last)
    cell = fields.get("cell") or Cell()
    if fields.get("qualifier") and not text:
        text, begin, end = _qualified(fields["qualifier"], begin, end)
    between = read_year_range(begin, end) if begin or end else None
    read = read_date(text) if text else between
    if (begin or end) and between is None:
        both = read_date(begin), read_date(end)
        rule = rules.UNREAD_DATE if None in both else rules.REVERSED_DATES
        findings.append(rules.found(rule, cell, begin=begin, end=end))
    elif read is None and between is None:
        findings.append(rules.found(rules.UNREAD_DATE, cell))
    bounds = between or read
    if bounds is None:
        written = text or " - ".join(part for part in (begin, end) if part)
        return TimeSpan(text=written, precision="unknown", certainty="unknown", cell=fields.get("cell"))
    described = read or bounds
    return TimeSpan(
        text=text or bounds.text,
        earliest=bounds.earliest,
        latest=bounds.latest,
        precision=described.precision if described.precision != "unknown" else bounds.precision,
        certainty=fields.get("certainty")
        or (described.certainty if described.certainty != "unknown" else bounds.certainty),
        cell=fields.get("cell"),
    )


_DOUBT = " (?)"


def _build_term(fields: Fields, findings: list[Finding]) -> object | None:
    """Return a term; a concept of which only the address is given is called by it."""
    identified(fields, single=True)
    if "label" not in fields and "id" in fields:
        fields["label"] = fields["id"]
        fields.pop("language", None)
    label = fields.get("label", "")
    if label.endswith(_DOUBT):
        fields["label"] = label.removesuffix(_DOUBT)
        fields.setdefault("uncertain", True)
    return _terms(fields, findings)


def _build_place(fields: Fields, findings: list[Finding]) -> object | None:
    """Return a place; one of which only the address is given is called by it."""
    identified(fields, single=False)
    if "name" not in fields and fields.get("same_as"):
        fields["name"] = fields["same_as"][0]
    return _places(fields, findings)


def _build_keeper(fields: Fields, findings: list[Finding]) -> object | None:
    return _keepers(identified(fields, single=False), findings)


def _build_rights(fields: Fields, _findings: list[Finding]) -> object | None:
    """Return rights; a statement that is nothing but an address is one."""
    text = fields.get("text")
    if text is not None and "iri" not in fields and text.startswith(("http://", "https://")) and " " not in text:
        fields["iri"] = fields.pop("text")
    return Rights(**fields)


_terms, _places, _keepers = _simple(Term, "label"), _simple(Place, "name"), _simple(Keeper, "name")

_OPEN_DATES = {"before": "before", "avant": "before", "after": "after", "apres": "after", "après": "after"}
_ABOUT = frozenset({"circa", "c.", "ca", "ca.", "vers", "environ", "about", "approximately"})


def _qualified(qualifier: str, begin: str, end: str) -> tuple[str, str, str]:
    """Return the text, first and last year of a date whose qualifier stands in a field of its own (`circa`, `avant`).

    A word that is neither of these (`between`, `entre`) says what two years say by themselves.
    """
    word = qualifier.strip().casefold()
    year = begin or end
    if not year:
        return qualifier, "", ""
    if word in _OPEN_DATES:
        return f"{_OPEN_DATES[word]} {end if end and _OPEN_DATES[word] == 'before' else year}", "", ""
    if word in _ABOUT:
        return (f"circa {begin}-{end}" if begin and end and begin != end else f"circa {year}"), begin, end
    return "", begin, end


TERM = PartType(_build_term, "label", in_words=True)
IDENTIFIER = PartType(_simple(Identifier, "value"), "value")
TITLE = PartType(_simple(Title, "text"), "text", in_words=True)
NOTE = PartType(_simple(Note, "text"), "text", in_words=True)
INSCRIPTION = PartType(_simple(Inscription, "text"), "text", in_words=True)
PLACE = PartType(_build_place, "name", in_words=True)
KEEPER = PartType(_build_keeper, "name")
RIGHTS = PartType(_build_rights, "text", needs_main=False, in_words=True)
MEDIA = PartType(_simple(Media, "url"), "url")
RELATED = PartType(_simple(RelatedRecord, None), "label", needs_main=False, in_words=True)
EVENT = PartType(_simple(Event, None), None, needs_main=False)
ANY_EVENT = PartType(build_event, None, needs_main=False)
MEASURE = PartType(build_measure, "value")
DIMENSIONS = PartType(build_dimensions, "texts", needs_main=False, in_words=True)
TIME_SPAN = PartType(_build_time_span, "text", needs_main=False)
CONTRIBUTION = PartType(_build_contribution, "name")
AGENT = PartType(_build_agent, "name")
