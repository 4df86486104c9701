"""HTTP: the write side, the read side, the pages, and the negotiation between them."""
