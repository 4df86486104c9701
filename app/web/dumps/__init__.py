"""The files to take away: what there is, and each of them, whole or in part."""

from app.web.dumps.routes import router

__all__ = ["router"]
