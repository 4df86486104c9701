"""What we write as schema.org, read back with the shipped crosswalk, has the same who, when, what and size.

`CHANGED` is the whole list of the fields that are not the same afterwards, with the reasons.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord
from app.pipeline import Tools, judged, plan_for
from app.publication.output_format import output_formats
from app.publication.record_words import NOT_MAKERS, label_of
from app.publication.visibility import visible
from app.reading.source_format import DeliveredFile
from tests.golden.output.renew import NAMESPACE, cases, published, published_case
from tests.integration.test_lido_round_trip import RECORD, compared

FORMS = ("schema-org", "schema-ap-nde")
# What schema.org has no room for, or says in another way. An address of ours comes back as a link beside the others.
CHANGED = {
    "local_id": "the record comes back under the address it was published at",
    "language": "no property says the language of the record: each text has its own",
    "titles": "each text says its language; translated titles are names, former ones and series alternative names",
    "identifiers": "an object without a number has its address for one",
    "object_names": "each text says its language",
    "object_types": "each text says its language",
    "categories": "each text says its language",
    "notes": "condition, provenance, bibliography and other kinds of notes have no property",
    "productions": "one work has one list of makers, one of dates, one of places; roles, techniques and doubts about a "
    "place have no property; who was copied or followed is told in words",
    "events": "what else happened to it has no property",
    "uses": "no property",
    "materials": "each text says its language",
    "techniques": "no property",
    "dimensions": "statements become one, in the language of the record",
    "inscriptions": "a text without its place and kind",
    "subjects": "each text says its language",
    "depicted_places": "each text says its language",
    "keeper": "our address of it is one more link",
    "location": "where it can be seen has no property",
    "credit_line": "each text says its language",
    "object_rights": "licences have one form of address",
    "record_rights": "only a licence by its address",
    "media": "licences have one form of address, image services their description; manifests come last, no bad address",
    "related": "records of ours come back by their addresses; sets are datasets",
    "web_page": "the address of the record is its page where there is no other",
}


@pytest.fixture(scope="module")
def tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tools]:
    made = tools_from(Settings(data_dir=tmp_path_factory.mktemp("schema"), base_url="https://data.example.org"))
    yield made
    made.database.dispose()


def read_back(record: CatalogueRecord, tools: Tools, form: str = "schema-org") -> CatalogueRecord:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.jsonld"
        path.write_bytes(output_formats().get(form).write(published(record)))
        file = DeliveredFile(path, path.name, Bounds())
        plan = plan_for(file, "musee", None, None, tools)
        assert plan.format == "schema_org"
        results = list(judged(file, plan, tools))
    (outcome,) = (outcome for result in results for outcome in result.outcomes)
    assert isinstance(outcome, RecordOutcome), outcome
    assert not any(result.losses for result in results)
    return visible(outcome.canonical)


def who(record: CatalogueRecord) -> set[tuple[str, str | None]]:
    """Return the makers by name, each with the opinion that it is; a pseudonym is a maker."""
    return {
        (one.agent.name, None if one.qualifier in {"pseudonym", "assisted by"} else one.qualifier)
        for event in (*record.productions, *(one for one in record.events if one.kind == "production"))
        for one in event.contributions
        if one.qualifier not in NOT_MAKERS
    }


def when(record: CatalogueRecord) -> tuple[object, ...]:
    """Return the first date of making."""
    productions = (*record.productions, *(one for one in record.events if one.kind == "production"))
    dates = [one.date for one in productions if one.date is not None]
    return tuple((one.text, one.earliest, one.latest, one.certainty) for one in dates[:1])


def what(record: CatalogueRecord) -> tuple[object, ...]:
    """Return the titles (or what is published as the name), the kinds of object, materials, subjects and numbers."""
    terms = (record.object_names, record.object_types, record.categories, record.materials, record.subjects)
    known = tuple({(term.label, term.id) for term in several} for several in terms)
    titles = {one.text for one in record.titles} or {label_of(record)[0]}
    return titles, *known, numbers(record)


def numbers(record: CatalogueRecord) -> set[tuple[str, str]]:
    """Return the numbers; an object without any has the address at which it was published."""
    own = NAMESPACE.record(record.local_id)
    return {(one.value, one.kind) for one in record.identifiers} or {(own, "system number")}


def size(record: CatalogueRecord) -> set[tuple[object, ...]]:
    """Return the measures."""
    return {
        (one.kind, one.value, one.unit, one.part) for statement in record.dimensions for one in statement.dimensions
    }


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", [case for case in cases() if case.name != "hostile"], ids=lambda case: case.name)
def test_a_golden_case_comes_back(case: Path, form: str, tools: Tools) -> None:
    record = replace(published_case(case).record, private=(), unmapped=())
    back = read_back(record, tools, form)
    assert back.local_id == NAMESPACE.record(record.local_id)
    assert who(back) == who(record)
    assert when(back) == when(record)
    assert what(replace(back, local_id=record.local_id)) == what(record)
    assert size(back) == size(record)
    was, comes = compared(record), compared(back)
    changed = {name for name in CatalogueRecord.__struct_fields__ if getattr(was, name) != getattr(comes, name)}
    assert changed <= CHANGED.keys()


def test_a_hostile_record_comes_back_as_text(tools: Tools) -> None:
    (case,) = [case for case in cases() if case.name == "hostile"]
    record = published_case(case).record
    back = read_back(record, tools)
    assert who(back) == who(record)
    assert '<script>alert("1")</script>' in back.titles[0].text
    assert not any("javascript:" in same for one in back.productions[0].contributions for same in one.agent.same_as)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(record=RECORD)
def test_any_record_comes_back_with_its_numbers_its_subjects_and_its_measures(
    record: CatalogueRecord, tools: Tools
) -> None:
    back = read_back(record, tools)
    assert numbers(back) == numbers(record)
    assert {one.text for one in record.titles} <= {one.text for one in back.titles}
    assert {one.label for one in back.subjects} == {one.label for one in record.subjects}
    assert size(back) == size(record)
