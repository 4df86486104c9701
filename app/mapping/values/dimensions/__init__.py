"""Statements of dimensions to measures: `19 1/8 x 66 1/2" (48.6 x 168.9 cm)`, `H. 21 cm, D. 69,5 cm`, `12 min.`."""

from app.mapping.values.dimensions.reading import DimensionReading, read_dimensions

__all__ = ["DimensionReading", "read_dimensions"]
