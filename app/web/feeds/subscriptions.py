"""Webhooks at /api/v1/subscriptions: a key of any role subscribes; what is told is public, the place is its own."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Path, Request
from msgspec import Struct
from starlette.responses import Response

from app.core.errors import BoundPassed, InputError, NotAllowed, UnknownName
from app.core.text import Text
from app.intake.safe_http import Unreachable, UnsafeAddress, pinned_address
from app.publication.notifications import shown_secret
from app.storage.changes import last_sequence
from app.storage.keys import Key
from app.storage.subscriptions import (
    Subscription,
    add_subscription,
    get_subscription,
    list_subscriptions,
    remove_subscription,
    resume_subscription,
)
from app.web.access import key_given
from app.web.answers import encoded
from app.web.api.tags import HARVESTING
from app.web.body import whole_body
from app.web.desk import Desk, desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, Example, documented
from app.web.errors import KeyMissing

router = APIRouter()
_LONGEST_URL = 2_048
_LONGEST_LABEL = 200


class NewSubscription(Struct, frozen=True, forbid_unknown_fields=True):
    """What a subscription asks for: where to be told, of which institution, and after which change (the newest)."""

    url: str
    label: str = ""
    institution: str | None = None
    after: int | None = None


class SubscriptionAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription. `secret` is shown once, when it is made; `sequence` is the last change that was told."""

    id: str
    url: str
    label: str
    state: Literal["active", "stopped"]
    sequence: int
    failures: int
    created: datetime
    links: dict[str, str]
    owner: str | None = None
    institution: str | None = None
    problem: str | None = None
    next_attempt: datetime | None = None
    delivered: datetime | None = None
    secret: str | None = None


class SubscriptionList(Struct, frozen=True):
    """The subscriptions of whose key asks; an operator's key is shown all."""

    subscriptions: tuple[SubscriptionAnswer, ...]


SubscriptionId = Annotated[str, Path(max_length=80, description="Identifiant de l'abonnement | Its identifier")]
_DECODER = msgspec.json.Decoder(NewSubscription)
_ONE = (Content(JSON, SubscriptionAnswer),)
_ASKED = {"url": "https://agregateur.example.org/avis", "label": "Agrégateur", "institution": "musee-des-rives"}
_DONE = Answer(200, Text(fr="L'abonnement", en="The subscription"), _ONE)


@router.post(
    "/api/v1/subscriptions",
    status_code=201,
    **documented(
        "addSubscription",
        HARVESTING,
        Text(fr="S'abonner aux changements", en="Subscribe to changes"),
        Text(
            fr=(
                "Les changements sont envoyés par POST à l'adresse donnée, dans l'ordre, signés (Standard Webhooks: "
                "webhook-id, webhook-timestamp, webhook-signature); un envoi qui échoue est repris de plus en plus "
                "tard, pendant cinq jours."
            ),
            en=(
                "Changes are sent by POST to the address given, in order, signed (Standard Webhooks: webhook-id, "
                "webhook-timestamp, webhook-signature); one that fails is sent again later and later, for five days."
            ),
        ),
        bodies=(Content(JSON, NewSubscription, Example(_ASKED, _ASKED)),),
        answers=(Answer(201, Text(fr="L'abonnement, avec son secret", en="The subscription, with its secret"), _ONE),),
        refusals=(KeyMissing, NotAllowed, UnknownName, BoundPassed, UnsafeAddress, Unreachable),
        role="reader",
    ),
)
async def add(request: Request) -> Response:
    """Add a subscription and answer with it and with its secret."""
    desk = desk_of(request)
    key = await _key(request)
    bounds = desk.settings.bounds
    body = await whole_body(
        request, limit=bounds.max_header_bytes, bound="max_header_bytes", patience_s=bounds.receive_timeout_s
    )
    added = await in_thread(request, "store", _add, desk, key, body)
    answer = msgspec.structs.replace(_told(added, desk), secret=shown_secret(added.secret))
    return Response(encoded(answer), 201, {"Location": answer.links["self"], "Cache-Control": "no-store"}, JSON)


@router.get(
    "/api/v1/subscriptions",
    **documented(
        "listSubscriptions",
        HARVESTING,
        Text(fr="Énumérer ses abonnements", en="List one's subscriptions"),
        Text(fr="Où chacun en est, et ce qui l'arrête.", en="How far each has come, and what stops it."),
        answers=(Answer(200, Text(fr="Les abonnements", en="The subscriptions"), (Content(JSON, SubscriptionList),)),),
        refusals=(KeyMissing, NotAllowed),
        role="reader",
    ),
)
async def list_all(request: Request) -> Response:
    """Answer with the subscriptions of the key's institution."""
    desk = desk_of(request)
    key = await _key(request)
    found = await in_thread(request, "read", list_subscriptions, desk.tools.database, key.institution)
    return Response(encoded(SubscriptionList(tuple(_told(one, desk) for one in found))), 200, None, JSON)


@router.get(
    "/api/v1/subscriptions/{subscription_id}",
    **documented(
        "getSubscription",
        HARVESTING,
        Text(fr="Lire un abonnement", en="Read a subscription"),
        Text(fr="Où il en est.", en="How far it has come."),
        answers=(_DONE,),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def get_one(request: Request, subscription_id: SubscriptionId) -> Response:
    """Answer with one subscription."""
    return Response(encoded(_told(await _own(request, subscription_id), desk_of(request))), 200, None, JSON)


@router.post(
    "/api/v1/subscriptions/{subscription_id}/resume",
    **documented(
        "resumeSubscription",
        HARVESTING,
        Text(fr="Reprendre un abonnement arrêté", en="Resume a stopped subscription"),
        Text(fr="Les avis reprennent là où ils s'étaient arrêtés.", en="Notifications go on where they stopped."),
        answers=(_DONE,),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def resume(request: Request, subscription_id: SubscriptionId) -> Response:
    """Tell a stopped subscriber again."""
    desk = desk_of(request)
    own = await _own(request, subscription_id)
    resumed = await in_thread(request, "store", resume_subscription, desk.tools.database, own.id)
    return Response(encoded(_told(resumed, desk)), 200, None, JSON)


@router.delete(
    "/api/v1/subscriptions/{subscription_id}",
    status_code=204,
    **documented(
        "removeSubscription",
        HARVESTING,
        Text(fr="Se désabonner", en="Unsubscribe"),
        Text(fr="Plus rien n'est envoyé.", en="Nothing is sent any more."),
        answers=(Answer(204, Text(fr="L'abonnement n'existe plus.", en="The subscription is gone.")),),
        refusals=(KeyMissing, NotAllowed, UnknownName),
        role="reader",
    ),
)
async def remove(request: Request, subscription_id: SubscriptionId) -> Response:
    """Remove a subscription."""
    own = await _own(request, subscription_id)
    await in_thread(request, "store", remove_subscription, desk_of(request).tools.database, own.id)
    return Response(None, 204)


async def _key(request: Request) -> Key:
    key = await key_given(request)
    if key is None:
        raise KeyMissing(Text(fr="Il faut une clé pour s'abonner.", en="A key is needed to subscribe."))
    return key


async def _own(request: Request, subscription_id: str) -> Subscription:
    key = await _key(request)
    found = await in_thread(request, "read", get_subscription, desk_of(request).tools.database, subscription_id)
    if key.institution not in {None, found.owner}:
        raise NotAllowed(
            Text(
                fr="Cet abonnement est celui d'un autre établissement.",
                en="This subscription is another institution's.",
            )
        )
    return found


def _add(desk: Desk, key: Key, body: bytes) -> Subscription:
    try:
        asked = _DECODER.decode(body)
    except msgspec.DecodeError as error:
        raise InputError(
            Text(fr=f"La demande d'abonnement ne se lit pas: {error}.", en=f"The request cannot be read: {error}.")
        ) from error
    newest = last_sequence(desk.tools.database)
    after = newest if asked.after is None else asked.after
    if len(asked.url) > _LONGEST_URL or len(asked.label) > _LONGEST_LABEL or not 0 <= after <= newest:
        raise InputError(
            Text(
                fr=f"Une adresse a {_LONGEST_URL} caractères au plus, un libellé {_LONGEST_LABEL}; « after » va de 0 "
                f"à {newest}.",
                en=f"An address has {_LONGEST_URL} characters at most, a label {_LONGEST_LABEL}; “after” goes from 0 "
                f"to {newest}.",
            )
        )
    pinned_address(asked.url, any_host=desk.settings.outgoing_addresses == "any")
    return add_subscription(
        desk.tools.database,
        key.institution,
        asked.url,
        label=asked.label,
        institution=asked.institution,
        after=after,
        most=desk.settings.bounds.max_subscriptions,
    )


def _told(subscription: Subscription, desk: Desk) -> SubscriptionAnswer:
    address = f"{desk.settings.base_url}/api/v1/subscriptions/{subscription.id}"
    return SubscriptionAnswer(
        id=subscription.id,
        url=subscription.url,
        label=subscription.label,
        state=subscription.state,
        sequence=subscription.sequence,
        failures=subscription.failures,
        created=subscription.created,
        links={"self": address, "resume": f"{address}/resume"},
        owner=subscription.owner,
        institution=subscription.institution,
        problem=subscription.problem,
        next_attempt=subscription.next_attempt if subscription.failures else None,
        delivered=subscription.delivered,
    )
