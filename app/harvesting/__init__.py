"""Harvesting in: what repositories, files, sitemaps and activity streams offer becomes deliveries, page by page."""
