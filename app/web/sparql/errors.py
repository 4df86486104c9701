"""What only a request of the SPARQL Protocol can get wrong."""

from __future__ import annotations

from app.core.errors import InputError, NotAllowed
from app.core.text import Text


class NoUpdates(NotAllowed):
    """The request is a SPARQL update, which this endpoint does not take."""

    kind = "no-updates"
    status = 403
    title = Text(fr="Mise à jour non offerte", en="Updates are not on offer")
    advice = Text(
        fr="Envoyez la requête dans le paramètre « query »; pour changer des notices, versez-les.",
        en="Send the query in the parameter “query”; to change records, push them.",
    )


class QueryMediaType(InputError):
    """The body of a POST is neither a form nor a query."""

    kind = "query-media-type"
    status = 415
    title = Text(fr="Type de média non pris", en="Media type not taken")
    advice = Text(
        fr="Envoyez la requête comme application/sparql-query, ou dans un formulaire, champ « query ».",
        en="Send the query as application/sparql-query, or in a form, field “query”.",
    )
