"""Reproductions and web pages: what shows the object, or tells of it, on the network."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.record import Media
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Node, Scope, Statement
from app.mapping.linked_art.rights import add_file_rights
from app.mapping.linked_art.words import Words, name, source_iri, text, written_identifier

# A sound, a document and a manifest do not look like the object: they are about it.
_ABOUT_THE_OBJECT = frozenset({"audio", "document", "iiif manifest"})
_IIIF_PRESENTATION = "http://iiif.io/api/presentation"
_IIIF_IMAGE = "http://iiif.io/api/image"


def add_media(scope: Scope, statements: list[Statement], values: tuple[Media, ...]) -> None:
    """Add each reproduction: an image by what it shows (E36), another document by what it says (E33)."""
    for number, value in enumerate(values, 1):
        iri = f"{scope.record}#media-{number}"
        about = value.kind in _ABOUT_THE_OBJECT
        content: list[Statement] = []
        if value.caption:
            words = Words(value.caption, value.language, value.cell)
            content.append((la.IDENTIFIED_BY, name(scope, f"{iri}-caption", words, None)))
        if value.primary:
            content.append((la.CLASSIFIED_AS, aat.PRIMARY_REPRODUCTION))
        content.append((la.CARRIED_BY if about else la.SHOWN_BY, _file(scope, iri, value)))
        node = Node(iri, la.TEXT if about else la.VISUAL_ITEM, None, content, value.cell)
        statements.append((la.SUBJECT_OF if about else la.REPRESENTATION, node))


def web_page(scope: Scope, iri: str, address: str) -> Node:
    """Return the text (E33) that a web page carries, with the page's address."""
    statements: list[Statement] = [(la.CLASSIFIED_AS, aat.WEB_PAGE), (la.FORMAT, "text/html")]
    _add_address(scope, statements, iri, address)
    document = Node(f"{iri}-document", la.DIGITAL_OBJECT, None, statements)
    return Node(iri, la.TEXT, None, [(la.CARRIED_BY, document)])


def _file(scope: Scope, iri: str, value: Media) -> Node:
    statements: list[Statement] = [(la.CLASSIFIED_AS, aat.FILES[value.kind])]
    if value.kind == "iiif image":
        api = Node(_IIIF_IMAGE, la.INFORMATION, None, [], shared=True)
        service: list[Statement] = [(la.CONFORMS_TO, api)]
        _add_address(scope, service, iri, value.url)
        statements.append((la.AVAILABLE_VIA, Node(f"{iri}-service", la.SERVICE, None, service, value.cell)))
    else:
        _add_address(scope, statements, iri, value.url)
    if value.kind == "iiif manifest":
        statements.append((la.CONFORMS_TO, Node(_IIIF_PRESENTATION, la.INFORMATION, None, [], shared=True)))
    if value.media_type:
        statements.append((la.FORMAT, value.media_type))
    statements += _sides(iri, value)
    if value.credit:
        words = Words(value.credit, value.language, value.cell)
        statements.append((la.REFERRED_TO_BY, text(scope, f"{iri}-credit", words, aat.CREDIT_LINE)))
    if value.rights is not None:
        add_file_rights(scope, statements, iri, value.rights)
    return Node(f"{iri}-file", la.DIGITAL_OBJECT, None, statements, value.cell)


def _sides(iri: str, value: Media) -> list[Statement]:
    """Return the width and the height of a picture, in pixels."""
    found: list[Statement] = []
    for side, kind, pixels in (
        ("width", aat.DIMENSIONS["width"], value.width),
        ("height", aat.DIMENSIONS["height"], value.height),
    ):
        if pixels is not None:
            said: list[Statement] = [(la.CLASSIFIED_AS, kind), (la.VALUE, pixels), (la.HAS_UNIT, aat.UNITS["px"])]
            found.append((la.HAS_DIMENSION, Node(f"{iri}-{side}", la.DIMENSION, None, said, value.cell)))
    return found


def _add_address(scope: Scope, statements: list[Statement], iri: str, address: str) -> None:
    """Add the address; one that no IRI can be made of stays as an Identifier, for a person to put right."""
    given = source_iri(scope, address)
    if given is not None:
        statements.append((la.ACCESS_POINT, Node(given, la.DIGITAL_OBJECT, None, [], shared=True)))
    else:
        statements.append((la.IDENTIFIED_BY, written_identifier(f"{iri}-address", address, None)))
