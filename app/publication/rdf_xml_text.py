"""A record's graph as RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/): one typed element a subject."""

from __future__ import annotations

from app.publication.graph_text import TYPE, Statements, literal, subjects
from app.publication.namespaces import PREFIXES, is_local_name, short_name, split
from app.publication.xml_text import xml_attribute, xml_text

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = "<rdf:RDF {}>\n".format("\n         ".join(f'xmlns:{prefix}="{iri}"' for iri, prefix in PREFIXES.items()))
_DESCRIPTION = "rdf:Description"


def rdf_xml(n_quads: str) -> str:
    """Return the graph as RDF/XML.

    XML cannot hold most control characters: each becomes U+FFFD here, where the other serialisations keep it.
    """
    body = "".join(_node(subject[1:-1], statements) for subject, statements in subjects(n_quads).items())
    return f"{_DECLARATION}{_ROOT}{body}</rdf:RDF>\n"


def _node(iri: str, statements: Statements) -> str:
    element = _DESCRIPTION
    lines: list[str] = []
    for predicate, value in statements:
        if predicate == TYPE and element == _DESCRIPTION:
            named = short_name(value[1:-1])
            if named is not None and _may_begin_a_name(named.partition(":")[2]):
                element = named
                continue
        lines.append(_property(predicate[1:-1], value))
    about = f'rdf:about="{xml_attribute(iri)}"'
    return f"  <{element} {about}>\n{''.join(lines)}  </{element}>\n" if lines else f"  <{element} {about}/>\n"


def _property(iri: str, value: str) -> str:
    opened, closed = _element(iri)
    if value.startswith("<"):
        return f'    <{opened} rdf:resource="{xml_attribute(value[1:-1])}"/>\n'
    text, datatype = literal(value)
    typed = f' rdf:datatype="{xml_attribute(datatype[1:-1])}"' if datatype else ""
    return f"    <{opened}{typed}>{xml_text(text)}</{closed}>\n"


def _element(iri: str) -> tuple[str, str]:
    """Return what opens and what closes the element of a property, with its own namespace where no prefix fits.

    An IRI that no element can be named after (RDF/XML, section 2.14) cannot come from our own description of a record.
    """
    named = short_name(iri)
    if named is not None and _may_begin_a_name(named.partition(":")[2]):
        return named, named
    namespace, name = split(iri)
    if not (is_local_name(name) and _may_begin_a_name(name)):
        raise ValueError(f"no XML element can be named after the property {iri}")
    return f'p:{name} xmlns:p="{xml_attribute(namespace)}"', f"p:{name}"


def _may_begin_a_name(name: str) -> bool:
    return not name[:1].isdigit()
