"""Biographies of a line: `(Austrian, 1841–1918)`, `(Swiss, born France 1944)`, `Paris, 1789 ; Lyon, 1871`."""

from __future__ import annotations

import re
from functools import lru_cache

import msgspec
from msgspec import Struct

from app.core.record import AgentKind, Term, TimeSpan
from app.mapping.values.cells import enclosed
from app.mapping.values.names.lives import Life, read_life
from app.mapping.values.names.nationalities import COUNTRIES, read_nationalities
from app.mapping.values.names.years import read_life_date

_LONGEST = 300
# Points of abbreviations part no sentence.
_ABBREVIATED = re.compile(r"\b(c|ca|est|fl|v)\.\s*(?=[\d?]|c\.|ca)", re.IGNORECASE)
_BORN_OR_DIED = re.compile(r"(?:^|(?<=[,;(]\s))([bd])\.\s*(?=[^\W_])")
_MARKS = re.compile(r"[,;]|\.(?=\s|$)")
_BIRTH_PLACE = re.compile(
    r"(?:born|née?)\s+(?:(?:in|à|en|au|aux)\s+)?(?:the\s+)?(?P<place>[^\W\d_][^\d?]*?)"
    r"[\s,–-]*(?:\b(?:en|in)\s+)?(?P<dates>(?:c\.|ca\.?|\?)?\s?\d.*)?",
    re.IGNORECASE,
)
_DEATH_PLACE = re.compile(
    r"(?:died|morte?|décédée?)\s+(?:(?:in|à|en|au|aux)\s+)?[^\d]*?(?P<dates>\d.*)?", re.IGNORECASE
)
_FURTHER_PLACE = re.compile(
    r"(?!active|actif|lives|works|vit|travaille|then|now|later)(?P<place>[^\W\d_][^\d]*?)(?:\s+(?P<dates>\d.*))?"
)
_RUN_ON = re.compile(r"(?P<people>[^\W\d_][^\d,]*?)\s+(?P<dates>(?:born |est\. ?|c\. ?)?\d.*)")
_LABEL = re.compile(r"^(?:nationalité|nationality)\s*:\s*", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(
    r"(?P<place>\?|(?!born|died|née? )[^\W\d_][^;:,]*?)\s*,\s*"
    r"(?P<date>\?|(?:c\.|ca\.?|vers|circa|avant|après|\?)?\s?\d.*)"
)
_GENDERS = {"femme": "female", "female": "female", "woman": "female", "homme": "male", "male": "male", "man": "male"}


class Biography(Struct, frozen=True, gc=False):
    """What a biography of a line tells; `kind` only where it says so (`founded` is of groups, `born` of persons)."""

    nationality: tuple[Term, ...] = ()
    birth: TimeSpan | None = None
    death: TimeSpan | None = None
    birth_place: str | None = None
    kind: AgentKind | None = None
    gender: str | None = None
    activity: str | None = None


@lru_cache(maxsize=32768)
def read_biography(text: str) -> Biography | None:
    """Return what the biography of one agent tells, or None where it tells nothing that is understood.

    Read are the English form of MoMA (nationality, birth place, life dates) and the French one of Joconde (birth place,
    date ; death place, date ; nationality). Text about several agents is not read: nobody could tell whose it is.
    """
    written = " ".join(text.split())
    if not written or len(written) > _LONGEST or "#" in written:
        return None
    inner = _inside_brackets(written)
    if inner is None:
        return None
    found = _french(inner) if ";" in inner else None
    told = found if found is not None else _english(inner)
    return None if told == Biography() else told


def _inside_brackets(text: str) -> str | None:
    """Return the text without the brackets around the whole; None where several stand side by side."""
    if not text.startswith("("):
        return text
    depth = enclosed(text)
    outside = [place for place, inside in enumerate(depth) if inside == 0]
    if not outside:
        closings = [place for place, inside in enumerate(depth) if inside == 1 and text[place] == ")"]
        return text[1:-1] if closings == [len(text) - 1] else None
    return text.strip("()") if text.count("(") == 1 else None


def _english(text: str) -> Biography:
    """Read a biography segment by segment; a second birth is another person's, and then nothing is read."""
    whole = read_life(text)
    if whole is not None:
        return _with_life(Biography(), whole)
    told, event = Biography(), ""
    for segment in _segments(text):
        life = read_life(segment if event in {"", "active"} or not segment.isdigit() else f"{event} {segment}")
        if life is not None:
            if event == "active":
                life = Life(activity=segment)
            if life.birth is not None and told.birth is not None:
                return Biography()
            told = _with_life(told, life)
        else:
            told, event = _with_words(told, segment, event)
    return told


def _segments(text: str) -> list[str]:
    spelled = _BORN_OR_DIED.sub(lambda mark: "born " if mark[1] == "b" else "died ", _ABBREVIATED.sub(r"\1.", text))
    depth = enclosed(spelled)
    segments, start = [], 0
    for mark in _MARKS.finditer(spelled):
        if depth[mark.start()] == 0:
            segments.append(spelled[start : mark.start()])
            start = mark.end()
    return [segment.strip() for segment in (*segments, spelled[start:]) if segment.strip()]


def _with_words(told: Biography, segment: str, event: str) -> tuple[Biography, str]:
    """Return what a segment that is no life date adds, and the event that a lone year after it is of."""
    place = _BIRTH_PLACE.fullmatch(segment)
    if place is not None and told.birth_place is None:
        born = _added(told, birth_place=place["place"].strip(" ,.–-"), kind=told.kind or "person")
        lived = (read_life(place["dates"]) or read_life(f"born {place['dates']}")) if place["dates"] else None
        return (born if lived is None or told.birth is not None else _with_life(born, lived)), "born"
    death = _DEATH_PLACE.fullmatch(segment)
    if death is not None:
        died = read_life(f"died {death['dates']}") if death["dates"] else None
        return (told if died is None else _with_life(told, died)), "died"
    if segment.casefold() in {"active", "actif", "active in", "fl"}:
        return told, "active"
    if event == "born" and told.birth is None and not _is_people(segment):
        further = _FURTHER_PLACE.fullmatch(segment)
        if further is not None:  # `born in Beirut, Lebanon 1952`
            lived = read_life(f"born {further['dates']}") if further["dates"] else None
            born = _added(told, birth_place=f"{told.birth_place}, {further['place']}")
            return (born if lived is None else _with_life(born, lived)), event
    return _with_facts(told, segment), event


def _is_people(segment: str) -> bool:
    """Tell whether a segment after a birth place is a nationality (`Canadian`), not a country around it (`France`)."""
    return any(term.label.casefold() not in COUNTRIES for term in read_nationalities(segment))


def _with_facts(told: Biography, segment: str) -> Biography:
    run_on = _RUN_ON.fullmatch(segment)
    if run_on is not None and read_nationalities(run_on["people"]) and told.birth is None:  # `American born 1936`
        lived = read_life(run_on["dates"])
        told, segment = (told if lived is None else _with_life(told, lived)), run_on["people"]
    nationality = () if told.nationality else read_nationalities(_LABEL.sub("", segment))
    gender = _GENDERS.get(segment.casefold())
    life = read_life(segment)
    return _added(
        told,
        nationality=nationality or told.nationality,
        gender=gender or told.gender,
        activity=told.activity or (life.activity if life is not None else None),
    )


def _french(text: str) -> Biography | None:
    """Read `[NAME : ]place, date ; place, date [; nationalité : X][; femme]` and `1808 ; 1892`; None for all else."""
    named, _, rest = text.partition(" : ")
    is_name = not any(character.isdigit() or character == ";" for character in named) and "nationalit" not in named
    body = rest if rest and is_name else text
    pieces = [piece.strip(" .") for piece in body.split(";")]
    birth, death = _place_and_date(pieces[0]), _place_and_date(pieces[1])
    if birth is None or (death is None and pieces[1].casefold() not in _GENDERS):
        return None
    died = death[1] if death is not None else None
    told = Biography(birth=birth[1], death=died, birth_place=birth[0], kind="person" if birth[1] or died else None)
    if birth[1] and died and birth[1].earliest and died.latest and birth[1].earliest > died.latest:
        return None
    for piece in pieces[2 if death is not None else 1 :]:
        if _PLACE_AND_DATE.fullmatch(piece.strip()) or "(" in piece or ":" in _LABEL.sub("", piece.strip()):
            return Biography()  # of another person
        told = _with_facts(told, piece.strip())
    return told


def _place_and_date(piece: str) -> tuple[str | None, TimeSpan | None] | None:
    match = _PLACE_AND_DATE.fullmatch(piece)
    if match is not None:
        place = None if match["place"] == "?" else match["place"]
        date = None if match["date"] == "?" else read_life_date(_in_order(match["date"]))
        return (place, date) if date is not None or match["date"] == "?" else None
    date = read_life_date(piece) if piece[:1].isdigit() else None
    return (None, date) if date is not None else None


def _in_order(date: str) -> str:
    """Return `1871, 28 janvier` as `28 janvier 1871`."""
    year, _, day = date.partition(",")
    return f"{day.strip()} {year.strip()}" if day and year.strip().isdigit() else date


def _with_life(told: Biography, life: Life) -> Biography:
    return _added(
        told,
        birth=told.birth or life.birth,
        death=told.death or life.death,
        kind=told.kind or life.kind,
        activity=told.activity or life.activity,
    )


def _added(told: Biography, **changes: object) -> Biography:
    return msgspec.structs.replace(told, **changes)
