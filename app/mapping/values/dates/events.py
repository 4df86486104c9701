"""Which of the dates of a cell is that of the object: « 1886 acquis ; 1897 entrée matérielle », "1934, published 1935".

The first date counts, for catalogues write the creation (or the acquisition, in a cell of acquisition dates) first and
what happened afterwards behind it: printed, cast, published, entered in the register. Words may name the event before
the date ("published 1935") or behind it (« 1863 dépôt légal »). Where the words leave open which date belongs to which
event, nothing is read.
"""

from __future__ import annotations

from app.mapping.values.dates.tokens import Token
from app.mapping.values.dates.words import Kind

_TIMES: frozenset[Kind] = frozenset((
    "day", "month of year", "number", "decade", "short decade", "unspecified", "ordinal", "month", "season",
    "republican month", "decades",
))  # fmt: skip
_SEPARATORS: frozenset[Kind] = frozenset(("comma", "semicolon", "open", "close", "slash"))
_DOUBTS: frozenset[Kind] = frozenset(("uncertain", "doubt"))
_QUALIFIERS: frozenset[Kind] = frozenset(("bound", "bound after", "circa", "uncertain", "doubt"))
# What may stand between a date and the word that names the event behind it.
_TOWARDS_AN_EVENT: frozenset[Kind] = frozenset(("event", "adverb", "filler", "word", "uncertain", "part", "and", "to"))
_BEFORE_AN_EVENT: frozenset[Kind] = _DOUBTS | {"event", "adverb", "filler", "word", "and", "year"}
_OF = frozenset(("of", "de", "du", "des", "d'"))
_REMARKS: frozenset[Kind] = frozenset(("event", "derivation"))


def dated_part(tokens: list[Token]) -> list[Token] | None:
    """Return the tokens of the date that counts, without the words of events; None where that is not clear."""
    statements = _statements(_without_outer_parentheses(tokens))
    plain = [not any(token.kind in _REMARKS for token in statement) for statement in statements]
    if not statements or any(plain[plain.index(False) :] if False in plain else ()):
        return None
    if not plain[0]:
        return _first_date(statements[0])
    unlabelled = statements[: plain.index(False)] if False in plain else statements
    joined: list[Token] = []
    for statement in unlabelled:
        joined += [Token("semicolon", 0, ";"), *statement] if joined else statement
    return _trimmed(joined)


def _statements(tokens: list[Token]) -> list[list[Token]]:
    """Cut at the semicolons that stand outside parentheses."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "semicolon" and depth <= 0:
            found.append([])
        else:
            found[-1].append(token)
    return [_without_outer_parentheses(statement) for statement in found if statement]


def _without_outer_parentheses(tokens: list[Token]) -> list[Token]:
    if not tokens or tokens[0].kind != "open" or tokens[-1].kind != "close":
        return tokens
    depth = 0
    for token in tokens[:-1]:
        depth += (token.kind == "open") - (token.kind == "close")
        if depth == 0:
            return tokens
    return _without_outer_parentheses(tokens[1:-1])


def _first_date(tokens: list[Token]) -> list[Token] | None:
    start = next((place for place, token in enumerate(tokens) if token.kind in _TIMES), None)
    if start is None:
        return None
    leading = _without_leading_event(tokens[:start])
    event = next((place for place in range(start, len(tokens)) if tokens[place].kind in _REMARKS), None)
    if leading is None or event is None:
        return None if leading is None else leading + tokens[start:]
    cut = _beginning_of_remark(tokens, start, event)
    if cut is None:
        return None
    in_parentheses = tokens[cut - 1].kind == "open"
    qualifiers = _qualifiers_behind(tokens[event:], in_parentheses=in_parentheses)
    return None if qualifiers is None else leading + _trimmed(tokens[start:cut]) + qualifiers


def _without_leading_event(tokens: list[Token]) -> list[Token] | None:
    """Return what qualifies the date in the words before it: the ? of "?exhibited 1826", the circa of "made c. 1820".

    None where the date may be that of another object: "reproduction of a work of 1880", « d'après un dessin de 1850 ».
    """
    events = [place for place, token in enumerate(tokens) if token.kind in _REMARKS]
    if not events:
        return tokens
    before, event, behind = tokens[: events[-1]], tokens[events[-1]], tokens[events[-1] + 1 :]
    named = [token for token in before if token.kind in ("event", "word", "adverb")]
    of_another = bool(named) and any(token.text in _OF for token in before)
    if of_another or event.kind == "derivation" or any(token.kind not in _BEFORE_AN_EVENT for token in before):
        return None
    doubts = [token for token in before if token.kind in _DOUBTS]
    return doubts + [token for token in behind if token.kind not in ("adverb", "open", "close", "comma", "and")]


def _beginning_of_remark(tokens: list[Token], start: int, event: int) -> int | None:
    """Return where the words of an event begin that is named behind the date; None where they run into the date."""
    cut = event
    while cut > start + 1 and tokens[cut - 1].kind in _TOWARDS_AN_EVENT:
        cut -= 1
    parted = tokens[cut - 1].kind in _SEPARATORS
    if not parted and tokens[cut - 1].kind == "doubt" and tokens[cut - 2].kind in _SEPARATORS:
        return cut - 1  # 1839, ?exhibited 1840
    if tokens[cut - 1].kind in ("bound", "circa"):  # "1920 after painting of 1914" is not after 1920
        return None
    if parted or all(token.kind != "word" for token in tokens[cut:event]):
        return cut
    return None


def _trimmed(tokens: list[Token]) -> list[Token]:
    end = len(tokens)
    while end and tokens[end - 1].kind in _SEPARATORS:
        end -= 1
    return tokens[:end]


def _qualifiers_behind(remark: list[Token], *, in_parentheses: bool) -> list[Token] | None:
    """Return what behind the word of an event qualifies the date before it: « 1861 acquis, avant (?) ».

    None where another date follows that may count as well: « 1802 dépôt légal,1817 », "1920 made or 1921".
    """
    place = next((at for at, token in enumerate(remark) if token.kind in _TIMES), None)
    if place is None:
        said = [token for token in remark if token.kind not in _SEPARATORS]
        found = [token for token in said if token.kind in _QUALIFIERS]
        return found if said[len(said) - len(found) :] == found else None
    between = [token.kind for token in remark[:place] if token.kind not in ("event", "filler")]
    if between[:1] == ["or"]:
        return None
    another = between == ["comma"] and not in_parentheses
    return None if another and not any(token.kind in _REMARKS for token in remark[place:]) else []
