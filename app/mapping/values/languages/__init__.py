"""Languages to BCP 47 tags: `fre`, `FR-ca`, `français`, `Inuktitut`."""

from app.mapping.values.languages.reading import read_language

__all__ = ["read_language"]
