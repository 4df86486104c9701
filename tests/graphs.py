"""Records whose N-Quads are real, and what a store of quads must hold of them: for the tests of the projections."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import zstandard
from pyoxigraph import Quad, RdfFormat, Store, parse
from sqlalchemy import Engine, select

from app.core.iri import Namespace
from app.core.outcome import RecordOutcome
from app.storage.database import reading
from app.storage.publications import publications
from app.storage.tables import records
from tests.databases import MUSEUM, digest, outcome

BASE = "https://donnees.example.org"
QUADS = 12  # of a record of `object_of`


def nquads_of(local_id: str, title: str) -> bytes:
    """Return the N-Quads of a record: ten others, its title, and one that all records share."""
    iri = Namespace(BASE, MUSEUM).record(local_id)
    lines = [f'<{iri}#part-{n}> <urn:example:says> "n° {n} \\"é\\"\\n" <{iri}> .' for n in range(QUADS - 4)]
    lines.append(f'<{iri}#width> <urn:example:value> "12.50"^^<http://www.w3.org/2001/XMLSchema#decimal> <{iri}> .')
    day = '"1875-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime>'
    lines.append(f"<{iri}#when> <urn:example:at> {day} <{iri}> .")
    label = msgspec.json.encode(title).decode()
    lines.append(f"<{iri}> <http://www.w3.org/2000/01/rdf-schema#label> {label} <{iri}> .")
    lines.append(f'<urn:example:shared> <http://www.w3.org/2000/01/rdf-schema#label> "partagé" <{iri}> .')
    return ("\n".join(lines) + "\n").encode()


def object_of(ordinal: int, local_id: str, title: str = "Sans titre", nquads: bytes | None = None) -> RecordOutcome:
    """Return a record of this title whose N-Quads can be read (or are these)."""
    text = nquads_of(local_id, title) if nquads is None else nquads
    made = outcome(ordinal, local_id, title)
    return msgspec.structs.replace(
        made, nquads=zstandard.compress(text), nquads_digest=digest(text.decode(errors="replace"))
    )


def expected_quads(engine: Engine) -> set[Quad]:
    """Return what the store must hold: the quads of every published record, as an empty store takes them."""
    with reading(engine) as connection:
        local_ids = connection.scalars(select(records.c.local_id)).all()
    store = Store()
    for publication in publications(engine, MUSEUM, local_ids).values():
        if publication.nquads is not None:
            store.extend(parse(zstandard.decompress(publication.nquads), RdfFormat.N_QUADS))
    return set(store)


def quads_in(store: Iterable[Quad]) -> set[Quad]:
    """Return the quads of a store."""
    return set(store)
