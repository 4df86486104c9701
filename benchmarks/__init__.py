"""What is measured, never asserted: see README.md beside this file."""
