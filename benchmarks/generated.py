"""Made-up tables shaped like the real ones: as wide, as full, as often repeating their values. Always the same.

The shares are those of the real tables: a tenth of the rows has no medium, half has no address, three titles in four
are distinct, a few artists have most of the works.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

_SEED = 20150813
_ROWS = 123_919
_LINES = 69_202

_GIVEN = ("Anna", "Émile", "Louise", "Paul", "Ada", "Jean", "Marta", "Otto", "Ruth", "Hugo", "Inès", "Karl", "Max")
_FAMILY = ("Marin", "Kessler", "Dubois", "Hart", "Lindqvist", "Ferrer", "Novak", "Brandt", "Moreau", "Castel", "Winter")
_NATIONS = ("American", "French", "German", "Canadian", "Swiss", "British", "Italian", "Spanish", "Japanese")
_THINGS = ("Bridge", "House", "Woman", "Still Life", "Harbour", "Composition", "Study", "Garden", "Poster", "Chair")
_PLACES = ("Vienna, Austria", "Paris", "New York, New York", "Montréal", "Berlin", "Saint-Cloud", "Prague")
_MEDIA = ("Gelatin silver print", "Lithograph", "Etching", "Oil on canvas", "Ink and graphite on paper", "Bronze",
          "Lithograph, printed in color", "Albumen silver print", "Pencil, colored pencil and gouache on tracing paper",
          "Steel tube, cane, and wood")  # fmt: skip
_CLASSES = (("Print", "Prints & Illustrated Books"), ("Photograph", "Photography"), ("Drawing", "Drawings"),
            ("Illustrated Book", "Prints & Illustrated Books"), ("Painting", "Painting & Sculpture"),
            ("A&D Design", "Architecture & Design"))  # fmt: skip
_TOOLS = ("ink", "pencil", "gouache", "watercolor", "charcoal", "crayon", "etching", "woodcut", "collage", "tempera")
_GROUNDS = ("paper", "tracing paper", "canvas", "board", "linen", "newsprint", "wood", "cardboard", "vellum", "glass")
_CREDITS = ("Purchase", "Gift of the artist", "Gift of Mrs. John Hart", "The Kessler Collection", "Katz Fund",
            "Fractional and promised gift of Ada and Max Winter")  # fmt: skip
_MONTHS = ("January", "March", "April", "June", "September", "November")
_DATES = ("{0}", "{0}", "{0}", "{0}", "c. {0}", "(c. {0})", "{0}-{1}", "{0}, published {2}", "Before {0}", "n.d.",
          "(November 3) {0}", "early {0}s", "June 12, {0}")  # fmt: skip

MOMA_COLUMNS = (
    "Title", "Artist", "ArtistBio", "Date", "Medium", "Dimensions", "CreditLine", "MoMANumber", "Classification",
    "Department", "DateAcquired", "CuratorApproved", "ObjectID", "URL",
)  # fmt: skip


def moma_rows(rows: int = _ROWS) -> Iterator[list[str]]:
    """Yield the heading and then the rows of a table of 14 columns."""
    chance = Random(_SEED)  # noqa: S311  # sample data, the same on every machine
    artists = [_artist(chance) for _ in range(13_000)]
    yield list(MOMA_COLUMNS)
    for number in range(2, rows + 2):
        artist, biography = _artists(chance, artists)
        classification, department = chance.choice(_CLASSES)
        yield [
            _title(chance),
            artist,
            biography,
            _date(chance),
            _sometimes(chance, 0.89, _medium(chance)),
            _sometimes(chance, 0.89, _dimensions(chance)),
            _sometimes(chance, 0.97, _credit(chance, artists)),
            f"{number}.{chance.randrange(1930, 2015)}",
            classification,
            department,
            _sometimes(chance, 0.96, f"{chance.randrange(1930, 2015)}-{chance.randrange(1, 13):02}-10"),
            chance.choice("YN"),
            str(number),
            _sometimes(chance, 0.5, f"http://museum.example/collection/works/{number}"),
        ]


def tate_lines(lines: int = _LINES) -> Iterator[str]:
    """Yield records as JSON, one a line, with the nested contributors and subjects of Tate's."""
    chance = Random(_SEED)  # noqa: S311  # sample data, the same on every machine
    for number in range(1, lines + 1):
        given, family, year = chance.choice(_GIVEN), chance.choice(_FAMILY), chance.randrange(1700, 1980)
        name = f"{given} {family}"
        height, width = chance.randrange(80, 900), chance.randrange(80, 900)
        record = {
            "acno": f"A{number:05}", "acquisitionYear": chance.randrange(1850, 2015), "all_artists": name,
            "catalogueGroup": {}, "classification": "on paper, unique", "contributorCount": 1,
            "contributors": [{"birthYear": year, "date": f"{year}–{year + 70}", "displayOrder": 1, "fc": name,
                              "gender": "Female", "id": chance.randrange(3500), "mda": f"{family}, {given}",
                              "role": "artist", "startLetter": family[0]}],
            "creditLine": chance.choice(_CREDITS), "dateRange": None, "dateText": _date(chance), "depth": "",
            "dimensions": f"support: {height} x {width} mm", "foreignTitle": None, "groupTitle": None,
            "height": str(height), "id": number, "inscription": None, "medium": chance.choice(_MEDIA),
            "movementCount": 0, "subjectCount": 3, "subjects": _subjects(chance), "thumbnailUrl": None,
            "title": _title(chance), "units": "mm", "url": f"http://museum.example/artworks/{number}",
            "width": str(width),
        }  # fmt: skip
        yield json.dumps(record, ensure_ascii=False) + "\n"


def _subjects(chance: Random) -> dict[str, object]:
    leaves = [{"id": chance.randrange(9000), "name": chance.choice(_THINGS).lower()} for _ in range(3)]
    return {"children": [{"children": leaves, "id": 91, "name": "people"}], "id": 1, "name": "subject"}


def _artist(chance: Random) -> tuple[str, str]:
    born = chance.randrange(1820, 1985)
    name = f"{chance.choice(_GIVEN)} {chance.choice(_GIVEN)[0]}. {chance.choice(_FAMILY)}{chance.choice('aeiou')}"
    life = f"born {born}" if born > 1930 else f"{born}–{born + chance.randrange(25, 90)}"  # noqa: PLR2004  # may live yet
    return name, f"({chance.choice(_NATIONS)}, {life})"


def _artists(chance: Random, artists: list[tuple[str, str]]) -> tuple[str, str]:
    """Return one artist, and in one row of twelve two; the first of the list have most of the works."""
    several = 2 if chance.random() < 1 / 12 else 1
    chosen = [artists[int(len(artists) * chance.random() ** 3)] for _ in range(several)]
    return ", ".join(name for name, _ in chosen), " ".join(biography for _, biography in chosen)


def _title(chance: Random) -> str:
    if chance.random() < 1 / 10:
        return "Untitled"
    return f"{chance.choice(_THINGS)} {chance.randrange(9000)}, {chance.choice(_PLACES)}, {chance.choice(_THINGS)}"


def _medium(chance: Random) -> str:
    """Return one of the usual media, or in two rows of five one that is nearly alone of its kind."""
    if chance.random() < 3 / 5:
        return chance.choice(_MEDIA)
    first, second, third = chance.sample(_TOOLS, 3)
    return f"{first.capitalize()}, {second}, and {third} on {chance.choice(_GROUNDS)} and {chance.choice(_GROUNDS)}"


def _credit(chance: Random, artists: list[tuple[str, str]]) -> str:
    return f"Gift of {chance.choice(artists)[0]}" if chance.random() < 1 / 12 else chance.choice(_CREDITS)


def _date(chance: Random) -> str:
    year = chance.randrange(1850, 2012)
    if chance.random() < 1 / 10:
        return f"{chance.choice(_MONTHS)} {chance.randrange(1, 29)}, {year}"
    return chance.choice(_DATES).format(year, f"{(year + 3) % 100:02}", year + 5)


def _dimensions(chance: Random) -> str:
    high, wide = chance.randrange(20, 400) / 4, chance.randrange(20, 400) / 4
    inches = f'{_quarters(high)} x {_quarters(wide)}" ({high * 2.54:.1f} x {wide * 2.54:.1f} cm)'
    return f"sheet: {inches}" if chance.random() < 1 / 3 else inches


def _quarters(inches: float) -> str:
    whole, part = divmod(round(inches * 4), 4)
    return f"{whole} {('', '1/4', '1/2', '3/4')[part]}".strip()


def _sometimes(chance: Random, share: float, value: str) -> str:
    return value if chance.random() < share else ""
