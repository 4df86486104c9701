"""The arguments of a form: a small body, read whole and bounded."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from app.core.errors import BoundPassed
from app.core.text import Text
from app.web.body import whole_body
from app.web.desk import desk_of

_MOST_ARGUMENTS = 64  # the protocol has seven


async def form_arguments(request: Request) -> list[tuple[str, str]]:
    """Return the arguments of a form (application/x-www-form-urlencoded), in order, with those of the address.

    Raise BoundPassed for a form larger than the bound of a request's address and headers.
    """
    bounds = desk_of(request).settings.bounds
    body = await whole_body(
        request, limit=bounds.max_header_bytes, bound="max_header_bytes", patience_s=bounds.receive_timeout_s
    )
    try:
        given = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_ARGUMENTS)
    except ValueError as error:
        raise BoundPassed(
            Text(
                fr=f"Le formulaire a plus de {_MOST_ARGUMENTS} champs.",
                en=f"The form has more than {_MOST_ARGUMENTS} fields.",
            )
        ) from error
    return parse_qsl(request.url.query, keep_blank_values=True) + given
