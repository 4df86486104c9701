"""What several records speak of, kept apart while they are validated together: each record has its own copy of it.

An agent, a place or a concept of the institution is described by every record that names it; a concept of a shared
vocabulary is a culture to one record and a subject to another. In one graph their descriptions would run together, and
what one record is told would hang on its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote

from msgspec import structs

from app.core.iri import Namespace
from app.validation.results import ShapeResult

# The only thing that shapes ask of a concept: whether it is there as a culture or as a style.
_CLASSIFYING: Final = {
    number: f" <http://www.cidoc-crm.org/cidoc-crm/P2_has_type> <http://vocab.getty.edu/aat/{number}>"
    for number in ("300055768", "300015646")
}
_COPY: Final = "#~"  # before the path of what stands below the institution's address
_FOREIGN_COPY: Final = "#~~"  # before the whole address of anything else


def isolated(quads: str, record: str, namespace: Namespace) -> str:
    """Return the N-Quads of this record (its IRI) with its own copy, `<record>#~agent/12`, of all that is shared."""
    shared = _shared(namespace.root)
    if shared.search(quads):  # one pass for what most records do not have
        # An IRI has one `#` at most (RFC 3987): the parts of an entity, `agent/12#name`, become `agent/12/name`.
        quads = shared.sub(lambda found: f"<{record}{_COPY}{found[1]}{'/' if found[2] else ''}", quads)
    for concept in set(_classified(quads)):
        if not concept.startswith(f"{record}#"):
            quads = quads.replace(f"<{concept}>", f"<{record}{_FOREIGN_COPY}{quote(concept, safe='')}>")
    return quads


@lru_cache(maxsize=64)
def _shared(root: str) -> re.Pattern[str]:
    return re.compile(rf"<{re.escape(root)}/((?:agent|place|concept)/[^>#]*)(#?)")


def _classified(quads: str) -> Iterator[str]:
    for number, classifying in _CLASSIFYING.items():
        at = quads.find(classifying) if number in quads else -1  # the number alone is found ten times as fast
        while at >= 0:
            yield quads[quads.rfind("\n", 0, at) + 2 : at - 1]
            at = quads.find(classifying, at + 1)


def restored(result: ShapeResult, record: str, namespace: Namespace) -> ShapeResult:
    """Return the result about this record with the names of originals in the place of those of copies."""
    copies = f"{record}{_COPY}"
    if not result.focus.startswith(copies) and not (result.value or "").startswith(copies):
        return result
    value = None if result.value is None else _original(result.value, record, namespace)
    return structs.replace(result, focus=_original(result.focus, record, namespace), value=value)


def _original(node: str, record: str, namespace: Namespace) -> str:
    if node.startswith(f"{record}{_FOREIGN_COPY}"):
        return unquote(node.removeprefix(f"{record}{_FOREIGN_COPY}"))
    if node.startswith(f"{record}{_COPY}"):
        kind, identifier, *part = node.removeprefix(f"{record}{_COPY}").split("/", 2)
        return "#".join((f"{namespace.root}/{kind}/{identifier}", *part))
    return node
