"""Short names for the vocabularies of the graph, for text that only our own validation reads.

A parser looks at every character of every IRI, and a record names some five hundred of them: two thirds of the text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_PREFIXES: Final = {
    "http://www.cidoc-crm.org/cidoc-crm/": "c:",
    "http://www.ics.forth.gr/isl/CRMsci/": "s:",
    "http://www.ics.forth.gr/isl/CRMdig/": "d:",
    "https://linked.art/ns/terms/": "l:",
    "http://purl.org/dc/elements/1.1/": "e:",
    "http://www.w3.org/2000/01/rdf-schema#": "f:",
    "http://vocab.getty.edu/aat/": "a:",
    "https://w3id.org/concordance/vocabulary/": "v:",
}
_LONG: Final = {short: long for long, short in _PREFIXES.items()}
# CIDOC CRM and its extensions: the code names the class or property by itself, what follows is for people.
_CODE: Final = re.compile(r"([csd]:[A-Z][0-9]+[a-z]?(?:_E[0-9]+)?)_.*")
_KNOWN: Final = re.compile(f"<((?:{'|'.join(map(re.escape, _PREFIXES))})[^>]*)>")


@cache
def shortened(iri: str) -> str:
    """Return the short name of an IRI of the graph's vocabularies, or the IRI itself where it is of none of them."""
    for long, short in _PREFIXES.items():
        if iri.startswith(long):
            name = short + iri[len(long) :]
            code = _CODE.fullmatch(name)
            return code[1] if code else name
    return iri


def shortened_text(triples: str) -> tuple[str, dict[str, str]]:
    """Return N-Triples text under short names, and the IRI that each short name in it stands for."""
    originals: dict[str, str] = {}

    def short(found: re.Match[str]) -> str:
        name = shortened(found[1])
        originals[name] = found[1]
        return f"<{name}>"

    return _KNOWN.sub(short, triples), originals


def lengthened(name: str) -> str:
    """Return the IRI of a short name that was not cut to a code (a concept of a thesaurus), else what is given."""
    long = _LONG.get(name[:2])
    return name if long is None else long + name[2:]
