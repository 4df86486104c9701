"""What several output formats say of a record in words: its label, its makers, its dates, its measures.

A record's words are in its own language; what we add to them (`attribué à`) follows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from app.core.record import (
    AttributionQualifier,
    CatalogueRecord,
    Contribution,
    Dimension,
    DimensionKind,
    DimensionStatement,
    Event,
    Place,
    Term,
    TimeSpan,
)
from app.core.text import Text
from app.publication.output_format import PublishedRecord

QUALIFIERS: Mapping[AttributionQualifier, Text] = {
    "attributed to": Text("attribué à", "attributed to"),
    "formerly attributed to": Text("autrefois attribué à", "formerly attributed to"),
    "after": Text("d'après", "after"),
    "manner of": Text("à la manière de", "in the manner of"),
    "style of": Text("dans le style de", "in the style of"),
    "studio of": Text("atelier de", "studio of"),
    "circle of": Text("cercle de", "circle of"),
    "follower of": Text("suiveur de", "follower of"),
    "school of": Text("école de", "school of"),
    "copy of": Text("copie d'après", "copy of"),
    "possibly by": Text("peut-être de", "possibly by"),
    "pseudonym": Text("sous le pseudonyme de", "under the pseudonym of"),
    "assisted by": Text("avec l'aide de", "assisted by"),
}
# Somebody made it who worked from the one who is named: no creator of this object.
INFLUENCES: frozenset[AttributionQualifier] = frozenset({"after", "manner of", "style of", "copy of"})
# Who is named beside these did not make the object, or is no longer thought to have: no format says `creator` of them.
NOT_MAKERS: frozenset[AttributionQualifier] = INFLUENCES | {"formerly attributed to"}
# Unnamed people around the one who is named made it.
CIRCLES: frozenset[AttributionQualifier] = frozenset({"studio of", "circle of", "follower of", "school of"})
# Somebody's opinion, now or once, of who made it.
OPINIONS: frozenset[AttributionQualifier] = frozenset({"attributed to", "formerly attributed to", "possibly by"})

DIMENSIONS: Mapping[DimensionKind, Text] = {
    "height": Text("hauteur", "height"),
    "width": Text("largeur", "width"),
    "length": Text("longueur", "length"),
    "depth": Text("profondeur", "depth"),
    "diameter": Text("diamètre", "diameter"),
    "thickness": Text("épaisseur", "thickness"),
    "circumference": Text("circonférence", "circumference"),
    "weight": Text("poids", "weight"),
    "duration": Text("durée", "duration"),
    "area": Text("superficie", "area"),
    "volume": Text("volume", "volume"),
    "scale": Text("échelle", "scale"),
    "size": Text("taille", "size"),
    "count": Text("nombre", "count"),
    "radius": Text("rayon", "radius"),
    "caliber": Text("calibre", "calibre"),
}
_WRITTEN_IN_FULL = 1e15  # a larger number is no measure of an object
_UNKNOWN_LANGUAGE = "und"  # BCP 47: undetermined


def language_of(published: PublishedRecord) -> str:
    """Return the language in which we speak of the record: `fr` or `en`, its own or its institution's."""
    tag = (published.record.language or published.publisher.language).lower()
    return "en" if tag == "en" or tag.startswith("en-") else "fr"


def tag_of(language: str | None, record: CatalogueRecord) -> str:
    """Return the BCP 47 tag of a value: its own, else the record's, else `und`."""
    return language or record.language or _UNKNOWN_LANGUAGE


def label_of(record: CatalogueRecord) -> tuple[str, str | None]:
    """Return what an object is called in a list, with its language: its title, its name, its number, its identifier."""
    for title in record.titles:
        if title.kind == "primary":
            return title.text, title.language
    if record.titles:
        return record.titles[0].text, record.titles[0].language
    for term in (*record.object_names, *record.object_types):
        return term.label, term.language
    return (record.identifiers[0].value if record.identifiers else record.local_id), None


def productions_of(record: CatalogueRecord) -> Iterator[tuple[str, Event]]:
    """Return each production with the name that its node has in the graph (`production`, `production-2`, `event-1`)."""
    found = [(f"production-{number}", event) for number, event in enumerate(record.productions, 1)]
    found += [(f"event-{number}", event) for number, event in enumerate(record.events, 1) if event.kind == "production"]
    if len(found) == 1:
        found = [("production", found[0][1])]
    return iter(found)


def maker_words(value: Contribution, language: str) -> str:
    """Return who made it as a person says it: `attribué à Jean Tremblay`, `Jean Tremblay (?)`."""
    words = value.agent.name
    if value.qualifier is not None:
        words = _joined(QUALIFIERS[value.qualifier].in_language(language), words)
    return f"{words} (?)" if value.uncertain else words


def _joined(before: str, name: str) -> str:
    """Return both words together; French elides `de` before a vowel (`atelier d'Anne Roy`)."""
    first = unicodedata.normalize("NFD", name[:1].casefold())[:1]
    if before.endswith(" de") and first in set("aeiou"):
        return f"{before[:-1]}'{name}"
    return f"{before} {name}"


def is_plain(value: Contribution) -> bool:
    """Say whether somebody is said to have made it, without a doubt and without anybody in between."""
    return not value.uncertain and value.qualifier in {None, "pseudonym", "assisted by"}


def term_words(value: Term) -> str:
    """Return the label of a term, with the sign of doubt where the source doubts it."""
    return f"{value.label} (?)" if value.uncertain else value.label


def place_words(value: Place) -> str:
    """Return a place with the places around it: `Baie-Saint-Paul, Charlevoix, Québec`."""
    words = ", ".join((value.name, *value.broader))
    return f"{words} (?)" if value.uncertain else words


def date_words(value: TimeSpan) -> str:
    """Return the date as it is written, else the days between which it lies (`1890-01-01/1895-12-31`), else nothing."""
    if value.text:
        return value.text
    if value.earliest is None and value.latest is None:
        return ""
    return f"{value.earliest or '..'}/{value.latest or '..'}"


def statement_words(value: DimensionStatement, language: str) -> str:
    """Return a statement of dimensions as it is written, else its measures in words."""
    return value.text or " ; ".join(_measure(dimension, language) for dimension in value.dimensions)


def _measure(value: Dimension, language: str) -> str:
    kind = DIMENSIONS[value.kind].in_language(language)
    part = f" ({value.part})" if value.part else ""
    unit = f" {value.unit}" if value.unit and value.unit != "count" else ""
    return f"{kind}{part}: {'≈ ' if value.approximate else ''}{number_words(value.value)}{unit}"


def number_words(value: float) -> str:
    """Return a number without a needless fraction: 25, 4.5; what is no number is said as Python says it (`nan`)."""
    return str(int(value)) if abs(value) < _WRITTEN_IN_FULL and value == int(value) else repr(value)
