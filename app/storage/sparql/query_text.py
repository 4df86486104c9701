"""What the text of a query tells before anybody evaluates it: its form, its dataset, its depth, whom it would call.

The words of SPARQL 1.1 (section 19.8) are recognised, not its sentences: whether a query is well formed is for the
engine to say. Time and memory are linear in the length of the text, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple
from urllib.parse import urljoin

from msgspec import Struct

from app.core.text import Text
from app.storage.sparql.errors import MalformedQuery

QueryForm = Literal["SELECT", "ASK", "CONSTRUCT", "DESCRIBE"]
_FORMS: Final[dict[str, QueryForm]] = {
    "SELECT": "SELECT",
    "ASK": "ASK",
    "CONSTRUCT": "CONSTRUCT",
    "DESCRIBE": "DESCRIBE",
}
_LETTER = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF"
)
_LETTER += r"\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
_REST = _LETTER + r"_\-0-9\u00B7\u0300-\u036F\u203F-\u2040"
_ESCAPED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]"
# Every repetition is possessive: a word is read once, and nothing is tried again.
_WORD: Final = re.compile(
    rf"""
      (?P<gap>[\x20\t\r\n]++ | \#[^\r\n]*+)
    | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*+>)
    | (?P<string>\"\"\"(?:[^"\\]|\\.|\"(?!\"\"))*+\"\"\" | '''(?:[^'\\]|\\.|'(?!''))*+'''
        | "(?!"")(?:[^"\\\r\n]|\\.)*+" | '(?!'')(?:[^'\\\r\n]|\\.)*+' | ""(?!") | ''(?!'))
    | (?P<unclosed>["'])
    | (?P<variable>[?$][{_REST}]++)
    | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<number>(?:[0-9]++\.?[0-9]*+|\.[0-9]++)(?:[eE][+-]?[0-9]++)?+)
    | (?P<name>(?:[{_LETTER}_](?:[{_REST}]|\.(?=[{_REST}.]))*+)?+:(?:[{_REST}:]|{_ESCAPED}|\.(?=[{_REST}.:%\\]))*+)
    | (?P<word>[{_LETTER}_](?:[{_REST}]|\.(?=[{_REST}.]))*+)
    | (?P<open>[{{(\[])
    | (?P<close>[}})\]])
    | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)


class QueryText(Struct, frozen=True):
    """What the text of a query tells.

    `services` are the endpoints that its SERVICE clauses name, None for one that cannot be known beforehand (a
    variable, an undeclared prefix). `depth` counts brackets within brackets.
    """

    form: QueryForm
    has_dataset: bool
    prefixes: dict[str, str]
    services: tuple[str | None, ...]
    depth: int


class _Word(NamedTuple):
    kind: str
    text: str
    place: int


def read_query(query: str) -> QueryText:
    """Return what this query tells; raise MalformedQuery where it has no form, or a string that does not end."""
    words = list(_words(query))
    form = next((_FORMS[one.text.upper()] for one in words if one.kind == "word" and one.text.upper() in _FORMS), None)
    if form is None:
        raise malformed(
            query, 0, Text("SELECT, ASK, CONSTRUCT ou DESCRIBE attendu", "SELECT, ASK, CONSTRUCT or DESCRIBE expected")
        )
    prefixes, base = _prologue(words)
    depth = deepest = 0
    for one in words:
        if one.kind == "open":
            depth += 1
            deepest = max(deepest, depth)
        elif one.kind == "close":
            depth -= 1
    return QueryText(
        form=form,
        has_dataset=any(one.kind == "word" and one.text.upper() == "FROM" for one in words),
        prefixes=prefixes,
        services=tuple(_services(words, prefixes, base)),
        depth=deepest,
    )


def malformed(query: str, place: int, reason: Text) -> MalformedQuery:
    """Return the error that says what is wrong at this place (counted in characters) of the query."""
    line = query.count("\n", 0, place) + 1
    column = place - (query.rfind("\n", 0, place) + 1) + 1
    return malformed_at(line, column, reason)


def malformed_at(line: int, column: int, reason: Text) -> MalformedQuery:
    """Return the error that says what is wrong at this line and column, both counted from 1."""
    return MalformedQuery(
        Text(fr=f"Ligne {line}, colonne {column}: {reason.fr}.", en=f"Line {line}, column {column}: {reason.en}.")
    )


def _words(query: str) -> Iterator[_Word]:
    for found in _WORD.finditer(query):
        kind = str(found.lastgroup)
        if kind == "unclosed":
            raise malformed(
                query, found.start(), Text("chaîne de caractères qui ne se termine pas", "string that does not end")
            )
        if kind != "gap":
            yield _Word(kind, found[0], found.start())


def _prologue(words: list[_Word]) -> tuple[dict[str, str], str]:
    """Return the prefixes that are declared before the query's form, and the base that it gives itself, if any."""
    prefixes: dict[str, str] = {}
    base = ""
    place = 0
    while place + 1 < len(words) and words[place].kind == "word":
        word = words[place].text.upper()
        if word == "BASE" and words[place + 1].kind == "iri":
            base = _resolved(base, words[place + 1].text[1:-1])
            place += 2
        elif word == "PREFIX" and place + 2 < len(words) and words[place + 2].kind == "iri":
            prefixes[words[place + 1].text.partition(":")[0]] = _resolved(base, words[place + 2].text[1:-1])
            place += 3
        else:
            break
    return prefixes, base


def _services(words: list[_Word], prefixes: dict[str, str], base: str) -> Iterator[str | None]:
    """Yield whom each SERVICE clause would call.

    Engines also accept the keyword where nothing parts it from its neighbours (`trueSERVICE<x>`, `SERVICE:x{`): what
    might be read so counts as a clause.
    """
    for place, one in enumerate(words):
        following = words[place + 1] if place + 1 < len(words) else _Word("end", "", 0)
        if one.kind == "word" and one.text.upper().endswith("SERVICE"):
            if following.kind == "word" and following.text.upper() == "SILENT" and place + 2 < len(words):
                following = words[place + 2]
            yield _endpoint(following, prefixes, base)
        elif one.kind == "name" and one.text.partition(":")[0].upper().endswith(("SERVICE", "SILENT")):
            before = words[place - 1] if place else one
            named = before.kind == "word" and before.text.upper() in {"GRAPH", "SERVICE", "SILENT"}
            if following.text == "{" and not named:
                yield None


def _endpoint(word: _Word, prefixes: dict[str, str], base: str) -> str | None:
    if word.kind == "iri":
        return _resolved(base, word.text[1:-1])
    prefix, colon, local = word.text.partition(":")
    if word.kind == "name" and colon and prefix in prefixes and "\\" not in local:
        return prefixes[prefix] + local
    return None


def _resolved(base: str, iri: str) -> str:
    """Resolve an IRI against the base (RFC 3986, section 5.2); the library loses the sign of an empty fragment."""
    resolved = urljoin(base, iri)
    return f"{resolved}#" if iri.endswith("#") and not resolved.endswith("#") else resolved
