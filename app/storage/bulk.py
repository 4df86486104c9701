"""Insert many rows at the speed of the driver: the rows of a chunk are tuples already, in the order of the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, cast

from app.storage import tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg
    from sqlalchemy import Connection, Table

Value: TypeAlias = "str | int | bytes | bool | None"
Row: TypeAlias = "tuple[Value, ...]"


class Insertion:
    """The insertion of whole rows into one table; `without` names the column that the database fills itself.

    SQLite binds the tuples as they are (half the time of binding dictionaries by name); PostgreSQL copies them (COPY),
    within the same transaction.
    """

    def __init__(self, table: Table, without: str | None = None) -> None:
        """Prepare the statements of both engines, once."""
        names = [column.name for column in table.columns if column.name != without]
        listed = ", ".join(names)
        places = ", ".join("?" for _ in names)
        self._insert = f"INSERT INTO {table.name} ({listed}) VALUES ({places})"  # noqa: S608  # our own names only
        self._copy = f"COPY {table.name} ({listed}) FROM STDIN"

    def run(self, connection: Connection, rows: Sequence[Row]) -> None:
        """Insert the rows, each a tuple of all columns in the table's order."""
        if not rows:
            return
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(self._insert, list(rows))
            return
        driver = cast("psycopg.Connection[tuple[object, ...]]", connection.connection.driver_connection)
        with driver.cursor() as cursor, cursor.copy(self._copy) as copy:
            for row in rows:
                copy.write_row(row)


INSERT_RECORDS = Insertion(tables.records)
INSERT_VERSIONS = Insertion(tables.record_versions)
INSERT_GROUPS = Insertion(tables.finding_groups)
INSERT_FINDINGS = Insertion(tables.findings)
INSERT_CHANGES = Insertion(tables.changes, without="sequence")
