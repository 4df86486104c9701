"""The sentences of the pages of records, entities, sets and institutions, in French and in English, by their names."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.text import Text

RECORD_STRINGS: Mapping[str, Text] = {
    "record.pictures": Text(fr="Reproductions", en="Reproductions"),
    "record.pictures.why": Text(
        fr="Les reproductions restent chez qui les publie: cette page n'en charge aucune d'elle-même.",
        en="Reproductions stay with those who publish them: this page loads none by itself.",
    ),
    "record.see": Text(fr="Voir: {kind}", en="See: {kind}"),
    "record.at": Text(fr="sur {host}", en="at {host}"),
    "record.authority": Text(fr="fiche", en="authority"),
    "record.holder": Text(fr="Titulaire", en="Holder"),
    "record.rights": Text(fr="Droits", en="Rights"),
    "record.rights.none": Text(
        fr="La notice ne dit rien des droits. Adressez-vous à l'établissement avant toute réutilisation.",
        en="The record says nothing of rights. Ask the institution before any reuse.",
    ),
    "record.sources": Text(fr="D'où vient chaque fait", en="Where each fact comes from"),
    "record.sources.lead": Text(
        fr="La colonne et la ligne (ou l'endroit) du fichier qui a été reçu: {institution}.",
        en="The column and the row (or the place) in the file as it was received: {institution}.",
    ),
    "record.fact": Text(fr="Fait", en="Fact"),
    "record.column": Text(fr="Colonne", en="Column"),
    "record.place": Text(fr="Endroit", en="Place in the file"),
    "record.forms": Text(fr="Autres formes", en="Other forms"),
    "record.identifier": Text(fr="Identifiant permanent", en="Permanent identifier"),
    "record.updated": Text(fr="mise à jour le {when}", en="updated {when}"),
    "tombstone.title": Text(fr="Notice retirée", en="Record withdrawn"),
    "tombstone.lead": Text(
        fr="La notice {id} a été retirée par l'établissement le {when}.",
        en="The record {id} was withdrawn by its institution on {when}.",
    ),
    "tombstone.why": Text(
        fr="Son adresse ne nommera jamais autre chose. Si la notice revient, elle reparaîtra ici.",
        en="Its address will never name anything else. If the record returns, it will appear here again.",
    ),
    "alternates.title": Text(fr="Toutes les formes offertes", en="Every form on offer"),
    "alternates.lead": Text(
        fr="La même chose, dite selon plusieurs profils et écrite de plusieurs façons.",
        en="The same thing, said by several profiles and written in several ways.",
    ),
    "alternates.form": Text(fr="Forme", en="Form"),
    "alternates.media": Text(fr="Type de média", en="Media type"),
    "alternates.profile": Text(fr="Profil", en="Profile"),
    "alternates.suffix": Text(fr="Suffixe", en="Suffix"),
    "entity.agent": Text(fr="Personne ou groupe", en="Person or group"),
    "entity.place": Text(fr="Lieu", en="Place"),
    "entity.concept": Text(fr="Concept", en="Concept"),
    "entity.set": Text(fr="Ensemble", en="Set"),
    "entity.facts": Text(fr="Ce qu'en disent les notices", en="What the records say of it"),
    "object.one": Text(fr="{n} objet", en="{n} object"),
    "object.many": Text(fr="{n} objets", en="{n} objects"),
    "institution.website": Text(fr="Site web", en="Website"),
    "institution.collection": Text(fr="Parcourir la collection", en="Browse the collection"),
    "institution.manifests": Text(fr="Manifestes des images (IIIF)", en="Manifests of the pictures (IIIF)"),
    "institution.lead": Text(
        fr="Ses notices publiées, en pages et en données liées.",
        en="Its published records, as pages and as linked data.",
    ),
    "problem.near": Text(fr="Peut-être cherchiez-vous", en="Perhaps you were looking for"),
}
