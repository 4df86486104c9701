"""A record in schema.org's words, as the Dutch heritage network's profile (SCHEMA-AP-NDE) narrows them."""

from app.publication.schema_org.work import work

__all__ = ["work"]
