"""What the closed lists of a CatalogueRecord are called on a page, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.record import (
    AttributionQualifier,
    DateCertainty,
    DimensionKind,
    EventKind,
    IdentifierKind,
    NoteKind,
    TitleKind,
)
from app.core.text import Text

TITLES: Mapping[TitleKind, Text] = {
    "primary": Text("Titre", "Title"),
    "alternative": Text("Autre titre", "Other title"),
    "translated": Text("Titre traduit", "Translated title"),
    "former": Text("Ancien titre", "Former title"),
    "series": Text("Titre de la série", "Title of the series"),
}
IDENTIFIERS: Mapping[IdentifierKind, Text] = {
    "accession number": Text("Numéro d'accession", "Accession number"),
    "catalogue number": Text("Numéro de catalogue", "Catalogue number"),
    "system number": Text("Numéro de système", "System number"),
    "other number": Text("Autre numéro", "Other number"),
    "isbn": Text("ISBN", "ISBN"),
}
NOTES: Mapping[NoteKind, Text] = {
    "description": Text("Description", "Description"),
    "materials statement": Text("Matériaux et techniques", "Materials and techniques"),
    "condition": Text("État", "Condition"),
    "provenance": Text("Provenance", "Provenance"),
    "history": Text("Historique", "History"),
    "exhibition": Text("Expositions", "Exhibitions"),
    "bibliography": Text("Bibliographie", "Bibliography"),
    "remark": Text("Remarque", "Remark"),
    "use": Text("Usage", "Use"),
    "production": Text("Fabrication", "Production"),
    "acquisition": Text("Acquisition", "Acquisition"),
    "edition": Text("Édition", "Edition"),
    "physical description": Text("Description physique", "Physical description"),
    "culture": Text("Culture", "Culture"),
    "period": Text("Période", "Period"),
    "credit line": Text("Mention de crédit", "Credit line"),
}
EVENTS: Mapping[EventKind, Text] = {
    "production": Text("Fabrication", "Production"),
    "modification": Text("Modification", "Modification"),
    "acquisition": Text("Acquisition", "Acquisition"),
    "finding": Text("Découverte", "Finding"),
    "use": Text("Usage", "Use"),
    "exhibition": Text("Exposition", "Exhibition"),
    "publication": Text("Publication", "Publication"),
    "provenance": Text("Provenance", "Provenance"),
    "other": Text("Événement", "Event"),
}
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
    "pseudonym": Text("pseudonyme", "pseudonym"),
    "assisted by": Text("avec l'aide de", "assisted by"),
}
CERTAINTIES: Mapping[DateCertainty, Text | None] = {
    "certain": None,
    "approximate": Text("date approximative", "approximate date"),
    "uncertain": Text("date incertaine", "uncertain date"),
    "unknown": Text("date inconnue", "date unknown"),
}
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
    "caliber": Text("calibre", "caliber"),
}
UNITS: Mapping[str, str] = {
    "in": "po|in",
    "ft": "pi|ft",
    "m2": "m²",
    "cm2": "cm²",
    "m3": "m³",
    "cm3": "cm³",
    "count": "",
}
INSCRIPTIONS: Mapping[str, Text] = {
    "inscription": Text("Inscription", "Inscription"),
    "signature": Text("Signature", "Signature"),
    "mark": Text("Marque", "Mark"),
    "date": Text("Date inscrite", "Inscribed date"),
    "label": Text("Étiquette", "Label"),
}
RELATIONS: Mapping[str, Text] = {
    "part of": Text("Fait partie de", "Part of"),
    "has part": Text("Comprend", "Has part"),
    "related to": Text("Lié à", "Related to"),
    "same as": Text("Identique à", "Same as"),
    "described by": Text("Décrit par", "Described by"),
    "set": Text("Ensemble", "Set"),
}
MEDIA: Mapping[str, Text] = {
    "image": Text("Image", "Image"),
    "audio": Text("Enregistrement sonore", "Sound recording"),
    "video": Text("Vidéo", "Video"),
    "document": Text("Document", "Document"),
    "model": Text("Modèle en trois dimensions", "Three-dimensional model"),
    "iiif manifest": Text("Manifeste IIIF", "IIIF manifest"),
    "iiif image": Text("Image IIIF", "IIIF image"),
}

OBJECT_NAME = Text("Nom de l'objet", "Object name")
OBJECT_TYPE = Text("Type d'objet", "Object type")
CATEGORY = Text("Catégorie", "Category")
MAKER = Text("Auteur ou fabricant", "Maker")
PARTICIPANT = Text("Personne ou groupe", "Person or group")
DATE = Text("Date", "Date")
PLACE = Text("Lieu", "Place")
TECHNIQUE = Text("Technique", "Technique")
CULTURE = Text("Culture", "Culture")
PERIOD = Text("Style ou période", "Style or period")
METHOD = Text("Procédé", "Method")
NAME = Text("Nom", "Name")
NOTE = Text("Note", "Note")
MATERIAL = Text("Matériaux", "Materials")
DIMENSION = Text("Dimensions", "Dimensions")
USE = Text("Fonction", "Function")
SUBJECT = Text("Sujet", "Subject")
DEPICTED_AGENT = Text("Personne représentée", "Person depicted")
DEPICTED_PLACE = Text("Lieu représenté", "Place depicted")
KEEPER = Text("Conservé par", "Kept by")
DEPARTMENT = Text("Service", "Department")
LOCATION = Text("Emplacement", "Location")
CREDIT = Text("Mention de crédit", "Credit line")
WEB_PAGE = Text("Page du musée", "The museum's page")
COLLECTION = Text("Toute la collection", "The whole collection")
UNCERTAIN = Text("incertain", "uncertain")

IDENTIFICATION = Text("Identification", "Identification")
MAKING = Text("Fabrication", "Making")
PHYSICAL = Text("Matière et forme", "Matter and form")
CONTENT = Text("Ce qu'on y voit", "What it shows")
HISTORY = Text("Histoire", "History")
BELONGING = Text("Collection", "Collection")
RELATED = Text("Liens", "Related")
