"""A record as people read it: its facts in words, its rights in words, where each fact comes from."""
