"""The terms that the stream is described with, as they stand in N-Triples."""

from __future__ import annotations

from datetime import datetime

from app.publication.xml_text import utc_milliseconds

_AS = "https://www.w3.org/ns/activitystreams#"
_DCTERMS = "http://purl.org/dc/terms/"
_LDES = "https://w3id.org/ldes#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_TREE = "https://w3id.org/tree#"
_XSD = "http://www.w3.org/2001/XMLSchema#"

TYPE = f"<{_RDF}type>"
COMMENT = f"<{_RDFS}comment>"

EVENT_STREAM = f"<{_LDES}EventStream>"
EVENT_SOURCE = f"<{_LDES}EventSource>"
RETENTION_POLICY = f"<{_LDES}RetentionPolicy>"
HAS_RETENTION_POLICY = f"<{_LDES}retentionPolicy>"
STARTING_FROM = f"<{_LDES}startingFrom>"
TIMESTAMP_PATH = f"<{_LDES}timestampPath>"
SEQUENCE_PATH = f"<{_LDES}sequencePath>"
VERSION_OF_PATH = f"<{_LDES}versionOfPath>"
VERSION_OBJECT = {
    "created": f"<{_LDES}versionCreateObject>",
    "updated": f"<{_LDES}versionUpdateObject>",
    "withdrawn": f"<{_LDES}versionDeleteObject>",
}
IMMUTABLE = f"<{_LDES}immutable>"

NODE_CLASS = f"<{_TREE}Node>"
ROOT_NODE_CLASS = f"<{_TREE}RootNode>"
VIEW = f"<{_TREE}view>"
MEMBER = f"<{_TREE}member>"
RELATION = f"<{_TREE}relation>"
NODE = f"<{_TREE}node>"
PATH = f"<{_TREE}path>"
VALUE = f"<{_TREE}value>"
SHAPE = f"<{_TREE}shape>"
AT_OR_AFTER = f"<{_TREE}GreaterThanOrEqualToRelation>"
BEFORE = f"<{_TREE}LessThanRelation>"

CREATED = f"<{_DCTERMS}created>"
IS_VERSION_OF = f"<{_DCTERMS}isVersionOf>"
IS_PART_OF = f"<{_DCTERMS}isPartOf>"
TITLE = f"<{_DCTERMS}title>"
RIGHTS = f"<{_DCTERMS}license>"
PUBLISHER = f"<{_DCTERMS}publisher>"
POSITION = "<http://schema.org/position>"

EVENT = {"created": f"<{_AS}Create>", "updated": f"<{_AS}Update>", "withdrawn": f"<{_AS}Delete>"}
TOMBSTONE = f"<{_AS}Tombstone>"


def iri(address: str) -> str:
    """Return an IRI as a term."""
    return f"<{address}>"


def moment(at: datetime) -> str:
    """Return a moment as an xsd:dateTime, in UTC to the millisecond."""
    return f'"{utc_milliseconds(at)}"^^<{_XSD}dateTime>'


def sequence(value: int) -> str:
    """Return a place in the log, 16 digits: it sorts alike as a text (fn:compare, as LDES asks) and as a number."""
    return f'"{value:016d}"'


def truth() -> str:
    """Return the boolean true."""
    return f'"true"^^<{_XSD}boolean>'


def text(value: str, language: str) -> str:
    """Return a text in a language."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"@{language}'
