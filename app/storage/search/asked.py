"""What somebody wrote into the search box, read as a query: words, phrases, fields, what must not be there.

Nothing is refused: what is no query is words. `titre:église`, `"nature morte"`, `-gravure`, `artiste:"Roy, Jean"`.
"""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from app.core.search_document import Role

MOST_PARTS: Final = 32  # words and phrases of one question; the rest is left out
_LONGEST: Final = 1_000  # characters of one question
_PART: Final = re.compile(r'(?P<not>-)?(?:(?P<field>[^\W\d_]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')

# What people call the roles, in both languages, folded.
_ROLES: Final[dict[str, Role]] = {
    **dict.fromkeys(("titre", "title", "nom", "name"), "title"),
    **dict.fromkeys(("artiste", "auteur", "fabricant", "artist", "maker", "creator"), "maker"),
    **dict.fromkeys(("type", "objet", "object", "categorie", "category"), "type"),
    **dict.fromkeys(("materiau", "materiaux", "material", "materials", "medium"), "material"),
    **dict.fromkeys(("technique", "techniques"), "technique"),
    **dict.fromkeys(("sujet", "sujets", "subject", "subjects"), "subject"),
    **dict.fromkeys(("lieu", "place"), "place"),
    **dict.fromkeys(("numero", "identifiant", "number", "identifier", "id"), "identifier"),
    **dict.fromkeys(("inscription", "signature"), "inscription"),
    **dict.fromkeys(("description", "texte", "text"), "description"),
}
_FOLD: Final = str.maketrans("àâäçéèêëîïôöùûüÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ", "aaaceeeeiioouuuAAACEEEEIIOOUUU")


class Part(Struct, frozen=True):
    """One part of a question: a word or a phrase, in one role or in all (None), wanted or not."""

    text: str
    role: Role | None = None
    phrase: bool = False
    wanted: bool = True


def parts_of(question: str) -> tuple[Part, ...]:
    """Return the parts of a question, the first `MOST_PARTS`; a field that nobody knows is words."""
    found: list[Part] = []
    for match in _PART.finditer(question[:_LONGEST]):
        role = _role(match["field"])
        text = match["phrase"] if match["phrase"] is not None else match["word"]
        if match["field"] and role is None:
            found.append(Part(match["field"], wanted=not match["not"]))
        found.append(Part(text, role, phrase=match["phrase"] is not None, wanted=not match["not"]))
    return tuple(part for part in found if part.text.strip())[:MOST_PARTS]


def _role(field: str | None) -> Role | None:
    return None if field is None else _ROLES.get(field.translate(_FOLD).lower())
