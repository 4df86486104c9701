"""What is written into the search box, and which records of the small collection answer."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from app.core.errors import InputError
from app.core.search_document import FACETS, FacetName
from app.storage.search.found import SORTS, Question, Sort
from app.storage.search.index import SearchIndex
from app.storage.search.query import BoundingBox, Filters
from tests.search_corpus import ENGLISH, FRENCH, RECORDS, corpus, document_of, found, index_of, write

ALL = {record.local_id for _, record in RECORDS}
CHURCHES = {"1942.12.3", "1942.12.30"}


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SearchIndex:
    return index_of(tmp_path_factory.mktemp("search"))


WORDS: tuple[tuple[str, set[str]], ...] = (
    # accents, elision, plurals, in French
    ("eglises", CHURCHES),
    ("église", CHURCHES),
    ("ÉGLISES", CHURCHES),
    ("l'eglise", CHURCHES),
    ("l’Église", CHURCHES),
    (unicodedata.normalize("NFD", "Église"), CHURCHES),
    ("cheval", {"2001-55", "A 12"}),
    ("chevaux", {"2001-55", "A 12"}),
    ("oeuvre", {"1942.12.30"}),
    ("œuvres", {"1942.12.30"}),
    ("d'hiver", {"1942.12.30"}),
    ("au bord de l'eau", {"1942.12.30"}),
    # in English
    ("paintings", {"E-1", "E-2", "E-4"}),
    ("painting", {"E-1", "E-2", "E-4"}),
    ("church", {"E-1"}),
    ("canoe", {"E-1"}),
    # every word must be there; a word of no content asks for nothing
    ("église huile", CHURCHES),
    ("église toile", {"1942.12.3"}),
    ("the river", {"E-1"}),
    ("église inexistante", set()),
    # every role
    ("Krieghoff", {"1942.12.3"}),
    ("krieghoff cornelius", {"1942.12.3"}),
    ("albumine", {"2001-55"}),
    ("pin", {"M-77/4"}),
    ("sculpture", {"M-77/4"}),
    ("religieuses", {"1942.12.3"}),
    ("Québec", {"M-77/4"}),
    ("theodore", {"1942.12.30"}),
    # identifiers, and words with marks in them
    ("1942.12.3", {"1942.12.3"}),
    ("1942.12.30", {"1942.12.30"}),
    ("M-77/4", {"M-77/4"}),
    ("2001-55", {"2001-55"}),
    ("porte-monnaie", {"2001-55"}),
    ("Suzor-Coté", {"1942.12.30"}),
    ("O'Brien", {"A 12"}),
    # phrases
    ('"nature morte"', {"E-4"}),
    ('"morte nature"', set()),
    ('"l\'église de saint"', {"1942.12.3"}),
    ('"lake superior"', {"E-1"}),
    ("nature morte", {"E-4"}),
    # fields, in both languages
    ("artiste:krieghoff", {"1942.12.3"}),
    ("maker:krieghoff", {"1942.12.3"}),
    ('artist:"frances anne hopkins"', {"E-1"}),
    ("titre:paintings", {"E-1", "E-2"}),
    ("title:painting", {"E-1", "E-2"}),
    ("matériau:huile", CHURCHES),
    ("MATERIAL:oil", {"E-1"}),
    ("technique:sculpture", {"M-77/4"}),
    ("sujet:architecture", {"1942.12.3"}),
    ("lieu:taveuni", {"E-3"}),
    ("place:superior", {"E-1"}),
    ("numéro:E-1", {"E-1"}),
    ("inscription:ami", {"1942.12.30"}),
    ("titre:krieghoff", set()),
    # without
    ("église -toile", {"1942.12.30"}),
    ("painting -title:river", {"E-2", "E-4"}),
    ('église -"port joli"', {"1942.12.30"}),
    # what is no query is words
    ('"église', CHURCHES),
    ("église)", CHURCHES),
    ("(église", CHURCHES),
    ("église AND", CHURCHES | set()),
    ("[église TO", CHURCHES | set()),
    ("inconnu:église", set()),
    ("titre:", set()),
    ("église ~^*?", CHURCHES),
    ("-", ALL),
    ("", ALL),
    ("   ", ALL),
    ("***", ALL),
)


@pytest.mark.parametrize(("text", "expected"), WORDS, ids=[repr(text) for text, _ in WORDS])
def test_words(index: SearchIndex, text: str, expected: set[str]) -> None:
    assert set(found(index, text)) == expected


def ids(*numbers: int) -> set[str]:
    return {RECORDS[number][1].local_id for number in numbers}


YEARS: tuple[tuple[int | None, int | None, set[str]], ...] = (
    (1847, 1847, {"1942.12.3", "M-77/4", "2001-55"} - {"M-77/4"}),
    (1750, 1750, {"M-77/4", "2001-55"}),
    (1800, 1800, {"M-77/4", "2001-55"}),
    (1907, 1907, {"1942.12.30"}),
    (1911, 1959, set()),
    (1866, 1866, {"E-2", "2001-55"}),
    (1990, 1990, {"E-2", "A 12"}),
    (1950, 1955, set()),  # E-2 was made in 1866 and in 1990, not between
    (-43, -43, {"E-4", "2001-55"}),
    (2020, None, {"A 12"}),
    (None, -44, {"2001-55"}),
    (None, None, ALL),
)


@pytest.mark.parametrize(("first", "last", "expected"), YEARS)
def test_years(index: SearchIndex, first: int | None, last: int | None, expected: set[str]) -> None:
    assert set(found(index, filters=Filters(first_year=first, last_year=last))) == expected


BOXES: tuple[tuple[tuple[float, float, float, float], set[str]], ...] = (
    ((-72.0, 46.0, -70.0, 48.0), {"1942.12.3", "M-77/4"}),
    ((-90.0, 46.0, -80.0, 48.0), {"E-1"}),
    ((179.0, -20.0, -179.0, 0.0), {"E-3"}),
    ((-179.0, -20.0, 179.0, 0.0), set()),
    ((-180.0, -90.0, 180.0, 90.0), {"1942.12.3", "M-77/4", "E-1", "E-3"}),
)


@pytest.mark.parametrize(("box", "expected"), BOXES)
def test_bounding_box(index: SearchIndex, box: tuple[float, float, float, float], expected: set[str]) -> None:
    assert set(found(index, filters=Filters(box=BoundingBox(*box)))) == expected


FILTERS: tuple[tuple[dict[FacetName, tuple[str, ...]], set[str]], ...] = (
    ({"institution": (FRENCH,)}, {record.local_id for slug, record in RECORDS if slug == FRENCH}),
    ({"institution": (FRENCH, ENGLISH)}, ALL),
    ({"type": ("Peinture",)}, CHURCHES),
    ({"type": ("Peinture", "Painting")}, CHURCHES | {"E-1", "E-4"}),
    ({"type": ("Peinture",), "material": ("Bois",)}, {"1942.12.30"}),
    ({"picture": ("yes",)}, {"1942.12.3", "E-2"}),
    ({"century": ("20",)}, {"1942.12.30", "E-2"}),
    ({"century": ("18",)}, {"M-77/4"}),
    ({"rights": ("open",)}, {"1942.12.3"}),
    ({"maker": ("William Notman",)}, {"E-2"}),
    ({"place": ("Québec",)}, {"M-77/4"}),
    ({"type": ("Rien de tel",)}, set()),
)


@pytest.mark.parametrize(("facets", "expected"), FILTERS, ids=[str(facets) for facets, _ in FILTERS])
def test_filters(index: SearchIndex, facets: dict[FacetName, tuple[str, ...]], expected: set[str]) -> None:
    assert set(found(index, filters=Filters(facets=facets))) == expected


@pytest.mark.parametrize("text", ["", "église", "peinture", "painting", "1942"])
def test_facets_count_what_they_would_leave(index: SearchIndex, text: str) -> None:
    answer = index.search(Question(text, facets=FACETS, values=100, limit=100))
    answering = {one.hit.local_id for one in answer.records}
    for facet in FACETS:
        expected = Counter(
            value for document in corpus() if document.hit.local_id in answering for value in document.facets[facet]
        )
        assert {one.value: one.records for one in answer.facets[facet]} == expected
        for one in answer.facets[facet]:
            assert len(found(index, text, filters=Filters(facets={facet: (one.value,)}))) == one.records


def test_a_facet_goes_on_offering_its_other_values(index: SearchIndex) -> None:
    chosen = Filters(facets={"type": ("Peinture",)})
    answer = index.search(Question("", chosen, facets=("type", "institution")))
    types = {one.value: one.records for one in answer.facets["type"]}
    assert types["Peinture"] == 2
    assert types["Painting"] == 2
    assert {one.value: one.records for one in answer.facets["institution"]} == {FRENCH: 2}


ORDERS: tuple[tuple[Sort, list[str]], ...] = (
    ("date", ["E-4", "M-77/4", "1942.12.3", "E-2", "E-1", "2001-55", "1942.12.30", "A 12", "E-3", "E-5"]),
    ("recent", [record.local_id for _, record in reversed(RECORDS)]),
)


@pytest.mark.parametrize(("sort", "expected"), ORDERS)
def test_orders(index: SearchIndex, sort: Sort, expected: list[str]) -> None:
    assert found(index, sort=sort) == expected


def test_the_newest_first_and_what_has_no_date_last(index: SearchIndex) -> None:
    order = found(index, sort="-date")
    assert order[:3] == ["E-2", "A 12", "1942.12.30"]
    assert set(order[-2:]) == {"E-3", "E-5"}


def test_a_word_in_the_title_comes_first(index: SearchIndex) -> None:
    assert found(index, "painting")[0] in {"E-1", "E-2"}
    assert found(index, "1942.12.3")[0] == "1942.12.3"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_pages_show_every_record_once(index: SearchIndex, sort: Sort, limit: int) -> None:
    seen: list[str] = []
    after: str | None = None
    while True:
        page = index.search(Question("", sort=sort, after=after, limit=limit))
        assert page.total == len(ALL)
        seen += [one.hit.local_id for one in page.records]
        after = page.next
        if after is None:
            break
    assert seen == found(index, sort=sort)
    assert len(seen) == len(ALL) == len(set(seen))


@pytest.mark.parametrize("sort", ["date", "-date", "recent"])
def test_a_page_turned_while_records_come_and_go(tmp_path_factory: pytest.TempPathFactory, sort: Sort) -> None:
    folder = tmp_path_factory.mktemp("turned")
    live = index_of(folder)
    page = live.search(Question("", sort=sort, limit=4))
    seen = [one.hit.local_id for one in page.records]
    gone = seen[1]
    slug = next(slug for slug, record in RECORDS if record.local_id == gone)
    new = structs.replace(RECORDS[9][1], local_id="E-6")
    write(folder, [document_of(ENGLISH, new, 0)], gone=[f"{slug}/{gone}"], sequence=2)
    while page.next is not None:
        page = live.search(Question("", sort=sort, limit=4, after=page.next))
        seen += [one.hit.local_id for one in page.records]
    assert len(seen) == len(set(seen))
    assert set(seen) >= ALL


@pytest.mark.parametrize("sort", SORTS)
def test_a_cursor_altered_by_hand_or_of_another_question_is_refused(index: SearchIndex, sort: Sort) -> None:
    cursor = index.search(Question("", sort=sort, limit=2)).next
    assert cursor is not None
    altered = [cursor[:place] + other + cursor[place + 1 :] for place in range(len(cursor)) for other in "A_é"]
    for one in (*altered, cursor + "A", cursor + "!", cursor[:-1], "", "=", "é", "A" * 5000, "\x00"):
        if one != cursor:
            with pytest.raises(InputError):
                index.search(Question("", sort=sort, limit=2, after=one))
    with pytest.raises(InputError):
        index.search(Question("église", sort=sort, limit=2, after=cursor))
    with pytest.raises(InputError):
        index.search(Question("", Filters(first_year=1), sort=sort, limit=2, after=cursor))


@given(st.text(max_size=60))
def test_no_text_is_refused(index: SearchIndex, text: str) -> None:
    answer = index.search(Question(text, facets=FACETS))
    assert 0 <= answer.total <= len(ALL)
    index.suggestions(text, 5)


@given(
    st.lists(
        st.sampled_from(
            [
                '"',
                "'",
                "-",
                ":",
                "titre:",
                "(",
                ")",
                "[",
                "TO",
                "*",
                "~",
                "^",
                "\\",
                "église",
                "OR",
                "AND",
                " ",
                "{",
                "/",
            ]
        ),
        max_size=25,
    )
)
def test_no_syntax_is_refused(index: SearchIndex, pieces: list[str]) -> None:
    index.search(Question("".join(pieces)))


@given(st.text(max_size=40))
def test_no_cursor_breaks(index: SearchIndex, cursor: str) -> None:
    with pytest.raises(InputError):
        index.search(Question("", after=cursor))


def test_what_was_found_is_marked_and_is_no_markup(index: SearchIndex) -> None:
    (one,) = [one for one in index.search(Question("cheval")).records if one.hit.local_id == "A 12"]
    assert [piece.text for piece in one.title if piece.found] == ["cheval"]
    assert "".join(piece.text for piece in one.title) == "<script>alert('cheval')</script> & \"guillemets\""
    assert [piece.text for piece in one.description if piece.found] == ["cheval"]


def test_decomposed_accents_are_marked_as_well(tmp_path_factory: pytest.TempPathFactory) -> None:
    record = structs.replace(
        RECORDS[9][1],
        titles=(structs.replace(RECORDS[9][1].titles[0], text=unicodedata.normalize("NFD", "Été à l'église")),),
    )
    decomposed = index_of(tmp_path_factory.mktemp("nfd"), [document_of(FRENCH, record, 1)])
    (one,) = decomposed.search(Question("eglises")).records
    assert [unicodedata.normalize("NFC", piece.text) for piece in one.title if piece.found] == ["église"]


SUGGESTED: tuple[tuple[str, str], ...] = (
    ("krie", "Cornelius Krieghoff"),
    ("Corn", "Cornelius Krieghoff"),
    ("ARM", "Armoire à pointes de diamant"),
    ("l'eg", "L'Église de Saint-Jean-Port-Joli"),
    ("egl", "L'Église de Saint-Jean-Port-Joli"),
    ("pein", "peinture"),
    ("suzor-c", "Marc-Aurèle de Foy Suzor-Coté"),
)


@pytest.mark.parametrize(("begun", "expected"), SUGGESTED)
def test_suggestions(index: SearchIndex, begun: str, expected: str) -> None:
    assert expected.casefold() in [one.casefold() for one in index.suggestions(begun, 8)]


MEANT: tuple[tuple[str, str], ...] = (
    ("krieghof", "krieghoff"),
    ("kreighoff", "krieghoff"),
    ("églize", "eglise"),
    ("armoir diamand", "armoire diamant"),
    ("rriver", "river"),
)


@pytest.mark.parametrize(("text", "expected"), MEANT)
def test_spelling(index: SearchIndex, text: str, expected: str) -> None:
    answer = index.search(Question(text))
    if answer.total == 0:
        assert answer.meant == expected
        assert index.search(Question(answer.meant)).total > 0
    else:
        assert text == "armoir diamand", "found as it is: both words end in the same stems"


def test_nothing_of_a_record_that_has_gone_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("gone")
    secret = structs.replace(
        RECORDS[9][1], local_id="S", titles=(structs.replace(RECORDS[9][1].titles[0], text="Zanzibarite secrète"),)
    )
    live = index_of(folder, [*corpus(), document_of(FRENCH, secret, 99)])
    assert live.suggestions("zanz", 5) == ("Zanzibarite secrète",)
    assert live.search(Question("zanzibarit")).meant in {"zanzibarite", None}
    write(folder, [], gone=[f"{FRENCH}/S"], sequence=2)
    assert live.suggestions("zanz", 5) == ()
    assert live.search(Question("zanzibarti")).meant is None
    assert live.search(Question("zanzibarite")).total == 0


@pytest.mark.parametrize(
    "year", ["-9999999-01-01", "9999999-01-01", "-2500000-01-01", "99999999999-01-01", "0000-01-01"]
)
def test_no_year_is_too_far(tmp_path_factory: pytest.TempPathFactory, year: str) -> None:
    record = RECORDS[0][1]
    event = record.productions[0]
    assert event.date is not None
    far = structs.replace(
        record, productions=(structs.replace(event, date=structs.replace(event.date, earliest=year, latest=year)),)
    )
    index = index_of(tmp_path_factory.mktemp("far"), [document_of(FRENCH, far, 1)])
    assert found(index, filters=Filters(first_year=1850, last_year=1860)) == []
    assert found(index, sort="date") == found(index, sort="-date") == ["1942.12.3"]
    assert found(index, filters=Filters(last_year=-50)) == (["1942.12.3"] if year.startswith("-") else [])


def test_what_mentions_an_entity_page_by_page(index: SearchIndex) -> None:
    everything = f"https://donnees.example.org/{FRENCH}/set/collection"
    seen: list[str] = []
    after = None
    while True:
        page = index.records_linking(everything, after=after, limit=2)
        assert page.total == 5
        seen += [hit.local_id for hit in page.hits]
        after = page.next
        if after is None:
            break
    assert seen == [record.local_id for slug, record in RECORDS if slug == FRENCH]
    page = index.records_linking(f"https://donnees.example.org/{FRENCH}/agent/P1", after=None, limit=10)
    assert [hit.local_id for hit in page.hits] == ["1942.12.3"]
    with pytest.raises(InputError):
        index.records_linking(everything, after="x", limit=2)
    assert index.records_linking("https://elsewhere.example.org/é\x00\ud800", after=None, limit=2).total == 0
