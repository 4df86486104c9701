"""What an object is in the classes of schema.org, by what its museum calls it.

Every object is a CreativeWork, as SCHEMA-AP-NDE asks; a more precise class is added only where a word of the record, or
its concept in the AAT, says so. Whatever is no work of art stays a CreativeWork: a plough is no VisualArtwork.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.core.record import CatalogueRecord, Term

_AAT = re.compile(r"https?://vocab\.getty\.edu/(?:aat/|page/aat/)(\d+)$")
# The concepts are those of the profile's own mapping from Linked Art; the words, what Québec's museums write.
_CONCEPTS = {
    "300033618": "Painting",
    "300047090": "Sculpture",
    "300046300": "Photograph",
    "300033973": "Drawing",
    "300028051": "Book",
    "300028094": "Map",
    "300265483": "Manuscript",
    "300027221": "Poster",
    "300026430": "SheetMusic",
    "300041273": "VisualArtwork",
}
_WORDS = {
    "Painting": "peinture peintures tableau tableaux painting paintings aquarelle aquarelles watercolor watercolour "
    "gouache miniature",
    "Sculpture": "sculpture sculptures statue statues statuette statuettes buste bust relief bas-relief figurine",
    "Photograph": "photographie photographies photograph photographs photo photos daguerréotype daguerreotype "
    "ambrotype ferrotype cyanotype négatif diapositive",
    "Drawing": "dessin dessins drawing drawings croquis sketch esquisse",
    "Book": "livre livres book books album",
    "Map": "carte-géographique map maps atlas",
    "Manuscript": "manuscrit manuscrits manuscript manuscripts",
    "Poster": "affiche affiches poster posters",
    "SheetMusic": "partition partitions",
    "VisualArtwork": "estampe estampes print prints gravure gravures engraving etching lithographie lithograph "
    "sérigraphie screenprint installation murale mural vitrail collage mosaïque tapisserie tapestry",
}
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}
_ART = frozenset({"Painting", "Sculpture", "Photograph", "Drawing", "Poster", "VisualArtwork"})
_FIRST_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def classes_of(record: CatalogueRecord) -> list[str]:
    """Return the object's classes, the most general first: `CreativeWork`, `VisualArtwork`, `Painting`."""
    classes = ["CreativeWork"]
    found = list(dict.fromkeys(_found(record)))
    if any(name in _ART for name in found):
        classes.append("VisualArtwork")
    return classes + [name for name in found if name not in classes]


def _found(record: CatalogueRecord) -> Iterator[str]:
    for term in (*record.object_types, *record.object_names):
        name = None if term.uncertain else _class_of(term)
        if name is not None:
            yield name


def _class_of(term: Term) -> str | None:
    concept = None if term.id is None else _AAT.match(term.id)
    if concept is not None and concept[1] in _CONCEPTS:
        return _CONCEPTS[concept[1]]
    word = _FIRST_WORD.match(term.label.casefold())
    return None if word is None else _BY_WORD.get(word[0])
