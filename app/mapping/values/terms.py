"""Terms: one word of a vocabulary, its doubt, and what catalogues write where there is none.

*Unknown* is knowledge: somebody looked and did not find. *Not recorded* is its absence: nobody wrote anything.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from app.core.record import Term
from app.mapping.values.cells import split_values
from app.mapping.values.materials import split_materials

__all__ = ["is_not_recorded", "is_unknown", "read_term", "split_materials", "split_values"]

_UNCERTAIN_AFTER = re.compile(
    r"\s*(?:\(\s*(?:\?|possibly|probably|possible|uncertain|peut-être|probable|probablement|incertain|sans doute)\s*\)"
    r"|\[\s*\?\s*\]|\?|\s[-–]\s(?:possible|probable|possibly|probably))\s*$",
    re.IGNORECASE,
)
_UNCERTAIN_BEFORE = re.compile(
    r"^(?:\(\?\)\s*|\?\s*|(?:possibly|probably|perhaps|peut-être|probablement|sans doute|possiblement)(?!\w)\s*:?\s*)",
    re.IGNORECASE,
)

# What catalogues write for "researched and not known", with the noun it may come with. From the cells of the museums
# that this reader was measured on, the French and English forms of CHIN's data dictionaries, and two neighbours.
_UNKNOWN = re.compile(
    r"(?:(?:l['’]\s?)?(?:artiste?s?|artists?|auteure?s?|authors?|makers?|fabricante?s?|manufacturers?|photographer?s?|"
    r"photographes?|dates?|lieux?|places?|locations?|origine?s?|provenance|nationalit(?:y|é)|mat(?:erial|ériau)s?|"
    r"culture|période|period|titre|title|nom|name|créateurs?|creators?|sculpt(?:eu|o)rs?|peintres?|painters?|"
    r"graveurs?|engravers?|designers?|architectes?|architects?)\s*:?\s*)?"
    r"(?:inconnue?s?|unknown|anonymes?|anonymous|anon\.?|anonymus|unidentified|undetermined|indéterminée?s?|"
    r"non identifiée?s?|non déterminée?s?|not known|not identified|unbekannt(?:er?)?|okänd|"
    r"ignorée?s?|desconocid[oa]|sconosciut[oa]|onbekend|auteur non identifié|author unknown)"
    r"(?:\s+(?:artiste?s?|artists?|auteure?s?|author|maker|manufacturer|photographer|photographe|date|place|origin|"
    r"designer|architect|painter|sculptor|engraver|printmaker|creator|provenance|nationality|material))?|\?+",
    re.IGNORECASE,
)
_NOT_RECORDED = re.compile(
    r"[-–—_./*\s]*|n\s?/\s?[ad]|n\.\s?a\.?|s\s?[./]\s?o\.?|sans objet|"
    r"non (?:renseigné|précisé|spécifié|indiqué|communiqué|"
    r"disponible|applicable|documenté|saisi)e?s?|pas renseignée?s?|à (?:compléter|déterminer|préciser|venir)|"
    r"not (?:recorded|specified|stated|given|available|applicable|entered|provided|documented|set)|"
    r"unspecified|unrecorded|to be (?:determined|completed|confirmed|advised)|tbd|tba|tbc|null|nil|nan|vide|blank|"
    r"empty|#n/a|#n/d|#value!|#ref!|#valeur!|ingen uppgift|keine angaben?|k\. ?a\.",
    re.IGNORECASE,
)
_LONGEST_PHRASE: Final = 60
_EXPORTED_NOTHING: Final = frozenset({"None", "\\N", "<NA>", "undefined"})  # what programs write for an empty cell


@lru_cache(maxsize=16384)
def read_term(text: str) -> Term | None:
    """Return the term that the text is, None when it is blank; `chêne ?` and `possibly oak` are uncertain terms."""
    written = " ".join(text.split())
    label = _UNCERTAIN_BEFORE.sub("", _UNCERTAIN_AFTER.sub("", written)).strip()
    if not label:
        return Term(label=written) if written else None
    return Term(label=label, uncertain=label != written)


def is_unknown(text: str) -> bool:
    """Tell whether the text says that the thing was looked for and is not known: `inconnu`, `artist unknown`, `?`."""
    return len(text) <= _LONGEST_PHRASE and _UNKNOWN.fullmatch(_bare(text)) is not None


def is_not_recorded(text: str) -> bool:
    """Tell whether the text says that nothing was recorded: blank, `-`, `n/a`, `s.o.`, `Non renseigné`, `null`."""
    if len(text) > _LONGEST_PHRASE:
        return not text.strip()
    return _says_nothing(text)


@lru_cache(maxsize=16384)
def _says_nothing(text: str) -> bool:
    bare = _bare(text)
    return bare in _EXPORTED_NOTHING or _NOT_RECORDED.fullmatch(bare) is not None


def _bare(text: str) -> str:
    return text.strip().strip("()[]").strip().rstrip(".") if text else ""
