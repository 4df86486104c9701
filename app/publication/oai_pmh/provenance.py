"""Where a harvested record came from, as OAI-PMH tells it: the provenance container in the record's `about`.

Implementation guidelines for OAI-PMH, "XML schema to hold provenance information in the 'about' part of a record".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from app.publication.xml_text import utc_seconds, xml_text

_NAMESPACE = "http://www.openarchives.org/OAI/2.0/provenance"
_SCHEMA = "http://www.openarchives.org/OAI/2.0/provenance.xsd"
# OAI-PMH 2.0, section 3.3.1 (UTCdatetimeType): a day, or a second in UTC.
_DATESTAMP = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?")


@dataclass(frozen=True, slots=True)
class Harvested:
    """What a repository said of a record: its own address, its name for it, its datestamp, the form, and when (UTC)."""

    base_url: str
    identifier: str
    datestamp: str
    metadata_namespace: str
    harvested: datetime


def provenance(origin: Harvested) -> bytes | None:
    """Return the container, or None where the source is no OAI-PMH repository: the schema wants what only they tell.

    What we publish is always another document than what was harvested, hence `altered`.
    """
    if not (origin.metadata_namespace and origin.identifier and _DATESTAMP.fullmatch(origin.datestamp)):
        return None
    told = (
        ("baseURL", origin.base_url),
        ("identifier", origin.identifier),
        ("datestamp", origin.datestamp),
        ("metadataNamespace", origin.metadata_namespace),
    )
    elements = "".join(f"<{name}>{xml_text(text)}</{name}>" for name, text in told)
    return (
        f'<provenance xmlns="{_NAMESPACE}" xsi:schemaLocation="{_NAMESPACE} {_SCHEMA}">'
        f'<originDescription harvestDate="{utc_seconds(origin.harvested)}" altered="true">{elements}'
        "</originDescription></provenance>"
    ).encode()
