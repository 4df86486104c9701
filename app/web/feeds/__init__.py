"""The feeds: the protocols by which aggregators follow what is published, one module each, over one change log."""

from __future__ import annotations

from fastapi import APIRouter

from app.web.feeds import activity, changes, iiif, ldes, oai, resource_sync, sitemaps, subscriptions


def router() -> APIRouter:
    """Return the addresses of every feed."""
    everything = APIRouter()
    for module in (oai, activity, ldes, changes, resource_sync, sitemaps, iiif, subscriptions):
        everything.include_router(module.router)
    return everything
