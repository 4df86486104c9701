"""The parts of a personal name: family, given, and what stands beside them."""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from app.mapping.values.names.words import GENERATIONS, PARTICLES, TITLES

_MOST_WORDS = 6
_MOST_FAMILY = 4  # `Klossowski de Rola`, `Bouvier de Cachard`
_INITIAL = re.compile(r"(?:[A-ZÀ-Ý]\.?-?){1,3}")
_POST_NOMINAL = re.compile(r"(?:[A-Z]{2,5}(?:,? [A-Z]{2,5})*|PhD|FRSC|M\.?D\.?)")
_OF = re.compile(r"of [A-ZÀ-Ý].*|de [A-ZÀ-Ý].*|d'[A-ZÀ-Ý].*|dite? .*|called .*|van [A-ZÀ-Ý].*")


class PersonalName(Struct, frozen=True, gc=False):
    """A name in natural order, with its family and given parts where the writing tells them surely."""

    name: str
    family: str | None = None
    given: str | None = None


@lru_cache(maxsize=32768)
def read_personal_name(text: str) -> PersonalName | None:
    """Return the parts of a personal name, or None where nothing tells which is which.

    Read are the order with a comma (`Blake, Robert`; `Moore, Henry, OM, CH`; `Rutland, Violet, Duchess of`) and the
    French one in capitals (`LANTE Louis Marie`, `Louis Marie LANTE`, `RENAULT E`) or with initials behind (`Noury J.`).
    Letters stay as they are written.
    """
    return _with_comma(text) if "," in text else _in_capitals(text)


def _with_comma(text: str) -> PersonalName | None:
    family, given, *rest = [part.strip() for part in text.split(",")]
    words = family.split() + given.split()
    if not family or not given or len(family.split()) > _MOST_FAMILY or len(words) > 2 * _MOST_WORDS:
        return None
    if any(character.isdigit() for part in (family, given) for character in part) or not _begins_as_name(given):
        return None
    if _is_suffix(given):
        if len(family.split()) == 1 or rest:
            return None
        return PersonalName(f"{family} {given}" if _is_generation(given) else f"{family}, {given}")
    suffixes = [part for part in rest if part]
    joined = f"{given}{family}" if given.casefold().endswith((" d'", " l'")) else f"{given} {family}"
    if suffixes and suffixes[-1].endswith(" of"):  # `Rutland, Violet, Duchess of`
        joined = f"{given}, {suffixes[-1]} {family}"
        return PersonalName(joined, family, _bare_given(given))
    for place, suffix in enumerate(suffixes):
        close = _is_generation(suffix) or _POST_NOMINAL.fullmatch(suffix) or _OF.fullmatch(suffix)
        joined += f" {suffix}" if close and place == 0 else f", {suffix}"
    return PersonalName(joined, family, _bare_given(given))


def _begins_as_name(given: str) -> bool:
    first = given.partition(" ")[0].casefold()
    return given[:1].isupper() or first in PARTICLES or first in TITLES or given[:2].casefold() == "d'"


def _is_generation(word: str) -> bool:
    return word.casefold().strip(".") in GENERATIONS or word.casefold() in GENERATIONS


def _is_suffix(part: str) -> bool:
    """Tell whether what follows the first comma is no given name: `Robert Cary Long, Jr.`, `Jane Doe, OBE`."""
    return _is_generation(part) or (_POST_NOMINAL.fullmatch(part) is not None and len(part) > 2)  # noqa: PLR2004  # JF is a name


def _bare_given(given: str) -> str | None:
    """Return a given name without titles before it (`Sir`) and particles of the family name behind it (`Niki de`)."""
    words = given.split()
    while len(words) > 1 and words[-1].casefold() in PARTICLES:
        words.pop()
    while words and (words[0].casefold() in TITLES or words[0].casefold().strip(".") in TITLES):
        words.pop(0)
    return " ".join(words) or (given if _INITIAL.fullmatch(given) else None)  # `M.` alone is no monsieur


def _in_capitals(text: str) -> PersonalName | None:
    """Read `LANTE Louis Marie` and `Louis Marie LANTE`: French catalogues write the family name in capitals."""
    words = text.split()
    if not 1 < len(words) <= _MOST_WORDS or any(character.isdigit() for character in text):
        return None
    leading = _capitals(words)
    if 0 < leading < len(words):
        return _split(words[:leading], words[leading:])
    initials = [word for word in words[1:] if word.endswith(".") and _INITIAL.fullmatch(word)]
    if initials == words[1:] and words[0][:1].isupper() and words[0].isalpha():
        return _split(words[:1], words[1:])  # `Noury J.`
    trailing = _capitals(words[::-1])
    if 0 < trailing < len(words) and not any(_is_capital(word) for word in words[:-trailing]):
        family, given = " ".join(words[-trailing:]), " ".join(words[:-trailing])
        return PersonalName(text, family, _bare_given(given))
    return None


def _split(family: list[str], given: list[str]) -> PersonalName | None:
    if all(_is_generation(word) for word in given):
        return None  # `PEYROT Aîné` names no given name
    if not all(word[:1].isupper() or word.casefold() in PARTICLES for word in given):
        return None
    if len(given) == 1 and _is_generation(given[0]):
        return None
    return PersonalName(" ".join((*given, *family)), " ".join(family), _bare_given(" ".join(given)))


def _capitals(words: list[str]) -> int:
    """Return how many words at the beginning are in capitals; initials are none of them."""
    count = 0
    for word in words:
        if not _is_capital(word):
            break
        count += 1
    return count


def _is_capital(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters) and "." not in word
