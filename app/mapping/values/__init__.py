"""The readers of values: dates, dimensions, names, terms, languages; one file a kind."""
