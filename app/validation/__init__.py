"""SHACL over the record's graph, and its results as Findings that name the source cell."""
