"""The forms that an answer may have: which queries have them, and by which media types they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.core.errors import InputError
from app.core.text import Text
from app.storage.sparql.query_text import QueryForm
from app.web.errors import NotAcceptable
from app.web.negotiation import best_media_type

HTML: Final = "text/html"


@dataclass(frozen=True, slots=True)
class ResultForm:
    """One form: its key (also the value of `format=`), its media type, and others by which clients ask for it."""

    key: str
    media_type: str
    also: tuple[str, ...] = ()
    charset: bool = False
    iri: str = ""  # in the service description: W3C, Unique URIs for File Formats


_FORMATS = "http://www.w3.org/ns/formats/"
_BOOLEANS: Final = (
    ResultForm(
        "json",
        "application/sparql-results+json",
        ("application/json", "text/json", "text/javascript", "application/javascript"),
        iri=f"{_FORMATS}SPARQL_Results_JSON",
    ),
    ResultForm(
        "xml", "application/sparql-results+xml", ("application/xml", "text/xml"), iri=f"{_FORMATS}SPARQL_Results_XML"
    ),
)
_BINDINGS: Final = (
    *_BOOLEANS,
    ResultForm("csv", "text/csv", charset=True, iri=f"{_FORMATS}SPARQL_Results_CSV"),
    ResultForm("tsv", "text/tab-separated-values", charset=True, iri=f"{_FORMATS}SPARQL_Results_TSV"),
)
GRAPHS: Final = (
    ResultForm("turtle", "text/turtle", ("application/x-turtle",), charset=True, iri=f"{_FORMATS}Turtle"),
    ResultForm("ntriples", "application/n-triples", ("text/plain",), iri=f"{_FORMATS}N-Triples"),
    ResultForm("rdfxml", "application/rdf+xml", ("application/xml", "text/xml"), iri=f"{_FORMATS}RDF_XML"),
    ResultForm("jsonld", "application/ld+json", ("application/json",), iri=f"{_FORMATS}JSON-LD"),
    ResultForm("nquads", "application/n-quads", iri=f"{_FORMATS}N-Quads"),
    ResultForm("trig", "application/trig", iri=f"{_FORMATS}TriG"),
)
_PAGE: Final = ResultForm("html", HTML, ("application/xhtml+xml",))
EVERY: Final = (*_BINDINGS, *GRAPHS)
# What clients call JSON and XML in general is answered under that name; scripts get the registered one.
_SAID_AS_ASKED: Final = frozenset({"application/json", "application/xml", "text/xml", "text/plain"})


def forms_of(form: QueryForm) -> tuple[ResultForm, ...]:
    """Return the standard forms of the answer to a query of this form, the first of which is the usual one.

    CSV and TSV have no form of their own for ASK (SPARQL 1.1 Query Results CSV and TSV Formats, section 1).
    """
    if form == "SELECT":
        return _BINDINGS
    return _BOOLEANS if form == "ASK" else GRAPHS


def chosen(forms: tuple[ResultForm, ...], accept: str | None, asked: str | None) -> tuple[ResultForm, str]:
    """Return the form that is wanted, by `format=` where it is given, else by Accept, and its Content-Type.

    Raises NotAcceptable, naming what there is.
    """
    offered = (*forms, _PAGE)
    if asked:
        found = next((form for form in offered if form.key == asked.lower() or form.media_type == asked.lower()), None)
        if found is None:
            raise InputError(
                Text(
                    fr=f"Pas de format « {asked[:80]} » pour cette requête. Il y a: {_listed(offered)}.",
                    en=f"There is no format “{asked[:80]}” for this query. There are: {_listed(offered)}.",
                )
            )
        return found, _content_type(found, found.media_type)
    by_type = {media_type: form for form in reversed(offered) for media_type in (form.media_type, *form.also)}
    # the registered name of each form comes before the general ones, which only count when they are asked for
    order = [form.media_type for form in offered] + [other for form in offered for other in form.also]
    best = best_media_type(accept, dict.fromkeys(order))
    if best is None:
        types = ", ".join(form.media_type for form in offered)
        raise NotAcceptable(Text(fr=f"Cette requête se répond en: {types}.", en=f"This query is answered as: {types}."))
    form = by_type[best]
    return form, _content_type(form, best if best in _SAID_AS_ASKED else form.media_type)


def _content_type(form: ResultForm, media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if form.charset else media_type


def _listed(forms: tuple[ResultForm, ...]) -> str:
    return ", ".join(form.key for form in forms)
