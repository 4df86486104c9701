"""What Alembic runs: on the connection that app.storage.database.migrate gives, or on the settings' database."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from alembic import context

from app.core.config import settings_from
from app.storage.database import open_database, writing
from app.storage.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection


def run(connection: Connection) -> None:
    """Run the migrations in the connection's transaction: all of them or none."""
    context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with writing(open_database(settings_from(os.environ).database)) as opened:
        run(opened)
