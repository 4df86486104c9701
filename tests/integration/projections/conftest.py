"""The databases of tests/databases.py, for the tests of this folder."""

from tests.databases import database_url, engine, sqlite_engine, sqlite_template, sqlite_url

__all__ = ["database_url", "engine", "sqlite_engine", "sqlite_template", "sqlite_url"]
