"""The context of the SCHEMA-AP-NDE form: schema.org's terms in the namespace that the profile asks for.

schema.org's own context, by its address, says `http://schema.org/`; the profile's newer versions ask publishers for
`https://schema.org/`. Both forms of a record have the same tree below their contexts.
"""

from __future__ import annotations

_ADDRESSES = (
    "acquireLicensePage additionalType contentUrl image license mainEntityOfPage sameAs sdLicense thumbnailUrl url"
)
_DATES = "birthDate dateCreated deathDate dissolutionDate foundingDate sdDatePublished"

NDE_CONTEXT: dict[str, str | dict[str, str]] = {
    "@vocab": "https://schema.org/",
    **{name: {"@id": f"https://schema.org/{name}", "@type": "@id"} for name in _ADDRESSES.split()},
    **{name: {"@id": f"https://schema.org/{name}", "@type": "https://schema.org/Date"} for name in _DATES.split()},
}
