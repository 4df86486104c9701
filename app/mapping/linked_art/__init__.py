"""A CatalogueRecord as Linked Art 1.0: the named graph as N-Quads, the same as JSON-LD, and the API's documents."""

from app.mapping.linked_art.cells import cell_of
from app.mapping.linked_art.graph import Node
from app.mapping.linked_art.human_made_object import describe
from app.mapping.linked_art.json_ld import api_documents, json_ld
from app.mapping.linked_art.quads import n_quads
from app.mapping.linked_art.writing import WrittenRecord

__all__ = ["Node", "WrittenRecord", "api_documents", "cell_of", "describe", "json_ld", "n_quads"]
