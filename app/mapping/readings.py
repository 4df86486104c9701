"""Readings: from a written value and its cell to a part of the record, or to a finding that says why not.

A reading never raises and never drops a value in silence: what cannot be read stays as text where the record has room
for text, and is reported with its cell either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeAlias, cast, get_args
from urllib.parse import quote, urlsplit

from msgspec import Struct, structs

from app.core.finding import Cell, Finding
from app.core.record import (
    Agent,
    AttributionQualifier,
    Contribution,
    Dimension,
    DimensionKind,
    DimensionStatement,
    DimensionUnit,
    Place,
    Term,
    TimeSpan,
)
from app.mapping import rules
from app.mapping.values.authorities import authority_address
from app.mapping.values.dates import read_date
from app.mapping.values.dimensions import read_dimensions
from app.mapping.values.dimensions.words import KINDS, UNITS
from app.mapping.values.event_kinds import read_event_kind
from app.mapping.values.languages import read_language
from app.mapping.values.names import NameReading, read_biography, read_name, read_names, split_comma_names
from app.mapping.values.names.qualifiers import read_qualifier
from app.mapping.values.numbers import read_coordinate, read_number
from app.mapping.values.terms import is_not_recorded, is_unknown, read_term, split_materials


class Aim(Struct, frozen=True, gc=False):
    """What a rule says about its values: their language, unit, kind (`title[former]`), and the reading's words.

    `beside` is the text of the parallel field that some readings need (the biographies beside the names).
    """

    language: str | None = None
    unit: str | None = None
    kind: str | None = None
    arguments: tuple[str, ...] = ()
    beside: str | None = None


Reading: TypeAlias = Callable[[str, Cell, Aim, "list[Finding]"], Sequence[object]]

# "Unknown" is knowledge: somebody looked and did not find. AAT has a concept for it.
UNKNOWN_CONCEPT = "http://vocab.getty.edu/aat/300379012"


def as_text(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return the text itself, without the space around it; what says only that nothing was recorded is nothing."""
    return () if is_not_recorded(text) else (text.strip(),)


def as_term(text: str, cell: Cell, aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return one Term; `inconnu` becomes the concept of the unknown, `Non renseigné` nothing."""
    if is_not_recorded(text):
        return ()
    term = read_term(text)
    if term is None:
        return ()
    concept = UNKNOWN_CONCEPT if is_unknown(text) else term.id
    return (Term(label=term.label, language=aim.language, id=concept, uncertain=term.uncertain, cell=cell),)


def as_materials(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return the Terms of a statement of materials (`Oil on canvas`), one for each material that is surely named."""
    return tuple(term for part in split_materials(text) for term in as_term(part, cell, aim, findings))


def as_date(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one TimeSpan; a date that cannot be read keeps its text and is reported."""
    if is_not_recorded(text):
        return ()
    read = read_date(text)
    if read is None:
        findings.append(rules.found(rules.UNREAD_DATE, cell))
        return (TimeSpan(text=text.strip(), precision="unknown", certainty="unknown", cell=cell),)
    return (
        TimeSpan(
            text=read.text,
            earliest=read.earliest,
            latest=read.latest,
            precision=read.precision,
            certainty=read.certainty,
            cell=cell,
        ),
    )


def as_contribution(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one Contribution from one name, with the role and the attribution that the name's text says."""
    return tuple(contribution(name, aim, cell) for name in as_name(text, cell, aim, findings))


def as_contributions(text: str, cell: Cell, aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return the Contributions of a cell of several names, parted by the rule's separators (`;` when it has none)."""
    names = () if is_not_recorded(text) else read_names(text, aim.arguments or (";",))
    return tuple(contribution(name, aim, cell) for name in names)


def as_contributions_with_biographies(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return the Contributions of names parted by commas, with the parallel biographies of another cell as the guide.

    Names may hold commas themselves; where the number of biographies does not settle it, nothing is guessed.
    """
    biographies = _parenthesised(aim.beside or "")
    names = split_comma_names(text, len(biographies) or None)
    if names is None:
        findings.append(rules.found(rules.UNSPLIT_NAMES, cell))
        return (Contribution(agent=Agent(name=text.strip(), biography=aim.beside), cell=cell),)
    aligned = biographies if len(biographies) == len(names) else ("",) * len(names)
    contributions = []
    for written, biography in zip(names, aligned, strict=True):
        read = read_name(written)
        if read is not None:
            contributions.append(contribution(with_biography(read, biography), aim, cell))
    return contributions


def as_name(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[NameReading]:
    """Return one NameReading, for what is built from a name and other fields together."""
    read = None if is_not_recorded(text) else read_name(text)
    return () if read is None else (read,)


def as_whole_name(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[NameReading]:
    """Return one NameReading of a name that is one: `Atelier du Moulin` in a column of groups is no attribution."""
    return () if is_not_recorded(text) else (NameReading(agent=Agent(name=text.strip())),)


def as_agent(text: str, cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return one Agent with its cell."""
    read = None if is_not_recorded(text) else read_name(text)
    return () if read is None else (structs.replace(read.agent, cell=cell),)


def contribution(read: NameReading, aim: Aim, cell: Cell) -> Contribution:
    """Return the contribution that a read name makes."""
    role = Term(label=read.role, language=aim.language) if read.role else None
    return Contribution(agent=read.agent, role=role, qualifier=read.qualifier, uncertain=read.uncertain, cell=cell)


def with_biography(read: NameReading, written: str) -> NameReading:
    """Return the reading with what a biography (`Austrian, 1841-1918`) adds to its agent."""
    life = read_biography(written) if written else None
    if life is None:
        return read
    agent = read.agent
    enriched = structs.replace(
        agent,
        kind=life.kind or agent.kind,
        birth=life.birth or agent.birth,
        death=life.death or agent.death,
        birth_place=life.birth_place or agent.birth_place,
        nationality=life.nationality or agent.nationality,
        gender=life.gender or agent.gender,
        biography=written,
    )
    return structs.replace(read, agent=enriched)


def as_biography(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return the text of a biography as it is; `app.mapping.draft` reads the life dates out of it."""
    return () if is_not_recorded(text) else (text.strip(),)


def as_place(text: str, cell: Cell, aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return one Place by its name; ` ?` after it makes it uncertain."""
    term = None if is_not_recorded(text) else read_term(text)
    if term is None:
        return ()
    return (Place(name=term.label, language=aim.language, uncertain=term.uncertain, cell=cell),)


def as_renamed_place(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one Place written with its present name and then its former one (`Saint-Jean-sur-Richelieu, Iberville`).

    So the data dictionaries of CHIN/RCIP and Info-Muse have it.
    """
    present, _, former = text.rstrip(" ?").partition(",")
    doubt = " ?" if text.rstrip().endswith("?") else ""
    return tuple(
        structs.replace(place, former_name=former.strip() or None)
        for place in as_place(present + doubt, cell, aim, findings)
        if isinstance(place, Place)
    )


def as_dimensions(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one DimensionStatement with its measures; what was not understood is reported and stays in the text.

    `aim.kind` says which dimension a lone number is, or the arguments do for several (`dimensions height width`).
    """
    if is_not_recorded(text):
        return ()
    kinds = (aim.kind,) if aim.kind else aim.arguments
    read = read_dimensions(
        text.strip(), cast("DimensionUnit | None", aim.unit), cast("tuple[DimensionKind, ...]", kinds)
    )
    if read.unread:
        findings.append(rules.found(rules.UNREAD_DIMENSIONS, cell, unread=read.unread))
    return (DimensionStatement(text=text.strip(), dimensions=read.dimensions, language=aim.language, cell=cell),)


def as_measure(text: str, cell: Cell, aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one DimensionStatement from a lone number whose kind and unit the rule knows."""
    number = read_number(text)
    if number is None or number < 0:
        return as_dimensions(text, cell, aim, findings)
    if number == 0:
        return ()  # catalogues write 0 where nothing was measured
    unit = cast("DimensionUnit | None", aim.unit)
    kind = cast("DimensionKind", aim.kind or "size")
    statement = f"{text.strip()} {unit}" if unit else text.strip()
    return (DimensionStatement(text=statement, dimensions=(Dimension(kind=kind, value=number, unit=unit),), cell=cell),)


def as_number(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one number."""
    number = read_number(text)
    if number is None:
        findings.append(rules.found(rules.UNREAD_NUMBER, cell))
        return ()
    return (number,)


def as_pixels(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return a number of pixels, from 1 to ten millions; catalogues write 0 where nobody looked."""
    number = read_number(text)
    if number is None or number != int(number) or not 0 <= number <= _MOST_PIXELS:
        findings.append(rules.found(rules.UNREAD_NUMBER, cell))
        return ()
    return (int(number),) if number else ()


def as_latitude(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return decimal degrees north of the equator, from -90 to 90."""
    return _coordinate(text, cell, findings, 90.0)


def as_longitude(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return decimal degrees east of Greenwich, from -180 to 180."""
    return _coordinate(text, cell, findings, 180.0)


def _coordinate(text: str, cell: Cell, findings: list[Finding], most: float) -> Sequence[object]:
    degrees = read_coordinate(text)
    if degrees is None or abs(degrees) > most:
        findings.append(rules.found(rules.UNREAD_COORDINATE, cell))
        return ()
    return (degrees,)


def as_address(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one http(s) address, its spaces and accents percent-encoded as browsers do."""
    address = web_address(text)
    if address is None:
        if not is_not_recorded(text):
            findings.append(rules.found(rules.UNREAD_ADDRESS, cell))
        return ()
    return (address,)


def as_identifier(text: str, _cell: Cell, aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return an identifier: the address of an authority where it names one (ULAN, GND...), else itself.

    `aim.beside` are the attributes of the element, one a line, which may say whose number it is.
    """
    written = text.strip()
    for source in (aim.beside or "").split("\n"):
        address = authority_address(written, source)
        if address is not None:
            return (address,)
    return (web_address(written) or written,)


def as_event_kind(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return the kind of event that a concept or a word names; nothing when it is not known."""
    kind = read_event_kind(text)
    return () if kind is None else (kind,)


def as_qualifier(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return the attribution that a text is by itself (`attribué à`, `Hans skola`)."""
    qualifier = read_qualifier(text)
    if qualifier is None:
        choices = ", ".join(sorted(get_args(AttributionQualifier)))
        findings.append(rules.found(rules.UNKNOWN_CHOICE, cell, choices=choices))
        return ()
    return (qualifier,)


def as_dimension_kind(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return which dimension a word names (`Höhe`, `hauteur`), or the word itself: the part says which it is then."""
    return (KINDS.get(text.strip().rstrip(":.").casefold(), text.strip()),)


def as_unit(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return the unit of measure that a word is, or the word itself."""
    return (UNITS.get(text.strip().rstrip(".").casefold(), text.strip()),)


# What nothing needs to be done about: lower-case scheme, a name for a host, and no character that needs a second look.
_PLAIN_ADDRESS = re.compile(r"https?://[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?:/[A-Za-z0-9/._~+-]{0,2000})?")


def web_address(text: str) -> str | None:
    """Return the text as an absolute http(s) IRI that RDF accepts (RFC 3987), or None."""
    written = text.strip()
    if _PLAIN_ADDRESS.fullmatch(written):
        return written
    try:
        parts = urlsplit(written)
        usable = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # urlsplit refuses malformed IPv6 hosts
        return None
    if not usable or len(written) > 4096:  # noqa: PLR2004  # the bound of WebAddress in the record
        return None
    scheme, rest = written.split(":", 1)
    return scheme.lower() + ":" + quote(rest, safe="%/:?#[]@!$&'()*+,;=~-._")


def as_language(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return one BCP 47 language tag."""
    tag = read_language(text)
    if tag is None:
        findings.append(rules.found(rules.UNREAD_LANGUAGE, cell))
        return ()
    return (tag,)


def as_flag(text: str, _cell: Cell, _aim: Aim, _findings: list[Finding]) -> Sequence[object]:
    """Return True for oui, yes, true, 1, x, o, y, vrai; False for anything else."""
    return (text.strip().casefold() in _YES,)


_MOST_PIXELS = 10_000_000  # of a side: `app.core.record.Pixels`
_YES = frozenset({"oui", "yes", "true", "vrai", "1", "x", "o", "y"})
_NO = frozenset({"non", "no", "false", "faux", "0", "n"})


def as_withheld(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return True for oui, False for non (`à ne pas diffuser`); another word keeps the record back, and is reported."""
    return (_decided(text, cell, findings, if_yes=True),)


def as_published(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
    """Return the opposite: False for oui, True for non (`à diffuser sur le web`); another word keeps it back too."""
    return (_decided(text, cell, findings, if_yes=False),)


def _decided(text: str, cell: Cell, findings: list[Finding], *, if_yes: bool) -> bool:
    word = text.strip().casefold()
    if word in _YES:
        return if_yes
    if word in _NO:
        return not if_yes
    # What is published by mistake cannot be taken back; what is kept back by mistake can be published tomorrow.
    findings.append(rules.found(rules.UNDECIDED_PUBLICATION, cell))
    return True


def as_choice(choices: frozenset[str]) -> Reading:
    """Return the reading of a value that must be one of these words."""

    def choice(text: str, cell: Cell, _aim: Aim, findings: list[Finding]) -> Sequence[object]:
        word = text.strip().casefold()
        if word in choices:
            return (word,)
        findings.append(rules.found(rules.UNKNOWN_CHOICE, cell, choices=", ".join(sorted(choices))))
        return ()

    return choice


def qualifier_of(text: str, choices: frozenset[str]) -> AttributionQualifier | None:
    """Return the attribution qualifier that the text is, or None when it is not one."""
    word = text.strip().casefold()
    return cast("AttributionQualifier", word) if word in choices else None


def _parenthesised(text: str) -> tuple[str, ...]:
    """Return the contents of the top-level parentheses of a text, in order: `(a) (b, c)` gives `a` and `b, c`."""
    contents, depth, start = [], 0, 0
    for position, character in enumerate(text):
        if character == "(":
            depth += 1
            start = position + 1 if depth == 1 else start
        elif character == ")" and depth:
            depth -= 1
            if depth == 0:
                contents.append(text[start:position].strip())
    return tuple(contents)
