"""The bytes of a source become SourceRecords, each value with the cell it came from."""
