"""Source expressions find the values that are written, each with its cell."""

import pytest

from app.core.source import SourceRecord
from app.mapping.conditions import compile_condition
from app.mapping.sources import Scope, bare_path, compile_source, items, parallel_values, record_scope

ROW = Scope({"Titre": "Source", "Title": " ", "Prenom": "Denise", "Nom": "Roy", "Artiste/artisan": "D. Roy"}, 42, None)
TREE = Scope(
    {
        "contributors": [{"mda": "Blake, Robert", "role": "artist"}, {"mda": "Turner", "role": "after"}],
        "subjects": {"name": "subject", "children": [{"name": "people", "children": [{"name": "man"}]}]},
        "materiaux": ["bois", "", None, "métal"],
        "n": 3.0,
        "flag": True,
        "a/b": "slash",
    },
    None,
    "/12",
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Titre", [("Source", "Titre")]),
        ("Title", []),
        ("Title | Titre", [("Source", "Titre")]),
        ("Absent", []),
        ("Prenom + Nom", [("Denise Roy", "Prenom")]),
        ("Title + Nom", [("Roy", "Nom")]),
        ("Artiste/artisan", [("D. Roy", "Artiste/artisan")]),
    ],
)
def test_of_a_row(expression: str, expected: list[tuple[str, str]]) -> None:
    found = compile_source(expression)(ROW)
    assert [(text, cell.column) for text, cell, *_ in found] == expected
    assert all(cell.row == 42 and cell.path is None for _, cell, *_ in found)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("contributors/*/mda", [("Blake, Robert", "/12/contributors/0/mda"), ("Turner", "/12/contributors/1/mda")]),
        ("contributors/1/role", [("after", "/12/contributors/1/role")]),
        ("contributors/7/role", []),
        (
            "subjects/**/name",
            [
                ("subject", "/12/subjects/name"),
                ("people", "/12/subjects/children/0/name"),
                ("man", "/12/subjects/children/0/children/0/name"),
            ],
        ),
        ("materiaux", [("bois", "/12/materiaux/0"), ("métal", "/12/materiaux/3")]),
        ("n", [("3", "/12/n")]),
        ("flag", [("true", "/12/flag")]),
        ("a/b", [("slash", "/12/a~1b")]),
        ("subjects", []),
    ],
)
def test_of_a_tree(expression: str, expected: list[tuple[str, str]]) -> None:
    assert [(text, cell.path) for text, cell, *_ in compile_source(expression)(TREE)] == expected


def test_the_items_of_a_list_know_their_place() -> None:
    first, second = items(TREE, "contributors")
    assert compile_source("role")(second)[0][1].path == "/12/contributors/1/role"
    assert compile_source("role")(first)[0][1].column == "contributors/0/role"


def test_plain_values_are_items_of_one_field() -> None:
    assert [item.fields["."] for item in items(TREE, "materiaux")] == ["bois", "", "métal"]


def test_items_below_items() -> None:
    assert [item.fields["name"] for item in items(TREE, "subjects/children/children")] == ["man"]


def test_a_joined_row_names_its_own_file_and_row() -> None:
    scope = Scope({"makers": [{"Maker": "Abeyta", "@row": 7, "@file": "makers.csv"}]}, 2, None)
    (item,) = items(scope, "makers")
    ((_, cell, *_),) = compile_source("Maker")(item)
    assert (cell.file, cell.row, cell.column, cell.value) == ("makers.csv", 7, "Maker", "Abeyta")


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("Titre", True),
        ("Title", False),
        ("not Title", True),
        ("Titre = source", True),
        ("Titre != source", False),
        ("Absent != source", True),
        ("Titre in puits, source", True),
        ("Titre not in puits, source", False),
        ("Titre contains our", True),
        ("Titre begins with so", True),
        ("Titre begins with our", False),
        ('Titre = "Source"', True),
        ("not Titre = source", False),
    ],
)
def test_conditions(condition: str, holds: bool) -> None:  # noqa: FBT001  # a parametrised case
    assert compile_condition(condition)(ROW) is holds


ELEMENT = record_scope(
    SourceRecord(
        0,
        {
            "@xml:lang": "de",
            "titleSet": [
                {"@type": "short", "appellationValue": {"@xml:lang": "en", ".": "Ferry"}},
                {"@type": "long", "appellationValue": "Fähre"},
            ],
            "workID": {"@type": "local", ".": "NM 7"},
            "gml:pos": "1 2",
            "Kind_tab": [{"Kind": "Height"}, {}, {"Kind": "Width"}],
        },
        "a.xml",
        None,
        "/lido:lidoWrap/lido:lido[3]",
        (),
        "b/1.xml",
        "xpath",
    )
)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("titleSet/appellationValue", [("Ferry", "titleSet[1]", "en"), ("Fähre", "titleSet[2]", "de")]),
        ("titleSet[@type=long]/appellationValue", [("Fähre", "titleSet[2]", "de")]),
        ("titleSet[@type!=long]/appellationValue", [("Ferry", "titleSet[1]", "en")]),
        ("titleSet[@type~HOR]/appellationValue", [("Ferry", "titleSet[1]", "en")]),
        ("titleSet[@type=a,long]/appellationValue", [("Fähre", "titleSet[2]", "de")]),
        ("titleSet[@type=none]/appellationValue | titleSet[@type]/@type", [("short", "titleSet[1]", "de")]),
    ],
)
def test_of_an_element(expression: str, expected: list[tuple[str, str, str]]) -> None:
    found = compile_source(expression)(ELEMENT)[: len(expected)]
    places = [f"/lido:lidoWrap/lido:lido[3]/lido:{name}" for _, name, _ in expected]
    assert [(text, language) for text, _, language, _ in found] == [(text, language) for text, _, language in expected]
    assert all((cell.path or "").startswith(place) for (_, cell, *_), place in zip(found, places, strict=True))
    assert all(cell.file == "b/1.xml" for _, cell, *_ in found)


def test_the_text_of_an_element_stands_where_the_element_does() -> None:
    ((text, cell, *_),) = compile_source("workID")(ELEMENT)
    assert (text, cell.column, cell.path) == ("NM 7", "workID", "/lido:lidoWrap/lido:lido[3]/lido:workID")
    ((_, cell, *_),) = compile_source("workID/@type")(ELEMENT)
    assert cell.path == "/lido:lidoWrap/lido:lido[3]/lido:workID/@type"
    ((_, cell, *_),) = compile_source("gml:pos")(ELEMENT)
    assert cell.path == "/lido:lidoWrap/lido:lido[3]/gml:pos"


def test_an_item_reads_what_stands_above_it() -> None:
    first, _ = items(ELEMENT, "titleSet")
    assert compile_source("../workID")(first)[0][0] == "NM 7"
    assert compile_source("../../workID")(first) == []
    assert bare_path("titleSet[@type=a/b]/../workID") == "workID"


def test_items_that_pass_a_test() -> None:
    (item,) = items(ELEMENT, "titleSet[@type=long]")
    assert compile_source("appellationValue")(item)[0][1].path == (
        "/lido:lidoWrap/lido:lido[3]/lido:titleSet[2]/lido:appellationValue"
    )


def test_parallel_values_keep_their_blanks() -> None:
    assert [text for text, _ in parallel_values(ELEMENT, "Kind_tab/Kind")] == ["Height", "", "Width"]


def test_names_of_attributes_make_the_place() -> None:
    scope = Scope({"A_tab": [{"A": "x"}]}, None, "/table/tuple[2]", notation="named")
    ((_, cell, *_),) = compile_source("A_tab/A")(scope)
    assert cell.path == '/table/tuple[2]/*[@name="A_tab"]/tuple[1]/*[@name="A"]'
