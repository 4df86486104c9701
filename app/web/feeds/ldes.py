"""The Linked Data Event Stream at /ldes: every published version, in nodes by time; closed nodes come from a cache."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.publication.ldes.documents import TURTLE, WRITERS, shape
from app.publication.ldes.nodes import Node
from app.storage.changes import last_sequence
from app.storage.feeds import taken_back_since
from app.web.api.tags import HARVESTING
from app.web.desk import in_thread
from app.web.documentation import Answer, Content, documented
from app.web.errors import NotAcceptable
from app.web.feeds.activity import Sequence
from app.web.feeds.answering import CLOSED, GROWING, Document, DocumentCache, answered, made
from app.web.feeds.context import Feeds, feeds_of
from app.web.feeds.ldes_tree import LdesTree
from app.web.feeds.log_pages import one_change
from app.web.negotiation import best_media_type

router = APIRouter()
_VARY = "Accept, Accept-Encoding"
_CACHE_BYTES = 64 * 1024 * 1024  # some 3,000 pages, compressed: what many clients follow at the same time
_FRESH_S = 0.5  # how long a cached node is answered before a look whether a withdrawal took something back
_CONTENTS = tuple(Content(media_type) for media_type in WRITERS)
_ANSWERS = (Answer(200, Text(fr="Le nœud", en="The node"), _CONTENTS),)
NodePath = Annotated[str, Path(max_length=40, description="Mois, jour ou page d'un jour | Month, day or page of a day")]


@dataclass(slots=True)
class Stream:
    """The stream of one service: its tree, and the documents of its closed nodes."""

    tree: LdesTree
    cache: DocumentCache
    _looked_upto: int = 0
    _looked_at: float = float("-inf")
    _looking: Lock = field(default_factory=Lock)

    @property
    def fresh(self) -> bool:
        """Whether the cache was held against the log just now."""
        return time.monotonic() - self._looked_at < _FRESH_S

    def refresh(self) -> None:
        """Forget the cached nodes when a withdrawal has taken back what one of them may hold."""
        with self._looking:
            if self.fresh:
                return
            engine = self.tree.feeds.tools.database
            newest = last_sequence(engine)
            if newest > self._looked_upto:
                if self._looked_upto and taken_back_since(engine, self._looked_upto):
                    self.cache.clear()
                self._looked_upto = newest
            self._looked_at = time.monotonic()

    def document(self, path: str, media_type: str) -> Document:
        """Return the document of a node, from the cache if it is there."""
        self.refresh()
        name = f"{path} {media_type}"
        kept = self.cache.get(name)
        if kept is not None:
            return kept
        looked_upto = self._looked_upto
        ends = self.tree.ends()
        node = self.tree.node(path, ends)
        base = self.tree.feeds.base
        body = WRITERS[media_type](base, node, None if ends is None else ends.since)
        document = made(body, media_type, CLOSED if node.closed else GROWING)
        if node.closed and looked_upto == self._looked_upto:
            self.cache.keep(name, document)
        return document


def stream_of(request: Request, feeds: Feeds) -> Stream:
    """Return the stream of the application that this request came to."""
    state = request.app.state
    found: Stream | None = getattr(state, "ldes", None)
    if found is None:
        found = state.ldes = Stream(LdesTree(feeds), DocumentCache(_CACHE_BYTES))
    return found


@router.get(
    "/ldes",
    **documented(
        "getEventStream",
        HARVESTING,
        Text(fr="Suivre le flux d'événements (LDES)", en="Follow the event stream (LDES)"),
        Text(
            fr=(
                "La racine du flux: sa description, sa politique de rétention, ses mois. Les nœuds clos ne changent "
                "plus; Turtle, TriG ou JSON-LD, selon « Accept »."
            ),
            en=(
                "The root of the stream: its description, its retention policy, its months. Closed nodes change no "
                "more; Turtle, TriG or JSON-LD, by “Accept”."
            ),
        ),
        answers=_ANSWERS,
        refusals=(NotAcceptable,),
    ),
)
async def root(request: Request) -> Response:
    """Answer with the root node."""
    return await _answered(request, "")


@router.get(
    "/ldes/shape",
    **documented(
        "getEventStreamShape",
        HARVESTING,
        Text(fr="Forme des membres du flux", en="Shape of the stream's members"),
        Text(fr="Les contraintes SHACL de chaque version.", en="The SHACL constraints of every version."),
        answers=(Answer(200, Text(fr="La forme", en="The shape"), (Content(TURTLE),)),),
    ),
)
async def member_shape(request: Request) -> Response:
    """Answer with the shape of the members."""
    return answered(request, await in_thread(request, "feed", lambda: made(shape(feeds_of(request).base), TURTLE)))


@router.get(
    "/ldes/change/{sequence}",
    **documented(
        "getVersion",
        HARVESTING,
        Text(fr="Lire une version du flux", en="Read one version of the stream"),
        Text(fr="Un seul membre du flux, à son adresse.", en="One member of the stream, at its address."),
        answers=_ANSWERS,
        refusals=(UnknownName, NotAcceptable),
    ),
)
async def one_version(request: Request, sequence: Sequence) -> Response:
    """Answer with one member."""
    media_type = _media_type(request)

    def work() -> Document:
        feeds = feeds_of(request)
        entries = tuple(one_change(feeds.tools.database, sequence))
        if not entries or (entries[0].kind != "withdrawn" and entries[0].canonical is None):
            raise UnknownName(
                Text(fr=f"Le flux n'a pas de version {sequence}.", en=f"The stream has no version {sequence}.")
            )
        node = Node(f"change/{sequence}", feeds.items(entries))
        return made(WRITERS[media_type](feeds.base, node, None), media_type)

    return answered(request, await in_thread(request, "feed", work), _VARY)


@router.get(
    "/ldes/{path:path}",
    **documented(
        "getEventStreamNode",
        HARVESTING,
        Text(fr="Lire un nœud du flux", en="Read a node of the stream"),
        Text(
            fr="Un mois (2026-11), un jour (2026-11-23) ou une page d'un jour (2026-11-23/2).",
            en="A month (2026-11), a day (2026-11-23) or a page of a day (2026-11-23/2).",
        ),
        answers=_ANSWERS,
        refusals=(UnknownName, NotAcceptable),
    ),
)
async def node(request: Request, path: NodePath) -> Response:
    """Answer with a node."""
    return await _answered(request, path)


async def _answered(request: Request, path: str) -> Response:
    media_type = _media_type(request)
    stream: Stream | None = getattr(request.app.state, "ldes", None)
    kept = stream.cache.get(f"{path} {media_type}") if stream is not None and stream.fresh else None
    if kept is None:
        kept = await in_thread(request, "feed", _document, request, path, media_type)
    return answered(request, kept, _VARY)


def _document(request: Request, path: str, media_type: str) -> Document:
    return stream_of(request, feeds_of(request)).document(path, media_type)


def _media_type(request: Request) -> str:
    media_type = best_media_type(request.headers.get("accept"), WRITERS)
    if media_type is None:
        listed = ", ".join(WRITERS)
        raise NotAcceptable(Text(fr=f"Formes offertes: {listed}.", en=f"Forms on offer: {listed}."))
    return media_type
