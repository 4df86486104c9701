"""The sentences of the search page, in French and in English, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.text import Text

SEARCH_STRINGS: Mapping[str, Text] = {
    "search.title": Text(fr="Chercher dans les collections", en="Search the collections"),
    "search.question": Text(fr="Mots, titre, artiste, numéro…", en="Words, title, artist, number…"),
    "search.run": Text(fr="Chercher", en="Search"),
    "search.from": Text(fr="De l'année", en="From the year"),
    "search.to": Text(fr="à l'année", en="to the year"),
    "search.sort": Text(fr="Ordre", en="Order"),
    "search.sort.auto": Text(fr="le plus utile", en="most useful"),
    "search.sort.relevance": Text(fr="pertinence", en="relevance"),
    "search.sort.date": Text(fr="du plus ancien", en="oldest first"),
    "search.sort.-date": Text(fr="du plus récent", en="newest first"),
    "search.sort.recent": Text(fr="dernières mises à jour", en="latest updates"),
    "search.more": Text(fr="Années et ordre", en="Years and order"),
    "search.found.one": Text(fr="{n} notice", en="{n} record"),
    "search.found.many": Text(fr="{n} notices", en="{n} records"),
    "search.none": Text(
        fr="Rien ne répond à cette recherche. Essayez moins de mots, ou une autre forme.",
        en="Nothing answers this search. Try fewer words, or another form.",
    ),
    "search.meant": Text(fr="Vouliez-vous dire", en="Did you mean"),
    "search.next": Text(fr="Page suivante", en="Next page"),
    "search.first": Text(fr="Première page", en="First page"),
    "search.narrow": Text(fr="Préciser", en="Narrow down"),
    "search.results": Text(fr="Résultats", en="Results"),
    "search.remove": Text(fr="retirer", en="remove"),
    "search.picture": Text(fr="image", en="picture"),
    "facet.institution": Text(fr="Établissement", en="Institution"),
    "facet.type": Text(fr="Type d'objet", en="Type of object"),
    "facet.maker": Text(fr="Artiste, auteur, fabricant", en="Artist or maker"),
    "facet.material": Text(fr="Matériau", en="Material"),
    "facet.technique": Text(fr="Technique", en="Technique"),
    "facet.place": Text(fr="Lieu", en="Place"),
    "facet.century": Text(fr="Siècle", en="Century"),
    "facet.rights": Text(fr="Droits", en="Rights"),
    "facet.rights.open": Text(fr="libre de réutilisation", en="free to reuse"),
    "facet.rights.stated": Text(fr="indiqués", en="stated"),
    "facet.rights.unknown": Text(fr="non indiqués", en="not stated"),
    "facet.picture": Text(fr="Image", en="Picture"),
    "facet.picture.yes": Text(fr="avec image", en="with a picture"),
    "facet.picture.no": Text(fr="sans image", en="without"),
    "facet.quality": Text(fr="Palier de qualité", en="Quality tier"),
    **{f"facet.quality.{tier}": Text(fr=f"palier {tier}", en=f"tier {tier}") for tier in range(4)},
}
