"""The reading of one name: its agent, role, attribution and doubt."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from msgspec import Struct

from app.core.record import Agent, AgentKind, AttributionQualifier
from app.mapping.values.cells import enclosed
from app.mapping.values.names.biographies import Biography, read_biography
from app.mapping.values.names.lives import read_life
from app.mapping.values.names.nationalities import read_nationalities
from app.mapping.values.names.persons import PersonalName, read_personal_name
from app.mapping.values.names.qualifiers import qualifier_before, read_qualifier
from app.mapping.values.names.role_table import GROUP_ROLES
from app.mapping.values.names.roles import is_role, role_before, roles_in
from app.mapping.values.names.words import GROUP, JOINED, SCHOOL, SEVERAL, TOWN
from app.mapping.values.terms import is_unknown

LONGEST: Final = 400  # a longer text is no name, and stays as it is


class NameReading(Struct, frozen=True, gc=False):
    """One agent of an event: its role as the source words it, how it is attributed, and whether that is doubted."""

    agent: Agent
    role: str | None = None
    qualifier: AttributionQualifier | None = None
    uncertain: bool = False


class _Beside(Struct, frozen=True, gc=False):
    """What stands beside a name: roles, an attribution, doubt, life dates."""

    roles: tuple[str, ...] = ()
    qualifier: AttributionQualifier | None = None
    uncertain: bool = False
    life: Biography | None = None


_BRACKETS = re.compile(r"[(\[]")
_DOUBT_BEFORE = re.compile(r"^(?:\(\?\)|\[\?\]|\?)\s*")
_DOUBT_AFTER = re.compile(r"\s*(?:\(\?\)|\[\?\]|\?)$")
_LIFE_WORD = re.compile(
    r"(?:born|née?|b\.|died|morte?|est\.|established|founded|fondée?|actifs?|active)\s", re.IGNORECASE
)
_MARKS = " ,;:"


@lru_cache(maxsize=32768)
def read_name(text: str) -> NameReading | None:
    """Return the agent that one name tells, with its role, attribution, doubt and life dates; None for a blank text.

    The name is shown in natural order where the writing tells it (`Blake, Robert`, `LANTE Louis Marie`) and as written
    where not. What stands in brackets and is none of these stays in the name. Never raises, never drops a word but the
    marks of what it read.
    """
    written = " ".join(text.replace("\u2019", "'").split()).strip(_MARKS)
    if not written:
        return None
    if len(written) > LONGEST:
        return NameReading(agent=Agent(name=written))
    bare, beside = _apart(written)
    bare, beside = _before(bare, beside)
    bare, beside = _behind(bare, beside)
    if not bare:
        return NameReading(agent=Agent(name=written))
    return NameReading(
        agent=_agent(bare, beside),
        role=", ".join(beside.roles) or None,
        qualifier=beside.qualifier,
        uncertain=beside.uncertain,
    )


def _apart(text: str) -> tuple[str, _Beside]:
    """Return the name without the brackets whose content is understood, and what they say."""
    if not _BRACKETS.search(text):
        return text, _Beside()
    beside, kept, start = _Beside(), [], 0
    for begin, end in _bracketed(text):
        understood = _content(text[begin + 1 : end - 1], beside)
        if understood is not None:
            kept.append(text[start:begin])
            start, beside = end, understood
    kept.append(text[start:])
    return " ".join("".join(kept).split()).strip(_MARKS), beside


def _bracketed(text: str) -> list[tuple[int, int]]:
    depth = enclosed(text)
    places, begin = [], -1
    for place, character in enumerate(text):
        if begin < 0 and character in "([" and depth[place] == 1:
            begin = place
        elif begin >= 0 and character in ")]" and depth[place] == 1:
            places.append((begin, place + 1))
            begin = -1
    return places


def _content(content: str, beside: _Beside) -> _Beside | None:
    """Return what is known when the content of brackets is added; None where it is not understood, and stays."""
    inner = content.strip(_MARKS)
    life = _biography_in(inner) if beside.life is None else None
    if life is not None:
        return _Beside(beside.roles, beside.qualifier, beside.uncertain, life)
    for piece in re.split(r"\s*[,;]\s*", inner):
        added = _piece(piece, beside)
        if added is None:
            return None
        beside = added
    return beside


def _biography_in(content: str) -> Biography | None:
    """Return the biography that brackets hold; its first words must be of one: `(A. Atkinson, born 1939)` is none."""
    first = re.split(r"[,;]", content, maxsplit=1)[0]
    begins = read_life(first) is not None or read_nationalities(first) or _LIFE_WORD.match(first)
    return read_biography(content) if begins else None


def _piece(piece: str, beside: _Beside) -> _Beside | None:
    if piece in {"?", ""}:
        return _Beside(beside.roles, beside.qualifier, beside.uncertain or piece == "?", beside.life)
    qualifier = read_qualifier(piece)
    if qualifier is not None and beside.qualifier is None:
        return _Beside(beside.roles, qualifier, beside.uncertain, beside.life)
    roles = roles_in(piece) if piece[:1].islower() or is_role(piece) else None
    if roles is None:
        return None
    return _Beside((*beside.roles, *roles), beside.qualifier, beside.uncertain, beside.life)


def _before(name: str, beside: _Beside) -> tuple[str, _Beside]:
    """Read what stands before a name: a role, an attribution, a question mark; each at most once."""
    bare, known = name, beside
    role = role_before(bare)
    if role is not None:
        bare, roles = role[1], ((role[0],) if role[0] else ())
        known = _Beside((*known.roles, *roles), known.qualifier, known.uncertain, known.life)
    doubted = _DOUBT_BEFORE.sub("", bare)
    found = qualifier_before(doubted)
    if found is not None and known.qualifier is None:
        known = _Beside(known.roles, found[0], known.uncertain or doubted != bare, known.life)
        return _DOUBT_BEFORE.sub("", found[1]), known
    return doubted, _Beside(known.roles, known.qualifier, known.uncertain or doubted != bare, known.life)


def _behind(name: str, beside: _Beside) -> tuple[str, _Beside]:
    """Read what stands behind a name after commas and semicolons: life dates, roles, attributions, doubt."""
    bare, known = name, beside
    while True:
        undoubted = _DOUBT_AFTER.sub("", bare)
        if undoubted != bare and undoubted:
            bare, known = undoubted, _Beside(known.roles, known.qualifier, True, known.life)  # noqa: FBT003  # uncertain
        head, mark, last = _last_piece(bare)
        read = _last(head, last, known, semicolon=mark == ";") if head else None
        if read is None:
            return bare.strip(_MARKS), known
        bare, known = head, read


def _last_piece(text: str) -> tuple[str, str, str]:
    """Part a text at its last comma or semicolon outside brackets."""
    if "," not in text and ";" not in text:
        return "", "", text
    depth = enclosed(text)
    places = [place for place, character in enumerate(text) if character in ",;" and depth[place] == 0]
    if not places:
        return "", "", text
    return text[: places[-1]].strip(), text[places[-1]], text[places[-1] + 1 :].strip()


def _last(head: str, last: str, beside: _Beside, *, semicolon: bool) -> _Beside | None:
    """Return what is known when the last piece is added, or None where it is part of the name."""
    life = read_life(last.rstrip(".")) if beside.life is None else None
    if life is not None:
        told = Biography(birth=life.birth, death=life.death, kind=life.kind, activity=life.activity)
        return _Beside(beside.roles, beside.qualifier, beside.uncertain, told)
    qualifier = read_qualifier(last) if beside.qualifier is None else None
    if qualifier is not None:
        return _Beside(beside.roles, qualifier, beside.uncertain, beside.life)
    # `Smith, Mason` is a person; a role stands in small letters, or behind a name that is whole already.
    whole = semicolon or last[:1].islower() or " " in head
    roles = roles_in(last) if whole else None
    if roles is None:
        return None
    return _Beside((*roles, *beside.roles), beside.qualifier, beside.uncertain, beside.life)


def _agent(bare: str, beside: _Beside) -> Agent:
    """Return the agent of a name freed of all that stood beside it."""
    life = beside.life or Biography()
    if is_unknown(bare):
        return Agent(name=bare, kind="unknown")
    kind = _group_kind(bare, beside)
    person = read_personal_name(bare) if kind is None else None
    if person is None:
        person = PersonalName(bare)
    told = person.family is not None or life.kind == "person"
    return Agent(
        name=person.name,
        kind=kind or life.kind or ("person" if told else None),
        family_name=person.family,
        given_name=person.given,
        birth=life.birth,
        death=life.death,
        birth_place=life.birth_place,
        nationality=life.nationality,
        gender=life.gender,
        biography=life.activity,
    )


def _group_kind(bare: str, beside: _Beside) -> AgentKind | None:
    if any(role.casefold() in GROUP_ROLES for role in beside.roles) or SEVERAL.fullmatch(bare) or SCHOOL.search(bare):
        return "group"
    return "group" if GROUP.search(bare) or JOINED.search(bare) or TOWN.search(bare) else None
