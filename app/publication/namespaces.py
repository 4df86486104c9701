"""The namespaces of the published graph and the prefixes that readable serialisations have for them."""

from __future__ import annotations

import re
from functools import lru_cache

# Always written in this order, so that the same record is the same bytes.
PREFIXES = {
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://www.w3.org/2000/01/rdf-schema#": "rdfs",
    "http://www.w3.org/2001/XMLSchema#": "xsd",
    "http://www.cidoc-crm.org/cidoc-crm/": "crm",
    "https://linked.art/ns/terms/": "la",
    "http://www.ics.forth.gr/isl/CRMsci/": "sci",
    "http://www.ics.forth.gr/isl/CRMdig/": "dig",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://vocab.getty.edu/aat/": "aat",
    "https://w3id.org/concordance/vocabulary/": "cv",
}
# Names that are legal as they are in Turtle (PN_LOCAL) and, when they begin with a letter, in XML (NCName).
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")


def split(iri: str) -> tuple[str, str]:
    """Return an IRI as the namespace up to its last `#` or `/`, and the name after it."""
    at = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:at], iri[at:]


@lru_cache(maxsize=4096)
def short_name(iri: str) -> str | None:
    """Return an IRI as `prefix:name`, or None where no prefix of ours fits."""
    namespace, name = split(iri)
    prefix = PREFIXES.get(namespace)
    return f"{prefix}:{name}" if prefix and _LOCAL.fullmatch(name) else None


def is_local_name(name: str) -> bool:
    """Say whether a name may stand after a prefix without an escape."""
    return _LOCAL.fullmatch(name) is not None
