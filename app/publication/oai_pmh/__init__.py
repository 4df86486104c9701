"""OAI-PMH 2.0, the Open Archives Initiative's protocol for metadata harvesting: requests in, documents out."""
