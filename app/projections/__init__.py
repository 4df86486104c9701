"""Projections: followers of the change log, each with its own checkpoint, that keep quads and search up to date."""
