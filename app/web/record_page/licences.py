"""What a licence or a statement of rights lets people do, in words: Creative Commons and RightsStatements.org.

Sources: creativecommons.org/licenses and rightsstatements.org/page; both give their statements in French and English.
"""

from __future__ import annotations

import re

from app.core.text import Text

_CC = re.compile(r"https?://creativecommons\.org/licenses/(by(?:-nc)?(?:-(?:sa|nd))?)/(\d\.\d)(?:/([a-z]{2}))?/?")
_PUBLIC_DOMAIN = re.compile(r"https?://creativecommons\.org/publicdomain/(zero|mark)/1\.0/?")
_STATEMENT = re.compile(r"https?://rightsstatements\.org/(?:vocab|page)/([A-Za-z-]+)/1\.0/?")

_CONDITIONS = {
    "nc": Text("pas d'usage commercial", "no commercial use"),
    "sa": Text("ce qui en est tiré est partagé sous la même licence", "what is made from it is shared alike"),
    "nd": Text("sans modification", "no changes"),
}
_PLAIN = {
    "zero": Text(
        "CC0 1.0: libre de toute condition, comme le domaine public",
        "CC0 1.0: free of any condition, as the public domain",
    ),
    "mark": Text("Domaine public: aucun droit d'auteur connu", "Public domain: no known copyright"),
}
_STATEMENTS = {
    "InC": Text("Protégé par le droit d'auteur", "In copyright"),
    "InC-OW-EU": Text("Protégé: œuvre orpheline (Union européenne)", "In copyright: EU orphan work"),
    "InC-EDU": Text("Protégé: usage éducatif permis", "In copyright: educational use permitted"),
    "InC-NC": Text("Protégé: usage non commercial permis", "In copyright: non-commercial use permitted"),
    "InC-RUU": Text(
        "Protégé: titulaire introuvable ou inconnu", "In copyright: rights-holder unlocatable or unidentifiable"
    ),
    "NoC-CR": Text("Sans droit d'auteur: restrictions contractuelles", "No copyright: contractual restrictions"),
    "NoC-NC": Text("Sans droit d'auteur: usage non commercial seulement", "No copyright: non-commercial use only"),
    "NoC-OKLR": Text(
        "Sans droit d'auteur: d'autres restrictions légales sont connues",
        "No copyright: other known legal restrictions",
    ),
    "NoC-US": Text("Sans droit d'auteur aux États-Unis", "No copyright in the United States"),
    "CNE": Text("Droit d'auteur non évalué", "Copyright not evaluated"),
    "UND": Text("Droit d'auteur indéterminé", "Copyright undetermined"),
    "NKC": Text("Aucun droit d'auteur connu", "No known copyright"),
}


def licence_words(iri: str) -> Text | None:
    """Return what this licence or statement says, or None for one that is not known here."""
    licence = _CC.fullmatch(iri)
    if licence is not None:
        kind, version, country = licence.groups()
        conditions = [_CONDITIONS[part] for part in kind.split("-")[1:]]
        name = f"CC {kind.upper()} {version}{f' {country.upper()}' if country else ''}"
        return Text(
            fr=", ".join((f"{name}: réutilisation permise en citant la source", *(one.fr for one in conditions))),
            en=", ".join((f"{name}: may be reused with credit", *(one.en for one in conditions))),
        )
    plain = _PUBLIC_DOMAIN.fullmatch(iri)
    if plain is not None:
        return _PLAIN[plain.group(1)]
    statement = _STATEMENT.fullmatch(iri)
    return None if statement is None else _STATEMENTS.get(statement.group(1))
