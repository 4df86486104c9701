"""Feeds: where each record stands in the log, the sets it is in, secrets of tokens, and who is told of changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE_POINTS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

LATEST = """
INSERT INTO latest_changes (record_id, institution_id, sequence, kind, version, at)
SELECT record_id, institution_id, sequence, kind, version, at FROM changes
WHERE sequence IN (SELECT max(sequence) FROM changes GROUP BY record_id)
"""


def upgrade() -> None:
    create_latest_changes()
    create_sets()
    create_subscriptions()
    op.execute(LATEST)


def downgrade() -> None:
    for table in ("subscriptions", "secrets", "feed_checkpoints", "set_members", "feed_sets", "latest_changes"):
        op.drop_table(table)


def create_latest_changes() -> None:
    op.create_table(
        "latest_changes",
        sa.Column("record_id", KEY, nullable=False, autoincrement=False),
        sa.Column("institution_id", KEY, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name="pk_latest_changes"),
        sa.UniqueConstraint("sequence", name="uq_latest_changes_sequence"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_latest_changes_record_id"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_latest_changes_institution_id"),
        sa.CheckConstraint("kind IN ('created', 'updated', 'withdrawn')", name=op.f("ck_latest_changes_kind")),
    )
    op.create_index("ix_latest_changes_institution", "latest_changes", ["institution_id", "sequence"])


def create_sets() -> None:
    op.create_table(
        "feed_sets",
        sa.Column("id", KEY, nullable=False),
        sa.Column("institution_id", KEY),
        sa.Column("spec", CODE_POINTS, nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_feed_sets"),
        sa.UniqueConstraint("spec", name="uq_feed_sets_spec"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_feed_sets_institution_id"),
    )
    op.create_table(
        "set_members",
        sa.Column("set_id", KEY, nullable=False, autoincrement=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("set_id", "sequence", name="pk_set_members"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_set_members_record", "set_members", ["record_id"])
    op.create_table(
        "feed_checkpoints",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_feed_checkpoints"),
    )


def create_subscriptions() -> None:
    op.create_table(
        "secrets",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_secrets"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("owner_id", KEY),
        sa.Column("institution_id", KEY),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("next_attempt", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("delivered", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
        sa.UniqueConstraint("public_id", name="uq_subscriptions_public_id"),
        sa.ForeignKeyConstraint(["owner_id"], ["institutions.id"], name="fk_subscriptions_owner_id"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_subscriptions_institution_id"),
        sa.CheckConstraint("state IN ('active', 'stopped')", name=op.f("ck_subscriptions_state")),
    )
    op.create_index("ix_subscriptions_due", "subscriptions", ["state", "next_attempt"])
