"""OAI-PMH over a real server: addresses of the test service reach it, and answers are held against the schemas."""

from __future__ import annotations

from pathlib import Path

from lxml import etree

from tests.rest import Service

OAI = "{http://www.openarchives.org/OAI/2.0/}"


def oai(service: Service, path: str = "/oai", **arguments: str) -> etree._Element:
    """Return the answer to a request of the protocol, parsed; it must be the protocol's own document."""
    given = {name.rstrip("_"): value for name, value in arguments.items()}
    answer = service.client.get(path, params=given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    return etree.fromstring(answer.content)


def error_code(document: etree._Element) -> str | None:
    """Return the code of the error that a document tells, None where it tells none."""
    error = document.find(f"{OAI}error")
    return None if error is None else error.get("code")


def headers(document: etree._Element) -> dict[str, str]:
    """Return the state (active or deleted) of each record of a page, by its identifier."""
    return {
        header.findtext(f"{OAI}identifier") or "": header.get("status", "active")
        for header in document.iter(f"{OAI}header")
    }


def token_of(document: etree._Element) -> str:
    """Return the resumption token of a page, empty on the last one."""
    return document.findtext(f".//{OAI}resumptionToken") or ""


def schema(suite: Path) -> etree.XMLSchema:
    """Return the schema of the protocol with those of the formats that the suite has."""
    return etree.XMLSchema(etree.parse(suite / "all.xsd"))
