"""The concepts that every record shares: kinds of titles and texts, dimensions, units, qualifiers, languages.

They are those of the Art & Architecture Thesaurus (Getty) that Linked Art's own examples and its library `crom` use,
with Linked Art's labels. Where none is established, the concept is ours; ontology/vocabularies/terms.ttl gives all of
them in French and English.
"""

from __future__ import annotations

from app.core.aat_languages import AAT_LANGUAGES
from app.core.linked_art import CLASSIFIED_AS, LANGUAGE, TYPE, UNIT, Kind
from app.core.record import (
    AttributionQualifier,
    DateCertainty,
    DimensionKind,
    DimensionUnit,
    EventKind,
    IdentifierKind,
    NoteKind,
    TitleKind,
)
from app.mapping.linked_art.graph import Concept

AAT = "http://vocab.getty.edu/aat/"
OURS = "https://w3id.org/concordance/vocabulary/"


def _aat(number: int, label: str, *, kind: Kind = TYPE, metatype: Concept | None = None) -> Concept:
    return Concept.of(f"{AAT}{number}", kind, label, CLASSIFIED_AS, metatype)


def _ours(name: str, label: str, *, kind: Kind = TYPE) -> Concept:
    return Concept.of(f"{OURS}{name}", kind, label, CLASSIFIED_AS)


TYPE_OF_WORK = _aat(300435443, "Type of Work")
PART_TYPE = _aat(300241583, "Part Type")
CULTURE = _aat(300055768, "Culture")
STYLE = _aat(300015646, "Style")
NATIONALITY = _aat(300379842, "Nationality")
GENDER = _aat(300055147, "Gender")
BRIEF_TEXT = _aat(300418049, "Brief Text")

PRIMARY_NAME = _aat(300404670, "Primary Name")
DISPLAY_NAME = _aat(300404669, "Display Title")
GIVEN_NAME = _aat(300404651, "Given Name")
FAMILY_NAME = _aat(300404652, "Family Name")
FORMER_NAME = _aat(300435719, "Former Name")
PSEUDONYM = _aat(300404657, "Pseudonym")

TITLES: dict[TitleKind, Concept] = {
    "primary": PRIMARY_NAME,
    "alternative": _aat(300264273, "Alternate Name"),
    "translated": _aat(300417194, "Translated Title"),
    "former": FORMER_NAME,
    "series": _aat(300417214, "Series Title"),
}

IDENTIFIERS: dict[IdentifierKind, Concept] = {
    "accession number": _aat(300312355, "Accession Number"),
    "catalogue number": _ours("catalogue-number", "Catalogue Number"),
    "system number": _aat(300435704, "System-Assigned Number"),
    "other number": _aat(300404621, "Owner-Assigned Number"),
    "isbn": _aat(300417443, "ISBN Identifier"),
}

NOTE = _aat(300027200, "Note", metatype=BRIEF_TEXT)
DIMENSION_STATEMENT = _aat(300435430, "Dimension Statement", metatype=BRIEF_TEXT)
RIGHTS_STATEMENT = _aat(300435434, "Copyright/License Statement", metatype=BRIEF_TEXT)
CREDIT_LINE = _aat(300435418, "Credit Line", metatype=BRIEF_TEXT)
BIOGRAPHY = _aat(300435422, "Biography Statement", metatype=BRIEF_TEXT)
POSITION = _ours("position", "Position")

NOTES: dict[NoteKind, Concept] = {
    "description": _aat(300435416, "Description", metatype=BRIEF_TEXT),
    "materials statement": _aat(300435429, "Material Statement", metatype=BRIEF_TEXT),
    "condition": _aat(300435425, "Condition Statement", metatype=BRIEF_TEXT),
    "provenance": _aat(300435438, "Provenance Statement", metatype=BRIEF_TEXT),
    "history": _aat(300435428, "Historical/Cultural Context", metatype=BRIEF_TEXT),
    "exhibition": _aat(300435424, "Exhibition Statement", metatype=BRIEF_TEXT),
    "bibliography": _aat(300026497, "Bibliography Statement", metatype=BRIEF_TEXT),
    "remark": NOTE,
    "use": NOTE,
    "production": _aat(300435436, "Production Statement", metatype=BRIEF_TEXT),
    "acquisition": _aat(300435439, "Acquisition Statement", metatype=BRIEF_TEXT),
    "edition": _aat(300435435, "Edition Statement", metatype=BRIEF_TEXT),
    "physical description": _aat(300435452, "Physical Statement", metatype=BRIEF_TEXT),
    "culture": _aat(300435431, "Culture Statement", metatype=BRIEF_TEXT),
    "period": _aat(300435432, "Period Statement", metatype=BRIEF_TEXT),
    "credit line": CREDIT_LINE,
}

_INSCRIPTION = _aat(300435414, "Inscription", metatype=BRIEF_TEXT)
_MARKINGS = _aat(300435420, "Markings", metatype=BRIEF_TEXT)
INSCRIPTIONS: dict[str, Concept] = {
    "inscription": _INSCRIPTION,
    "date": _INSCRIPTION,
    "signature": _aat(300028705, "Signature", metatype=BRIEF_TEXT),
    "mark": _MARKINGS,
    "label": _MARKINGS,
}

APPROXIMATE = _ours("approximate", "Approximate")
CERTAINTIES: dict[DateCertainty, Concept] = {
    "approximate": APPROXIMATE,
    "uncertain": _ours("uncertain", "Uncertain"),
    "unknown": _ours("unknown", "Unknown"),
}

POSSIBLY = _aat(300435722, "Possibly")
POSSIBLY_BY = _aat(300404272, "Possibly By")
# A contribution so qualified is itself an opinion: it is assigned to the production, not stated of it.
ATTRIBUTIONS: dict[AttributionQualifier, Concept] = {
    "attributed to": _aat(300404269, "Attributed To"),
    "formerly attributed to": _aat(300404270, "Formerly Attributed To"),
    "possibly by": POSSIBLY_BY,
}
# Somebody else made the object, under the influence of the person named.
INFLUENCES: dict[AttributionQualifier, Concept] = {
    "after": _aat(300404286, "After"),
    "manner of": _aat(300404288, "Manner Of"),
    "style of": _aat(300404285, "Style Of"),
    "copy of": _aat(300404287, "Copyist Of"),
}
# Unnamed people around the person named made it: a group, formed under that person's influence.
CIRCLES: dict[AttributionQualifier, Concept] = {
    "studio of": _aat(300404275, "Studio"),
    "circle of": _aat(300404283, "Circle"),
    "follower of": _aat(300404282, "Follower"),
    "school of": _aat(300404284, "School"),
}
ASSISTANT = _ours("assistant", "Assistant")
UNIDENTIFIED_AGENT = _ours("unidentified-agent", "Unidentified Agent")

EVENTS: dict[EventKind, Concept] = {
    "exhibition": _aat(300054766, "Exhibiting"),
    "publication": _aat(300054686, "Publishing"),
    "provenance": _aat(300055863, "Provenance Activity"),
}

DIMENSIONS: dict[DimensionKind, Concept] = {
    "height": _aat(300055644, "Height"),
    "width": _aat(300055647, "Width"),
    "length": _aat(300055645, "Length"),
    "depth": _aat(300072633, "Depth"),
    "diameter": _aat(300055624, "Diameter"),
    "thickness": _aat(300055646, "Thickness"),
    "circumference": _aat(300055623, "Circumference"),
    "weight": _aat(300056240, "Weight"),
    "duration": _ours("duration", "Duration"),
    "area": _ours("area", "Area"),
    "volume": _aat(300055649, "Volume"),
    "scale": _ours("scale", "Scale"),
    "size": _aat(300055642, "Unknown physical dimension"),
    "count": _aat(300404433, "Count"),
    "radius": _ours("radius", "Radius"),
    "caliber": _ours("caliber", "Caliber"),
}

UNIT_NOT_STATED = _ours("unit-not-stated", "unit not stated", kind=UNIT)
UNITS: dict[DimensionUnit, Concept] = {
    "mm": _aat(300379097, "millimeters", kind=UNIT),
    "cm": _aat(300379098, "centimeters", kind=UNIT),
    "m": _aat(300379099, "meters", kind=UNIT),
    "km": _ours("kilometre", "kilometers", kind=UNIT),
    "in": _aat(300379100, "inches", kind=UNIT),
    "ft": _aat(300379101, "feet", kind=UNIT),
    "mg": _ours("milligram", "milligrams", kind=UNIT),
    "g": _aat(300379225, "grams", kind=UNIT),
    "kg": _aat(300379226, "kilograms", kind=UNIT),
    "t": _ours("tonne", "tonnes", kind=UNIT),
    "oz": _aat(300379229, "ounces", kind=UNIT),
    "lb": _aat(300379254, "pounds", kind=UNIT),
    "s": _aat(300379239, "seconds", kind=UNIT),
    "min": _aat(300379240, "minutes", kind=UNIT),
    "h": _aat(300379241, "hours", kind=UNIT),
    "ml": _ours("millilitre", "milliliters", kind=UNIT),
    "cl": _ours("centilitre", "centiliters", kind=UNIT),
    "l": _ours("litre", "liters", kind=UNIT),
    "m2": _ours("square-metre", "square meters", kind=UNIT),
    "cm2": _ours("square-centimetre", "square centimeters", kind=UNIT),
    "m3": _ours("cubic-metre", "cubic meters", kind=UNIT),
    "cm3": _ours("cubic-centimetre", "cubic centimeters", kind=UNIT),
    "pt": _ours("point", "points (typography)", kind=UNIT),
    "px": _aat(300266190, "pixels", kind=UNIT),
    "count": _aat(300055665, "numbers", kind=UNIT),
}

RECORD = _aat(300438434, "Entry or Record")
WEB_PAGE = _aat(300264578, "Web Page")
PRIMARY_REPRODUCTION = _ours("primary-reproduction", "Primary Reproduction")
FILES: dict[str, Concept] = {
    "image": _aat(300215302, "Digital Image"),
    "iiif image": _aat(300215302, "Digital Image"),
    "audio": _aat(300312045, "Digital Audio"),
    "video": _ours("digital-video", "Digital Video"),
    "document": _ours("digital-document", "Digital Document"),
    "model": _ours("three-dimensional-model", "Three-Dimensional Model"),
    "iiif manifest": _ours("iiif-manifest", "IIIF Manifest"),
}

# BCP 47 language subtag -> the AAT's concept of the language.
LANGUAGES: dict[str, Concept] = {one.tag: _aat(one.number, one.label, kind=LANGUAGE) for one in AAT_LANGUAGES}
