"""Dates, as French and English catalogues write them, read to their earliest and latest day.

`reader` tries one notation after another: `stamps` and `edtf` of machines, then words (`words`, `tokens`, `events`,
`units`, `neighbours`, `phrases`), then named `periods`. `days` holds the calendar, `republican` that of the French
Republic, `year_range` dates in two columns.
"""

from app.mapping.values.dates.reader import read_date
from app.mapping.values.dates.year_range import read_year_range

__all__ = ["read_date", "read_year_range"]
