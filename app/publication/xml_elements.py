"""Elements of XML as text: with words in a language, with an address, or with other elements inside."""

from __future__ import annotations

from app.publication.xml_text import xml_attribute, xml_text

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def element(name: str, text: str, language: str | None = None, attributes: str = "") -> str:
    """Return `<name>text</name>`, with `xml:lang` where the language is known; `attributes` are written as they are."""
    tag = f' xml:lang="{xml_attribute(language)}"' if language else ""
    return f"<{name}{tag}{attributes}>{xml_text(text)}</{name}>\n"


def words(name: str, text: str | None, language: str | None = None, attributes: str = "") -> str:
    """Return the element, or nothing where there is no text to write."""
    return element(name, text, language, attributes) if text and not text.isspace() else ""


def wrapped(name: str, content: str, attributes: str = "") -> str:
    """Return the elements inside one of this name, or nothing where there is none."""
    return f"<{name}{attributes}>\n{content}</{name}>\n" if content else ""


def attribute(name: str, value: str | None) -> str:
    """Return ` name="value"`, to stand in a start tag, or nothing."""
    return f' {name}="{xml_attribute(value)}"' if value else ""


def resource(name: str, iri: str) -> str:
    """Return an element of RDF/XML that points at something: `<name rdf:resource="iri"/>`."""
    return f'<{name} rdf:resource="{xml_attribute(iri)}"/>\n'


def about(name: str, iri: str, content: str) -> str:
    """Return a node of RDF/XML with its properties: `<name rdf:about="iri">...</name>`."""
    return f'<{name} rdf:about="{xml_attribute(iri)}">\n{content}</{name}>\n'
