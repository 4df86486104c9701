"""The facts that a museum's own RDF says, read along the paths of the profile of 2018."""

from __future__ import annotations

import gzip
from collections import defaultdict
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from benchmarks.facts_values import ULAN, Facts, Objects, in_address, name_in_order, normalised, span, without_markup

_CRM = "http://www.cidoc-crm.org/cidoc-crm/"
_AAT = "http://vocab.getty.edu/aat/"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
_VALUE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#value"
_EXACT = "http://www.w3.org/2004/02/skos/core#exactMatch"
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_LIFE = {"birth": "P92i_was_brought_into_existence_by", "death": "P93i_was_taken_out_of_existence_by"}
_ACCESSION = "300404670"  # "preferred terms": what the museum's mapping gives its ObjectNumber


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
    return normalised(said)


def _gold_span(gold: Gold, when: NamedNode) -> str:
    first = gold.texts(when, "P82a_begin_of_the_begin")
    last = gold.texts(when, "P82b_end_of_the_end")
    return span(first[0] if first else None, last[0] if last else None)


def _add_maker(gold: Gold, maker: NamedNode, said: dict[str, list[str]]) -> None:
    said["creator name"] += map(name_in_order, gold.texts(maker, "P131_is_identified_by", _VALUE))
    said["creator number"] += gold.texts(maker, "P1_is_identified_by", _VALUE)
    said["creator in ULAN"] += [one.removeprefix(ULAN) for one in gold.texts(maker, _EXACT) if one.startswith(ULAN)]
    said["creator nationality"] += gold.texts(maker, "P107i_is_current_or_former_member_of", _LABEL)
    for name, link in {
        "birth": "P92i_was_brought_into_existence_by",
        "death": "P93i_was_taken_out_of_existence_by",
    }.items():
        for when in gold.follow(maker, link, "P4_has_time-span"):
            if isinstance(when, NamedNode):
                said[f"creator {name}"].append(_gold_span(gold, when))


def gold_objects(path: Path) -> Objects:
    """Return the facts of every object of the museum's RDF, by the last part of its address."""
    gold = Gold(path)
    return {in_address(subject.value.rpartition("/")[2]): facts_of_gold(gold, subject) for subject in gold.objects()}
