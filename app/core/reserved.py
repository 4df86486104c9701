"""The words that no institution may have for its short name, because the service's own addresses begin with them."""

from __future__ import annotations

# First segments of addresses that exist, and of those that the web expects a site to have for something else.
RESERVED_SLUGS = frozenset(
    {
        # what the service answers at, or will
        "activity",
        "admin",
        "api",
        "catalog",
        "catalogue",
        "changes",
        "context",
        "data",
        "dataset",
        "docs",
        "dumps",
        "feeds",
        "healthz",
        "iiif",
        "ldes",
        "metrics",
        "oai",
        "ontology",
        "problems",
        "profile",
        "profiles",
        "reports",
        "resourcesync",
        "search",
        "shapes",
        "sitemap",
        "sitemaps",
        "sparql",
        "static",
        "vocabulary",
        "webhooks",
        "well-known",
        # what visitors and crawlers ask any site for
        "about",
        "assets",
        "concept",
        "favicon",
        "help",
        "login",
        "object",
        "place",
        "agent",
        "set",
        "robots",
        "www",
    }
)
