"""The formats that records are harvested in, and the output format that writes each (OAI-PMH 2.0, section 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from app.publication.output_format import OutputFormat, output_formats


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    """A format of the protocol: its prefix, the address of its XML schema, its namespace, and who writes it."""

    prefix: str
    schema: str
    namespace: str
    output: OutputFormat


# Prefix, key of the output format, schema, namespace: as the guardians of each format publish them.
_OFFERED = (
    (
        "oai_dc",
        "oai_dc",
        "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
        "http://www.openarchives.org/OAI/2.0/oai_dc/",
    ),
    ("lido", "lido", "http://www.lido-schema.org/schema/v1.1/lido-v1.1.xsd", "http://www.lido-schema.org"),
    ("edm", "edm", "http://www.europeana.eu/schemas/edm/EDM.xsd", "http://www.europeana.eu/schemas/edm/"),
    ("mods", "mods", "http://www.loc.gov/standards/mods/v3/mods-3-7.xsd", "http://www.loc.gov/mods/v3"),
    (
        "linked-art",
        "rdfxml",
        "http://www.openarchives.org/OAI/2.0/rdf.xsd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    ),
)


def metadata_formats() -> dict[str, MetadataFormat]:
    """Return the formats on offer by their prefixes: those of which there is an output format."""
    written = {one.key: one for one in output_formats()}
    return {
        prefix: MetadataFormat(prefix, schema, namespace, written[key])
        for prefix, key, schema, namespace in _OFFERED
        if key in written
    }
