"""The tables. Keys are small integers, so that the rows of a large delivery stay narrow; names are text outside only.

Engines differ in three places: SQLite wants INTEGER for a key that it hands out itself; PostgreSQL compares local
identifiers by code point (collation C) as SQLite does, so that both list them in one order; SQLite clusters the
findings on their key (WITHOUT ROWID), which spares the heaviest table a second tree.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

KEY = BigInteger().with_variant(Integer(), "sqlite")
CODE_POINTS = Text().with_variant(Text(collation="C"), "postgresql")
MOMENT = BigInteger()  # milliseconds since 1970, UTC: app.storage.moment

institutions = Table(
    "institutions",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("slug", CODE_POINTS, nullable=False, unique=True),
    Column("name_fr", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("website", Text),
    Column("created", MOMENT, nullable=False),
)

# The secret has 256 random bits: a plain digest cannot be guessed back, and costs a request nothing.
api_keys = Table(
    "api_keys",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("prefix", Text, nullable=False, unique=True),
    Column("secret_digest", LargeBinary, nullable=False),
    Column("institution_id", ForeignKey("institutions.id")),
    Column("role", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("created", MOMENT, nullable=False),
    Column("last_used", MOMENT),
    Column("revoked", MOMENT),
    CheckConstraint("role IN ('reader', 'writer', 'admin')", name="role"),
)

# A trigger refuses to change or delete a version. Two indices, because NULL (shared) is never equal to NULL.
crosswalks = Table(
    "crosswalks",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("institution_id", ForeignKey("institutions.id")),
    Column("name", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("definition", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created", MOMENT, nullable=False),
    Index(
        "uq_crosswalks_shared",
        "name",
        "version",
        unique=True,
        sqlite_where=text("institution_id IS NULL"),
        postgresql_where=text("institution_id IS NULL"),
    ),
    UniqueConstraint("institution_id", "name", "version"),
)

# `id` is the order in which deliveries were made: for one record, the later delivery wins. `checkpoint` is the ordinal
# of the next record to store. `losses`, `problem`, `seconds` and `options` are JSON that no query looks into.
submissions = Table(
    "submissions",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("public_id", Text, nullable=False, unique=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("key_id", ForeignKey("api_keys.id")),
    Column("file_name", Text, nullable=False),
    Column("stored_path", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("format", Text),
    Column("crosswalk", Text),
    Column("crosswalk_version", Integer),
    Column("crosswalk_digest", Text),
    Column("mode", Text, nullable=False),
    Column("options", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("checkpoint", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    Column("created_records", BigInteger, nullable=False),
    Column("updated_records", BigInteger, nullable=False),
    Column("unchanged_records", BigInteger, nullable=False),
    Column("withdrawn_records", BigInteger, nullable=False),
    Column("withheld_records", BigInteger, nullable=False),
    Column("duplicate_records", BigInteger, nullable=False),
    Column("rejected_records", BigInteger, nullable=False),
    Column("findings", BigInteger, nullable=False),
    Column("kept_back_records", BigInteger, nullable=False, server_default=text("0")),
    Column("losses", Text, nullable=False),
    Column("problem", Text),
    Column("seconds", Text, nullable=False),
    Column("total_bytes", BigInteger, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("created", MOMENT, nullable=False),
    Column("started", MOMENT),
    Column("finished", MOMENT),
    CheckConstraint("mode IN ('partial', 'full')", name="mode"),
    CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name="status"),
    Index("ix_submissions_institution", "institution_id", "id"),
    Index(
        "ix_submissions_unfinished",
        "id",
        sqlite_where=text("status IN ('waiting', 'running')"),
        postgresql_where=text("status IN ('waiting', 'running')"),
    ),
)

# `seen_in` is the delivery that last held (or withdrew) the record, `seen_place` where in it: a row or a path.
# Neither is indexed: an unchanged record costs one update in place. The digests repeat those of the newest and of the
# published version: a delivery is compared with them without a look at the versions, whose blobs fill most pages.
# `content_digest` is NULL for a record stored before there was one: its next delivery says it.
records = Table(
    "records",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("local_id", CODE_POINTS, nullable=False),
    Column("label", Text, nullable=False),
    Column("current_version", Integer, nullable=False),
    Column("published_version", Integer),
    Column("state", Text, nullable=False),
    Column("publishable", Boolean, nullable=False),
    Column("received_digest", LargeBinary, nullable=False),
    Column("nquads_digest", LargeBinary, nullable=False),
    Column("published_digest", LargeBinary),
    Column("content_digest", LargeBinary),
    Column("tier", SmallInteger, nullable=False),
    Column("seen_in", ForeignKey("submissions.id"), nullable=False),
    Column("seen_place", Text),
    Column("created", MOMENT, nullable=False),
    Column("updated", MOMENT, nullable=False),
    UniqueConstraint("institution_id", "local_id"),
    CheckConstraint("state IN ('published', 'withheld', 'withdrawn')", name="state"),
    CheckConstraint("(state = 'published') = (published_version IS NOT NULL)", name="published_version"),
    CheckConstraint("(state = 'published') = (published_digest IS NOT NULL)", name="published_digest"),
    postgresql_with={"fillfactor": 85},  # room to update a row in its own page
)

# The crosswalk of a version is that of its submission. `tier` is the quality as it was judged then;
# the record has the latest judgement.
record_versions = Table(
    "record_versions",
    metadata,
    Column("record_id", ForeignKey("records.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("submission_id", ForeignKey("submissions.id"), nullable=False),
    Column("created", MOMENT, nullable=False),
    Column("publishable", Boolean, nullable=False),
    Column("tier", SmallInteger, nullable=False),
    Column("received_digest", LargeBinary, nullable=False),
    Column("nquads_digest", LargeBinary, nullable=False),
    Column("received", LargeBinary, nullable=False),
    Column("canonical", LargeBinary, nullable=False),
    Column("nquads", LargeBinary, nullable=False),
)

# What a rule of one severity found in one delivery. `property` is the RDF property of its first finding: nearly always
# that of all of them, which then need not repeat it.
finding_groups = Table(
    "finding_groups",
    metadata,
    Column("submission_id", ForeignKey("submissions.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("rule", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("property", Text),
    Column("findings", BigInteger, nullable=False),
    Column("records", BigInteger, nullable=False),
    CheckConstraint("severity IN ('violation', 'warning', 'info')", name="severity"),
    sqlite_with_rowid=False,
)

# In the order of the file. `ordinal` is the record's (-1: about the delivery as a whole), `nth` counts within it.
# `property` is NULL where it is its group's, and empty where there is none although the group has one. No foreign key:
# the rows are written with their groups by one function, and a check on each would cost as much as the row.
findings = Table(
    "findings",
    metadata,
    Column("submission_id", KEY, primary_key=True, autoincrement=False),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("nth", Integer, primary_key=True, autoincrement=False),
    Column("group_number", Integer, nullable=False),
    Column("local_id", CODE_POINTS),
    Column("cell_column", Text),
    Column("cell_row", BigInteger),
    Column("cell_path", Text),
    Column("cell_file", Text),
    Column("cell_value", Text),
    Column("arguments", Text),
    Column("focus", Text),
    Column("property", Text),
    Index("ix_findings_group", "submission_id", "group_number", "ordinal", "nth"),
    Index("ix_findings_record", "submission_id", "local_id"),
    sqlite_with_rowid=False,
)

# Append-only: a trigger refuses UPDATE and DELETE. The local identifier is the record's, which never changes either.
changes = Table(
    "changes",
    metadata,
    Column("sequence", KEY, primary_key=True),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("record_id", ForeignKey("records.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    CheckConstraint("kind IN ('created', 'updated', 'withdrawn')", name="kind"),
    Index("ix_changes_institution", "institution_id", "sequence"),
    Index("ix_changes_record", "record_id", "sequence"),  # a feed shows a record once, at its latest change
    sqlite_autoincrement=True,  # a sequence is never used twice, whatever happens to the newest row
)

# `status` is NULL while the first request of this key is still being answered.
idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("key_id", ForeignKey("api_keys.id"), primary_key=True),
    Column("route", Text, primary_key=True),
    Column("idempotency_key", Text, primary_key=True),
    Column("body_digest", LargeBinary, nullable=False),
    Column("status", Integer),
    Column("headers", Text),
    Column("response", LargeBinary),
    Column("created", MOMENT, nullable=False),
    Column("expires", MOMENT, nullable=False),
)
