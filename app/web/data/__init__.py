"""Linked data: the address of a thing answers with its page, or with any serialisation of any profile asked for."""
