"""A member of the stream: one version of a record, whole, or the tombstone of a withdrawn one.

In TriG and JSON-LD the record stands as it is in a graph that the member names. Turtle has no graphs: there the record
is told of the version itself, and its parts are blank nodes, so that two versions on one page never mix and the
concise bounded description of the member is the whole record.
"""

from __future__ import annotations

import re

from app.publication.feed_item import FeedItem
from app.publication.ldes import terms

_NOT_IN_LABEL = re.compile(r"[^A-Za-z0-9-]")


def member_iri(base: str, item: FeedItem) -> str:
    """Return the IRI of the version: that of the change in the log."""
    return f"{base}/ldes/change/{item.entry.sequence}"


def described(base: str, item: FeedItem) -> str:
    """Return what the stream says of a version: whose it is, since when, what happened, under what licence."""
    entry, member = item.entry, f"<{member_iri(base, item)}>"
    lines = [
        f"{member} {terms.TYPE} {terms.EVENT[entry.kind]} .",
        f"{member} {terms.IS_VERSION_OF} <{item.iri}> .",
        f"{member} {terms.CREATED} {terms.moment(entry.at)} .",
        f"{member} {terms.POSITION} {terms.sequence(entry.sequence)} .",
        f"{member} {terms.PUBLISHER} <{item.namespace.root}> .",
    ]
    if entry.kind == "withdrawn":
        lines.append(f"{member} {terms.TYPE} {terms.TOMBSTONE} .")
    if item.rights is not None and _is_iri(item.rights):
        lines.append(f"{member} {terms.RIGHTS} <{item.rights}> .")
    return "\n".join(lines) + "\n"


def graph(base: str, item: FeedItem) -> str:
    """Return the record as a graph named by its version, in TriG; nothing for a tombstone."""
    if item.entry.nquads is None:
        return ""
    return f"<{member_iri(base, item)}> {{\n{_triples(item)}}}\n"


def inline(base: str, item: FeedItem) -> str:
    """Return the record's triples told of its version, its parts as blank nodes, in N-Triples."""
    if item.entry.nquads is None:
        return ""
    of_version = _triples(item).replace(f"<{item.iri}>", f"<{member_iri(base, item)}>")
    head, *parts = of_version.split(f"<{item.iri}#")
    pieces = [head]
    for part in parts:
        fragment, _, rest = part.partition(">")
        pieces += (f"_:v{item.entry.sequence}-", _NOT_IN_LABEL.sub(_coded, fragment), rest)
    return "".join(pieces)


def _triples(item: FeedItem) -> str:
    """Return the N-Quads of the record without their graph, which is the record's own."""
    return item.n_quads().replace(f" <{item.iri}> .\n", " .\n")


def _coded(found: re.Match[str]) -> str:
    return f"_{ord(found[0]):x}_"


def _is_iri(written: str) -> bool:
    return written.startswith(("http://", "https://", "urn:")) and not re.search(r'[\x00-\x20<>"{}|^`\\]', written)
