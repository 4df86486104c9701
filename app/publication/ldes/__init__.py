"""A Linked Data Event Stream (LDES) of every published version, in nodes of a search tree by time (TREE)."""
