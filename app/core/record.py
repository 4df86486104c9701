"""The CatalogueRecord: the one typed model between every source format and every output.

Field names are the field's own. What each holds, and its entry of the data dictionary of the Canadian Heritage
Information Network (CHIN/RCIP), stands in `app.core.data_dictionary`, whence the schema has it, so that a registrar
recognises it. All types are immutable; every value keeps the cell it was read from.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from app.core.data_dictionary import told
from app.core.finding import Cell

Language: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 tag")]
WebAddress: TypeAlias = Annotated[str, Meta(pattern=r"^https?://", max_length=4096)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]
Pixels: TypeAlias = Annotated[int, Meta(ge=1, le=10_000_000)]
LocalId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=512)]
WrittenText: TypeAlias = Annotated[str, Meta(min_length=1)]


class _Value(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """What every part of a record shares: it is immutable, and an unknown field is an error rather than a loss."""


class Term(_Value, frozen=True):
    """A word of a vocabulary: a material, a technique, a subject, a role, an object name.

    `id` is the IRI of the concept in a shared vocabulary (AAT, Nomenclature, ...) when the source gives one.
    """

    label: Annotated[WrittenText, told("Term.label")]
    language: Annotated[Language | None, told("language")] = None
    id: Annotated[str | None, told("Term.id")] = None
    uncertain: Annotated[bool, told("Term.uncertain")] = False
    cell: Annotated[Cell | None, told("cell")] = None


IdentifierKind: TypeAlias = Literal["accession number", "catalogue number", "system number", "other number", "isbn"]


class Identifier(_Value, frozen=True):
    """A number by which the object is known."""

    value: Annotated[WrittenText, told("Identifier.value")]
    kind: Annotated[IdentifierKind, told("Identifier.kind")] = "accession number"
    cell: Annotated[Cell | None, told("cell")] = None


TitleKind: TypeAlias = Literal["primary", "alternative", "translated", "former", "series"]


class Title(_Value, frozen=True):
    """A title."""

    text: Annotated[WrittenText, told("Title.text")]
    language: Annotated[Language | None, told("language")] = None
    kind: Annotated[TitleKind, told("Title.kind")] = "primary"
    cell: Annotated[Cell | None, told("cell")] = None


NoteKind: TypeAlias = Literal[
    "description",
    "materials statement",
    "condition",
    "provenance",
    "history",
    "exhibition",
    "bibliography",
    "remark",
    "use",
    "production",
    "acquisition",
    "edition",
    "physical description",
    "culture",
    "period",
    "credit line",
]


class Note(_Value, frozen=True):
    """A free text about the object."""

    text: Annotated[WrittenText, told("Note.text")]
    kind: Annotated[NoteKind, told("Note.kind")] = "description"
    language: Annotated[Language | None, told("language")] = None
    cell: Annotated[Cell | None, told("cell")] = None


DatePrecision: TypeAlias = Literal[
    "day",
    "month",
    "season",
    "year",
    "decade",
    "century part",
    "century",
    "millennium",
    "range",
    "before",
    "after",
    "period",
    "unknown",
]
DateCertainty: TypeAlias = Literal["certain", "approximate", "uncertain", "unknown"]


class TimeSpan(_Value, frozen=True):
    """When: the text as written, and the days between which it lies.

    `earliest` and `latest` are ISO 8601 dates, YYYY-MM-DD, with a sign and astronomical year numbering for years before
    the common era (1 BCE is 0000, 44 BCE is -0043); None where that side is open or unknown.
    """

    text: Annotated[str, told("TimeSpan.text")]
    earliest: Annotated[str | None, told("TimeSpan.earliest")] = None
    latest: Annotated[str | None, told("TimeSpan.latest")] = None
    precision: Annotated[DatePrecision, told("TimeSpan.precision")] = "year"
    certainty: Annotated[DateCertainty, told("TimeSpan.certainty")] = "certain"
    cell: Annotated[Cell | None, told("cell")] = None


AgentKind: TypeAlias = Literal["person", "group", "unknown"]


class Agent(_Value, frozen=True):
    """A person, a group, or somebody unknown.

    `id` is the source's own identifier of the agent; without one, the agent exists inside this record only: agents are
    never merged on a name. `same_as` are IRIs in ULAN, VIAF, Wikidata, ISNI... `name` is the name as it is shown;
    an agent known to be unknown (`inconnu`, `anonyme`) has kind `unknown`.
    """

    name: Annotated[WrittenText, told("Agent.name")]
    kind: Annotated[AgentKind | None, told("Agent.kind")] = None
    family_name: Annotated[str | None, told("Agent.family_name")] = None
    given_name: Annotated[str | None, told("Agent.given_name")] = None
    id: Annotated[str | None, told("Agent.id")] = None
    same_as: Annotated[tuple[str, ...], told("Agent.same_as")] = ()
    birth: Annotated[TimeSpan | None, told("Agent.birth")] = None
    death: Annotated[TimeSpan | None, told("Agent.death")] = None
    birth_place: Annotated[str | None, told("Agent.birth_place")] = None
    nationality: Annotated[tuple[Term, ...], told("Agent.nationality")] = ()
    biography: Annotated[str | None, told("Agent.biography")] = None
    gender: Annotated[str | None, told("Agent.gender")] = None
    cell: Annotated[Cell | None, told("cell")] = None


AttributionQualifier: TypeAlias = Literal[
    "attributed to",
    "formerly attributed to",
    "after",
    "manner of",
    "style of",
    "studio of",
    "circle of",
    "follower of",
    "school of",
    "copy of",
    "possibly by",
    "pseudonym",
    "assisted by",
]


class Contribution(_Value, frozen=True):
    """Who took part in an event, in which role, and how surely."""

    agent: Annotated[Agent, told("Contribution.agent")]
    role: Annotated[Term | None, told("Contribution.role")] = None
    qualifier: Annotated[AttributionQualifier | None, told("Contribution.qualifier")] = None
    uncertain: Annotated[bool, told("Contribution.uncertain")] = False
    cell: Annotated[Cell | None, told("cell")] = None


class Place(_Value, frozen=True):
    """A place: its name as written, narrower to broader.

    `broader` names the places around it from the nearest to the widest; `former_name` is the historical name.
    """

    name: Annotated[WrittenText, told("Place.name")]
    kind: Annotated[str | None, told("Place.kind")] = None
    broader: Annotated[tuple[str, ...], told("Place.broader")] = ()
    former_name: Annotated[str | None, told("Place.former_name")] = None
    language: Annotated[Language | None, told("language")] = None
    id: Annotated[str | None, told("Place.id")] = None
    same_as: Annotated[tuple[str, ...], told("Place.same_as")] = ()
    latitude: Annotated[Latitude | None, told("Place.latitude")] = None
    longitude: Annotated[Longitude | None, told("Place.longitude")] = None
    uncertain: Annotated[bool, told("Place.uncertain")] = False
    cell: Annotated[Cell | None, told("cell")] = None


EventKind: TypeAlias = Literal[
    "production", "modification", "acquisition", "finding", "use", "exhibition", "publication", "provenance", "other"
]


class Event(_Value, frozen=True):
    """Something that happened to the object: its production first of all, with its own actors, date and place.

    `techniques` are how it was done, `cultures` and `periods` the people and the style it is given to. `title` names
    the event where it has a name (an exhibition).
    """

    kind: Annotated[EventKind, told("Event.kind")] = "production"
    contributions: Annotated[tuple[Contribution, ...], told("Event.contributions")] = ()
    date: Annotated[TimeSpan | None, told("Event.date")] = None
    places: Annotated[tuple[Place, ...], told("Event.places")] = ()
    techniques: Annotated[tuple[Term, ...], told("Event.techniques")] = ()
    cultures: Annotated[tuple[Term, ...], told("Event.cultures")] = ()
    periods: Annotated[tuple[Term, ...], told("Event.periods")] = ()
    method: Annotated[Term | None, told("Event.method")] = None
    title: Annotated[str | None, told("Event.title")] = None
    note: Annotated[str | None, told("Event.note")] = None
    cell: Annotated[Cell | None, told("cell")] = None


DimensionKind: TypeAlias = Literal[
    "height",
    "width",
    "length",
    "depth",
    "diameter",
    "thickness",
    "circumference",
    "weight",
    "duration",
    "area",
    "volume",
    "scale",
    "size",
    "count",
    "radius",
    "caliber",
]
DimensionUnit: TypeAlias = Literal[
    "mm",
    "cm",
    "m",
    "km",
    "in",
    "ft",
    "mg",
    "g",
    "kg",
    "t",
    "oz",
    "lb",
    "s",
    "min",
    "h",
    "ml",
    "cl",
    "l",
    "m2",
    "cm2",
    "m3",
    "cm3",
    "pt",
    "px",
    "count",
]


class Dimension(_Value, frozen=True):
    """One measure: which, how much, in what unit, of which part.

    `unit` is None when the source gives none: it is never guessed.
    """

    kind: Annotated[DimensionKind, told("Dimension.kind")]
    value: Annotated[float, told("Dimension.value")]
    unit: Annotated[DimensionUnit | None, told("Dimension.unit")] = None
    part: Annotated[str | None, told("Dimension.part")] = None
    approximate: Annotated[bool, told("Dimension.approximate")] = False


class DimensionStatement(_Value, frozen=True):
    """A statement of dimensions as the source writes it, and the measures read in it."""

    text: Annotated[str, told("DimensionStatement.text")]
    dimensions: Annotated[tuple[Dimension, ...], told("DimensionStatement.dimensions")] = ()
    language: Annotated[Language | None, told("language")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class Inscription(_Value, frozen=True):
    """A signature, mark or inscription."""

    text: Annotated[WrittenText, told("Inscription.text")]
    kind: Annotated[Literal["inscription", "signature", "mark", "date", "label"], told("Inscription.kind")] = (
        "inscription"
    )
    language: Annotated[Language | None, told("language")] = None
    position: Annotated[str | None, told("Inscription.position")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class Rights(_Value, frozen=True):
    """A statement of rights: words, an IRI of a licence, or both, and who holds them."""

    text: Annotated[str | None, told("Rights.text")] = None
    iri: Annotated[str | None, told("Rights.iri")] = None
    holder: Annotated[str | None, told("Rights.holder")] = None
    language: Annotated[Language | None, told("language")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class Media(_Value, frozen=True):
    """A reproduction of the object with its own rights."""

    url: Annotated[WebAddress, told("Media.url")]
    kind: Annotated[
        Literal["image", "audio", "video", "document", "model", "iiif manifest", "iiif image"], told("Media.kind")
    ] = "image"
    media_type: Annotated[str | None, told("Media.media_type")] = None
    caption: Annotated[str | None, told("Media.caption")] = None
    language: Annotated[Language | None, told("language")] = None
    rights: Annotated[Rights | None, told("Media.rights")] = None
    credit: Annotated[str | None, told("Media.credit")] = None
    primary: Annotated[bool, told("Media.primary")] = False
    width: Annotated[Pixels | None, told("Media.width")] = None
    height: Annotated[Pixels | None, told("Media.height")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class Keeper(_Value, frozen=True):
    """Who keeps the object."""

    name: Annotated[WrittenText, told("Keeper.name")]
    department: Annotated[str | None, told("Keeper.department")] = None
    place: Annotated[str | None, told("Keeper.place")] = None
    id: Annotated[str | None, told("Keeper.id")] = None
    same_as: Annotated[tuple[str, ...], told("Keeper.same_as")] = ()
    web_page: Annotated[WebAddress | None, told("Keeper.web_page")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class RelatedRecord(_Value, frozen=True):
    """Another record or resource: a part, a whole, a pair.

    One of `local_id` (a record of the same institution), `url` or `label` says which.
    """

    relation: Annotated[
        Literal["part of", "has part", "related to", "same as", "described by", "set"], told("RelatedRecord.relation")
    ] = "related to"
    local_id: Annotated[LocalId | None, told("RelatedRecord.local_id")] = None
    url: Annotated[str | None, told("RelatedRecord.url")] = None
    label: Annotated[str | None, told("RelatedRecord.label")] = None
    language: Annotated[Language | None, told("language")] = None
    cell: Annotated[Cell | None, told("cell")] = None


class NamedValue(_Value, frozen=True):
    """A source field kept as written: under `private` it never leaves the database, under `unmapped` it is the loss."""

    name: Annotated[str, told("NamedValue.name")]
    value: Annotated[str, told("NamedValue.value")]
    cell: Annotated[Cell | None, told("cell")] = None


class CatalogueRecord(_Value, frozen=True):
    """One object of a collection, in the museum world's own terms; see each field's type for what its parts mean.

    `local_id` is the identifier that the institution gives the record: it names it for ever. `record_rights` are those
    of the record itself (metadata), `object_rights` those of the object; each reproduction has its own.
    `private` never leaves the database (storage location, valuation, donor). `unmapped` is what no rule placed. A
    `withheld` record is one that the museum keeps to itself: it is stored, and nobody outside sees anything of it.
    """

    local_id: Annotated[LocalId, told("CatalogueRecord.local_id")]
    withheld: Annotated[bool, told("CatalogueRecord.withheld")] = False
    language: Annotated[Language | None, told("CatalogueRecord.language")] = None
    identifiers: Annotated[tuple[Identifier, ...], told("CatalogueRecord.identifiers")] = ()
    titles: Annotated[tuple[Title, ...], told("CatalogueRecord.titles")] = ()
    object_names: Annotated[tuple[Term, ...], told("CatalogueRecord.object_names")] = ()
    object_types: Annotated[tuple[Term, ...], told("CatalogueRecord.object_types")] = ()
    categories: Annotated[tuple[Term, ...], told("CatalogueRecord.categories")] = ()
    notes: Annotated[tuple[Note, ...], told("CatalogueRecord.notes")] = ()
    productions: Annotated[tuple[Event, ...], told("CatalogueRecord.productions")] = ()
    events: Annotated[tuple[Event, ...], told("CatalogueRecord.events")] = ()
    uses: Annotated[tuple[Term, ...], told("CatalogueRecord.uses")] = ()
    materials: Annotated[tuple[Term, ...], told("CatalogueRecord.materials")] = ()
    techniques: Annotated[tuple[Term, ...], told("CatalogueRecord.techniques")] = ()
    dimensions: Annotated[tuple[DimensionStatement, ...], told("CatalogueRecord.dimensions")] = ()
    inscriptions: Annotated[tuple[Inscription, ...], told("CatalogueRecord.inscriptions")] = ()
    subjects: Annotated[tuple[Term, ...], told("CatalogueRecord.subjects")] = ()
    depicted_agents: Annotated[tuple[Agent, ...], told("CatalogueRecord.depicted_agents")] = ()
    depicted_places: Annotated[tuple[Place, ...], told("CatalogueRecord.depicted_places")] = ()
    keeper: Annotated[Keeper | None, told("CatalogueRecord.keeper")] = None
    location: Annotated[Place | None, told("CatalogueRecord.location")] = None
    credit_line: Annotated[Note | None, told("CatalogueRecord.credit_line")] = None
    object_rights: Annotated[Rights | None, told("CatalogueRecord.object_rights")] = None
    record_rights: Annotated[Rights | None, told("CatalogueRecord.record_rights")] = None
    media: Annotated[tuple[Media, ...], told("CatalogueRecord.media")] = ()
    related: Annotated[tuple[RelatedRecord, ...], told("CatalogueRecord.related")] = ()
    web_page: Annotated[WebAddress | None, told("CatalogueRecord.web_page")] = None
    private: Annotated[tuple[NamedValue, ...], told("CatalogueRecord.private")] = ()
    unmapped: Annotated[tuple[NamedValue, ...], told("CatalogueRecord.unmapped")] = ()
