"""A set is also walked by its records, in parts that stay where they are whatever changes."""

from __future__ import annotations

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_set_members_set", "set_members", ["set_id", "record_id"])


def downgrade() -> None:
    op.drop_index("ix_set_members_set", "set_members")
