"""What records say together of an entity, and how they mention it."""

from __future__ import annotations

import pyoxigraph as ox

from app.core.iri import Namespace
from app.core.record import Agent, CatalogueRecord, Contribution, Event, Place, Term, TimeSpan, Title
from app.core.text import Text
from app.mapping.linked_art import n_quads
from app.web.data.entity_graph import RecordGraph, entity_graph
from app.web.pages.public import script_safe
from app.web.record_page.entity_facts import entity_facts, relation_words
from app.web.record_page.licences import licence_words

SPACE = Namespace("https://donnees.example.org", "musee")
ROSE = SPACE.agent("P1")


def graph(local_id: str, agent: Agent, *, depicted: bool = False) -> RecordGraph:
    record = CatalogueRecord(
        local_id=local_id,
        titles=(Title(text=f"Objet {local_id}"),),
        productions=(Event(contributions=(Contribution(agent=agent, role=Term(label="peintre")),)),),
        depicted_agents=(agent,) if depicted else (),
        depicted_places=(Place(name="Lévis", id="L", broader=("Québec", "Canada"), latitude=46.8, longitude=-71.2),),
    )
    return RecordGraph(SPACE.record(local_id), n_quads(record, SPACE))


def born(year: str) -> TimeSpan:
    return TimeSpan(text=year, earliest=f"{year}-01-01", latest=f"{year}-12-31")


FIRST = graph("1", Agent(name="Rose Tremblay", id="P1", kind="person", birth=born("1871")))
SECOND = graph(
    "2",
    Agent(name="R. Tremblay", id="P1", birth=born("1872"), death=born("1940"), same_as=("https://viaf.org/viaf/1",)),
)


def test_the_first_record_s_words_are_kept_whole_and_what_only_the_second_says_is_added() -> None:
    found = entity_graph(ROSE, (FIRST, SECOND), ())
    assert found is not None
    told = {fact.label.fr: [value.text for value in fact.values] for fact in entity_facts(ROSE, found.described)}
    assert found.label == "Rose Tremblay"
    assert told["Nom"] == ["Rose Tremblay"]
    assert told["Naissance"] == ["1871"]
    assert told["Décès"] == ["1940"]
    assert told["Ailleurs"] == ["viaf.org/viaf/1"]
    swapped = entity_graph(ROSE, (SECOND, FIRST), ())
    assert swapped is not None
    assert swapped.label == "R. Tremblay"


def test_nothing_of_the_records_themselves_is_in_the_description() -> None:
    found = entity_graph(ROSE, (FIRST, SECOND), ())
    assert found is not None
    assert not [subject for subject in found.described if "/object/" in subject]
    assert all(quad.graph_name == ox.NamedNode(ROSE) for quad in ox.parse(found.n_quads, ox.RdfFormat.N_QUADS))


def test_a_mention_is_every_way_from_the_object_to_the_entity() -> None:
    both = graph("3", Agent(name="Rose Tremblay", id="P1"), depicted=True)
    found = entity_graph(ROSE, (FIRST,), (FIRST, both))
    assert found is not None
    assert [one.label for one in found.mentions] == ["Objet 1", "Objet 3"]
    assert relation_words(found.mentions[0].relations) == Text("fabrication", "making")
    assert relation_words(found.mentions[1].relations) == Text("fabrication, représentation", "making, depiction")
    for one, whole in zip(found.mentions, (FIRST, both), strict=True):
        mentioned = set(one.n_quads.splitlines())
        assert mentioned < set(whole.n_quads.splitlines()), "a mention says nothing that the record does not"


def test_a_place_is_told_with_those_around_it() -> None:
    iri = SPACE.place("L")
    found = entity_graph(iri, (FIRST,), (FIRST,))
    assert found is not None
    told = {fact.label.en: [value.text for value in fact.values] for fact in entity_facts(iri, found.described)}
    assert told["Within"] == ["Québec, Canada"]
    assert told["Coordinates"] == ["POINT(-71.2 46.8)"]


def test_nobody_is_described_by_nobody() -> None:
    assert entity_graph(SPACE.agent("P2"), (FIRST,), (FIRST,)) is None


def test_licences_are_put_in_words() -> None:
    said = licence_words("http://creativecommons.org/licenses/by-nc-nd/4.0/")
    assert said is not None
    assert (
        said.fr
        == "CC BY-NC-ND 4.0: réutilisation permise en citant la source, pas d'usage commercial, sans modification"
    )
    for iri in (
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "https://creativecommons.org/publicdomain/mark/1.0",
        "http://rightsstatements.org/vocab/InC/1.0/",
        "https://rightsstatements.org/page/NoC-OKLR/1.0/",
    ):
        words = licence_words(iri)
        assert words is not None
        assert words.fr != words.en
    assert licence_words("https://example.org/licence") is None
    assert licence_words("http://rightsstatements.org/vocab/Nonesuch/1.0/") is None


def test_nothing_in_a_script_element_can_end_it() -> None:
    safe = script_safe('{"a":"</script><!-- & \u2028"}'.encode())
    assert not set("<>&\u2028") & set(safe)
