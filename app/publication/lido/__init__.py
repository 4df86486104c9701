"""A record as LIDO 1.1: Lightweight Information Describing Objects."""

from app.publication.lido.document import document

__all__ = ["document"]
