"""The words inside names: those of companies and other groups, titles, particles, generations."""

from __future__ import annotations

import re
from typing import Final

# From the names of MoMA, Tate, Joconde and the Canada Science and Technology Museum.
_GROUP = (
    r"ltd|limited|ltée|inc|incorporated|co|company|compagnie|cie|corp|corporation|llc|llp|gmbh|a\.?g\.?|"
    r"s\.a\.(?:r\.l\.)?|sarl|plc|k\.k\.|n\.v\.|b\.v\.|brothers|bros|frères|gebrüder|sisters|sœurs|soeurs|maison|"
    r"manufactures?|manufactory|fabrique|usines?|factory|ateliers?|studios?|imprimerie|imagerie|éditions|editions|"
    r"edizioni|press|presses|publishing|publishers|société|society|association|associates|associés|associées|"
    r"partners|partnership|group|groupe|collective|collectif|cooperative|coopérative|university|université|college|"
    r"collège|museum|musée|institute|institut|institution|library|bibliothèque|observatory|observatoire|department|"
    r"ministère|ministry|office|bureau|bureaux|agency|agence|foundation|fondation|works|mills|foundry|foundries|"
    r"fonderie|fonderies|pottery|poterie|workshops?|schools?|école|church|église|council|conseil|commission|gallery|"
    r"galerie|architects|architectes|design team|team|club|family|famille|congrégation|communauté|community|guild|"
    r"guilde|tribe|nation|band|orchestra|orchestre|troupe|films?|pictures|records|industries|enterprises|"
    r"laboratories|laboratory|laboratoires?|centre|center|project|projet|service|services|system|systems|"
    r"international|products|magazine|journal|& ?(?:co|cie|fils|sons?|gendres?)|et (?:cie|fils|associés|compagnie)"
)
GROUP: Final = re.compile(rf"(?<!\w)(?:{_GROUP})(?!\w)", re.IGNORECASE)
TOWN: Final = re.compile(
    r"^(?:ville|cité|city|town|government|gouvernement|comté|county|province|république|republic|royaume|état|state) "
    r"(?:de |du |d'|des |of )",
    re.IGNORECASE,
)
# Two names joined make a group: `Gilbert & George`, `HUET & LIGIER`, `Lucy and Eegyudluk`.
JOINED: Final = re.compile(r"\w[\w.’'-]*\s+(?:&|et|and|und|och|\+)\s+[A-ZÀ-Ý]")
SEVERAL: Final = re.compile(
    r"(?:various(?: artists| makers)?|divers(?: artistes| auteurs)?|plusieurs(?: artistes)?)", re.IGNORECASE
)
SCHOOL: Final = re.compile(r"\bSchool(?: \d{1,2}th(?: or \d{1,2}th)? century)?$|^école (?!de |d'|du )", re.IGNORECASE)
NO_SCHOOL_OF: Final = re.compile(
    r"^(?:beaux[- ]arts|arts?\b|métiers|design|architecture|médecine|the arts|art\b|des )", re.IGNORECASE
)

_TITLES_WORDS = (
    "dr dr. docteur prof prof. professor professeur sir lord lady dame rev rev. reverend révérend the hon. mr mr. "
    "mrs mrs. ms ms. miss m. mme mme. mlle mlle. melle madame mademoiselle monsieur abbé père sœur soeur frère "
    "captain capt. col. colonel général gen. major maj. lt. lt lieutenant comte comtesse count countess baron "
    "baronne duc duchesse prince princess princesse prinz graf chevalier esq esq. st saint fr. br. me maître"
)
TITLES: Final = frozenset(_TITLES_WORDS.split())
_PARTICLES_WORDS = (
    "de du des d' le la les l' van von der den ter ten te da di del della dos das do af av zu zum zur el al bin ben "
    "ibn mac st saint y e"
)
PARTICLES: Final = frozenset(_PARTICLES_WORDS.split())
_GENERATIONS_OF_ONE_WORD_WORDS = (
    "jr jr. sr sr. junior senior i ii iii iv v père fils aîné aînée jeune cadet ancien d.ä. d.y. l'aîné l'ancien ainé"
)
_GENERATIONS_OF_ONE_WORD = frozenset(_GENERATIONS_OF_ONE_WORD_WORDS.split())
GENERATIONS: Final = _GENERATIONS_OF_ONE_WORD | {"the elder", "the younger", "le jeune", "le vieux", "the hon."}
