"""Licences and rights statements by their canonical addresses: those of Creative Commons and RightsStatements.org."""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.absolute_iri import absolute_iri

_CREATIVE_COMMONS = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/(licenses|publicdomain)/([a-z-]+)/(\d\.\d)(?:/([a-z]{2,8}))?(?:/.*)?$",
    re.IGNORECASE,
)
_DEED = re.compile(r"deed|legalcode", re.IGNORECASE)
_STATEMENT = re.compile(
    r"https?://(?:www\.)?rightsstatements\.org/(?:vocab|page|data)/([A-Za-z-]+)/(\d\.\d)(?:/.*)?$", re.IGNORECASE
)
# RightsStatements.org: nobody has evaluated the copyright status; what is so when a museum states none.
NOT_EVALUATED = "http://rightsstatements.org/vocab/CNE/1.0/"


def secure(given: str | None) -> str | None:
    """Return a licence's address as its publisher's pages have it: Creative Commons under `https`."""
    iri = canonical(given)
    return iri if iri is None else iri.replace("http://creativecommons.org/", "https://creativecommons.org/", 1)


@lru_cache(maxsize=1024)
def canonical(given: str | None) -> str | None:
    """Return a licence's address as its publisher writes it in data: `http`, without `deed.fr`.

    An address of any other statement is returned as it is; None where it is no address.
    """
    if not given:
        return None
    found = _CREATIVE_COMMONS.match(given.strip())
    if found is not None:
        kind, name, version, port = found.groups()
        ported = f"{port.lower()}/" if port and not _DEED.match(port) else ""
        return f"http://creativecommons.org/{kind.lower()}/{name.lower()}/{version}/{ported}"
    found = _STATEMENT.match(given.strip())
    if found is not None:
        return f"http://rightsstatements.org/vocab/{found[1]}/{found[2]}/"
    iri = absolute_iri(given)
    return iri if iri is not None and iri.startswith("http") else None
