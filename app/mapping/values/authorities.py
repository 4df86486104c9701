"""Identifiers of shared authorities, as catalogues write them: an address, a CURIE, or a number beside the list's name.

Each authority has one form of address here, the one that it asks to be cited by; other forms (https, a trailing slash,
the page instead of the thing) become that one, so that two records that mean the same agent link to the same address.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from msgspec import Struct


class Authority(Struct, frozen=True):
    """One authority: its key, the address before the number, the form of a number, its names and addresses.

    `names` are what a source attribute or a CURIE calls it, in lower case. `addresses` is a pattern of its addresses
    whose one group is the number.
    """

    key: str
    base: str
    number: str
    names: tuple[str, ...]
    addresses: str
    after: str = ""


# Sources: Getty Vocabularies "URIs" page; DNB "GND URIs"; VIAF "Permalinks"; Wikidata "Concept URI"; GeoNames "Linked
# Data" (a slash at the end); CHIN's Nomenclature (nomenclature.info); ISNI "URI"; id.loc.gov; Iconclass; Nomisma; RKD.
AUTHORITIES: Final = (
    Authority(
        "aat", "http://vocab.getty.edu/aat/", r"3\d{8}",
        ("aat", "art & architecture thesaurus", "art and architecture thesaurus", "getty aat"),
        r"vocab\.getty\.edu/(?:page/|resource/)?aat/(\d+)|"
        r"getty\.edu/vow/AATFullDisplay\?.*?subjectid=(\d+)",
    ),
    Authority(
        "ulan", "http://vocab.getty.edu/ulan/", r"500\d{6}",
        ("ulan", "union list of artist names", "getty ulan"),
        r"vocab\.getty\.edu/(?:page/|resource/)?ulan/(\d+)(?:-agent)?|"
        r"getty\.edu/vow/ULANFullDisplay\?.*?subjectid=(\d+)",
    ),
    Authority(
        "tgn", "http://vocab.getty.edu/tgn/", r"[1-9]\d{6}",
        ("tgn", "thesaurus of geographic names", "getty tgn", "getty thesaurus of geographic names"),
        r"vocab\.getty\.edu/(?:page/|resource/)?tgn/(\d+)(?:-place)?|"
        r"getty\.edu/vow/TGNFullDisplay\?.*?subjectid=(\d+)",
    ),
    Authority(
        "gnd", "https://d-nb.info/gnd/", r"(?:1[0-9]?)?\d{7,9}[0-9X]|[47]\d{6}-[0-9X]|\d{1,8}-[0-9X]",
        ("gnd", "gemeinsame normdatei", "dnb", "d-nb", "pnd", "swd", "gkd", "de-588"),
        r"(?:portal\.)?d-nb\.(?:info|de)/(?:gnd/|.*?nid%3D)([0-9X-]+)|lobid\.org/gnd/([0-9X-]+)",
    ),
    Authority(
        "viaf", "http://viaf.org/viaf/", r"\d{1,22}",
        ("viaf", "virtual international authority file"),
        r"viaf\.org/(?:[a-z]{2}/)?viaf/(\d+)",
    ),
    Authority(
        "wikidata", "http://www.wikidata.org/entity/", r"Q\d{1,10}",
        ("wikidata", "wd", "wikidata id", "wikidataid", "qid"),
        r"wikidata\.org/(?:entity|wiki|resource)/(Q\d+)",
    ),
    Authority(
        "geonames", "https://sws.geonames.org/", r"\d{1,9}",
        ("geonames", "gn", "geonames id"),
        r"(?:[a-z]+\.)?geonames\.org/(\d+)(?:/[a-z0-9_.-]*)?",
        after="/",
    ),
    Authority(
        "nomenclature", "https://nomenclature.info/nom/", r"\d{1,6}",
        ("nomenclature", "nom", "nomenclature for museum cataloging", "nomenclature.info"),
        r"(?:www\.)?nomenclature\.info/(?:nom/|parcourir-browse\.app\?.*?id=)(\d+)",
    ),
    Authority(
        "isni", "https://isni.org/isni/", r"\d{15}[0-9X]",
        ("isni", "iso 27729"),
        r"(?:www\.)?isni\.org/(?:isni/)?(?:page/)?([0-9X ]{16,19})",
    ),
    Authority(
        "lcnaf", "http://id.loc.gov/authorities/names/", r"n[a-z]{0,2}\d{6,10}",
        ("lcnaf", "naf", "lccn", "lc/naco"),
        r"id\.loc\.gov/(?:rwo/agents|authorities/names)/(n[a-z]{0,2}\d+)",
    ),
    Authority(
        "lcsh", "http://id.loc.gov/authorities/subjects/", r"sh\d{6,10}",
        ("lcsh",),
        r"id\.loc\.gov/authorities/subjects/(sh\d+)",
    ),
    Authority(
        "relators", "http://id.loc.gov/vocabulary/relators/", "[a-z]{3}",
        ("marcrelator", "relators", "marc relators"),
        r"id\.loc\.gov/vocabulary/relators/([a-z]{3})",
    ),
    Authority(
        "iconclass", "https://iconclass.org/", r"\d[0-9A-Z()+ ]{0,60}",
        ("iconclass", "ic"),
        r"(?:www\.)?iconclass\.(?:org|nl)/(?:rkd/|help/)?([^/?#]+)",
    ),
    Authority(
        "nomisma", "http://nomisma.org/id/", "[a-z][a-z0-9_.-]{1,80}",
        ("nomisma", "nmo"),
        r"(?:www\.)?nomisma\.org/id/([^/?#]+)",
    ),
    Authority(
        "rkdartists", "https://rkd.nl/explore/artists/", r"\d{1,7}",
        ("rkdartists", "rkd"),
        r"(?:www\.)?rkd\.nl/(?:[a-z]{2}/)?(?:explore/)?artists/(\d+)",
    ),
)  # fmt: skip

_BY_NAME: Final = {name: authority for authority in AUTHORITIES for name in authority.names}
_ADDRESS: Final = re.compile(r"^(?:https?:)?//|^(?:www\.)?(?=[a-z0-9.-]+\.(?:org|edu|info|gov|nl|de)/)", re.IGNORECASE)
_PATTERNS: Final = tuple(
    (authority, re.compile(rf"^(?:https?:)?(?://)?(?:www\.)?(?:{authority.addresses})[/#]?(?:[?#].*)?$", re.IGNORECASE))
    for authority in AUTHORITIES
)
_NUMBERS: Final = {authority.key: re.compile(f"(?:{authority.number})") for authority in AUTHORITIES}
_CURIE: Final = re.compile(
    r"^[\s(\[]*([A-Za-z][A-Za-z0-9 .&/_-]{1,40}?)\s*(?:[:)\]]|\s(?:ID|no\.?|#)\s*:?)\s*(\S.{0,60})$"
)
_SOURCE_WORDS: Final = re.compile(r"[^a-z0-9&./ -]+")
# The order in which one of several is taken where only one can be: what is made for museums comes first.
_PREFERENCE: Final = {authority.key: place for place, authority in enumerate(AUTHORITIES)}


@lru_cache(maxsize=16384)
def authority_address(text: str, source: str = "") -> str | None:
    """Return the address of an authority's concept, agent or place that a text names, in the authority's own form.

    The text is an address (`https://vocab.getty.edu/page/ulan/500115493`), a CURIE (`ulan:500115493`, `(DE-588)118...`)
    or a bare number, when `source` says whose it is (an attribute, a heading). None when it is none of these.
    """
    written = text.strip().strip("<>")
    if not written or len(written) > 300:  # noqa: PLR2004  # no identifier is so long
        return None
    if _ADDRESS.match(written):
        return _of_address(written)
    curie = _CURIE.match(written)
    if curie is not None:
        named = authority_named(curie[1])
        found = _with_number(named, curie[2]) if named is not None else None
        if found is not None:
            return found
    named = authority_named(source)
    if named is not None:
        return _with_number(named, written)
    return "http://www.wikidata.org/entity/" + written.upper() if re.fullmatch(r"[Qq][1-9]\d{1,9}", written) else None


def _of_address(written: str) -> str | None:
    for authority, pattern in _PATTERNS:
        match = pattern.match(written)
        if match is not None:
            number = next(group for group in match.groups() if group)
            return _with_number(authority, number)
    return None


def _with_number(authority: Authority, written: str) -> str | None:
    number = written.strip().rstrip("/")
    if authority.key == "isni":
        number = number.replace(" ", "").replace("-", "")
    if authority.key in {"wikidata", "isni", "gnd"}:
        number = number.upper()
    if not _NUMBERS[authority.key].fullmatch(number):
        return None
    return f"{authority.base}{number.replace(' ', '%20')}{authority.after}"


@lru_cache(maxsize=4096)
def authority_named(source: str) -> Authority | None:
    """Return the authority that a word, an attribute or its address names: `ULAN`, `http://vocab.getty.edu/aat/`."""
    words = _SOURCE_WORDS.sub(" ", source.casefold()).strip()
    if not words:
        return None
    exact = _BY_NAME.get(words)
    if exact is not None:
        return exact
    for authority in AUTHORITIES:
        if authority.base.split("//")[1].rstrip("/") in words:
            return authority
    pieces = set(re.split(r"[\s/._-]+", words))
    return next((authority for authority in AUTHORITIES if authority.key in pieces), None)


def best_address(addresses: Iterable[str]) -> str | None:
    """Return the address to take where only one can be: of the authority that museums use most, else the first."""
    known = list(dict.fromkeys(addresses))
    return min(known, key=_rank) if known else None


def authority_key(address: str) -> str:
    """Return a short name for what an address names, by which an institution can call it: `ulan-500115493`."""
    for authority in AUTHORITIES:
        if address.startswith(authority.base):
            return f"{authority.key}-{address[len(authority.base) :].strip('/')}"
    return address


def _rank(address: str) -> int:
    for authority in AUTHORITIES:
        if address.startswith(authority.base):
            return _PREFERENCE[authority.key]
    return len(AUTHORITIES)
