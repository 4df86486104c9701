"""The words of dates, French and English, each with what it is in a phrase; all in lower case and without accents."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal[
    # what stands for a time
    "day", "month of year", "number", "decade", "short decade", "unspecified", "ordinal", "month", "season",
    "republican month", "part", "fraction", "limit",
    # what names the unit of a number
    "century", "millennium", "decades", "year", "bce", "ce",
    # what qualifies a time
    "circa", "uncertain", "doubt", "bound", "bound after", "between", "open end", "undated",
    # what joins times
    "dash", "to", "and", "or", "slash", "comma", "semicolon", "open", "close",
    # what is not a time
    "filler", "event", "adverb", "derivation", "word", "mark",
]  # fmt: skip
Meaning: TypeAlias = tuple[Kind, int]

# How a bound limits: strictly before, up to and including, from and including, strictly after.
BEFORE, BY, FROM, AFTER = -2, -1, 1, 2
SPRING, SUMMER, AUTUMN, WINTER = 1, 2, 3, 4
LAST = -1

_MONTHS = {
    1: "january janvier jan janv", 2: "february fevrier feb fevr fev", 3: "march mars mar", 4: "april avril apr avr",
    5: "may mai", 6: "june juin jun", 7: "july juillet jul juil juill", 8: "august aout aug",
    9: "september septembre sep sept", 10: "october octobre oct", 11: "november novembre nov",
    12: "december decembre dec",
}  # fmt: skip
_SEASONS = {SPRING: "spring printemps", SUMMER: "summer ete", AUTUMN: "autumn automne fall", WINTER: "winter hiver"}
_REPUBLICAN_MONTHS = {
    1: "vendemiaire", 2: "brumaire", 3: "frimaire", 4: "nivose", 5: "pluviose", 6: "ventose", 7: "germinal",
    8: "floreal", 9: "prairial", 10: "messidor", 11: "thermidor", 12: "fructidor", 13: "sansculottides",
}  # fmt: skip
_ORDINALS = {
    LAST: "last dernier derniere",
    1: "first premier premiere", 2: "second seconde deuxieme", 3: "third troisieme", 4: "fourth quatrieme",
    5: "fifth cinquieme", 6: "sixth sixieme", 7: "seventh septieme", 8: "eighth huitieme", 9: "ninth neuvieme",
    10: "tenth dixieme", 11: "eleventh onzieme", 12: "twelfth douzieme", 13: "thirteenth treizieme",
    14: "fourteenth quatorzieme", 15: "fifteenth quinzieme", 16: "sixteenth seizieme", 17: "seventeenth dix-septieme",
    18: "eighteenth dix-huitieme", 19: "nineteenth dix-neuvieme", 20: "twentieth vingtieme",
    21: "twenty-first vingt-et-unieme",
}  # fmt: skip
# Beginning, middle and end are the three thirds of their unit.
_PARTS = {1: "early debut beginning commencement start", 2: "mid middle mi milieu", 3: "late fin end"}
_FRACTIONS = {2: "half moitie", 3: "tiers", 4: "quarter quart trimestre", 10: "decade decennie"}
_BOUNDS = {
    BEFORE: "before avant ante pre",
    BY: "by",
    FROM: "from since depuis",
    AFTER: "after apres post",
}

_KINDS: dict[Kind, str] = {
    "century": "century centuries siecle siecles cent",
    "millennium": "millennium millennia millenaire millenaires",
    "decades": "annees",
    "year": "an annee year",
    "circa": "c ca circa cca about around approx approximate approximately approximatif approximative "
    "approximativement roughly env environ vers estimated estime estimee",
    "uncertain": "probably possibly perhaps maybe presumably probable possible likely uncertain probablement "
    "presume presumee hypothetique incertain incertaine",
    "between": "between entre",
    "to": "to through thru until till a au",
    "and": "and et",
    "or": "or ou",
    "open end": "present ongoing today",
    "undated": "undated undatable unknown inconnu inconnue nd sd",
    "limit": "limite",
    # What would turn the sense of a date round: a phrase with one of these is not understood.
    "mark": "not never no non pas jamais sauf except destroyed demolished lost stolen detruit detruite demoli demolie "
    "perdu perdue disparu disparue vole volee",
    "filler": "of the de du des d' la le les l' in en on date dates years season seasons saison saisons "
    "monday tuesday wednesday thursday friday saturday sunday lundi mardi mercredi jeudi vendredi samedi dimanche",
    "adverb": "later posthumously posthumous originally this with formerly subsequently afterwards previously some "
    "posthume ulterieurement ulterieur ulterieure anciennement puis ensuite",
}

# What happened to the object, and what it happened to: these words say which event a date belongs to.
_EVENTS = """
accession accessioned achat achete achetee acquired acquis acquise acquisition actif active additions affectation
affecte alteration altered annotated arranged assembled bequeathed bequest book books born bought built cast casts
cliche coined collage collages commande commandee commissioned composed composition conceived conception concu concue
construct constructed construction construit construite cop copie copy copyright copyrighted coule coulee cover
created creation cree creee dated dation decede deces decision depose deposee depot designed dessin dessine dessinee
developed died don donated donation donne donnee drawing drawings drawn drypoint edite edited editee edition editioned
editions engraved engraving engravings enlarged enregistre enregistree entree erected erige established etched etching
etchings example execute executed executee exhibited exhibition expose exposee exposition fabricated fabrication
fabrique fabriquee fait faite fondation fonde fondee fondu fondue fonte founded frappe frappee frottages gift given
gouaches grave gravee gravure impr impression imprime imprimee inauguration inaugure inauguree inscribed inscrit
inscrite installation installe installed installee inventaire inventorie issued journal journals legs legue leguee
lithograph lithographie lithographs made magazine magazines mailed manufactured marked materielle minted model modele
modeled modelled modifie modified modifiee monotypes mort morte naissance ne negatif negative newspaper newspapers
object painted painting paintings peint peinte performed photograph photographed photographie photographs piece plate
plates portfolio postmarked pressing print printed printing prints produced production produit produite project
publication publie publiee published purchase purchased realise realised realisee realized reassembled recast received
reconstructed reconstruction reconstruit recreated recu reedite reedition refabricated reimpression reissued released
relie reliure remade remanie remaniee remplace repainted repaired replica replique reprinted reprinting repris reprise
reproduced reproduction reproductions restauration restaure restauree restoration restored retouche retouchee revised
reworked screenprints sculpte sculptee sculpture sign signature signe signed signee stamped struck supplement taken
tirage tire tiree title transcript transfere transferee transfert transforme transformee typed used utilise utilisee
versement version watercolors woodcut woodcuts work works woven written
"""
_FIRST_EVENTS = "cast edition executed exhibited made performed print printed produced publication published"

# Several words that mean one thing together.
_PHRASES: dict[Meaning, tuple[str, ...]] = {
    ("bound", BY): (
        "no later than", "not later than", "not after", "up to", "pas apres", "au plus tard", "au plus tard en",
        "jusqu'en", "jusqu'a", "jusqu'au",
    ),
    ("bound", FROM): (
        "no earlier than", "not earlier than", "not before", "pas avant", "a partir de", "a partir du", "au plus tot",
        "au plus tot en",
    ),
    ("bound", BEFORE): (
        "av.", "prior to", "earlier than", "anterieur a", "anterieure a", "anterieurement a", "ante quem",
        "terminus ante quem",
    ),
    ("bound", AFTER): (
        "ap.", "later than", "posterieur a", "posterieure a", "posterieurement a", "post quem", "terminus post quem",
    ),
    ("bound after", BY): (
        "or before", "or earlier", "and earlier", "and before", "ou avant", "et avant", "ou plus tot",
    ),
    ("bound after", FROM): (
        "or after", "or later", "and later", "and after", "onwards", "onward", "ou apres", "et apres", "ou plus tard",
        "et plus tard",
    ),
    ("circa", 0): ("aux environs de", "aux alentours de", "environs de", "autour de", "plus ou moins", "v."),
    ("uncertain", 0): ("sans doute", "peut-etre"),
    ("or", 0): ("et/ou", "and/or"),
    ("open end", 0): ("en cours", "a nos jours", "nos jours", "a ce jour", "aujourd'hui", "to the present"),
    ("derivation", 0): (
        "original", "after a", "after an", "after the", "after original", "after lost", "close to the", "d'apres",
    ),
    ("event", 0): ("depot legal", *(f"first {word}" for word in _FIRST_EVENTS.split())),
}  # fmt: skip


_SPACES = re.compile(r"\s+")
_AROUND_SLASH = re.compile(r" ?/ ?")
# The letters and marks of French, at once; all others are taken apart by Unicode.
_PLAIN = str.maketrans("’‘ʼ´‐‑−‒—―àâäçéèêëîïôöùûüÿ\xa0", "''''---–––aaaceeeeiioouuuy ")


def folded(text: str) -> str:
    """Return the text in lower case, without accents, in plain letters, figures, spaces and marks (Unicode NFKD)."""
    plain = text.lower()
    if not plain.isascii():
        plain = plain.translate(_PLAIN)
        if not plain.isascii():
            decomposed = unicodedata.normalize("NFKD", plain)
            plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    plain = _SPACES.sub(" ", plain).strip()
    return _AROUND_SLASH.sub("/", plain) if "/" in plain else plain


def _lexicon() -> dict[str, Meaning]:
    known: dict[str, Meaning] = dict.fromkeys(_EVENTS.split(), ("event", 0))
    for kind, words in _KINDS.items():
        known.update(dict.fromkeys(words.split(), (kind, 0)))
    numbered: dict[Kind, dict[int, str]] = {
        "ordinal": _ORDINALS, "part": _PARTS, "fraction": _FRACTIONS, "bound": _BOUNDS, "month": _MONTHS,
        "season": _SEASONS, "republican month": _REPUBLICAN_MONTHS,
    }  # fmt: skip
    for kind, table in numbered.items():
        for number, words in table.items():
            known.update(dict.fromkeys(words.split(), (kind, number)))
    return known


WORDS = _lexicon()
# An ordinal with a hyphen is one word, which only the pattern of phrases can keep together.
PHRASES: dict[str, Meaning] = {word: meaning for meaning, phrases in _PHRASES.items() for word in phrases} | {
    word: meaning for word, meaning in WORDS.items() if "-" in word
}
