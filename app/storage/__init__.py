"""What is kept: the tables, the records with their versions, the append-only change log, and their projections."""
