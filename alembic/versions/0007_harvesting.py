"""Harvesting in: the sources, their runs and pages, and where each record came from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE_POINTS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    create_sources()
    create_runs()
    create_origins()


def downgrade() -> None:
    for table in ("record_origins", "harvest_pages", "harvest_runs", "harvest_sources"):
        op.drop_table(table)


def create_sources() -> None:
    op.create_table(
        "harvest_sources",
        sa.Column("id", KEY, nullable=False),
        sa.Column("institution_id", KEY, nullable=False),
        sa.Column("name", CODE_POINTS, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("set_spec", sa.Text()),
        sa.Column("metadata_prefix", sa.Text()),
        sa.Column("format", sa.Text()),
        sa.Column("crosswalk", sa.Text()),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("allow_private", sa.Boolean(), nullable=False),
        sa.Column("from_place", sa.Text()),
        sa.Column("next_run", sa.BigInteger()),
        sa.Column("asked_whole", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("lease", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_harvest_sources"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_harvest_sources_institution_id"),
        sa.UniqueConstraint("institution_id", "name", name="uq_harvest_sources_institution_id_name"),
        sa.CheckConstraint(
            "kind IN ('oai-pmh', 'file', 'sitemap', 'change-discovery')", name=op.f("ck_harvest_sources_kind")
        ),
    )
    op.create_index("ix_harvest_sources_due", "harvest_sources", ["next_run"])


def create_runs() -> None:
    op.create_table(
        "harvest_runs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("source_id", KEY, nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Text()),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("entries", sa.BigInteger(), nullable=False),
        sa.Column("deletions", sa.BigInteger(), nullable=False),
        sa.Column("damaged", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("started", sa.BigInteger(), nullable=False),
        sa.Column("finished", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="pk_harvest_runs"),
        sa.UniqueConstraint("public_id", name="uq_harvest_runs_public_id"),
        sa.ForeignKeyConstraint(["source_id"], ["harvest_sources.id"], name="fk_harvest_runs_source_id"),
        sa.CheckConstraint("status IN ('running', 'done', 'failed')", name=op.f("ck_harvest_runs_status")),
    )
    op.create_index("ix_harvest_runs_source", "harvest_runs", ["source_id", "id"])
    op.create_table(
        "harvest_pages",
        sa.Column("run_id", KEY, nullable=False, autoincrement=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("stored_path", sa.Text(), nullable=False),
        sa.Column("contents", sa.Text()),
        sa.Column("next_place", sa.Text()),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "number", name="pk_harvest_pages"),
        sa.ForeignKeyConstraint(["run_id"], ["harvest_runs.id"], name="fk_harvest_pages_run_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_harvest_pages_submission_id"),
    )


def create_origins() -> None:
    op.create_table(
        "record_origins",
        sa.Column("institution_id", KEY, nullable=False, autoincrement=False),
        sa.Column("local_id", CODE_POINTS, nullable=False),
        sa.Column("source_id", KEY),
        sa.Column("base_url", sa.Text(), nullable=False),
        sa.Column("identifier", CODE_POINTS, nullable=False),
        sa.Column("datestamp", sa.Text(), nullable=False),
        sa.Column("metadata_namespace", sa.Text(), nullable=False),
        sa.Column("harvested", sa.BigInteger(), nullable=False),
        sa.Column("run_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("institution_id", "local_id", name="pk_record_origins"),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_record_origins_institution_id"),
        sa.ForeignKeyConstraint(["source_id"], ["harvest_sources.id"], name="fk_record_origins_source_id"),
    )
    op.create_index("ix_record_origins_identifier", "record_origins", ["source_id", "identifier"])
