"""From the text of a cell to a time-span: each notation in its turn, the plainest first."""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.record import TimeSpan
from app.mapping.values.dates.chin import read_chin
from app.mapping.values.dates.edtf import read_edtf
from app.mapping.values.dates.events import dated_part
from app.mapping.values.dates.periods import read_period
from app.mapping.values.dates.phrases import read_phrase
from app.mapping.values.dates.plain import read_plain
from app.mapping.values.dates.span import UNKNOWN, Span, written_out
from app.mapping.values.dates.stamps import read_stamp
from app.mapping.values.dates.tokens import tokens
from app.mapping.values.dates.words import folded

_LONGEST = 300
_KEPT = 16_384

_UNKNOWN = re.compile(
    r"""(?:(?:date|annee|year|epoque|periode)\ (?:d[eu]?\ ?'?\ ?[a-z]+\ )?)?(?:est\ |is\ |of\ [a-z]+\ )?
    (?:n\.?\ ?d\.?|s\.?\ ?d\.?|undated|not\ dated|no\ date|without\ date|undatable|sans\ date|non\ date[es]{0,2}
    |unknown|not\ known|inconnue?s?|non\ connue?s?|indetermine?e?s?|undetermined|indeterminate
    |non\ renseigne?e?s?|non\ precisee?s?|not\ recorded|not\ specified|unspecified)""",
    re.VERBOSE,
)
_UNDATED_BUT = re.compile(r"[(\[]?(?:n\. ?d\.|s\. ?d\.|undated|sans date|no date),? ?[(\[](.+?)[)\]]*")
# The c of MARC 21, field 260 $c, is a copyright date; elsewhere « c1980 » is circa. ISBD punctuation tells them apart.
_COPYRIGHT = re.compile(r"(?P<second>(?<=, ))?\bc(?=[0-9]{4})")
_ISBD = re.compile(r"[\].;<-]\s*$|\]")
# Joconde writes « 1870 entre,1875 et » for « entre 1870 et 1875 », in either order, or a half in each of two columns.
_JOCONDE = (
    (re.compile(r"([0-9]{4}) entre[, ]([0-9]{4})(?: et)?"), r"entre \1 et \2"),
    (re.compile(r"([0-9]{4}) et[, ]([0-9]{4}) entre"), r"entre \2 et \1"),
    (re.compile(r"([0-9]{4}) de[, ]([0-9]{4}) a"), r"de \1 a \2"),
)  # fmt: skip
_PLACE = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*|de|la|le|les|des|du|l'|d'|and|et|or|ou|sur|on|quai|rue|place)(?: |$)")


@lru_cache(maxsize=_KEPT)
def read_date(text: str) -> TimeSpan | None:
    """Return when, from a date as a museum writes it in French or English; None where it cannot be read.

    Never raises. The bounds are the stated ones: circa widens nothing, for no source says by how much, but makes the
    certainty `approximate`; a ? makes it `uncertain`. « avant 1900 » has only a latest day, the last of 1899. A date
    that is said to be unknown (« s.d. ») is read: no day, precision and certainty `unknown`.
    """
    if len(text) > _LONGEST:
        return None
    span = read_plain(text) or _read(text.strip(), folded(text))
    return None if span is None else written_out(text, span)


def _read(text: str, plain: str) -> Span | None:
    if _UNKNOWN.fullmatch(plain.strip("()[]")):
        return UNKNOWN
    span = read_stamp(text) or read_chin(text) or read_edtf(text) or _in_words(_in_plain_order(plain))
    span = span or read_period(plain)
    if span is not None:
        return span
    if match := _UNDATED_BUT.fullmatch(plain):
        supplied = _in_words(match[1])
        if supplied is not None:
            return supplied._replace(certainty="uncertain" if supplied.certainty == "certain" else supplied.certainty)
    return _behind_a_place(text)


def _in_plain_order(plain: str) -> str:
    """Return the folded text with the notations of MARC and Joconde turned into words in their usual order."""
    if _ISBD.search(plain):
        return _COPYRIGHT.sub(lambda match: "" if match["second"] is None else "copyright ", plain)
    for pattern, order in _JOCONDE:
        if pattern.fullmatch(plain):
            return pattern.sub(order, plain)
    return plain


def _in_words(plain: str) -> Span | None:
    part = dated_part(tokens(plain))
    return read_phrase(part) if part else None


def _behind_a_place(text: str) -> Span | None:
    """Read "Paris, quai Saint-Michel, early 1914": a place is words with a capital before a comma, none of a date."""
    place, comma, rest = text.strip("()").partition(",")
    while comma:
        known = any(token.kind not in ("word", "filler", "and", "or", "dash") for token in tokens(folded(place)))
        if known or not all(_PLACE.match(f"{word} ") for word in place.split()):
            return None
        span = _in_words(folded(rest))
        if span is not None:
            return span
        place, comma, rest = rest.partition(",")
    return None
