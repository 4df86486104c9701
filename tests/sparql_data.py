"""Snapshots of quads, as the query workers find them: made here of any quads, and swapped while the service runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pyoxigraph as ox
import zstandard
from sqlalchemy import Engine

from app.storage.changes import changes_after
from app.storage.publications import get_publication

_NAMES = count(1)


def publish_quads(folder: Path, quads: Iterable[ox.Quad]) -> Path:
    """Make a snapshot of these quads below `folder` (`{data_dir}/quads`), the current one, and return its path."""
    name = f"{os.getpid()}-{next(_NAMES)}"
    snapshots = folder / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    (folder / "made").mkdir(exist_ok=True)
    store = ox.Store(str(folder / "made" / name))
    store.bulk_extend(quads)
    store.backup(str(snapshots / name))
    del store
    return current(folder, name)


def current(folder: Path, name: str) -> Path:
    """Name this snapshot the current one, as the writer does, and return its path."""
    told = {"snapshot": name, "sequence": next(_NAMES), "at": datetime.now(UTC).isoformat()}
    draft = folder / f"CURRENT.{name}"
    draft.write_text(json.dumps(told), encoding="utf-8")
    draft.replace(folder / "CURRENT")
    return folder / "snapshots" / name


def quads_of_files(files: Iterable[tuple[Path, str | None]], base: str) -> list[ox.Quad]:
    """Return the quads of RDF files, each with the graph that it goes to (None: the default graph)."""
    found: list[ox.Quad] = []
    for path, graph in files:
        form = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}.get(
            path.suffix, ox.RdfFormat.TRIG
        )
        name = ox.NamedNode(graph) if graph else ox.DefaultGraph()
        for quad in ox.parse(path.read_bytes(), form, base_iri=graph or base, rename_blank_nodes=True):
            found.append(ox.Quad(quad.subject, quad.predicate, quad.object, name))  # noqa: PERF401  # reads better
    return found


def published_quads(engine: Engine) -> list[ox.Quad]:
    """Return the quads of every record that is published."""
    found: list[ox.Quad] = []
    for change in changes_after(engine, limit=100_000):
        publication = get_publication(engine, change.institution, change.local_id)
        if publication is not None and publication.nquads is not None:
            text = zstandard.ZstdDecompressor().decompressobj().decompress(publication.nquads)
            found += ox.parse(text, ox.RdfFormat.N_QUADS)
    return found
