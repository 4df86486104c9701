"""What Concordance makes of a museum's export, fact by fact, beside the RDF that the museum published of it.

That RDF follows an older profile of CIDOC CRM (American Art Collaborative, 2018), so no triple is compared: each side
is read into the same facts of an object, each fact a set of normalised values. `python -m benchmarks.facts` prints
every difference.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec
import typer
import zstandard
from msgspec import Struct

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.outcome import RecordOutcome
from app.core.record import CatalogueRecord, TimeSpan
from app.pipeline import checked, plan_for
from app.reading.source_format import DeliveredFile
from benchmarks.alone import TaskFailed
from benchmarks.facts_gold import gold_objects
from benchmarks.facts_values import ULAN, Facts, Objects, in_address, name_in_order, normalised, span, without_markup
from benchmarks.figures import Figure, Result, Target
from benchmarks.workspace import DATA, Workspace

OBJECTS = 193
_WANTED = Target("at least", 0.95)


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
            said["creator in ULAN"] += [iri.removeprefix(ULAN) for iri in agent.same_as if iri.startswith(ULAN)]
            said["creator nationality"] += [term.label for term in agent.nationality]
            said["creator birth"].append(_life(agent.birth))
            said["creator death"].append(_life(agent.death))
    return normalised(said)


def _life(when: TimeSpan | None) -> str:
    return span(when.earliest, when.latest) if when else ""


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
