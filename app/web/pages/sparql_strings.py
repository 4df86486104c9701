"""The sentences of the page of SPARQL queries, in French and in English, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.text import Text

SPARQL_STRINGS: Mapping[str, Text] = {
    "sparql.title": Text(fr="Interroger les données", en="Query the data"),
    "sparql.lead": Text(
        fr=(
            "Toutes les notices publiées, en SPARQL. Chaque notice est un graphe nommé par son adresse; sans FROM, une "
            "requête porte sur leur réunion."
        ),
        en=(
            "Every record that is published, in SPARQL. Each record is a graph named by its address; without FROM, a "
            "query is over all of them in one."
        ),
    ),
    "sparql.query": Text(fr="Requête", en="Query"),
    "sparql.run": Text(fr="Lancer la requête", en="Run the query"),
    "sparql.bounds": Text(
        fr="Une requête dispose de {seconds} secondes et de {memory} Mo de mémoire.",
        en="A query has {seconds} seconds and {memory} MB of memory.",
    ),
    "sparql.results": Text(fr="Résultats", en="Results"),
    "sparql.row.one": Text(fr="{n} ligne", en="{n} row"),
    "sparql.row.many": Text(fr="{n} lignes", en="{n} rows"),
    "sparql.more": Text(
        fr="Seules les {n} premières lignes sont montrées; les fichiers ci-dessous les ont toutes.",
        en="Only the first {n} rows are shown; the files below have all of them.",
    ),
    "sparql.none": Text(fr="Aucun résultat.", en="No result."),
    "sparql.yes": Text(fr="Oui.", en="Yes."),
    "sparql.no": Text(fr="Non.", en="No."),
    "sparql.download": Text(fr="Télécharger", en="Download"),
    "sparql.failed": Text(fr="La requête n'a pas de réponse", en="The query has no answer"),
    "sparql.examples": Text(fr="Exemples", en="Examples"),
    "sparql.programs": Text(fr="Pour les programmes", en="For programs"),
    "sparql.programs.lead": Text(
        fr="Le protocole SPARQL 1.1 (GET et POST), à la même adresse; sans requête, elle donne sa description en RDF.",
        en="The SPARQL 1.1 Protocol (GET and POST), at this address; without a query, it gives its description in RDF.",
    ),
}
