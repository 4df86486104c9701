"""The tables of the feeds: where each record stands in the log, the sets it is in, who is told of changes.

All but the subscriptions and the secrets can be made again from the change log.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from app.storage.tables import CODE_POINTS, KEY, MOMENT, metadata

# The newest change of each record, written in the transaction that appends it. A feed that shows a record once would
# otherwise walk over every change that was overtaken: at the beginning of an old log, hundreds of thousands of them.
latest_changes = Table(
    "latest_changes",
    metadata,
    Column("record_id", ForeignKey("records.id"), primary_key=True, autoincrement=False),
    Column("institution_id", ForeignKey("institutions.id"), nullable=False),
    Column("sequence", BigInteger, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", MOMENT, nullable=False),
    CheckConstraint("kind IN ('created', 'updated', 'withdrawn')", name="kind"),
    Index("ix_latest_changes_institution", "institution_id", "sequence"),
)

# A set that records are harvested by: a collection of an institution, or a type of object.
feed_sets = Table(
    "feed_sets",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("institution_id", ForeignKey("institutions.id")),
    Column("spec", CODE_POINTS, nullable=False),
    Column("name_fr", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    UniqueConstraint("spec"),
)

# Which records each set has, in the order of their newest changes: a page of a set is a range of its key.
set_members = Table(
    "set_members",
    metadata,
    Column("set_id", KEY, primary_key=True, autoincrement=False),
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("record_id", KEY, nullable=False),
    Index("ix_set_members_record", "record_id"),
    Index("ix_set_members_set", "set_id", "record_id"),
    sqlite_with_rowid=False,
)

# How far a follower has read the log.
feed_checkpoints = Table(
    "feed_checkpoints",
    metadata,
    Column("name", Text, primary_key=True),
    Column("sequence", BigInteger, nullable=False),
)

# What tokens are signed with: made once, shared by every process that opens this database.
secrets = Table(
    "secrets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

# Who is told of changes, and how far. `secret` signs what is sent and must therefore be kept as it is. `lease` is until
# when one process is at it; `failures` counts those since the last success.
subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", KEY, primary_key=True),
    Column("public_id", Text, nullable=False, unique=True),
    Column("owner_id", ForeignKey("institutions.id")),
    Column("institution_id", ForeignKey("institutions.id")),
    Column("url", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("secret", LargeBinary, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("problem", Text),
    Column("next_attempt", MOMENT, nullable=False),
    Column("lease", MOMENT, nullable=False),
    Column("created", MOMENT, nullable=False),
    Column("delivered", MOMENT),
    CheckConstraint("state IN ('active', 'stopped')", name="state"),
    Index("ix_subscriptions_due", "state", "next_attempt"),
)
