"""A record in the Europeana Data Model, external form: the object, its aggregation, and the contextual classes."""

from app.publication.edm.document import absent, document

__all__ = ["absent", "document"]
