"""What Concordance makes of a museum's export, fact by fact, beside the RDF that the museum published of it.

That RDF follows an older profile of CIDOC CRM (American Art Collaborative, 2018), so no triple is compared: each side
is read into the same facts of an object, each fact a set of normalised values. `python -m benchmarks.facts` prints
every difference.
"""

from __future__ import annotations

import gzip
import re
import tempfile
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import TypeAlias

import msgspec
import typer
import zstandard
from msgspec import Struct
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord, TimeSpan
from app.pipeline import checked, plan_for
from app.reading.source_format import DeliveredFile
from benchmarks.alone import TaskFailed
from benchmarks.figures import Figure, Result, Target
from benchmarks.workspace import DATA, Workspace

OBJECTS = 193
_CRM = "http://www.cidoc-crm.org/cidoc-crm/"
_AAT = "http://vocab.getty.edu/aat/"
_ULAN = "http://vocab.getty.edu/ulan/"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LIFE = {"birth": "P92i_was_brought_into_existence_by", "death": "P93i_was_taken_out_of_existence_by"}
_ACCESSION = "300404670"  # "preferred terms": what the museum's mapping gives its ObjectNumber
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_WANTED = Target("at least", 0.95)

Facts: TypeAlias = Mapping[str, frozenset[str]]  # by the name of the fact: its values, normalised
Objects: TypeAlias = Mapping[str, Facts]  # by the object's number in its museum


class Tally(Struct, frozen=True):
    """Of one fact over all objects: values that both say, that only we say, that only the museum's RDF says."""

    both: int
    ours_only: int
    gold_only: int

    @property
    def precision(self) -> float:
        """The share of our values that the museum's RDF has too; 1 when we say nothing."""
        said = self.both + self.ours_only
        return self.both / said if said else 1.0

    @property
    def recall(self) -> float:
        """The share of the values of the museum's RDF that we have too; 1 when it says nothing."""
        said = self.both + self.gold_only
        return self.both / said if said else 1.0


class Difference(Struct, frozen=True):
    """A value of one fact of one object that one side alone has: `ours` says whether it is ours."""

    number: str
    fact: str
    value: str
    ours: bool


def normal(text: str) -> str:
    """Return the text as it is compared: NFC, no case, one space between words, none at the ends.

    The museums' RDF was made by a tool that trims cells, and case has no meaning in a title or a name. Nothing else is
    taken away: punctuation, diacritics and word order must be the same on both sides.
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def name_in_order(name: str) -> str:
    """Return a name as it is said: `Remington, Frederic` is `Frederic Remington`. Two commas or none are left alone.

    Their RDF repeats the cell, we publish the name as it is shown and keep the family name apart: one person, not two.
    """
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def without_markup(text: str) -> str:
    """Return a description without tags and entities: their RDF repeats the web page's markup, we publish its words."""
    return unescape(_TAG.sub("", text))


def year_of(date: str | None) -> str:
    """Return the year of an ISO date, without leading zeros: their RDF gives `1856-01-01` and `856-01-01` for years."""
    if not date:
        return ""
    sign = "-" if date.startswith("-") else ""
    return sign + (date.removeprefix("-").split("-")[0].lstrip("0") or "0")


def span(earliest: str | None, latest: str | None) -> str:
    """Return the years between which it lies: `1858/1860`.

    Their RDF widens every date to whole years, so days would only ever compare a default with a default.
    """
    return f"{year_of(earliest)}/{year_of(latest)}"


def tallies(gold: Objects, ours: Objects) -> dict[str, Tally]:
    """Return the tally of each fact that either side has, over the objects of both."""
    names = sorted({name for side in (gold, ours) for facts in side.values() for name in facts})
    made = {}
    for name in names:
        both = ours_only = gold_only = 0
        for number in gold.keys() | ours.keys():
            theirs, mine = _values(gold, number, name), _values(ours, number, name)
            both += len(theirs & mine)
            ours_only += len(mine - theirs)
            gold_only += len(theirs - mine)
        made[name] = Tally(both, ours_only, gold_only)
    return made


def differences(gold: Objects, ours: Objects) -> Iterator[Difference]:
    """Yield every value that one side alone has, object by object."""
    for number in sorted(gold.keys() | ours.keys()):
        for name in sorted(gold.get(number, {}).keys() | ours.get(number, {}).keys()):
            theirs, mine = _values(gold, number, name), _values(ours, number, name)
            yield from (Difference(number, name, value, ours=True) for value in sorted(mine - theirs))
            yield from (Difference(number, name, value, ours=False) for value in sorted(theirs - mine))


def _values(side: Objects, number: str, name: str) -> frozenset[str]:
    return side.get(number, {}).get(name, frozenset())


def facts_of_record(record: CatalogueRecord) -> Facts:
    """Return the facts of one of our records, under the names that `facts_of_gold` gives them."""
    said: dict[str, list[str]] = defaultdict(list)
    said["title"] += [title.text for title in record.titles]
    said["accession number"] += [one.value for one in record.identifiers if one.kind == "accession number"]
    said["type"] += [term.label for term in (*record.object_names, *record.object_types, *record.categories)]
    said["materials statement"] += [note.text for note in record.notes if note.kind == "materials statement"]
    said["dimension statement"] += [statement.text for statement in record.dimensions]
    said["description"] += [without_markup(note.text) for note in record.notes if note.kind == "description"]
    if record.credit_line:
        said["credit line"].append(record.credit_line.text)
    if record.keeper:
        said["owner"].append(record.keeper.name)
    for production in record.productions:
        said["culture"] += [term.label for term in production.cultures]
        if production.date:
            said["date"].append(span(production.date.earliest, production.date.latest))
            said["date as written"].append(production.date.text)
        for contribution in production.contributions:
            agent = contribution.agent
            said["creator name"].append(name_in_order(agent.name))
            said["creator number"].append(agent.id or "")
            said["creator in ULAN"] += [iri.removeprefix(_ULAN) for iri in agent.same_as if iri.startswith(_ULAN)]
            said["creator nationality"] += [term.label for term in agent.nationality]
            said["creator birth"].append(_life(agent.birth))
            said["creator death"].append(_life(agent.death))
    return _normalised(said)


def _life(when: TimeSpan | None) -> str:
    return span(when.earliest, when.latest) if when else ""


def _normalised(said: Mapping[str, Iterable[str]]) -> Facts:
    """Return the facts that have a value, normalised."""
    made = {name: frozenset(filter(None, map(normal, values))) for name, values in said.items()}
    return {name: values for name, values in made.items() if values}


class Gold:
    """The museum's own RDF, as paths through it: `follow(subject, "P108i_was_produced_by", "P4_has_time-span")`."""

    def __init__(self, path: Path) -> None:
        """Load gzipped N-Triples; the file has IRIs with spaces, which are taken as they are."""
        self._store = Store()
        with gzip.open(path) as file:
            self._store.bulk_load(file.read(), RdfFormat.N_TRIPLES, lenient=True)

    def objects(self) -> list[NamedNode]:
        """Return every object (E22 Man-Made Object)."""
        found = self._store.quads_for_pattern(None, NamedNode(_TYPE), NamedNode(f"{_CRM}E22_Man-Made_Object"), None)
        return [quad.subject for quad in found if isinstance(quad.subject, NamedNode)]

    def follow(self, start: NamedNode, *path: str) -> list[NamedNode | Literal]:
        """Return what stands at the end of this path of properties, each CRM's own or a whole IRI."""
        reached: list[NamedNode | Literal] = [start]
        for step in path:
            name = NamedNode(step if "://" in step else _CRM + step)
            reached = [
                quad.object
                for node in reached
                if isinstance(node, NamedNode)
                for quad in self._store.quads_for_pattern(node, name, None, None)
                if isinstance(quad.object, NamedNode | Literal)
            ]
        return reached

    def texts(self, start: NamedNode, *path: str) -> list[str]:
        """Return the values at the end of the path: what a literal says, or an IRI."""
        return [node.value for node in self.follow(start, *path)]

    def typed(self, start: NamedNode, link: str, concept: str) -> list[str]:
        """Return the values of those parts of the object that have this concept of AAT as their type."""
        wanted = NamedNode(_AAT + concept)
        return [
            text
            for part in self.follow(start, link)
            if isinstance(part, NamedNode) and wanted in self.follow(part, "P2_has_type")
            for text in self.texts(part, _VALUE)
        ]


def facts_of_gold(gold: Gold, subject: NamedNode) -> Facts:
    """Return the facts that the museum's RDF says of one object."""
    said: dict[str, list[str]] = defaultdict(list)
    said["title"] += gold.texts(subject, "P102_has_title", _VALUE)
    said["accession number"] += gold.typed(subject, "P1_is_identified_by", _ACCESSION)
    said["materials statement"] += gold.typed(subject, "P67i_is_referred_to_by", "300264237")
    said["dimension statement"] += gold.typed(subject, "P67i_is_referred_to_by", "300266036")
    said["credit line"] += gold.typed(subject, "P67i_is_referred_to_by", "300026687")
    said["description"] += map(without_markup, gold.texts(subject, "P129i_is_subject_of", _VALUE))
    said["owner"] += gold.texts(subject, "P52_has_current_owner", _LABEL)
    for purpose, name in {"300179869": "type", "300015646": "culture"}.items():
        for assigned in gold.follow(subject, "P41i_was_classified_by"):
            if isinstance(assigned, NamedNode) and _AAT + purpose in gold.texts(assigned, "P21_had_general_purpose"):
                said[name] += gold.texts(assigned, "P42_assigned", _LABEL)
    for when in gold.follow(subject, "P108i_was_produced_by", "P4_has_time-span"):
        if isinstance(when, NamedNode):
            said["date"].append(_gold_span(gold, when))
            said["date as written"] += gold.texts(when, _LABEL)
    for maker in gold.follow(subject, "P108i_was_produced_by", "P14_carried_out_by"):
        if isinstance(maker, NamedNode):
            _add_maker(gold, maker, said)
    return _normalised(said)


def _gold_span(gold: Gold, when: NamedNode) -> str:
    first = gold.texts(when, "P82a_begin_of_the_begin")
    last = gold.texts(when, "P82b_end_of_the_end")
    return span(first[0] if first else None, last[0] if last else None)


def _add_maker(gold: Gold, maker: NamedNode, said: dict[str, list[str]]) -> None:
    said["creator name"] += map(name_in_order, gold.texts(maker, "P131_is_identified_by", _VALUE))
    said["creator number"] += gold.texts(maker, "P1_is_identified_by", _VALUE)
    said["creator in ULAN"] += [one.removeprefix(_ULAN) for one in gold.texts(maker, _EXACT) if one.startswith(_ULAN)]
    said["creator nationality"] += gold.texts(maker, "P107i_is_current_or_former_member_of", _LABEL)
    for name, link in {
        "birth": "P92i_was_brought_into_existence_by",
        "death": "P93i_was_taken_out_of_existence_by",
    }.items():
        for when in gold.follow(maker, link, "P4_has_time-span"):
            if isinstance(when, NamedNode):
                said[f"creator {name}"].append(_gold_span(gold, when))


def in_address(number: str) -> str:
    """Return an object's number as their addresses have it, without case or punctuation: `81.G.2` is `81g2`.

    Only which object is paired with which hangs on it; that no two numbers fall together is checked.
    """
    return "".join(filter(str.isalnum, number.casefold()))


def gold_objects(path: Path) -> Objects:
    """Return the facts of every object of the museum's RDF, by the last part of its address."""
    gold = Gold(path)
    return {in_address(subject.value.rpartition("/")[2]): facts_of_gold(gold, subject) for subject in gold.objects()}


def our_objects(path: Path, crosswalk: str, folder: Path) -> Objects:
    """Bring the export in, by the crosswalk that recognises it, into an empty folder; return each record's facts."""
    tools = tools_from(Settings(data_dir=folder, base_url="https://example.org"))
    try:
        delivered = DeliveredFile(path, path.name, Bounds())
        plan = plan_for(delivered, "museum", None, None, tools)
        if plan.crosswalk is None or plan.crosswalk.name != crosswalk:
            raise TaskFailed(f"{path.name} was not recognised as {crosswalk}")
        records = [
            msgspec.json.decode(zstandard.decompress(outcome.canonical), type=CatalogueRecord)
            for result in checked(delivered, plan, tools)
            for outcome in result.outcomes
            if isinstance(outcome, RecordOutcome)
        ]
    finally:
        tools.database.dispose()
    ours = {in_address(record.local_id): facts_of_record(record) for record in records}
    if len(ours) != len(records):
        raise TaskFailed("two objects have one number, but for case and punctuation")
    return ours


def _both(folder: Path) -> tuple[Objects, Objects]:
    autry = DATA / "aac" / "autry"
    if not autry.is_dir():
        raise TaskFailed("the exports and the RDF of the museums stand in ../shared, which is not here")
    gold = gold_objects(autry / "gold-consolidated-crm.nt.gz")
    return gold, our_objects(autry / "AutryObjects.csv", "autry", folder)


def measure(workspace: Workspace, _records: int, _repeats: int) -> Result:
    """Return precision and recall of each fact: no clock runs, so one run says it all."""
    gold, ours = _both(workspace.fresh("facts"))
    figures: list[Figure] = []
    for name, tally in tallies(gold, ours).items():
        figures += (
            Figure(f"Autry, {name}: precision", f"of {tally.both + tally.ours_only}", (tally.precision,), _WANTED),
            Figure(f"Autry, {name}: recall", f"of {tally.both + tally.gold_only}", (tally.recall,), _WANTED),
        )
    notes = (
        "Precision: of the values we give, those that the museum's own RDF has. Recall: of its values, those we give.",
        "A value is one of a fact of an object; both sides are read into the same facts, and no triple is compared.",
    )
    source = f"Autry Museum of the American West, {len(ours)} records, and its RDF of {len(gold)} objects"
    return Result("facts", "The same facts as the museum's own RDF", source, tuple(figures), notes)


def show() -> None:
    """Print every difference, then the tallies."""
    with tempfile.TemporaryDirectory(prefix="facts-") as folder:
        gold, ours = _both(Path(folder))
    for one in differences(gold, ours):
        typer.echo(f"{one.fact}\t{one.number}\t{'ours' if one.ours else 'gold'}\t{one.value}")
    for name, tally in tallies(gold, ours).items():
        typer.echo(f"= {name}: {tally}, {tally.precision:.3f}, {tally.recall:.3f}")


if __name__ == "__main__":
    show()
