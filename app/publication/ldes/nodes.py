"""The nodes of the search tree: the root leads to months, a month to its days, a day to the next page of its members.

TREE, "Relations": each relation says of the members behind it that their timestamp is not before, or before, a value.
Changes of one transaction share their timestamp, so a page may begin with the moment that the one before it ends with:
the relation between pages is therefore "greater than or equal".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.core.text import Text
from app.publication.feed_item import FeedItem
from app.publication.ldes import terms
from app.publication.ldes.members import described, member_iri

_TITLE = Text(
    fr="Toutes les versions publiées des notices, comme elles se suivent",
    en="Every published version of the records, as they follow each other",
)
_RETENTION = Text(
    fr=(
        "Toutes les versions sont gardées, depuis la première. Quand une notice est retirée, ses versions antérieures "
        "quittent le flux et sa pierre tombale y reste pour toujours."
    ),
    en=(
        "All versions are kept, from the first on. When a record is withdrawn, its earlier versions leave the stream, "
        "and its tombstone stays in it for ever."
    ),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """A way on from a node: to the members whose timestamp is not before `start` and, if it is given, before `end`."""

    path: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree: its path below /ldes (empty for the root), its members, the ways on.

    A closed node never gains a member nor a relation.
    """

    path: str
    members: Sequence[FeedItem] = ()
    relations: Sequence[Relation] = ()
    closed: bool = False


def node_iri(base: str, path: str) -> str:
    """Return the address of a node."""
    return f"{base}/ldes/{path}" if path else f"{base}/ldes"


def hypermedia(base: str, node: Node, since: datetime | None) -> str:
    """Return what a node says of itself, the stream, its relations and its members, in N-Triples.

    `since` is the moment of the first change of all, None while there is none.
    """
    here, stream = terms.iri(node_iri(base, node.path)), terms.iri(f"{base}/ldes#stream")
    lines = [*_stream(base, stream), f"{stream} {terms.VIEW} {here} .", f"{here} {terms.TYPE} {terms.NODE_CLASS} ."]
    if node.path:
        lines.append(f"{here} {terms.IS_PART_OF} {stream} .")
    else:
        lines += _root(base, here, since)
    if node.closed:
        lines.append(f"{here} {terms.IMMUTABLE} {terms.truth()} .")
    for nth, relation in enumerate(node.relations, 1):
        lines += _relation(base, node, relation, nth)
    lines += [f"{stream} {terms.MEMBER} {terms.iri(member_iri(base, item))} ." for item in node.members]
    return "\n".join(lines) + "\n" + "".join(described(base, item) for item in node.members)


def _stream(base: str, stream: str) -> list[str]:
    # It is not typed tree:Collection as well: an event stream is one, and the community's shapes warn of both.
    return [
        f"{stream} {terms.TYPE} {terms.EVENT_STREAM} .",
        f"{stream} {terms.SHAPE} {terms.iri(f'{base}/ldes/shape')} .",
        f"{stream} {terms.TIMESTAMP_PATH} {terms.CREATED} .",
        f"{stream} {terms.SEQUENCE_PATH} {terms.POSITION} .",
        f"{stream} {terms.VERSION_OF_PATH} {terms.IS_VERSION_OF} .",
        *(f"{stream} {terms.VERSION_OBJECT[kind]} {event} ." for kind, event in terms.EVENT.items()),
        f"{stream} {terms.TITLE} {terms.text(_TITLE.fr, 'fr')} .",
        f"{stream} {terms.TITLE} {terms.text(_TITLE.en, 'en')} .",
    ]


def _root(base: str, here: str, since: datetime | None) -> list[str]:
    policy = terms.iri(f"{base}/ldes#retention")
    lines = [
        f"{here} {terms.TYPE} {terms.ROOT_NODE_CLASS} .",
        f"{here} {terms.TYPE} {terms.EVENT_SOURCE} .",
        f"{here} {terms.HAS_RETENTION_POLICY} {policy} .",
        f"{policy} {terms.TYPE} {terms.RETENTION_POLICY} .",
        f"{policy} {terms.COMMENT} {terms.text(_RETENTION.fr, 'fr')} .",
        f"{policy} {terms.COMMENT} {terms.text(_RETENTION.en, 'en')} .",
    ]
    if since is not None:
        lines.append(f"{policy} {terms.STARTING_FROM} {terms.moment(since)} .")
    return lines


def _relation(base: str, node: Node, relation: Relation, nth: int) -> list[str]:
    here, there = node_iri(base, node.path), terms.iri(node_iri(base, relation.path))
    bounds = [(terms.AT_OR_AFTER, "from", relation.start)]
    if relation.end is not None:
        bounds.append((terms.BEFORE, "before", relation.end))
    lines: list[str] = []
    for kind, word, value in bounds:
        name = terms.iri(f"{here}#{word}-{nth}")
        lines += [
            f"{terms.iri(here)} {terms.RELATION} {name} .",
            f"{name} {terms.TYPE} {kind} .",
            f"{name} {terms.NODE} {there} .",
            f"{name} {terms.PATH} {terms.CREATED} .",
            f"{name} {terms.VALUE} {terms.moment(value)} .",
        ]
    return lines
