"""A record's own copy of what is shared is a graph that parses, and its names lead back to the originals."""

import pyoxigraph
import pytest

from app.core.finding import Severity
from app.core.iri import Namespace
from app.validation.isolation import isolated, restored
from app.validation.results import ShapeResult

NAMESPACE = Namespace("https://example.org", "rives")
RECORD = NAMESPACE.record("1978.12.1")


@pytest.mark.parametrize(
    "node",
    [
        NAMESPACE.agent("12"),
        f"{NAMESPACE.agent('P/12 #a')}#name",
        f"{NAMESPACE.place('é')}#name-former",
        NAMESPACE.concept("~x~"),
        f"{RECORD}#title-1",
        "https://elsewhere.example.org/agent/1#me",
    ],
)
def test_a_copy_parses_and_leads_back(node: str) -> None:
    quads = f"<{RECORD}> <http://example.org/p> <{node}> <{RECORD}> .\n"
    copied = isolated(quads, RECORD, NAMESPACE)
    (quad,) = pyoxigraph.parse(copied.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert isinstance(quad.object, pyoxigraph.NamedNode)
    focus = quad.object.value
    assert focus.startswith(RECORD) is (node.startswith(NAMESPACE.root))
    result = ShapeResult(focus, "urn:shape", None, None, None, Severity.INFO, "urn:component")
    assert restored(result, RECORD, NAMESPACE).focus == node
