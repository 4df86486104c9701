"""The words of attributions, by the qualifier that they mean: French, English, and what Sweden and Germany write.

Sources: CHIN's *attribution qualifier*, the author field (AUTR) of Joconde's *Système descriptif*, the roles of Tate's
contributors, the qualifiers of Nationalmuseum. The order is that of trial: the more specific come first.
"""

from __future__ import annotations

import re
from typing import Final

from app.core.record import AttributionQualifier

_FORMERLY_ATTRIBUTED_TO = (
    r"formerly attributed to|formerly given to|previously attributed to|"
    r"ancienne(?:ment)? attribu(?:tion(?: à)?|ée? à)|attribué(?:e)? autrefois à|autrefois attribuée? à|"
    r"tidigare attribution|tidigare attribuerad till|früher zugeschrieben"
)
_COPY_OF = (
    r"cop(?:y|ies) (?:after|of|by)|copied from|copie (?:d'après|de|d'|du)|copie|fri kopia efter|kopia efter|"
    r"kopie nach"
)
_MANNER_OF = (
    r"(?:in the )?manner of|à la manière (?:de|d'|du)|manière (?:de|d'|du)|dans le goût (?:de|d'|du)|imitator of|"
    r"imitateur (?:de|d'|du)|genre (?:de|d'|du)|in the style and manner of|hans art|hennes art|art nach|manière"
)
_STYLE_OF = r"(?:in the )?style of|(?:dans le )?style (?:de|d'|du)"
_ATTRIBUTED_TO = (
    r"attributed to|attrib\. to|attr\. to|attribuée?s? à|attribuée?s? au|attribution à|attr\. à|attributed|"
    r"attribuée?|attrib\.|attr\.|attribution|tillskriven|attribuerad till|alternativ attribution|zugeschrieben"
)
_POSSIBLY_BY = (
    r"possibly(?: by)?|probably(?: by)?|perhaps(?: by)?|doubtfully attributed to|peut-être(?: par)?|"
    r"probablement(?: par)?|osäker attribution"
)
_AFTER = r"(?:prints? |design )?after|d'après(?: un modèle de)?|from a design by|efter|nach"
_STUDIO_OF = (
    r"(?:and )?studio(?: of)|workshop of|from the workshop of|and (?:a )?(?:studio|workshop)|"
    r"(?:de l')?atelier (?:de|d'|du|des)|et atelier|hans ateljé|hennes ateljé|werkstatt(?: von)?|atelier|workshop|"
    r"studio"
)
_CIRCLE_OF = (
    r"(?:in the )?circle of|associated with|entourage (?:de|d'|du)|cercle (?:de|d'|du)|umkreis(?: von)?|entourage|"
    r"cercle|associate of"
)
_FOLLOWER_OF = (
    r"followers? of|suiveurs? (?:de|d'|du)|pupils? of|and (?:a )?pupils?|élèves? (?:de|d'|du)|nachfolger(?: von)?|"
    r"suiveur|élève|pupil|follower"
)
_SCHOOL_OF = r"school of|école (?:de|d'|du)|hans skola|schule(?: von)?|école|school"
_PSEUDONYM = r"pseudonyme?|pseudo\.?"
_ASSISTED_BY = (
    r"assisted by|and assistants?|with the assistance of|avec l'aide de|avec l'assistance de|et ses assistants|"
    r"assistée? (?:de|par)"
)
QUALIFIERS: Final[tuple[tuple[AttributionQualifier, str], ...]] = (
    ("formerly attributed to", _FORMERLY_ATTRIBUTED_TO),
    ("copy of", _COPY_OF),
    ("manner of", _MANNER_OF),
    ("style of", _STYLE_OF),
    ("attributed to", _ATTRIBUTED_TO),
    ("possibly by", _POSSIBLY_BY),
    ("after", _AFTER),
    ("studio of", _STUDIO_OF),
    ("circle of", _CIRCLE_OF),
    ("follower of", _FOLLOWER_OF),
    ("school of", _SCHOOL_OF),
    ("pseudonym", _PSEUDONYM),
    ("assisted by", _ASSISTED_BY),
)

# Only some may stand before a name without more ado: `Atelier TAG` is a group, `Atelier de Rubens` a qualification.
_BARE_WORDS = (
    r"atelier attr\. attrib\. attributed attribution attribuée? cercle copie entourage follower manière pupil school "
    "studio suiveur workshop école élève"
)
_BARE: Final = frozenset(_BARE_WORDS.split())


def _alternatives(written: str) -> list[str]:
    """Return the top-level alternatives of a pattern."""
    parts, depth, start = [], 0, 0
    for place, character in enumerate(written):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            parts.append(written[start:place])
            start = place + 1
    return [*parts, written[start:]]


def _named(pattern: str, qualifiers: tuple[tuple[AttributionQualifier, str], ...], *, bare: bool) -> str:
    groups = []
    for number, (_, written) in enumerate(qualifiers):
        kept = [part for part in _alternatives(written) if bare or part not in _BARE]
        groups.append(f"(?P<q{number}>{'|'.join(sorted(kept, key=len, reverse=True))})")
    return pattern.format("|".join(groups))


QUALIFIER_BEFORE: Final = re.compile(
    _named(r"^(?:\(?\s*)(?:{})(?:\s*\)|\s*:)?(?:\s+|(?<=['’]))(?=\S)", QUALIFIERS, bare=False), re.IGNORECASE
)
QUALIFIER_ALONE: Final = re.compile(_named(r"^(?:{})$", QUALIFIERS, bare=True), re.IGNORECASE)
