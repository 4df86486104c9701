"""The published graphs in a SPARQL store: an embedded one with snapshots for its readers, or a remote one by HTTP."""
