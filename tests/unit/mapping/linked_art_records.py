"""Catalogue records of every shape, with the texts, identifiers and addresses that nobody would think of."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from app.core import record as model
from app.core.finding import Cell

_ODD = (
    '"',
    "\\",
    "\\u0041",
    "a\nb\rc\td",
    "\x00",
    "\x0b\x0c\x1c\x85\u2028",
    "\x7f",
    "é ’ « »",
    "\U0001f3fa",
    "\ud800",
    "x\udfff",
    "<>",
    "{}|^`",
    "@id",
    "@none",
    "_:b0",
    " ",
    "#title-1",
    "../..",
    "\ufffe\uffff",
    "\u202eabc",
    "%",
    "%zz",
    "%41",
    "a" * 3000,
)
_ADDRESSES = (
    "https://example.org/a b",
    "https://example.org/<x>",
    "http://example.org/é?q=ç#f#g",
    "http://[::1]/",
    "http://a:b:c/",
    "https://user:secret@example.org/",
    "http://",
    "https://example.org/%zz%20",
    "http://vocab.getty.edu/aat/300404670",
    "https://data.example.org/musee/object/1#title-1",
    "https://data.example.org/musee/object/1",
    "ftp://example.org/",
    "urn:isbn:9780000000000",
    "urn:x",
    "HTTP://EXAMPLE.org/X",
    "http://exa mple.org/",
    "https://example.org/\ue000\U000fffff",
    "https://data.example.org/musee/agent/1",
    "http://vocab.getty.edu/aat/300388306",
    "https://example.org/\x00\ud800",
)

texts: SearchStrategy[str] = st.one_of(
    st.text(max_size=12), st.sampled_from(_ODD), st.text(st.characters(exclude_categories=()), max_size=8)
)
_words = texts.filter(bool)
_addresses = st.one_of(
    st.sampled_from(_ADDRESSES), texts.map("https://example.org/".__add__), texts.map("http://".__add__)
)
_web = _addresses.filter(lambda address: address.startswith(("http://", "https://")))
_given = st.one_of(_addresses, texts)
_ids = st.one_of(st.sampled_from(("1", "2", "a b", "<é>", "..", "1#x")), _words)
_languages = st.one_of(st.none(), st.sampled_from(("fr", "en", "fr-CA", "EN", "iu", "zz-Latn", "x")))
_cells = st.one_of(st.none(), st.builds(Cell, column=texts, value=texts, row=st.integers(2, 99)))
_dates = st.one_of(
    st.none(),
    st.dates().map(str),
    st.sampled_from(("-0043-03-15", "0000-01-01", "12000-01-01", "1896-02-30", "sans", '"')),
)
_numbers = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**22), 10**22).map(float),
    st.decimals(0, 999, places=2).map(float),
)


def _one_of(alias: Any) -> SearchStrategy[Any]:
    return st.sampled_from(get_args(alias))


def _few(values: SearchStrategy[Any], most: int = 2) -> SearchStrategy[tuple[Any, ...]]:
    return st.lists(values, max_size=most).map(tuple)


def _maybe(values: SearchStrategy[Any]) -> SearchStrategy[Any]:
    return st.none() | values


terms = st.builds(
    model.Term, label=_words, language=_languages, id=_maybe(_given), uncertain=st.booleans(), cell=_cells
)
identifiers = st.builds(model.Identifier, value=_words, kind=_one_of(model.IdentifierKind), cell=_cells)
titles = st.builds(model.Title, text=_words, language=_languages, kind=_one_of(model.TitleKind), cell=_cells)
notes = st.builds(model.Note, text=_words, kind=_one_of(model.NoteKind), language=_languages, cell=_cells)
time_spans = st.builds(
    model.TimeSpan,
    text=texts,
    earliest=_dates,
    latest=_dates,
    precision=_one_of(model.DatePrecision),
    certainty=_one_of(model.DateCertainty),
    cell=_cells,
)
agents = st.builds(
    model.Agent,
    name=_words,
    kind=_maybe(_one_of(model.AgentKind)),
    family_name=_maybe(texts),
    given_name=_maybe(texts),
    id=_maybe(_ids),
    same_as=_few(_given),
    birth=_maybe(time_spans),
    death=_maybe(time_spans),
    birth_place=_maybe(texts),
    nationality=_few(terms),
    biography=_maybe(texts),
    gender=_maybe(texts),
    cell=_cells,
)
contributions = st.builds(
    model.Contribution,
    agent=agents,
    role=_maybe(terms),
    qualifier=_maybe(_one_of(model.AttributionQualifier)),
    uncertain=st.booleans(),
    cell=_cells,
)
places = st.builds(
    model.Place,
    name=_words,
    kind=_maybe(texts),
    broader=_few(_words, 30),
    former_name=_maybe(texts),
    language=_languages,
    id=_maybe(_ids),
    same_as=_few(_given),
    latitude=_maybe(st.floats(-90, 90)),
    longitude=_maybe(st.floats(-180, 180)),
    uncertain=st.booleans(),
    cell=_cells,
)
events = st.builds(
    model.Event,
    kind=_one_of(model.EventKind),
    contributions=_few(contributions),
    date=_maybe(time_spans),
    places=_few(places),
    techniques=_few(terms),
    cultures=_few(terms),
    periods=_few(terms),
    method=_maybe(terms),
    title=_maybe(texts),
    note=_maybe(texts),
    cell=_cells,
)
dimension_statements = st.builds(
    model.DimensionStatement,
    text=texts,
    language=_languages,
    cell=_cells,
    dimensions=_few(
        st.builds(
            model.Dimension,
            kind=_one_of(model.DimensionKind),
            value=_numbers,
            unit=_maybe(_one_of(model.DimensionUnit)),
            part=_maybe(texts),
            approximate=st.booleans(),
        )
    ),
)
inscriptions = st.builds(
    model.Inscription,
    text=_words,
    kind=st.sampled_from(("inscription", "signature", "mark", "date", "label")),
    language=_languages,
    position=_maybe(texts),
    cell=_cells,
)
rights = st.builds(
    model.Rights, text=_maybe(texts), iri=_maybe(_given), holder=_maybe(texts), language=_languages, cell=_cells
)
media = st.builds(
    model.Media,
    url=_web,
    media_type=_maybe(texts),
    width=_maybe(st.integers(1, 10_000_000)),
    height=_maybe(st.integers(1, 10_000_000)),
    caption=_maybe(texts),
    language=_languages,
    rights=_maybe(rights),
    kind=st.sampled_from(("image", "audio", "video", "document", "model", "iiif manifest", "iiif image")),
    credit=_maybe(texts),
    primary=st.booleans(),
    cell=_cells,
)
keepers = st.builds(
    model.Keeper,
    name=_words,
    department=_maybe(texts),
    place=_maybe(texts),
    id=_maybe(_ids),
    same_as=_few(_given),
    web_page=_maybe(_web),
    cell=_cells,
)
related = st.builds(
    model.RelatedRecord,
    local_id=_maybe(_ids),
    url=_maybe(_given),
    label=_maybe(texts),
    language=_languages,
    cell=_cells,
    relation=st.sampled_from(("part of", "has part", "related to", "same as", "described by", "set")),
)
_hidden = _few(st.builds(model.NamedValue, name=texts, value=texts, cell=_cells))

records: SearchStrategy[model.CatalogueRecord] = st.builds(
    model.CatalogueRecord,
    local_id=_ids,
    language=_languages,
    identifiers=_few(identifiers),
    titles=_few(titles),
    object_names=_few(terms),
    object_types=_few(terms),
    categories=_few(terms),
    notes=_few(notes),
    productions=_few(events),
    events=_few(events),
    uses=_few(terms),
    materials=_few(terms),
    techniques=_few(terms),
    dimensions=_few(dimension_statements),
    inscriptions=_few(inscriptions),
    subjects=_few(terms),
    depicted_agents=_few(agents, 1),
    depicted_places=_few(places, 1),
    keeper=_maybe(keepers),
    location=_maybe(places),
    credit_line=_maybe(notes),
    object_rights=_maybe(rights),
    record_rights=_maybe(rights),
    media=_few(media),
    related=_few(related, 3),
    web_page=_maybe(_web),
    private=_hidden,
    unmapped=_hidden,
)
