"""The classes and properties of the profile, by the names that Linked Art 1.0 gives them in its JSON-LD context.

Each is documented in French and English in ontology/profile.ttl; a test compares the two. The mapping writes
graphs with them, and the output formats read graphs by them.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from app.core.short_names import shortened

_TYPE = " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "


class Range(Enum):
    """What stands after a property, in the terms of the Linked Art API 1.0."""

    LITERAL = "a literal"
    PART = "a node that lives inside its document; the API gives it no address of its own"
    CONCEPT = "a concept, described where it is used"
    ENTITY = "an entity with a document of its own, here only referred to"
    EITHER = "a part or an entity, as its class says"
    TERM = "the name of a property"


class Property(Struct, frozen=True, gc=False):
    """A property: its IRI, its name in the Linked Art context, and whether JSON-LD writes its values as a list.

    `quad` is how N-Quads writes it, `short` how the text that is validated does.
    """

    iri: str
    term: str
    range: Range
    many: bool
    quad: str
    datatype: str
    short: str

    @classmethod
    def of(cls, iri: str, term: str, values: Range, *, many: bool = True, datatype: str = "") -> Property:
        """Return the property with the text that N-Quads has for it; `datatype` is the IRI of its literals' own."""
        literal = f"^^<{datatype}>" if datatype else ""
        return cls(iri, term, values, many, f" <{iri}> ", literal, f" <{shortened(iri)}> ")


class Kind(Struct, frozen=True, gc=False):
    """A class: its IRI and its name in the Linked Art context; `entity` where the API gives it documents of its own."""

    iri: str
    term: str
    entity: bool
    quad: str
    short: str

    @classmethod
    def of(cls, iri: str, term: str, *, entity: bool = False) -> Kind:
        """Return the class with the text that N-Quads has for it."""
        return cls(iri, term, entity, f"{_TYPE}<{iri}>", f"{_TYPE}<{shortened(iri)}>")


CRM = "http://www.cidoc-crm.org/cidoc-crm/"
SCI = "http://www.ics.forth.gr/isl/CRMsci/"
DIG = "http://www.ics.forth.gr/isl/CRMdig/"
LA = "https://linked.art/ns/terms/"
DC = "http://purl.org/dc/elements/1.1/"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"

HUMAN_MADE_OBJECT = Kind.of(f"{CRM}E22_Human-Made_Object", "HumanMadeObject", entity=True)
NAME = Kind.of(f"{CRM}E33_E41_Linguistic_Appellation", "Name")
IDENTIFIER = Kind.of(f"{CRM}E42_Identifier", "Identifier")
TEXT = Kind.of(f"{CRM}E33_Linguistic_Object", "LinguisticObject")
TYPE = Kind.of(f"{CRM}E55_Type", "Type", entity=True)
MATERIAL = Kind.of(f"{CRM}E57_Material", "Material", entity=True)
LANGUAGE = Kind.of(f"{CRM}E56_Language", "Language", entity=True)
UNIT = Kind.of(f"{CRM}E58_Measurement_Unit", "MeasurementUnit", entity=True)
PERSON = Kind.of(f"{CRM}E21_Person", "Person", entity=True)
GROUP = Kind.of(f"{CRM}E74_Group", "Group", entity=True)
PLACE = Kind.of(f"{CRM}E53_Place", "Place", entity=True)
TIME_SPAN = Kind.of(f"{CRM}E52_Time-Span", "TimeSpan")
PRODUCTION = Kind.of(f"{CRM}E12_Production", "Production")
MODIFICATION = Kind.of(f"{CRM}E11_Modification", "Modification")
ACQUISITION = Kind.of(f"{CRM}E8_Acquisition", "Acquisition")
ACTIVITY = Kind.of(f"{CRM}E7_Activity", "Activity")
ENCOUNTER = Kind.of(f"{SCI}S19_Encounter_Event", "Encounter")
ASSIGNMENT = Kind.of(f"{CRM}E13_Attribute_Assignment", "AttributeAssignment")
BIRTH = Kind.of(f"{CRM}E67_Birth", "Birth")
DEATH = Kind.of(f"{CRM}E69_Death", "Death")
FORMATION = Kind.of(f"{CRM}E66_Formation", "Formation")
DISSOLUTION = Kind.of(f"{CRM}E68_Dissolution", "Dissolution")
DIMENSION = Kind.of(f"{CRM}E54_Dimension", "Dimension")
VISUAL_ITEM = Kind.of(f"{CRM}E36_Visual_Item", "VisualItem", entity=True)
RIGHT = Kind.of(f"{CRM}E30_Right", "Right")
DIGITAL_OBJECT = Kind.of(f"{DIG}D1_Digital_Object", "DigitalObject", entity=True)
INFORMATION = Kind.of(f"{CRM}E73_Information_Object", "InformationObject", entity=True)
SERVICE = Kind.of(f"{LA}DigitalService", "DigitalService")
SET = Kind.of(f"{LA}Set", "Set", entity=True)

IDENTIFIED_BY = Property.of(f"{CRM}P1_is_identified_by", "identified_by", Range.PART)
CLASSIFIED_AS = Property.of(f"{CRM}P2_has_type", "classified_as", Range.CONCEPT)
CONTENT = Property.of(f"{CRM}P190_has_symbolic_content", "content", Range.LITERAL, many=False)
IN_LANGUAGE = Property.of(f"{CRM}P72_has_language", "language", Range.ENTITY)
NAME_PART = Property.of(f"{CRM}P106_is_composed_of", "part", Range.PART)
REFERRED_TO_BY = Property.of(f"{CRM}P67i_is_referred_to_by", "referred_to_by", Range.PART)
SUBJECT_OF = Property.of(f"{CRM}P129i_is_subject_of", "subject_of", Range.PART)
EQUIVALENT = Property.of(f"{LA}equivalent", "equivalent", Range.ENTITY)
MEMBER_OF_SET = Property.of(f"{LA}member_of", "member_of", Range.ENTITY)
ATTRIBUTED_BY = Property.of(f"{CRM}P140i_was_attributed_by", "attributed_by", Range.PART)
ASSIGNED = Property.of(f"{CRM}P141_assigned", "assigned", Range.EITHER)
ASSIGNED_PROPERTY = Property.of(f"{CRM}P177_assigned_property_of_type", "assigned_property", Range.TERM, many=False)

PRODUCED_BY = Property.of(f"{CRM}P108i_was_produced_by", "produced_by", Range.PART, many=False)
MODIFIED_BY = Property.of(f"{CRM}P31i_was_modified_by", "modified_by", Range.PART)
CHANGED_OWNERSHIP_THROUGH = Property.of(f"{CRM}P24i_changed_ownership_through", "changed_ownership_through", Range.PART)
ENCOUNTERED_BY = Property.of(f"{SCI}O19i_was_object_encountered_at", "encountered_by", Range.PART)
USED_FOR = Property.of(f"{CRM}P16i_was_used_for", "used_for", Range.PART)
EVENT_PART = Property.of(f"{CRM}P9_consists_of", "part", Range.PART)
CARRIED_OUT_BY = Property.of(f"{CRM}P14_carried_out_by", "carried_out_by", Range.ENTITY)
INFLUENCED_BY = Property.of(f"{CRM}P15_was_influenced_by", "influenced_by", Range.ENTITY)
TIMESPAN = Property.of(f"{CRM}P4_has_time-span", "timespan", Range.PART, many=False)
BEGIN = Property.of(
    f"{CRM}P82a_begin_of_the_begin", "begin_of_the_begin", Range.LITERAL, many=False, datatype=_DATE_TIME
)
END = Property.of(f"{CRM}P82b_end_of_the_end", "end_of_the_end", Range.LITERAL, many=False, datatype=_DATE_TIME)
TOOK_PLACE_AT = Property.of(f"{CRM}P7_took_place_at", "took_place_at", Range.ENTITY)
TECHNIQUE = Property.of(f"{CRM}P32_used_general_technique", "technique", Range.CONCEPT)

BORN = Property.of(f"{CRM}P98i_was_born", "born", Range.PART, many=False)
DIED = Property.of(f"{CRM}P100i_died_in", "died", Range.PART, many=False)
FORMED_BY = Property.of(f"{CRM}P95i_was_formed_by", "formed_by", Range.PART, many=False)
DISSOLVED_BY = Property.of(f"{CRM}P99i_was_dissolved_by", "dissolved_by", Range.PART, many=False)
MEMBER_OF_GROUP = Property.of(f"{CRM}P107i_is_current_or_former_member_of", "member_of", Range.ENTITY)
RESIDENCE = Property.of(f"{CRM}P74_has_current_or_former_residence", "residence", Range.ENTITY)

WITHIN = Property.of(f"{CRM}P89_falls_within", "part_of", Range.ENTITY)
DEFINED_BY = Property.of(f"{CRM}P168_place_is_defined_by", "defined_by", Range.LITERAL, many=False)

MADE_OF = Property.of(f"{CRM}P45_consists_of", "made_of", Range.ENTITY)
HAS_DIMENSION = Property.of(f"{CRM}P43_has_dimension", "dimension", Range.PART)
VALUE = Property.of(f"{CRM}P90_has_value", "value", Range.LITERAL, many=False)
HAS_UNIT = Property.of(f"{CRM}P91_has_unit", "unit", Range.ENTITY, many=False)

CURRENT_KEEPER = Property.of(f"{CRM}P50_has_current_keeper", "current_custodian", Range.ENTITY)
CURRENT_LOCATION = Property.of(f"{CRM}P55_has_current_location", "current_location", Range.ENTITY, many=False)
OBJECT_PART_OF = Property.of(f"{CRM}P46i_forms_part_of", "part_of", Range.ENTITY, many=False)
# No document of the API has this one: it is only ever named by an assignment ("has part").
HAS_PART = Property.of(f"{CRM}P46_is_composed_of", "crm:P46_is_composed_of", Range.ENTITY)

SHOWS = Property.of(f"{CRM}P65_shows_visual_item", "shows", Range.ENTITY)
ABOUT = Property.of(f"{CRM}P129_is_about", "about", Range.ENTITY)
REPRESENTS = Property.of(f"{CRM}P138_represents", "represents", Range.ENTITY)
REPRESENTATION = Property.of(f"{CRM}P138i_has_representation", "representation", Range.PART)
SHOWN_BY = Property.of(f"{LA}digitally_shown_by", "digitally_shown_by", Range.PART)
CARRIED_BY = Property.of(f"{LA}digitally_carried_by", "digitally_carried_by", Range.PART)
AVAILABLE_VIA = Property.of(f"{LA}digitally_available_via", "digitally_available_via", Range.PART)
ACCESS_POINT = Property.of(f"{LA}access_point", "access_point", Range.ENTITY)
CONFORMS_TO = Property.of("http://purl.org/dc/terms/conformsTo", "conforms_to", Range.ENTITY)
FORMAT = Property.of(f"{DC}format", "format", Range.LITERAL, many=False)
SUBJECT_TO = Property.of(f"{CRM}P104_is_subject_to", "subject_to", Range.PART)
POSSESSED_BY = Property.of(f"{CRM}P75i_is_possessed_by", "possessed_by", Range.ENTITY)
