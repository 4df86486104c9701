"""The EDM document: RDF/XML as EDM.xsd has it, and what Europeana requires that the record does not say."""

from __future__ import annotations

from app.core.record import CatalogueRecord
from app.core.text import Text
from app.publication.edm.aggregation import aggregation, rights_of, shown, type_of, web_resources
from app.publication.edm.contexts import Contexts
from app.publication.edm.cultural_object import address_of, description, location, title_of
from app.publication.output_format import PublishedRecord
from app.publication.record_words import productions_of
from app.publication.xml_elements import DECLARATION, about, resource, words

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "edm": "http://www.europeana.eu/schemas/edm/",
    "ore": "http://www.openarchives.org/ore/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdaGr2": "http://rdvocab.info/ElementsGr2/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "svcs": "http://rdfs.org/sioc/services#",
    "wgs84_pos": "http://www.w3.org/2003/01/geo/wgs84_pos#",
}
_ROOT = "<rdf:RDF{}>\n".format("".join(f' xmlns:{prefix}="{iri}"' for prefix, iri in _NAMESPACES.items()))
# The schema wants a type of every object; a thing that nothing shows yet would be shown by pictures of it.
_UNSHOWN = "IMAGE"

_NO_TITLE = Text(
    fr="dc:title ou dc:description: la notice n'a ni titre, ni nom d'objet, ni description",
    en="dc:title or dc:description: the record has no title, no object name and no description",
)
_NO_TOPIC = Text(
    fr="dc:subject, dc:type, dcterms:temporal ou dcterms:spatial: la notice n'en dit rien",
    en="dc:subject, dc:type, dcterms:temporal or dcterms:spatial: the record says none of them",
)
_NOT_SHOWN = Text(
    fr="edm:isShownBy: aucune reproduction; edm:type dit comment un tel objet serait montré",
    en="edm:isShownBy: no reproduction; edm:type says how such an object would be shown",
)
_NO_RIGHTS = Text(
    fr="edm:rights: aucun énoncé des droits par son adresse; « droit d'auteur non évalué » le dit",
    en="edm:rights: no statement of rights by its address; “copyright not evaluated” says so",
)
_RIGHTS_IN_WORDS = Text(
    fr="edm:rights: les droits ne sont énoncés qu'en mots (dc:rights); « droit d'auteur non évalué » renvoie au musée",
    en="edm:rights: rights are stated in words only (dc:rights); “copyright not evaluated” refers to the museum",
)
_NO_LANGUAGE = Text(
    fr="dc:language: la langue du texte n'est pas dite", en="dc:language: the language of the text is not said"
)


def document(published: PublishedRecord) -> str:
    """Return the record as EDM RDF/XML, valid against EDM.xsd; a comment names what Europeana requires but lacks."""
    record = published.record
    contexts = Contexts(published.namespace, record.language)
    body = description(published, contexts) + location(published, contexts)
    body += words("edm:type", type_of(published) or _UNSHOWN)
    for value in record.related:
        iri = address_of(value, published)
        if value.relation == "same as" and iri is not None:
            body += resource("owl:sameAs", iri)
    parts = (
        about("edm:ProvidedCHO", published.iri, body),
        web_resources(published),
        contexts.text(),
        aggregation(published),
    )
    return f"{DECLARATION}{_ROOT}{_comment(published)}{''.join(parts)}</rdf:RDF>\n"


def absent(published: PublishedRecord) -> tuple[Text, ...]:
    """Return what Europeana requires (EDM Mapping Guidelines, mandatory elements) and the record does not say."""
    record = published.record
    checks = (
        (bool(title_of(record)) or _has_description(record), _NO_TITLE),
        (_has_topic(record), _NO_TOPIC),
        (bool(shown(published)), _NOT_SHOWN),
        (rights_of(published) is not None, _RIGHTS_IN_WORDS if _states_rights(record) else _NO_RIGHTS),
        (type_of(published) != "TEXT" or any(value.language for value in record.inscriptions), _NO_LANGUAGE),
    )
    return tuple(text for is_there, text in checks if not is_there)


def _comment(published: PublishedRecord) -> str:
    lines = [f"{text.fr} / {text.en}" for text in absent(published)]
    return f"<!-- {' ; '.join(lines)} -->\n" if lines else ""


def _has_description(record: CatalogueRecord) -> bool:
    others = {"provenance", "bibliography", "materials statement", "acquisition"}
    return bool(record.inscriptions) or any(note.kind not in others for note in record.notes)


def _states_rights(record: CatalogueRecord) -> bool:
    media = (one.rights for one in record.media)
    return any(rights is not None and (rights.text or rights.holder) for rights in (record.object_rights, *media))


def _has_topic(record: CatalogueRecord) -> bool:
    kinds = (*record.object_names, *record.object_types, *record.categories, *record.subjects)
    return bool(kinds or record.depicted_agents or record.depicted_places) or any(
        event.places for _, event in productions_of(record)
    )
