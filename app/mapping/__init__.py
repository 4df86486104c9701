"""A SourceRecord becomes a CatalogueRecord by a crosswalk, and a CatalogueRecord becomes Linked Art."""
