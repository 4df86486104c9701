"""The comparison of facts: what is made equal, and what stays a difference."""

import gzip
from pathlib import Path

from app.core.record import Agent, CatalogueRecord, Contribution, Event, Identifier, Term, TimeSpan, Title
from benchmarks.facts import Difference, Tally, differences, facts_of_record, tallies
from benchmarks.facts_gold import gold_objects
from benchmarks.facts_values import in_address, name_in_order, normal, span, without_markup

CRM = "http://www.cidoc-crm.org/cidoc-crm/"
OBJECT = "http://data.theautry.org/object/81G2"


def test_case_and_space_are_no_difference_but_punctuation_and_diacritics_are() -> None:
    assert normal("  Oil  on\u00a0Canvas ") == "oil on canvas"
    assert normal("Oil, on canvas") != normal("Oil on canvas")
    assert normal("Tête") != normal("Tete")


def test_a_name_is_put_in_order_only_when_one_comma_parts_it() -> None:
    assert name_in_order("Remington, Frederic") == "Frederic Remington"
    assert name_in_order("Roman Bronze Works") == "Roman Bronze Works"
    assert name_in_order("Pratt, William, Jr.") == "Pratt, William, Jr."


def test_a_span_has_years_and_an_open_side_stays_open() -> None:
    assert span("1858-01-01", "1860-12-31") == "1858/1860"
    assert span("0856-05-02", None) == "856/"
    assert span("-0043-01-01", "0000-12-31") == "-43/0"


def test_markup_goes_and_a_lone_sign_stays() -> None:
    assert without_markup("By Read, <em>A &amp; B</em>, 3 < 4") == "By Read, A & B, 3 < 4"
    assert in_address("81.G.2") == in_address("81G2") == "81g2"


def test_precision_counts_what_we_alone_say_and_recall_what_we_do_not() -> None:
    gold = {"1": {"title": frozenset({"a", "b"})}, "2": {"title": frozenset({"c"})}}
    ours = {"1": {"title": frozenset({"a", "x"})}}
    assert tallies(gold, ours) == {"title": Tally(both=1, ours_only=1, gold_only=2)}
    assert tallies(gold, ours)["title"].precision == 1 / 2
    assert tallies(gold, ours)["title"].recall == 1 / 3
    assert list(differences(gold, ours)) == [
        Difference("1", "title", "x", ours=True),
        Difference("1", "title", "b", ours=False),
        Difference("2", "title", "c", ours=False),
    ]


def test_a_record_and_the_rdf_of_the_same_object_have_the_same_facts(tmp_path: Path) -> None:
    record = CatalogueRecord(
        local_id="81.G.2",
        identifiers=(Identifier(value="81.G.2"),),
        titles=(Title(text="Portrait"),),
        object_names=(Term(label="painting"),),
        productions=(
            Event(
                date=TimeSpan(text="1856", earliest="1856-01-01", latest="1856-12-31"),
                contributions=(Contribution(agent=Agent(name="Frederic Remington", id="PE1")),),
            ),
        ),
    )
    said = facts_of_record(record)
    assert said["creator name"] == {"frederic remington"}
    assert said["date"] == {"1856/1856"}
    path = tmp_path / "gold.nt.gz"
    path.write_bytes(gzipped(GOLD))
    assert gold_objects(path) == {"81g2": said}


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode())


def _line(subject: str, link: str, value: str) -> str:
    name = link if "://" in link else CRM + link
    term = f"<{value}>" if "://" in value else f'"{value}"'
    return f"<{OBJECT}{subject}> <{name}> {term} .\n"


RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
AAT = "http://vocab.getty.edu/aat/"
GOLD = "".join(
    _line(*line)
    for line in (
        ("", f"{RDF}type", f"{CRM}E22_Man-Made_Object"),
        ("", "P102_has_title", f"{OBJECT}/title"),
        ("/title", f"{RDF}value", "Portrait"),
        ("", "P1_is_identified_by", f"{OBJECT}/number"),
        ("/number", "P2_has_type", f"{AAT}300404670"),
        ("/number", f"{RDF}value", "81.G.2"),
        ("", "P41i_was_classified_by", f"{OBJECT}/class"),
        ("/class", "P21_had_general_purpose", f"{AAT}300179869"),
        ("/class", "P42_assigned", f"{OBJECT}/painting"),
        ("/painting", LABEL, "Painting"),
        ("", "P108i_was_produced_by", f"{OBJECT}/made"),
        ("/made", "P4_has_time-span", f"{OBJECT}/when"),
        ("/when", "P82a_begin_of_the_begin", "1856-01-01"),
        ("/when", "P82b_end_of_the_end", "1856-12-31"),
        ("/when", LABEL, "1856"),
        ("/made", "P14_carried_out_by", f"{OBJECT}/maker"),
        ("/maker", "P131_is_identified_by", f"{OBJECT}/name"),
        ("/name", f"{RDF}value", "Remington, Frederic"),
        ("/maker", "P1_is_identified_by", f"{OBJECT}/id"),
        ("/id", f"{RDF}value", "PE1"),
    )
)
