"""What a record says, as a digest; and how many records of a delivery the museum keeps to itself."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("records", sa.Column("content_digest", sa.LargeBinary))
    op.add_column(
        "submissions", sa.Column("kept_back_records", sa.BigInteger, nullable=False, server_default=sa.text("0"))
    )


def downgrade() -> None:
    op.drop_column("submissions", "kept_back_records")
    op.drop_column("records", "content_digest")
