"""The pages that people read, in French first: their templates, their sentences, their style."""
