"""One folder a source format: its reader, its default crosswalk, its README."""
