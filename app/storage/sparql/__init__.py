"""SPARQL queries over what is published: worker processes that may be killed, on a snapshot or on a remote store."""
