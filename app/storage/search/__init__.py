"""The search index: Tantivy, words in French and in English, facets, dates, points."""
