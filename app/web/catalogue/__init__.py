"""The catalogue of datasets, for harvesters of catalogues and for people."""

from app.web.catalogue.routes import router

__all__ = ["router"]
