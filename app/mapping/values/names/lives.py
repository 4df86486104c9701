"""Life dates: `1841–1918`, `born 1965`, `né en 1940`, `est. 1923`, `c. 1590–c. 1647`, `actif 1881-1900`."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from app.core.record import AgentKind, TimeSpan
from app.mapping.values.names.years import read_life_date

_ABOUT = r"(?:(?:c|ca|circa|vers|v|avant|before|après|after|pre|prob|\?)\.?[\s-]*)*"
_MONTH = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|févr?|avr|mai|juin|juil|août|aout|sept|déc|january|february|"
    r"march|april|june|july|august|september|october|november|december|janvier|février|mars|avril|juillet|septembre|"
    r"octobre|novembre|décembre)\.?"
)
_YEAR = rf"\d{{3,4}}s?(?:\s+{_MONTH}\s+\d{{1,2}}|,\s*\d{{1,2}}(?:er)?\s+{_MONTH})?(?:\s*(?:or|ou|/)\s*\d{{1,4}})?"
_ONE = (
    rf"{_ABOUT}(?:\d{{4}}[-/]\d{{2}}[-/]\d{{2}}|\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}|"
    rf"(?:\d{{1,2}}(?:er)?\s+)?(?:{_MONTH}\s+)(?:\d{{1,2}},?\s+)?\d{{4}}|{_YEAR}|\d{{2}}(?:\.\.|--|\?\?))\s*\??"
)
_RANGE = re.compile(
    rf"(?P<birth>{_ONE}|\?)\s*(?:[-–—]|\bto\b|à)\s*(?P<death>{_ONE}|\d{{2}}|\?|present|now|aujourd'hui)?\s*\.?",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"(?:born|b\.|née?|geb\.?|\*|nata?|född)\s*(?:in|en|le|the|on|the year)?\s*"
    rf"(?P<birth>{_ONE})\s*(?:[-–]\s*\??)?\s*\.?",
    re.IGNORECASE,
)
_DIED = re.compile(
    rf"(?:died|d\.|morte?|décédée?|†|gest\.?|död)\s*(?:in|en|le)?\s*(?P<death>{_ONE})\s*\.?", re.IGNORECASE
)
_FOUNDED = re.compile(
    rf"(?:est(?:ablished)?\.?|founded|formed|incorporated|fondée?|créée?|établie?)\s*(?:in|en)?\s*"
    rf"(?P<birth>{_ONE})(?:\s*[-–—]\s*(?P<death>{_ONE}|\d{{2}}|present)?)?\s*\.?",
    re.IGNORECASE,
)
_ACTIVE = re.compile(
    r"(?:active?|actifs?|actives?|fl\.?|flourished|exhibited|en activité|période d'activité)\b.*\d.*|"
    r"(?:early |late |mid-?)?\d{1,2}(?:th|e|ème)[\s-](?:century|siècle|s\.?|cent\.)\s*\??",
    re.IGNORECASE,
)
_SHORTEST_LIFE = 15


class Life(Struct, frozen=True, gc=False):
    """When an agent lived, what kind of agent the words tell (`founded`: a group), a written time of activity."""

    birth: TimeSpan | None = None
    death: TimeSpan | None = None
    kind: AgentKind | None = None
    activity: str | None = None


@lru_cache(maxsize=16384)
def read_life(text: str) -> Life | None:
    """Return the life dates that a text is, or None when it is anything else."""
    written = " ".join(text.split()).strip(" ,;")
    if not any(character.isdigit() for character in written):
        return None
    for pattern, kind in ((_RANGE, None), (_BORN, "person"), (_DIED, "person"), (_FOUNDED, "group")):
        match = pattern.fullmatch(written)
        if match is not None:
            return _life(match.groupdict(), kind)  # type: ignore[arg-type]  # the words above are kinds of agents
    if _ACTIVE.fullmatch(written):
        return Life(activity=written)
    return None


def _life(dates: dict[str, str | None], kind: AgentKind | None) -> Life | None:
    birth, death = _date(dates.get("birth")), _date(_in_full(dates.get("birth"), dates.get("death")))
    if birth is None and death is None:
        return None
    if death is None and (dates.get("death") or "").strip().isdigit():
        return None  # `1914-20` is no life
    if birth is not None and death is not None and not _possible(birth, death):
        return None
    return Life(birth=birth, death=death, kind=kind)


def _in_full(birth: str | None, death: str | None) -> str | None:
    """Return a death written with two digits in full: `1703–71` is 1771; `1914–20` is no life, and left alone."""
    if birth is None or death is None or len(death) != 2 or not birth[-4:].isdigit():  # noqa: PLR2004  # two digits
        return death
    year = int(birth[-4:-2] + death)
    return str(year) if year - int(birth[-4:]) >= _SHORTEST_LIFE else death


def _date(written: str | None) -> TimeSpan | None:
    if not written or len(written.strip()) < 3 or not any(character.isdigit() for character in written):  # noqa: PLR2004  # 800
        return None
    return read_life_date(written)


def _possible(birth: TimeSpan, death: TimeSpan) -> bool:
    """Tell whether a range can be a life: `1914-20` is none, for it is written otherwise."""
    begin, end = birth.earliest or birth.latest, death.latest or death.earliest
    return begin is None or end is None or begin <= end
