"""When: a TimeSpan (E52) with its limits as xsd:dateTime and the date as it is written."""

from __future__ import annotations

from app.core import linked_art as la
from app.core.record import TimeSpan
from app.mapping.linked_art import vocabulary as aat
from app.mapping.linked_art.graph import Node, Statement


def time_span(iri: str, value: TimeSpan) -> Node | None:
    """Return the time-span, or None where the value says nothing at all.

    The first and the last day are written from their first to their last second (UTC), in astronomical years as XSD 1.1
    has them. Whatever stands in `earliest` and `latest` is written: an impossible date is for validation to report.
    """
    statements: list[Statement] = []
    if value.text:
        display: list[Statement] = [(la.CONTENT, value.text), (la.CLASSIFIED_AS, aat.DISPLAY_NAME)]
        statements.append((la.IDENTIFIED_BY, Node(f"{iri}-name", la.NAME, None, display, value.cell)))
    if value.earliest is not None:
        statements.append((la.BEGIN, f"{value.earliest}T00:00:00Z"))
    if value.latest is not None:
        statements.append((la.END, f"{value.latest}T23:59:59Z"))
    if not statements:
        return None
    if value.certainty != "certain":
        statements.append((la.CLASSIFIED_AS, aat.CERTAINTIES[value.certainty]))
    return Node(iri, la.TIME_SPAN, None, statements, value.cell)
