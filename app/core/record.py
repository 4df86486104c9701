"""The CatalogueRecord: the one typed model between every source format and every output.

Field names are the field's own. Each field's description names the data dictionary entry of the Canadian Heritage
Information Network (CHIN/RCIP, *Humanities data dictionary*) that it corresponds to, by its mnemonic, so that a
registrar recognises it. All types are immutable; every value keeps the cell it was read from.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from app.core.finding import Cell

Language: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="BCP 47 tag")]
WebAddress: TypeAlias = Annotated[str, Meta(pattern=r"^https?://", max_length=4096)]
Latitude: TypeAlias = Annotated[float, Meta(ge=-90, le=90)]
Longitude: TypeAlias = Annotated[float, Meta(ge=-180, le=180)]
LocalId: TypeAlias = Annotated[str, Meta(min_length=1, max_length=512)]
WrittenText: TypeAlias = Annotated[str, Meta(min_length=1)]


class _Value(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True, gc=False):
    """What every part of a record shares: it is immutable, and an unknown field is an error rather than a loss."""


class Term(_Value, frozen=True):
    """A word of a vocabulary: a material, a technique, a subject, a role, an object name.

    `id` is the IRI of the concept in a shared vocabulary (AAT, Nomenclature, ...) when the source gives one.
    """

    label: WrittenText
    language: Language | None = None
    id: str | None = None
    uncertain: bool = False
    cell: Cell | None = None


IdentifierKind: TypeAlias = Literal["accession number", "catalogue number", "system number", "other number", "isbn"]


class Identifier(_Value, frozen=True):
    """A number by which the object is known (CHIN: AN accession number, CN catalogue number, OTN other number)."""

    value: WrittenText
    kind: IdentifierKind = "accession number"
    cell: Cell | None = None


TitleKind: TypeAlias = Literal["primary", "alternative", "translated", "former", "series"]


class Title(_Value, frozen=True):
    """A title (CHIN: TI; TIT translated title; TIV variant title)."""

    text: WrittenText
    language: Language | None = None
    kind: TitleKind = "primary"
    cell: Cell | None = None


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
    """A free text about the object (CHIN: DE description; MEDSUP medium and support; HI history; RE remarks)."""

    text: WrittenText
    kind: NoteKind = "description"
    language: Language | None = None
    cell: Cell | None = None


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
    """When: the text as written, and the days between which it lies (CHIN: BPD, EPD begin and end of production date).

    `earliest` and `latest` are ISO 8601 dates, YYYY-MM-DD, with a sign and astronomical year numbering for years before
    the common era (1 BCE is 0000, 44 BCE is -0043); None where that side is open or unknown.
    """

    text: str
    earliest: str | None = None
    latest: str | None = None
    precision: DatePrecision = "year"
    certainty: DateCertainty = "certain"
    cell: Cell | None = None


AgentKind: TypeAlias = Literal["person", "group", "unknown"]


class Agent(_Value, frozen=True):
    """A person, a group, or somebody unknown (CHIN: AR artist or maker; MANU manufacturer).

    `id` is the source's own identifier of the agent; without one, the agent exists inside this record only: agents are
    never merged on a name. `same_as` are IRIs in ULAN, VIAF, Wikidata, ISNI... `name` is the name as it is shown;
    an agent known to be unknown (`inconnu`, `anonyme`) has kind `unknown`.
    """

    name: WrittenText
    kind: AgentKind | None = None
    family_name: str | None = None
    given_name: str | None = None
    id: str | None = None
    same_as: tuple[str, ...] = ()
    birth: TimeSpan | None = None
    death: TimeSpan | None = None
    birth_place: str | None = None
    nationality: tuple[Term, ...] = ()
    biography: str | None = None
    gender: str | None = None
    cell: Cell | None = None


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
    """Who took part in an event, in which role, and how surely (CHIN: AR with ARQ attribution qualifier, role)."""

    agent: Agent
    role: Term | None = None
    qualifier: AttributionQualifier | None = None
    uncertain: bool = False
    cell: Cell | None = None


class Place(_Value, frozen=True):
    """A place: its name as written, narrower to broader (CHIN: PLO place of origin; production city and so on).

    `broader` names the places around it from the nearest to the widest; `former_name` is the historical name.
    """

    name: WrittenText
    kind: str | None = None
    broader: tuple[str, ...] = ()
    former_name: str | None = None
    language: Language | None = None
    id: str | None = None
    same_as: tuple[str, ...] = ()
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    uncertain: bool = False
    cell: Cell | None = None


EventKind: TypeAlias = Literal[
    "production", "modification", "acquisition", "finding", "use", "exhibition", "publication", "provenance", "other"
]


class Event(_Value, frozen=True):
    """Something that happened to the object: its production first of all, with its own actors, date and place.

    `techniques` are how it was done (CHIN: MT), `cultures` and `periods` the people and the style it is given to
    (CHIN: CULT, PER). `title` names the event where it has a name (an exhibition).
    """

    kind: EventKind = "production"
    contributions: tuple[Contribution, ...] = ()
    date: TimeSpan | None = None
    places: tuple[Place, ...] = ()
    techniques: tuple[Term, ...] = ()
    cultures: tuple[Term, ...] = ()
    periods: tuple[Term, ...] = ()
    method: Term | None = None
    title: str | None = None
    note: str | None = None
    cell: Cell | None = None


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
    """One measure: which, how much, in what unit, of which part (CHIN: HE, WI, DEP, DI, WT with their units and parts).

    `unit` is None when the source gives none: it is never guessed.
    """

    kind: DimensionKind
    value: float
    unit: DimensionUnit | None = None
    part: str | None = None
    approximate: bool = False


class DimensionStatement(_Value, frozen=True):
    """A statement of dimensions as the source writes it, and the measures read in it."""

    text: str
    dimensions: tuple[Dimension, ...] = ()
    language: Language | None = None
    cell: Cell | None = None


class Inscription(_Value, frozen=True):
    """A signature, mark or inscription (CHIN: IN inscription, SML signature and marks location)."""

    text: WrittenText
    kind: Literal["inscription", "signature", "mark", "date", "label"] = "inscription"
    language: Language | None = None
    position: str | None = None
    cell: Cell | None = None


class Rights(_Value, frozen=True):
    """A statement of rights: words, an IRI of a licence, or both, and who holds them (CHIN: CRT, CRTPH, CRTIM)."""

    text: str | None = None
    iri: str | None = None
    holder: str | None = None
    language: Language | None = None
    cell: Cell | None = None


class Media(_Value, frozen=True):
    """A reproduction of the object with its own rights (CHIN: ICM image; CRTIM copyright of image)."""

    url: WebAddress
    kind: Literal["image", "audio", "video", "document", "model", "iiif manifest", "iiif image"] = "image"
    media_type: str | None = None
    caption: str | None = None
    language: Language | None = None
    rights: Rights | None = None
    credit: str | None = None
    primary: bool = False
    cell: Cell | None = None


class Keeper(_Value, frozen=True):
    """Who keeps the object (CHIN: INS institution, INSCTY its city, DA department)."""

    name: WrittenText
    department: str | None = None
    place: str | None = None
    id: str | None = None
    same_as: tuple[str, ...] = ()
    web_page: WebAddress | None = None
    cell: Cell | None = None


class RelatedRecord(_Value, frozen=True):
    """Another record or resource: a part, a whole, a pair (CHIN: REL related objects; PART parts).

    One of `local_id` (a record of the same institution), `url` or `label` says which.
    """

    relation: Literal["part of", "has part", "related to", "same as", "described by", "set"] = "related to"
    local_id: LocalId | None = None
    url: str | None = None
    label: str | None = None
    language: Language | None = None
    cell: Cell | None = None


class NamedValue(_Value, frozen=True):
    """A source field kept as written: under `private` it never leaves the database, under `unmapped` it is the loss."""

    name: str
    value: str
    cell: Cell | None = None


class CatalogueRecord(_Value, frozen=True):
    """One object of a collection, in the museum world's own terms; see each field's type for what its parts mean.

    `local_id` is the identifier that the institution gives the record: it names it for ever. `record_rights` are those
    of the record itself (metadata), `object_rights` those of the object; each reproduction has its own.
    `private` never leaves the database (storage location, valuation, donor). `unmapped` is what no rule placed.
    """

    local_id: LocalId
    language: Language | None = None
    identifiers: tuple[Identifier, ...] = ()
    titles: tuple[Title, ...] = ()
    object_names: tuple[Term, ...] = ()
    object_types: tuple[Term, ...] = ()
    categories: tuple[Term, ...] = ()
    notes: tuple[Note, ...] = ()
    productions: tuple[Event, ...] = ()
    events: tuple[Event, ...] = ()
    uses: tuple[Term, ...] = ()
    materials: tuple[Term, ...] = ()
    techniques: tuple[Term, ...] = ()
    dimensions: tuple[DimensionStatement, ...] = ()
    inscriptions: tuple[Inscription, ...] = ()
    subjects: tuple[Term, ...] = ()
    depicted_agents: tuple[Agent, ...] = ()
    depicted_places: tuple[Place, ...] = ()
    keeper: Keeper | None = None
    location: Place | None = None
    credit_line: Note | None = None
    object_rights: Rights | None = None
    record_rights: Rights | None = None
    media: tuple[Media, ...] = ()
    related: tuple[RelatedRecord, ...] = ()
    web_page: WebAddress | None = None
    private: tuple[NamedValue, ...] = ()
    unmapped: tuple[NamedValue, ...] = ()
