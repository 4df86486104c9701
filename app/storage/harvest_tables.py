"""The tables of harvesting in: what is harvested, how far each run has come, and where each record came from."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)

from app.storage.tables import CODE_POINTS, KEY, MOMENT, metadata

# What is harvested for an institution. `from_place` is where the next run begins, in the words of the kind (a date of
# OAI-PMH, an entity tag of a file): JSON that no query looks into. `lease` is until when `holder` is at it.
harvest_sources = Table(
    "harvest_sources",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("name", CODE_POINTS, nullable=False),
    Column("kind", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("set_spec", Text),
    Column("metadata_prefix", Text),
    Column("format", Text),
    Column("crosswalk", Text),
    Column("schedule", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("allow_private", Boolean, nullable=False),
    Column("from_place", Text),
    Column("next_run", MOMENT),
    Column("asked_whole", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("lease", MOMENT, nullable=False),
    Column("holder", Text, nullable=False),
    Column("created", MOMENT, nullable=False),
    CheckConstraint("kind IN ('oai-pmh', 'file', 'sitemap', 'change-discovery')", name="kind"),
    UniqueConstraint("institution_id", "name"),
    Index("ix_harvest_sources_due", "next_run"),
)

# One harvest from its beginning to its end, over as many restarts of the service as it takes. `place` is where it goes
# on (JSON of the kind: a resumption token and what belongs to it); it moves only with the page that it comes after.
harvest_runs = Table(
    "harvest_runs",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("public_id", Text, nullable=False, unique=True),
    Column("source_id", ForeignKey("harvest_sources.id"), nullable=False),
    Column("status", Text, nullable=False),
    Column("whole", Boolean, nullable=False),
    Column("place", Text),
    Column("pages", Integer, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("deletions", BigInteger, nullable=False),
    Column("damaged", BigInteger, nullable=False),
    Column("counts", Text, nullable=False),
    Column("problem", Text),
    Column("started", MOMENT, nullable=False),
    Column("finished", MOMENT),
    CheckConstraint("status IN ('running', 'done', 'failed')", name="status"),
    Index("ix_harvest_runs_source", "source_id", "id"),
)

# A page that was received: its file is kept, and it is worked on, before the run moves on to `next_place`.
harvest_pages = Table(
    "harvest_pages",
    metadata,
    Column("run_id", ForeignKey("harvest_runs.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("stored_path", Text, nullable=False),
    Column("contents", Text),  # JSON, until the page is done
    Column("next_place", Text),
    Column("done", Boolean, nullable=False),
)

# Where a record was harvested from; what an aggregator says of it when it is harvested again (OAI-PMH, provenance). It
# outlives its source. One entry of a source may hold several records, and says later that it is deleted.
record_origins = Table(
    "record_origins",
    metadata,
    Column("institution_id", ForeignKey("institutions.id"), primary_key=True, autoincrement=False),
    Column("local_id", CODE_POINTS, primary_key=True),
    Column("source_id", ForeignKey("harvest_sources.id")),
    Column("base_url", Text, nullable=False),
    Column("identifier", CODE_POINTS, nullable=False),
    Column("datestamp", Text, nullable=False),
    Column("metadata_namespace", Text, nullable=False),
    Column("harvested", MOMENT, nullable=False),
    Column("run_id", KEY, nullable=False),
    Index("ix_record_origins_identifier", "source_id", "identifier"),
)
