"""The first tables: institutions, keys, crosswalks, submissions, records, findings, and the change log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CODE_POINTS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

SHARED = sa.text("institution_id IS NULL")
UNFINISHED = sa.text("status IN ('waiting', 'running')")

# Tables whose rows are never changed nor deleted; what the database answers who tries.
APPEND_ONLY = {
    "changes": "the change log is append-only",
    "crosswalks": "a version of a crosswalk never changes",
}


def upgrade() -> None:
    create_people_and_crosswalks()
    create_submissions()
    create_records()
    create_findings()
    create_changes()
    if op.get_bind().dialect.name == "postgresql":
        protect_on_postgresql()
        for column in ("received", "canonical", "nquads"):  # compressed already: PostgreSQL need not try again
            op.execute(f"ALTER TABLE record_versions ALTER COLUMN {column} SET STORAGE EXTERNAL")
    else:
        protect_on_sqlite()


def downgrade() -> None:
    for table in (
        *("idempotency_keys", "changes", "findings", "finding_groups", "record_versions", "records"),
        *("submissions", "crosswalks", "api_keys", "institutions"),
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change")


def create_people_and_crosswalks() -> None:
    op.create_table(
        "institutions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("slug", CODE_POINTS, nullable=False),
        sa.Column("name_fr", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("website", sa.Text()),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_institutions"),
        sa.UniqueConstraint("slug", name="uq_institutions_slug"),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", KEY, nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("secret_digest", sa.LargeBinary(), nullable=False),
        sa.Column("institution_id", KEY),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("last_used", sa.BigInteger()),
        sa.Column("revoked", sa.BigInteger()),
        sa.CheckConstraint("role IN ('reader', 'writer', 'admin')", name=op.f("ck_api_keys_role")),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_api_keys_institution_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("prefix", name="uq_api_keys_prefix"),
    )
    op.create_table(
        "crosswalks",
        sa.Column("id", KEY, nullable=False),
        sa.Column("institution_id", KEY),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_crosswalks_institution_id"),
        sa.PrimaryKeyConstraint("id", name="pk_crosswalks"),
        sa.UniqueConstraint(*("institution_id", "name", "version"), name="uq_crosswalks_institution_id_name_version"),
    )
    op.create_index(
        "uq_crosswalks_shared",
        "crosswalks",
        ["name", "version"],
        unique=True,
        sqlite_where=SHARED,
        postgresql_where=SHARED,
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("key_id", KEY, nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer()),
        sa.Column("headers", sa.Text()),
        sa.Column("response", sa.LargeBinary()),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_idempotency_keys_key_id"),
        sa.PrimaryKeyConstraint("key_id", "route", "idempotency_key", name="pk_idempotency_keys"),
    )


def create_submissions() -> None:
    counts = (
        *("records", "created_records", "updated_records", "unchanged_records", "withdrawn_records"),
        *("withheld_records", "duplicate_records", "rejected_records", "findings"),
    )
    op.create_table(
        "submissions",
        sa.Column("id", KEY, nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("institution_id", KEY, nullable=False),
        sa.Column("key_id", KEY),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("stored_path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("format", sa.Text()),
        sa.Column("crosswalk", sa.Text()),
        sa.Column("crosswalk_version", sa.Integer()),
        sa.Column("crosswalk_digest", sa.Text()),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("checkpoint", sa.BigInteger(), nullable=False),
        *(sa.Column(count, sa.BigInteger(), nullable=False) for count in counts),
        sa.Column("losses", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text()),
        sa.Column("seconds", sa.Text(), nullable=False),
        sa.Column("total_bytes", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("started", sa.BigInteger()),
        sa.Column("finished", sa.BigInteger()),
        sa.CheckConstraint("mode IN ('partial', 'full')", name=op.f("ck_submissions_mode")),
        sa.CheckConstraint("status IN ('waiting', 'running', 'done', 'failed')", name=op.f("ck_submissions_status")),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_submissions_institution_id"),
        sa.ForeignKeyConstraint(["key_id"], ["api_keys.id"], name="fk_submissions_key_id"),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("public_id", name="uq_submissions_public_id"),
    )
    op.create_index("ix_submissions_institution", "submissions", ["institution_id", "id"])
    op.create_index(
        "ix_submissions_unfinished", "submissions", ["id"], sqlite_where=UNFINISHED, postgresql_where=UNFINISHED
    )


def create_records() -> None:
    op.create_table(
        "records",
        sa.Column("id", KEY, nullable=False),
        sa.Column("institution_id", KEY, nullable=False),
        sa.Column("local_id", CODE_POINTS, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("current_version", sa.Integer(), nullable=False),
        sa.Column("published_version", sa.Integer()),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("received_digest", sa.LargeBinary(), nullable=False),
        sa.Column("nquads_digest", sa.LargeBinary(), nullable=False),
        sa.Column("published_digest", sa.LargeBinary()),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("seen_in", KEY, nullable=False),
        sa.Column("seen_place", sa.Text()),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("updated", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'published') = (published_version IS NOT NULL)", name=op.f("ck_records_published_version")
        ),
        sa.CheckConstraint(
            "(state = 'published') = (published_digest IS NOT NULL)", name=op.f("ck_records_published_digest")
        ),
        sa.CheckConstraint("state IN ('published', 'withheld', 'withdrawn')", name=op.f("ck_records_state")),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_records_institution_id"),
        sa.ForeignKeyConstraint(["seen_in"], ["submissions.id"], name="fk_records_seen_in"),
        sa.PrimaryKeyConstraint("id", name="pk_records"),
        sa.UniqueConstraint("institution_id", "local_id", name="uq_records_institution_id_local_id"),
        postgresql_with={"fillfactor": 85},
    )
    op.create_table(
        "record_versions",
        sa.Column("record_id", KEY, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("submission_id", KEY, nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("publishable", sa.Boolean(), nullable=False),
        sa.Column("tier", sa.SmallInteger(), nullable=False),
        sa.Column("received_digest", sa.LargeBinary(), nullable=False),
        sa.Column("nquads_digest", sa.LargeBinary(), nullable=False),
        sa.Column("received", sa.LargeBinary(), nullable=False),
        sa.Column("canonical", sa.LargeBinary(), nullable=False),
        sa.Column("nquads", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_record_versions_record_id"),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_record_versions_submission_id"),
        sa.PrimaryKeyConstraint("record_id", "version", name="pk_record_versions"),
    )


def create_findings() -> None:
    op.create_table(
        "finding_groups",
        sa.Column("submission_id", KEY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("property", sa.Text()),
        sa.Column("findings", sa.BigInteger(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("severity IN ('violation', 'warning', 'info')", name=op.f("ck_finding_groups_severity")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name="fk_finding_groups_submission_id"),
        sa.PrimaryKeyConstraint("submission_id", "number", name="pk_finding_groups"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "findings",
        sa.Column("submission_id", KEY, autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("nth", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_number", sa.Integer(), nullable=False),
        sa.Column("local_id", CODE_POINTS),
        sa.Column("cell_column", sa.Text()),
        sa.Column("cell_row", sa.BigInteger()),
        sa.Column("cell_path", sa.Text()),
        sa.Column("cell_file", sa.Text()),
        sa.Column("cell_value", sa.Text()),
        sa.Column("arguments", sa.Text()),
        sa.Column("focus", sa.Text()),
        sa.Column("property", sa.Text()),
        sa.PrimaryKeyConstraint("submission_id", "ordinal", "nth", name="pk_findings"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_findings_group", "findings", ["submission_id", "group_number", "ordinal", "nth"])
    op.create_index("ix_findings_record", "findings", ["submission_id", "local_id"])


def create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("sequence", KEY, nullable=False),
        sa.Column("institution_id", KEY, nullable=False),
        sa.Column("record_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('created', 'updated', 'withdrawn')", name=op.f("ck_changes_kind")),
        sa.ForeignKeyConstraint(["institution_id"], ["institutions.id"], name="fk_changes_institution_id"),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name="fk_changes_record_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_institution", "changes", ["institution_id", "sequence"])


def protect_on_sqlite() -> None:
    for table, answer in APPEND_ONLY.items():
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuse_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{answer}'); END"
            )


def protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation'; END $$"
    )
    for table, answer in APPEND_ONLY.items():
        op.execute(
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('{answer}')"
        )
