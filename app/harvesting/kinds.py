"""Which offer a source of each kind is."""

from __future__ import annotations

from app.harvesting.asking import Asking
from app.harvesting.change_discovery import StreamHarvest
from app.harvesting.oai_pmh import OaiHarvest
from app.harvesting.page import Offer
from app.harvesting.plain_file import FileHarvest
from app.harvesting.sitemap import SitemapHarvest
from app.pipeline import Tools
from app.storage.harvest_sources import HarvestSource


def offer_of(source: HarvestSource, asking: Asking, tools: Tools) -> Offer:
    """Return what a source offers, asked for through `asking`."""
    bounds = tools.settings.bounds
    if source.kind == "file":
        return FileHarvest(source, asking, tools.settings)
    if source.kind == "sitemap":
        return SitemapHarvest(source, asking, bounds)
    if source.kind == "change-discovery":
        return StreamHarvest(source, asking, bounds)
    return OaiHarvest(source, asking, bounds, tools.formats)
