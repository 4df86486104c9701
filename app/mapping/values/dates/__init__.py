"""Dates, as French and English catalogues write them, read to their earliest and latest day.

`reader` tries one notation after another: `stamps` and `edtf` of machines, then words (`words`, `tokens`, `events`,
`units`, `neighbours`, `phrases`), then named `periods`. `days` holds the calendar, `republican` that of the French
Republic, `year_range` dates in two columns.

Where a text has two senses, the bounds are those that hold in both (« 1905-06 » is June 1905 or 1905 to 1906: the
latter holds the former), or nothing is read. The table of every kind, tests/golden/values/dates-kinds.tsv, shows what
each notation gives.
"""

from app.mapping.values.dates.reader import read_date
from app.mapping.values.dates.year_range import read_year_range

__all__ = ["read_date", "read_year_range"]
