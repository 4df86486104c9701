"""A transport (a push, a file, a harvest) becomes a Submission."""
