"""One file an output: a serialisation or a profile, with its key and media type."""
