"""What kind of event a source speaks of: the concepts of LIDO's terminology and of AAT, and words in five languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from app.core.record import EventKind

# LIDO Terminology, event types (terminology.lido-schema.org, lido00001 to lido00034 and lido00223 to lido00228).
_LIDO: Final[dict[str, EventKind]] = {
    "lido00001": "acquisition", "lido00002": "finding", "lido00005": "provenance", "lido00006": "modification",
    "lido00007": "production", "lido00008": "modification", "lido00009": "provenance", "lido00010": "finding",
    "lido00011": "use", "lido00012": "production", "lido00013": "production", "lido00021": "modification",
    "lido00025": "production", "lido00026": "provenance", "lido00027": "provenance", "lido00028": "production",
    "lido00029": "modification", "lido00030": "use", "lido00031": "production", "lido00033": "finding",
    "lido00034": "modification", "lido00223": "provenance", "lido00224": "production", "lido00225": "exhibition",
    "lido00227": "provenance", "lido00228": "publication",
}  # fmt: skip
_AAT: Final[dict[str, EventKind]] = {
    "300404387": "production", "300054713": "production", "300417637": "acquisition", "300157782": "acquisition",
    "300054766": "exhibition", "300055863": "provenance", "300054686": "publication", "300054328": "finding",
}  # fmt: skip
_WORDS: Final[dict[EventKind, str]] = {
    "production": "production|creation|création|herstellung|entstehung|tillkomst|fabrication|manufacture|designing|"
    "design|conception|entwurf|making|creation of work|exécution|execution|printing|impression|casting|réalisation|"
    "completion|execution of design|beginning of existence|manufacturing|vervaardiging|tillverkning",
    "modification": "modification|part addition|part removal|restoration|restauration|restaurierung|conservation|"
    "alteration|transformation|veränderung|bearbeitung|umarbeitung|ändring|treatment|traitement|réparation",
    "acquisition": "acquisition|erwerb|erwerbung|förvärv|purchase|gift|donation|achat|don|legs|ankauf|zugang|accession|"
    "accessioning|entry|transfer of ownership|change of legal title|verwerving",
    "finding": "finding|find|excavation|collecting|collection|découverte|fouille|fund|ausgrabung|aufsammlung|"
    "discovery|field collection|récolte|collecte|aufnahme|entdeckung",
    "use": "use|usage|utilisation|verwendung|gebrauch|nutzung|användning|gebruik|performance|représentation",
    "exhibition": "exhibition|exposition|ausstellung|utställning|tentoonstelling",
    "publication": "publication|publishing|veröffentlichung|verlag|édition|edition|herausgabe|publikation|issue|"
    "emission",
    "provenance": "provenance|loss|destruction|move|move of object|transfer of custody|change of physical control|"
    "provenance event|ownership|perte|verlust|besitz|provenienz|change of ownership|end of existence|dépôt|"
    "standortwechsel|vol|theft",
    "other": "event non specified|non specified|nicht spezifiziert",
}  # fmt: skip
_BY_WORD: Final = {word: kind for kind, words in _WORDS.items() for word in words.split("|")}


@lru_cache(maxsize=4096)
def read_event_kind(text: str) -> EventKind | None:
    """Return the kind of event that a concept's address or a word names; None when it is not known."""
    written = text.strip().rstrip("/")
    last = written.rsplit("/", 1)[-1].rsplit("#", 1)[-1] if "://" in written else written
    if "getty.edu" in written or last in _AAT:
        return _AAT.get(last)
    known = _LIDO.get(last.casefold())
    if known is not None:
        return known
    word = " ".join(last.replace("_", " ").casefold().split())
    return _BY_WORD.get(word) or _BY_WORD.get(word.partition(" (")[0])
