"""Twenty ordinary queries over records of museums, by what they ask: those of the page, and what clients send."""

from __future__ import annotations

_PREFIXES = """PREFIX crm: <http://www.cidoc-crm.org/cidoc-crm/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX aat: <http://vocab.getty.edu/aat/>
PREFIX la: <https://linked.art/ns/terms/>
"""


def queries(iri: str) -> dict[str, str]:
    """Return the queries; `iri` is that of an object, whose graph some of them ask for."""
    asked = {
        "is it there": f"ASK {{ <{iri}> a crm:E22_Human-Made_Object }}",
        "is it not there": f"ASK {{ <{iri}/none> ?p ?o }}",
        "label of one": f"SELECT ?label {{ <{iri}> rdfs:label ?label }}",
        "all of one": f"SELECT ?p ?o {{ <{iri}> ?p ?o }}",
        "graph of one": f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{iri}> {{ ?s ?p ?o }} }}",
        "describe one": f"DESCRIBE <{iri}>",
        "titles of one": (
            f"SELECT ?t {{ GRAPH <{iri}> {{ <{iri}> crm:P1_is_identified_by/crm:P190_has_symbolic_content ?t }} }}"
        ),
        "dates of one": (
            f"SELECT ?from ?to {{ GRAPH <{iri}> {{ <{iri}> crm:P108i_was_produced_by/crm:P4_has_time-span ?span . "
            "?span crm:P82a_begin_of_the_begin ?from ; crm:P82b_end_of_the_end ?to } }"
        ),
        "ten objects": "SELECT ?o { ?o a crm:E22_Human-Made_Object } LIMIT 10",
        "hundred objects and labels": "SELECT ?o ?l { ?o a crm:E22_Human-Made_Object ; rdfs:label ?l } LIMIT 100",
        "hundred titles": (
            "SELECT ?o ?t { ?o crm:P1_is_identified_by ?n . ?n crm:P2_has_type aat:300404670 ; "
            "crm:P190_has_symbolic_content ?t } LIMIT 100"
        ),
        "hundred images": (
            "SELECT ?o ?i { ?o crm:P138i_has_representation/la:digitally_shown_by/la:access_point ?i } LIMIT 100"
        ),
        "page of graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?o a crm:E22_Human-Made_Object } } LIMIT 100",
        "by number": ('SELECT ?o { ?n crm:P190_has_symbolic_content "885.1996" . ?o crm:P1_is_identified_by ?n }'),
        "no image": (
            "SELECT ?o { ?o a crm:E22_Human-Made_Object "
            "FILTER NOT EXISTS { ?o crm:P138i_has_representation ?i } } LIMIT 50"
        ),
        "words of a label": (
            "SELECT ?o ?l { ?o a crm:E22_Human-Made_Object ; rdfs:label ?l "
            'FILTER CONTAINS(LCASE(?l), "house") } LIMIT 20'
        ),
        "thousand triples": (
            "CONSTRUCT { ?o rdfs:label ?l } { ?o a crm:E22_Human-Made_Object ; rdfs:label ?l } LIMIT 1000"
        ),
        "thousand rows": "SELECT ?o ?d { ?o crm:P43_has_dimension/crm:P90_has_value ?d } LIMIT 1000",
        "how many objects": "SELECT (COUNT(*) AS ?n) { ?o a crm:E22_Human-Made_Object }",
        "objects by maker": (
            "SELECT ?m (COUNT(DISTINCT ?o) AS ?n) { ?o crm:P108i_was_produced_by/crm:P14_carried_out_by ?m } "
            "GROUP BY ?m ORDER BY DESC(?n) LIMIT 20"
        ),
    }
    return {name: _PREFIXES + query for name, query in asked.items()}
