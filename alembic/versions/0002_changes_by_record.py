"""The latest change of a record is found without a walk through the log."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_changes_record", "changes", ["record_id", "sequence"])


def downgrade() -> None:
    op.drop_index("ix_changes_record", "changes")
