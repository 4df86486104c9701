"""Roles beside names, as the source words them: `(dessinateur, graveur)`, `; fabricant`, `photographer:`."""

from __future__ import annotations

import re
from functools import lru_cache

from app.mapping.values.names.role_table import ROLES, TRADE

_MOST_WORDS = 4
_LISTED = re.compile(r"\s*(?:[,;/+]|\bet\b|\band\b|&)\s*")
_BEFORE = re.compile(r"(?P<role>[^\W\d_][^\d:;,()]{2,30}?)\s*:\s+(?P<name>\S.*)", re.DOTALL)
_MADE = (
    r"(?:designed|made|printed|published|engraved|photographed|painted|drawn|written|manufactured|cast|built|dessiné|"
    r"imprimé|gravé|fabriqué|édité|publié|peint|sculpté|photographié|réalisé|conçu)"
)
_BY = re.compile(
    rf"(?P<role>{_MADE}e?s? (?:by|par)|utförd av|by|par)"
    r"\s*:?\s+(?P<name>[A-ZÀ-Ý].*)",
    re.IGNORECASE | re.DOTALL,
)


@lru_cache(maxsize=8192)
def is_role(text: str) -> bool:
    """Tell whether a text is a role or a trade: one of the table, or a small-letter word that ends as trades do."""
    word = " ".join(text.replace("’", "'").split()).strip(" .")
    folded = word.casefold()
    if not word or len(word.split()) > _MOST_WORDS:
        return False
    if folded in ROLES or folded + "." in ROLES or folded.removesuffix("s") in ROLES:
        return True
    return TRADE.fullmatch(word) is not None


def roles_in(text: str) -> tuple[str, ...] | None:
    """Return the roles that a text lists, or None where it is no list of roles."""
    roles = tuple(piece.strip(" .") for piece in _LISTED.split(text) if piece.strip(" ."))
    return roles if roles and all(is_role(role) for role in roles) else None


def role_before(text: str) -> tuple[str, str] | None:
    """Return the role that begins a text (`Photographer: X`, `imprimé par X`) and the name after it (`by` is none)."""
    by = _BY.fullmatch(text)
    if by is not None:
        role = by["role"]
        return ("" if role.casefold() in {"by", "par"} else role), by["name"]
    match = _BEFORE.fullmatch(text)
    if match is not None and is_role(match["role"]):
        return match["role"].strip(), match["name"]
    return None
