"""Names to agents: `Blake, Robert`, `Noury J. (dessinateur, graveur)`, `attribué à`, `(Austrian, 1841–1918)`."""

from app.mapping.values.names.biographies import Biography, read_biography
from app.mapping.values.names.lists import read_names, split_comma_names
from app.mapping.values.names.qualifiers import read_qualifier
from app.mapping.values.names.reading import NameReading, read_name

__all__ = [
    "Biography",
    "NameReading",
    "read_biography",
    "read_name",
    "read_names",
    "read_qualifier",
    "split_comma_names",
]
