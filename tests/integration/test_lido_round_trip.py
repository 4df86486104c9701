"""What we write as LIDO, read back with the shipped crosswalk, is the same record; what LIDO cannot hold is said here.

`as_lido_holds` is the whole list of what is not the same afterwards, each with its reason.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import (
    Agent,
    CatalogueRecord,
    Contribution,
    Dimension,
    DimensionKind,
    DimensionStatement,
    Event,
    Identifier,
    Inscription,
    Keeper,
    Media,
    Note,
    Place,
    RelatedRecord,
    Rights,
    Term,
    TimeSpan,
    Title,
)
from app.pipeline import Tools, judged, plan_for
from app.publication.output_format import output_formats
from app.publication.visibility import visible
from app.reading.source_format import DeliveredFile
from tests.golden.output.renew import PUBLISHER, cases, published, published_case

LIDO = output_formats().get("lido")
LANGUAGES = ("fr", "en", "iu")


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path_factory.mktemp("lido"), base_url="https://data.example.org"))
    yield made
    made.database.dispose()


def read_back(record: CatalogueRecord, tools: Tools) -> CatalogueRecord:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.xml"
        path.write_bytes(LIDO.write(published(record)))
        file = DeliveredFile(path, path.name, Bounds())
        plan = plan_for(file, "musee", None, None, tools)
        results = list(judged(file, plan, tools))
    (outcome,) = (outcome for result in results for outcome in result.outcomes)
    assert isinstance(outcome, RecordOutcome), outcome
    assert not any(result.losses for result in results)
    back = visible(outcome.canonical)
    return replace(back, notes=tuple(sorted(back.notes, key=lambda note: note.kind)))


def plain(value: Any) -> Any:
    """Return a record as plain data without cells, and without the fields that are as they would be anyway."""
    if isinstance(value, dict):
        return {name: plain(child) for name, child in value.items() if name != "cell"}
    return [plain(child) for child in value] if isinstance(value, (list, tuple)) else value


def as_lido_holds(record: CatalogueRecord) -> CatalogueRecord:
    """Return what LIDO can hold of a record."""
    # LIDO asks for the language of the description as a whole: a record without one has its publisher's.
    language = record.language or PUBLISHER.language
    productions, events = (tuple(map(_event, found)) for found in (record.productions, record.events))
    return replace(
        record,
        language=language,
        # An event of a kind of which nothing else is said says nothing; any production is one of the productions.
        productions=(*filter(_said, productions), *(one for one in events if one.kind == "production" and _said(one))),
        events=tuple(one for one in events if one.kind != "production" and _said(one)),
        depicted_agents=tuple(map(_agent, record.depicted_agents)),
        # Notes are in the order of their kinds: LIDO has places of their own for some.
        notes=tuple(sorted(record.notes, key=lambda note: note.kind)),
        # The main reproduction comes first.
        media=tuple(sorted(record.media, key=lambda one: not one.primary)),
        # A licence is an address.
        record_rights=_rights(record.record_rights),
    )


def _said(event: Event) -> bool:
    return event != Event(kind=event.kind)


def _event(event: Event) -> Event:
    made = tuple(replace(one, agent=_agent(one.agent)) for one in event.contributions)
    return replace(event, contributions=made, places=tuple(map(_place, event.places)))


def _agent(agent: Agent) -> Agent:
    # LIDO 1.1 has no place for a biography, and asks for the year or day of a life: its words are read again.
    death = agent.death
    if death is not None and death.text == "vers 1920":
        death = replace(death, earliest="1920-01-01", latest="1920-12-31")
    # A link is an address.
    return replace(agent, biography=None, death=death, same_as=tuple(one for one in agent.same_as if "://" in one))


def _place(place: Place) -> Place:
    # An authority's address is kept in the form that the authority asks for.
    same_as = (one.replace("www.geonames.org", "sws.geonames.org") for one in place.same_as)
    return replace(place, same_as=tuple(same_as))


def _rights(rights: Rights | None) -> Rights | None:
    return rights if rights is None or rights.iri is None or "://" in rights.iri else replace(rights, iri=None)


def filled(value: Any, language: str | None) -> Any:
    """Return plain data where no language is the record's: words without one of their own are in it."""
    if isinstance(value, list):
        return [filled(child, language) for child in value]
    if isinstance(value, dict):
        return {
            name: filled(child, language) for name, child in value.items() if name != "language" or child != language
        }
    return value


def compared(record: CatalogueRecord) -> CatalogueRecord:
    bare = filled(plain(msgspec.to_builtins(record)), record.language)
    return replace(msgspec.convert(bare, CatalogueRecord), language=record.language)


@pytest.mark.parametrize("case", [case for case in cases() if case.name != "hostile"], ids=lambda case: case.name)
def test_a_golden_case_comes_back(case: Path, tools: Tools) -> None:
    record = replace(published_case(case).record, private=(), unmapped=())
    assert compared(read_back(record, tools)) == compared(as_lido_holds(record))


def test_of_a_hostile_record_only_what_is_no_text_and_no_address_changes(tools: Tools) -> None:
    (case,) = [case for case in cases() if case.name == "hostile"]
    record = replace(published_case(case).record, private=(), unmapped=())
    back, held = compared(read_back(record, tools)), compared(as_lido_holds(record))
    changed = {name for name in CatalogueRecord.__struct_fields__ if getattr(back, name) != getattr(held, name)}
    # Control characters are no XML; addresses are percent-encoded, passwords in them left out; a date is a day that is.
    assert changed == {"titles", "media", "object_types", "productions", "web_page"}


LETTERS = st.characters(categories=("Lu", "Ll"), include_characters="'-.<&>\"")
WORD = st.text(LETTERS, min_size=2, max_size=8)
WORDS = st.lists(WORD, min_size=1, max_size=3).map(" ".join).map(lambda text: f"a{text}z")
NOTE_KINDS = [
    *("description", "materials statement", "condition", "provenance", "history", "exhibition", "bibliography"),
    *("remark", "use", "production", "acquisition", "edition", "physical description", "culture", "period"),
    "credit line",
]
TONGUE = st.none() | st.sampled_from(LANGUAGES)
NUMBER = st.from_regex(r"[A-Z]\.[0-9]{1,4}-[a-z]", fullmatch=True)
CONCEPT = st.none() | st.integers(300_000_000, 300_999_999).map(lambda number: f"http://vocab.getty.edu/aat/{number}")
LINK = st.from_regex(r"http://www\.wikidata\.org/entity/Q[1-9][0-9]{0,5}", fullmatch=True)
LINKS = st.lists(LINK, max_size=2, unique=True)
PAGE = st.from_regex(r"https://musee\.example\.org/[a-z0-9/]{1,12}[a-z]", fullmatch=True)


def several(one: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=most).map(tuple)


TERM = st.builds(Term, label=WORDS, language=TONGUE, id=CONCEPT, uncertain=st.booleans())
YEAR = st.integers(1000, 2020).map(
    lambda year: TimeSpan(text=str(year), earliest=f"{year}-01-01", latest=f"{year}-12-31", precision="year")
)
DATE = YEAR | st.builds(
    lambda span, certainty: replace(span, certainty=certainty), YEAR, st.sampled_from(["approximate", "uncertain"])
)
AGENT = st.builds(
    Agent,
    name=WORDS,
    kind=st.none() | st.sampled_from(["person", "group", "unknown"]),
    family_name=st.none() | WORDS,
    given_name=st.none() | WORDS,
    id=NUMBER,
    same_as=LINKS.map(tuple),
    birth=st.none() | YEAR,
    birth_place=st.none() | WORDS,
    nationality=several(TERM, 2),
    gender=st.none() | WORDS,
)
PLACE = st.builds(
    Place,
    name=WORDS,
    kind=st.none() | WORDS,
    broader=several(WORDS),
    former_name=st.none() | WORDS,
    language=TONGUE,
    id=NUMBER,
    same_as=LINKS.map(tuple),
    uncertain=st.booleans(),
).flatmap(
    lambda place: (
        st.just(place)
        | st.tuples(st.integers(-89, 89), st.integers(-179, 179)).map(
            lambda point: replace(place, latitude=point[0] + 0.25, longitude=point[1] + 0.5)
        )
    )
)
QUALIFIERS = (
    "attributed to", "formerly attributed to", "after", "manner of", "style of", "studio of", "circle of",
    "follower of", "school of", "copy of", "possibly by", "pseudonym", "assisted by",
)  # fmt: skip
CONTRIBUTION = st.builds(
    Contribution,
    agent=AGENT,
    role=st.none() | TERM,
    qualifier=st.none() | st.sampled_from(QUALIFIERS),
    uncertain=st.booleans(),
)


def events(kinds: st.SearchStrategy[Any]) -> st.SearchStrategy[Event]:
    return st.builds(
        Event,
        kind=kinds,
        contributions=several(CONTRIBUTION, 2),
        date=st.none() | DATE,
        places=several(PLACE, 2),
        techniques=several(TERM, 2),
        cultures=several(TERM, 2),
        periods=several(TERM, 2),
        method=st.none() | TERM,
        title=st.none() | WORDS,
        note=st.none() | WORDS,
    )


@st.composite
def statements(draw: st.DrawFn) -> DimensionStatement:
    """Measures of an object and of one part of it; the words of the statement name no measure that is not there."""
    sizes = draw(st.lists(st.integers(1, 500), min_size=1, max_size=3, unique=True))
    part = draw(st.none() | WORDS)
    kinds: tuple[DimensionKind, ...] = ("height", "width", "depth")
    measures = tuple(
        Dimension(kind=kind, value=size / 2, unit="cm", part=part if number else None, approximate=draw(st.booleans()))
        for number, (kind, size) in enumerate(zip(kinds, sizes, strict=False))
    )
    return DimensionStatement(text="voir la fiche", dimensions=measures, language=draw(TONGUE))


RIGHTS = st.none() | st.builds(
    lambda text, iri, holder, language: Rights(text=text, iri=iri, holder=holder, language=language),
    WORDS, st.none() | st.just("https://creativecommons.org/licenses/by/4.0/"), st.none() | WORDS, TONGUE,
)  # fmt: skip
RECORD = st.builds(
    CatalogueRecord,
    local_id=NUMBER,
    language=st.sampled_from(LANGUAGES),
    identifiers=several(
        st.builds(
            Identifier,
            value=NUMBER,
            kind=st.sampled_from(["accession number", "catalogue number", "system number", "other number", "isbn"]),
        )
    ),
    titles=several(
        st.builds(
            Title,
            text=WORDS,
            language=TONGUE,
            kind=st.sampled_from(["primary", "alternative", "translated", "former", "series"]),
        )
    ),
    object_names=several(TERM, 2),
    object_types=several(TERM, 2),
    categories=several(TERM, 2),
    uses=several(TERM, 2),
    materials=several(TERM, 2),
    techniques=several(TERM, 2),
    subjects=several(TERM, 2),
    notes=several(
        st.builds(
            Note,
            text=WORDS,
            language=TONGUE,
            kind=st.sampled_from(NOTE_KINDS),
        )
    ),
    productions=several(events(st.just("production")), 2),
    events=several(
        events(
            st.sampled_from(
                ["modification", "acquisition", "finding", "use", "exhibition", "publication", "provenance", "other"]
            )
        ),
        2,
    ),
    dimensions=several(statements(), 2),
    inscriptions=several(
        st.builds(
            Inscription,
            text=WORDS,
            kind=st.sampled_from(["inscription", "signature", "mark", "date", "label"]),
            language=TONGUE,
            position=st.none() | WORDS,
        )
    ),
    depicted_agents=several(AGENT, 2),
    depicted_places=several(PLACE, 2),
    keeper=st.none()
    | st.builds(
        Keeper,
        name=WORDS,
        department=st.none() | WORDS,
        place=st.none() | WORDS,
        id=NUMBER,
        same_as=LINKS.map(tuple),
        web_page=st.none() | PAGE,
    ),
    location=st.none() | PLACE.map(lambda place: replace(place, uncertain=False)),
    credit_line=st.none() | st.builds(Note, text=WORDS, kind=st.just("credit line"), language=TONGUE),
    object_rights=RIGHTS,
    record_rights=RIGHTS,
    media=several(
        st.builds(
            Media,
            url=PAGE,
            kind=st.sampled_from(["image", "audio", "video", "document", "model", "iiif manifest", "iiif image"]),
            media_type=st.none() | st.sampled_from(["image/jpeg", "application/pdf"]),
            caption=WORDS,
            language=TONGUE,
            rights=RIGHTS,
            credit=st.none() | WORDS,
            primary=st.booleans(),
        )
    ),
    related=several(
        st.builds(
            lambda relation, where, label, language: RelatedRecord(
                relation=relation, label=label, language=language, **where
            ),
            st.sampled_from(["part of", "has part", "related to", "same as", "described by", "set"]),
            st.just({}) | NUMBER.map(lambda number: {"local_id": number}) | PAGE.map(lambda page: {"url": page}),
            WORDS,
            TONGUE,
        )
    ),
    web_page=st.none() | PAGE,
)


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # a record with everything in it is large
@given(record=RECORD)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_record_comes_back(record: CatalogueRecord, tools: Tools) -> None:
    assert compared(read_back(record, tools)) == compared(as_lido_holds(record))
