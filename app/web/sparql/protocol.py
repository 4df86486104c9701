"""What a request of the SPARQL 1.1 Protocol asks for, whichever of its three ways it takes (section 2.1)."""

from __future__ import annotations

from urllib.parse import parse_qsl

from msgspec import Struct
from starlette.requests import Request

from app.core.config import Bounds
from app.core.errors import InputError
from app.core.text import Text
from app.web.body import whole_body
from app.web.negotiation import media_type_of, parameter_of
from app.web.sparql.errors import NoUpdates, QueryMediaType

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
_UPDATE = "application/sparql-update"
_ESCAPES = 3  # bytes that one byte of a query may take in a form
_MOST_PARAMETERS = 2_000


class Asked(Struct, frozen=True, kw_only=True):
    """The operation of a request: a query (None: the description of the service) and the dataset it names."""

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


async def asked(request: Request, bounds: Bounds) -> Asked:
    """Return what a request asks for. Raises InputError, NoUpdates, QueryMediaType, and what reading a body raises."""
    in_address = _pairs(request.url.query, "latin-1")
    if request.method != "POST":
        return _asked(in_address, None)
    media_type = media_type_of(request.headers.get("content-type"))
    if media_type == _UPDATE:
        raise _no_updates()
    if media_type not in {_FORM, _DIRECT}:
        raise QueryMediaType(
            Text(
                fr=f"Le corps doit être {_DIRECT} ou {_FORM}, et non « {media_type[:80] or '?'} ».",
                en=f"The body must be {_DIRECT} or {_FORM}, not “{media_type[:80] or '?'}”.",
            )
        )
    limit = bounds.max_query_bytes * (_ESCAPES if media_type == _FORM else 1)
    body = await whole_body(request, limit=limit, bound="max_query_bytes", patience_s=bounds.receive_timeout_s)
    written = _decoded(body, parameter_of(request.headers.get("content-type"), "charset"))
    if media_type == _DIRECT:
        return _asked(in_address, written)
    return _asked([*in_address, *_pairs(written, "utf-8")], None)


def _asked(pairs: list[tuple[str, str]], direct: str | None) -> Asked:
    """Return what these parameters ask for, and the body that is the query itself where there is one."""

    def every(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in pairs if key == name)

    if every("update"):
        raise _no_updates()
    queries = every("query") + ((direct,) if direct is not None else ())
    if len(queries) > 1:
        raise InputError(
            Text(
                fr="La demande a plusieurs requêtes; envoyez-les une à la fois.",
                en="The request has several queries; send them one at a time.",
            )
        )
    default_graphs, named_graphs = every("default-graph-uri"), every("named-graph-uri")
    for unknown in ("using-graph-uri", "using-named-graph-uri"):
        if every(unknown):
            raise _no_updates()
    if not queries and (default_graphs or named_graphs):
        raise InputError(
            Text(fr="Le paramètre « query » est absent.", en="The parameter “query” is missing."),
        )
    formats = every("format")
    return Asked(
        query=queries[0] if queries else None,
        default_graphs=default_graphs,
        named_graphs=named_graphs,
        format=formats[-1] if formats and formats[-1] else None,
    )


def _pairs(written: str, encoding: str) -> list[tuple[str, str]]:
    """Return the parameters of a form or of an address; raise InputError where they cannot be read as UTF-8."""
    try:
        as_bytes = written.encode(encoding)
        return parse_qsl(
            as_bytes.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except (UnicodeError, ValueError):
        raise _not_utf8() from None


def _decoded(body: bytes, charset: str | None) -> str:
    if charset is not None and charset.lower().replace("_", "-") not in {"utf-8", "utf8", "us-ascii"}:
        raise _not_utf8()
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise _not_utf8() from None


def _not_utf8() -> InputError:
    return InputError(
        Text(
            fr="La requête n'est pas écrite en UTF-8, ou a trop de paramètres.",
            en="The query is not written in UTF-8, or has too many parameters.",
        )
    )


def _no_updates() -> NoUpdates:
    return NoUpdates(
        Text(
            fr="Ce point d'accès répond à des requêtes; les notices changent par l'API de versement.",
            en="This endpoint answers queries; records change through the API that receives them.",
        )
    )
