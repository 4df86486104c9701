"""The words of statements of dimensions: kinds, units, approximation, absence of measures; in French, English, others.

Sources: the *Système descriptif* of Joconde for the French abbreviations (H. hauteur, L. longueur, l. or La. largeur,
P. profondeur, E. épaisseur, D. diamètre, Pds. poids), CHIN's data dictionaries, and what the cells of MoMA, Tate,
Autry, Joconde and Montréal hold beyond them.
"""

from __future__ import annotations

from typing import Final

from app.core.record import DimensionKind, DimensionUnit

_KIND_WORDS: Final[dict[DimensionKind, str]] = {
    "height": "hauteur hauteurs haut haute haut. ht height heights high tall höhe höjd hoogte altezza altura alto",
    "width": "largeur largeurs larg large width widths wide breadth carrure envergure wingspan breite bredd breedte "
    "larghezza anchura ancho",
    "length": "longueur longueurs long longue length lengths lg länge längd lengte lunghezza largo",
    "depth": "profondeur profondeurs prof depth deep tiefe djup diepte profondità profundidad",
    "diameter": "diamètre diamètres diametre diam dia diameter diameters ø ∅ ⌀ durchmesser dm diametro",
    "thickness": "épaisseur epaisseur épaisseurs ép épais épaiss thickness thick dicke tjocklek spessore espesor",
    "circumference": "circonférence circumference circ pourtour tour umfang omkrets",
    "weight": "poids weight pds pd wt masse mass gewicht vikt peso",
    "duration": "durée duration runtime laufzeit speltid durata duración",
    "area": "surface superficie area",
    "volume": "volume volum vol capacité capacity contenance",
    "radius": "rayon radius",
    "caliber": "calibre caliber",
    "scale": "échelle echelle scale",
    "size": "taille pointure size sizes dimensions dimension dims dim mesures mesure measurements measurement "
    "mått maße format formats",
}
KINDS: Final[dict[str, DimensionKind]] = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}

# Abbreviations whose case tells: `La` is largeur, `la` an article; `P.` is profondeur, `p.` a page. What `l` and `D`
# are depends on the language: see app.mapping.values.dimensions.context.
CASED_KINDS: Final[dict[str, DimensionKind]] = {
    "H": "height", "h": "height", "HT": "height", "Ht": "height", "HA": "height", "Ha": "height",
    "W": "width", "w": "width", "LA": "width", "La": "width", "l": "width",
    "L": "length", "LO": "length", "Lo": "length",
    "P": "depth", "PR": "depth", "Pr": "depth",
    "E": "thickness", "É": "thickness", "EP": "thickness", "Ep": "thickness", "Ép": "thickness", "Th": "thickness",
    "D": "diameter", "d": "diameter", "DI": "diameter", "Di": "diameter", "Ø": "diameter", "ø": "diameter",
    "la": "width", "lo": "length", "pr": "depth", "p": "depth", "ha": "height",
}  # fmt: skip
# These are labels only right before their number, `la.: 10 cm`: elsewhere they are words.
STRICT_LABELS: Final = frozenset({"la", "lo", "pr", "p", "ha"})
LABEL_LISTS: Final = frozenset({"HLP", "LHP", "LPH", "HWD", "WHD", "LWH", "LWD", "HLE"})
# Kinds that say which part they measure: a fan's span, a coat's shoulders.
KINDS_OF_A_PART: Final = frozenset({"envergure", "wingspan", "carrure", "tour", "pourtour"})

_UNIT_WORDS: Final[dict[DimensionUnit, str]] = {
    "mm": "mm millimètre millimètres millimetre millimetres millimeter millimeters",
    "cm": "cm cms centimètre centimètres centimetre centimetres centimeter centimeters xm",
    "m": "m mètre mètres metre metres meter meters mtr mt",
    "km": "km kilomètre kilomètres kilometre kilometres kilometer kilometers",
    "in": "in ins inch inches po pouce pouces zoll tum",
    "ft": "ft foot feet pi pied pieds",
    "mg": "mg milligramme milligrammes milligram milligrams",
    "g": "g gr grs gramme grammes gram grams gm",
    "kg": "kg kgs kilo kilos kilogramme kilogrammes kilogram kilograms",
    "t": "t tonne tonnes",
    "oz": "oz once onces ounce ounces",
    "lb": "lb lbs livre livres pound pounds",
    "s": "s sec secs seconde secondes second seconds sek",
    "min": "min mins mn minute minutes minuten minuter",
    "h": "h hr hrs heure heures hour hours",
    "ml": "ml millilitre millilitres milliliter milliliters",
    "cl": "cl centilitre centilitres",
    "l": "l litre litres liter liters",
    "m2": "m2 m²",
    "cm2": "cm2 cm²",
    "m3": "m3 m³",
    "cm3": "cm3 cm³ cc",
    "px": "px pixel pixels",
}
UNITS: Final[dict[str, DimensionUnit]] = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
# Units that the record does not have, by the unit it has and how many of them they are.
OTHER_UNITS: Final[dict[str, tuple[DimensionUnit, float]]] = {
    "dm": ("cm", 10.0), "décimètre": ("cm", 10.0), "décimètres": ("cm", 10.0), "yd": ("ft", 3.0), "yard": ("ft", 3.0),
    "yards": ("ft", 3.0), "verge": ("ft", 3.0), "verges": ("ft", 3.0), "dl": ("cl", 10.0),
}  # fmt: skip
# After a number these may be a label as well (`147 H`, `12 l`): the context decides.
LABEL_OR_UNIT: Final = frozenset({"h", "H", "l", "L", "d", "D", "w", "W", "P"})

FAMILIES: Final[dict[DimensionUnit, str]] = {
    "mm": "length", "cm": "length", "m": "length", "km": "length", "in": "length", "ft": "length", "px": "length",
    "pt": "length", "mg": "weight", "g": "weight", "kg": "weight", "t": "weight", "oz": "weight", "lb": "weight",
    "s": "duration", "min": "duration", "h": "duration", "m2": "area", "cm2": "area", "ml": "volume", "cl": "volume",
    "l": "volume", "m3": "volume", "cm3": "volume", "count": "count",
}  # fmt: skip
LENGTH_KINDS: Final = frozenset(
    {"height", "width", "length", "depth", "diameter", "thickness", "circumference", "size", "radius", "caliber"}
)
# How many of the smaller unit make the greater: for `5 lb 3 oz`, `12' 3"`, `1 h 20 min`.
COMPOUNDS: Final[dict[tuple[str, str], float]] = {
    ("ft", "in"): 12, ("lb", "oz"): 16, ("h", "min"): 60, ("min", "s"): 60, ("h", "s"): 3600, ("kg", "g"): 1000,
    ("m", "cm"): 100, ("cm", "mm"): 10,
}  # fmt: skip

_APPROXIMATE = (
    "env environ approx approximately approximatif approximative approximatifs approximatives "
    "approximativement app appr approximate about circa ca vers around roughly ungefär etwa zirka near"
)
APPROXIMATE: Final = frozenset(_APPROXIMATE.split())
# Words of a statement that says that there is no one measure, or none at all: nothing in it is left unread.
_UNMEASURED = (
    "variable variables various vary varies varied varying varié variés variée variées divers diverses "
    "variabel see voir impossible invisible multiples unmeasured mesuré mesurés mesurée mesurées unconfirmed "
    "confirmed adjustable ajustable réglable infinite inconnu inconnue inconnues inconnus unknown"
)
UNMEASURED: Final = frozenset(_UNMEASURED.split())
TIMES: Final = frozenset({"x", "X", "×", "*"})
TIMES_WORDS: Final = frozenset({"by", "par", "sur"})
RANGE_WORDS: Final = frozenset({"à", "to", "bis"})
BETWEEN_WORDS: Final = frozenset({"entre", "between"})
AND_WORDS: Final = frozenset({"et", "and", "&", "ou", "or"})
IMPERIAL: Final = frozenset({"in", "ft", "oz", "lb"})

# A part named in brackets after the last of several measures covers all of them: `H. 37 cm ; l. 27 cm (feuille)`.
_COVERS_ALL = (
    "feuille feuillet planche cuvette image traits trait cadre bois montage support sheet plate frame page "
    "composition encadré encadrée encadrement châssis panneau toile boîte boite socle"
)
COVERS_ALL: Final = frozenset(_COVERS_ALL.split())
