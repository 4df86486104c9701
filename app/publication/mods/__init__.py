"""A record as MODS 3.7 (Library of Congress), for libraries that harvest museums."""

from app.publication.mods.document import document

__all__ = ["document"]
