"""The members of a search address, read as a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias

from fastapi import Query
from msgspec import structs
from pydantic import BeforeValidator, Field

from app.core.search_document import FACETS, NO_YEAR, FacetName, chosen_value
from app.core.text import Text
from app.storage.search.found import Question, Sort
from app.storage.search.query import BoundingBox, Filters
from app.web.errors import InvalidParameters, invalid_parameters
from app.web.problems import ParameterError

MOST: Final = 100  # records of a page
_VALUE: Final = 120  # characters of a value of a facet, as the index keeps them
_VALUES: Final = 4  # alternatives of one facet: all of them, of every facet, still fit in one address

# A form sends the members that nobody filled in, too: they are as if they were not there.
_EMPTY: Final = BeforeValidator(lambda written: None if written == "" else written)
_Year: TypeAlias = Annotated[int, Field(ge=-NO_YEAR, le=NO_YEAR)]
_Values: TypeAlias = list[Annotated[str, Query(max_length=_VALUE)]]


def _facet(description: str) -> Any:
    return Query(default_factory=list, max_length=_VALUES, description=description)


def facet_filters(  # noqa: PLR0913, PLR0917  # each facet is a member of the address
    institution: _Values = _facet("Établissement | Institution"),
    type: _Values = _facet("Type d'objet | Type of object"),  # noqa: A002  # the facet's name in the address
    maker: _Values = _facet("Auteur | Maker"),
    material: _Values = _facet("Matériau | Material"),
    technique: _Values = _facet("Technique | Technique"),
    place: _Values = _facet("Lieu | Place"),
    century: _Values = _facet("Siècle: 19 | Century: 19"),
    rights: _Values = _facet("Droits: open, stated, unknown | Rights: open, stated, unknown"),
    picture: _Values = _facet("Avec image: yes, no | Has a picture: yes, no"),
    quality: _Values = _facet("Palier de qualité, de 0 à 3 | Quality tier, from 0 to 3"),
) -> Mapping[FacetName, tuple[str, ...]]:
    """Return the values asked for by facet; several of one facet are alternatives."""
    given = (institution, type, maker, material, technique, place, century, rights, picture, quality)
    return {
        facet: tuple(dict.fromkeys(chosen_value(facet, value) for value in values))
        for facet, values in zip(FACETS, given, strict=True)
        if values
    }


def counted_facets(written: str | None) -> tuple[FacetName, ...]:
    """Return the facets of a list of their names, in our order: all without one; raise InvalidParameters."""
    if written is None:
        return FACETS
    asked = {name.strip() for name in written.split(",")} - {""}
    if asked - set(FACETS):
        names = ", ".join(FACETS)
        raise invalid_parameters(
            (ParameterError("facets", Text(fr=f"Les facettes sont: {names}.", en=f"The facets are: {names}.")),)
        )
    return tuple(facet for facet in FACETS if facet in asked)


def bounding_box(written: str | None) -> BoundingBox | None:
    """Return the box of `west,south,east,north` in degrees; raise InvalidParameters for what is none."""
    if not written:
        return None
    try:
        west, south, east, north = (float(corner) for corner in written.split(","))
    except ValueError:
        raise _no_box() from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004  # degrees
        raise _no_box()
    return BoundingBox(west, south, east, north)


def _no_box() -> InvalidParameters:
    message = Text(
        fr="Il faut quatre nombres, en degrés: ouest,sud,est,nord.",
        en="Four numbers are needed, in degrees: west,south,east,north.",
    )
    return invalid_parameters((ParameterError("bbox", message),))


def question(  # noqa: PLR0913, PLR0917  # the members of the address
    q: Annotated[
        str,
        Query(
            max_length=1_000,
            description='Des mots, "une phrase", champ:mot, -mot | Words, "a phrase", field:word, -word',
        ),
    ] = "",
    from_year: Annotated[
        _Year | None, _EMPTY, Query(alias="from", description="Depuis l'année | From the year")
    ] = None,
    to_year: Annotated[_Year | None, _EMPTY, Query(alias="to", description="Jusqu'à l'année | To the year")] = None,
    bbox: Annotated[
        str | None, Query(max_length=120, description="ouest,sud,est,nord en degrés | west,south,east,north")
    ] = None,
    sort: Annotated[Sort | None, _EMPTY, Query(description="Ordre | Order")] = None,
    after: Annotated[str | None, Query(max_length=200, description="Curseur de page | Cursor of a page")] = None,
    facets: Annotated[
        str | None,
        Query(max_length=200, description="Facettes à compter: type,maker | Facets to count: type,maker"),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Notices par page | Records a page")] = 20,
) -> Question:
    """Return the question of an address, without the facets' filters."""
    box = bounding_box(bbox)
    return Question(
        text=q,
        filters=Filters(first_year=from_year, last_year=to_year, box=box),
        sort=sort,
        after=after or None,
        limit=limit,
        facets=counted_facets(facets),
    )


def filtered(asked: Question, chosen: Mapping[FacetName, tuple[str, ...]]) -> Question:
    """Return the question with these values of facets asked for too."""
    return structs.replace(asked, filters=structs.replace(asked.filters, facets=chosen))
