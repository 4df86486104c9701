"""The write side over REST: one module a family of operations, each documented beside its handler."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.api import check, crosswalks, health, institutions, push, records, sources, submissions


def router() -> APIRouter:
    """Return the operations of the write side, those of version 1 below /api/v1."""
    everything = APIRouter()
    everything.include_router(health.router)
    for module in (push, records, submissions, check, crosswalks, institutions, sources):
        everything.include_router(module.router, prefix="/api/v1")
    return everything
