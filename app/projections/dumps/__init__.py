"""Dumps: everything that is published, as files to take away, made anew when the log has moved."""
