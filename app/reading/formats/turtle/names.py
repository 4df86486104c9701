"""The names of the CIDOC CRM (any version) as Linked Art calls them; what it has no name for keeps its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.core import linked_art as la
from app.reading.json_ld_nodes import plain_name

# By local name. Sources: the context of Linked Art 1.0; the CRM's own shorter properties, read as what they stand for.
_PROPERTIES: Final = {plain_name(one.iri): one.term for one in vars(la).values() if isinstance(one, la.Property)} | {
    "label": "_label",
    "prefLabel": "_label",
    "sameAs": "equivalent",
    "exactMatch": "equivalent",
    "P46_is_composed_of": "part",
    "P46i_forms_part_of": "part_of",
    "P48_has_preferred_identifier": "identified_by",
    "P102_has_title": "identified_by",
    "P87_is_identified_by": "identified_by",
    "P131_is_identified_by": "identified_by",
    "P149_is_identified_by": "identified_by",
    "P78_is_identified_by": "identified_by",
    "P52_has_current_owner": "current_owner",
    "P49_has_former_or_current_keeper": "current_custodian",
    "P54_has_current_permanent_location": "current_permanent_location",
    "P62_depicts": "represents",
    "P128_carries": "carries",
    "P70i_is_documented_in": "subject_of",
    "P126_employed": "made_of",
    "P33_used_specific_technique": "technique",
    "P81a_end_of_the_begin": "end_of_the_begin",
    "P81b_begin_of_the_end": "begin_of_the_end",
    "P82_at_some_time_within": "identified_by",
    "P12i_was_present_at": "used_for",
    "P30i_custody_transferred_through": "changed_custody_through",
}
# What a node says of the object, read as what the object says of the node.
INVERSES: Final = {"P108_has_produced": "produced_by", "P31_has_modified": "modified_by"} | {
    "P24_transferred_title_of": "changed_ownership_through",
    "P16_used_specific_object": "used_for",
    "P129_is_about": "subject_of",
}
_CLASSES: Final = {plain_name(one.iri): one.term for one in vars(la).values() if isinstance(one, la.Kind)} | {
    "E41_Appellation": "Name",
    "E35_Title": "Name",
    "E22_Man-Made_Object": "HumanMadeObject",
    "E40_Legal_Body": "Group",
    "E38_Image": "VisualItem",
    "E82_Actor_Appellation": "Name",
    "E48_Place_Name": "Name",
}
_FIRST: Final = ("HumanMadeObject", "Identifier", "Name")  # of several classes, the one that says most here


def property_name(iri: str) -> str:
    """Return the name under which the crosswalk finds a property."""
    local = plain_name(iri)
    return _PROPERTIES.get(local, local)


def class_name(iris: Iterable[str]) -> str:
    """Return the one class of a node, by Linked Art's name where it has one; nothing where it has no class."""
    names = sorted(_CLASSES.get(local, local) for local in map(plain_name, iris))
    return next((name for name in _FIRST if name in names), names[0] if names else "")
