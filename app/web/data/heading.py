"""The headers of linked data: how an answer is known again, where its other forms are, who may read it (everybody)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from app.web.data.forms import Form
from app.web.negotiation import entity_tags

METHODS = "GET, HEAD, OPTIONS"
VARY = "Accept, Accept-Profile, Accept-Language"
# Fetch, "CORS protocol": without these a page of another origin may not read the answer, nor these headers of it.
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Allow, Concordance-Lag-Changes, Concordance-Lag-Seconds, Content-Language, Content-Location, Content-Profile, "
        "ETag, Last-Modified, Link, X-Request-Id"
    ),
}
_PREFLIGHT = {
    "Allow": METHODS,
    "Access-Control-Allow-Methods": METHODS,
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Accept-Profile, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
IN_DATASET = "http://rdfs.org/ns/void#inDataset"


def options() -> Response:
    """Return the answer to OPTIONS: what may be done here, and from where (everywhere)."""
    return Response(status_code=HTTPStatus.NO_CONTENT, headers={**OPEN, **_PREFLIGHT})


def link(target: str, relation: str, **attributes: str) -> str:
    """Return one member of a Link header (RFC 8288, section 3)."""
    said = "".join(f'; {name}="{value}"' for name, value in attributes.items())
    return f'<{target}>; rel="{relation}"{said}'


@lru_cache(maxsize=64)
def alternate_links(offered: tuple[Form, ...]) -> str:
    """Return the members of a Link header that name every form; their addresses are relative to the thing's own.

    `formats` is the profile (Content Negotiation by Profile, section 7.1).
    """
    return ", ".join(
        link(f"?{form.query}", "alternate", type=form.media_type, formats=form.profile.iri) for form in offered
    )


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it (RFC 9110, section 5.6.7), to the second."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_known(request: Request, entity_tag: str, modified: datetime | None) -> bool:
    """Say whether the client has this representation already (RFC 9110, section 13.2.2: the tag before the date)."""
    tags = entity_tags(request.headers.get("if-none-match"))
    if tags is not None:
        return "*" in tags or entity_tag.removeprefix("W/").strip('"') in tags
    since = _moment(request.headers.get("if-modified-since"))
    return since is not None and modified is not None and modified.replace(microsecond=0) <= since


def _moment(written: str | None) -> datetime | None:
    """Read an HTTP date; one that cannot be read was not sent (RFC 9110, section 13.1.3)."""
    if written is None:
        return None
    try:
        moment = parsedate_to_datetime(written)
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def not_modified(headers: Mapping[str, str]) -> Response:
    """Return the answer to a client that has this representation already (RFC 9110, section 15.4.5)."""
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=dict(headers))
