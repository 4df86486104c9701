"""The SPARQL endpoint: SPARQL 1.1 Protocol for queries, its service description, and a page for people."""

from app.web.sparql.endpoint import router

__all__ = ["router"]
