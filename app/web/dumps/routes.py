"""`/dumps`: a list for people, the same for programs, and each file with ranges (RFC 9110, section 14)."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from msgspec import Struct
from starlette.responses import FileResponse, Response

from app.core.errors import UnknownName
from app.core.text import Text
from app.projections.dumps.shelf import Dump, DumpFile, Shelf
from app.storage.institutions import list_institutions
from app.web.answers import encoded
from app.web.api.tags import HARVESTING
from app.web.desk import desk_of, in_thread
from app.web.documentation import JSON, Answer, Content, documented
from app.web.negotiation import best_media_type, entity_tags
from app.web.pages.page import html, html_response, reader_of

router = APIRouter()
_WHOLE = "whole"
_HTML = "text/html"
_CACHED = {"Cache-Control": "no-cache", "Access-Control-Allow-Origin": "*"}
Name = Annotated[str, Path(max_length=200, description="Nom du fichier | Name of the file")]


class OfferedFile(Struct, frozen=True):
    """A file to take away: its address, the media types of what is in it and of its wrapping, its size, its SHA-256."""

    url: str
    format: str
    compression: str | None
    bytes: int
    sha256: str


class OfferedDump(Struct, frozen=True):
    """A dump: of an institution or of the whole (None), when it was made (UTC), what it holds.

    `sequence` is the change of the log up to which it surely goes: follow `/api/v1/changes?after=` from there.
    """

    institution: str | None
    made: datetime
    sequence: int
    records: int
    files: tuple[OfferedFile, ...]


class OfferedDumps(Struct, frozen=True):
    """Every dump, the whole first."""

    dumps: tuple[OfferedDump, ...]


def offered(shelf: Shelf, base: str) -> tuple[OfferedDump, ...]:
    """Return every dump that there is, the whole first, with the addresses of its files."""
    found = (shelf.dump(name) for name in (None, *shelf.institutions()))
    return tuple(offered_dump(dump, base) for dump in found if dump is not None)


def offered_dump(dump: Dump, base: str) -> OfferedDump:
    """Return a dump with the addresses of its files."""
    stem = f"{base}/dumps/{_WHOLE}" if dump.institution is None else f"{base}/dumps/institutions/{dump.institution}"
    files = tuple(
        OfferedFile(f"{stem}.{one.suffix}", one.format, one.compression, one.bytes, one.sha256) for one in dump.files
    )
    return OfferedDump(dump.institution, dump.made, dump.sequence, dump.records, files)


@router.get(
    "/dumps",
    **documented(
        "listDumps",
        HARVESTING,
        Text(fr="Tout ce qui est publié, en fichiers", en="Everything that is published, as files"),
        Text(
            fr="Par établissement et pour l'ensemble: N-Quads, Turtle, JSON-LD par lignes, CSV, Parquet, avec sommes.",
            en="By institution and as a whole: N-Quads, Turtle, JSON-LD lines, CSV, Parquet, with checksums.",
        ),
        answers=(Answer(200, Text(fr="La liste", en="The list"), (Content(JSON, OfferedDumps), Content(_HTML))),),
    ),
)
async def dumps(request: Request) -> Response:
    """Answer with the list of the files, as JSON or as a page."""
    desk = desk_of(request)
    found = await in_thread(request, "dumps", offered, Shelf(desk.settings), desk.settings.base_url)
    if best_media_type(request.headers.get("accept"), (JSON, _HTML)) != _HTML:
        return Response(encoded(OfferedDumps(found)), 200, {**_CACHED, "Vary": "Accept"}, JSON)
    names = await in_thread(request, "dumps", list_institutions, desk.tools.database)
    language, here = reader_of(request)
    page = html("dumps.html", language, here=here, dumps=found, names={one.slug: one.name for one in names})
    return html_response(page, language, indexed=True)


@router.api_route("/dumps/institutions/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def institution_file(request: Request, name: Name) -> Response:
    """Answer with a file of an institution's dump."""
    slug, _, suffix = name.partition(".")
    return await _file(request, slug, suffix)


@router.api_route("/dumps/{name}", methods=["GET", "HEAD"], include_in_schema=False)
async def whole_file(request: Request, name: Name) -> Response:
    """Answer with a file of the whole dump, or with the checksums of all files as sha256sum reads them."""
    stem, _, suffix = name.partition(".")
    if name == "SHA256SUMS":
        desk = desk_of(request)
        found = await in_thread(request, "dumps", offered, Shelf(desk.settings), desk.settings.base_url)
        prefix = f"{desk.settings.base_url}/dumps/"
        lines = (f"{one.sha256}  {one.url.removeprefix(prefix)}\n" for dump in found for one in dump.files)
        return Response("".join(lines), 200, _CACHED, "text/plain; charset=utf-8")
    return await _file(request, None if stem == _WHOLE else "", suffix)


async def _file(request: Request, institution: str | None, suffix: str) -> Response:
    shelf = Shelf(desk_of(request).settings)
    for _ in range(2):  # a newer dump may take the place of this one just now
        found = await in_thread(request, "dumps", _find, shelf, institution, suffix)
        if found is None:
            break
        dump, file = found
        path = shelf.path(dump, file)
        if path.exists():
            return _served(request, dump, file, str(path))
    raise UnknownName(
        Text(
            fr="Il n'y a pas de fichier de ce nom: la liste est à /dumps.",
            en="There is no file of this name: the list is at /dumps.",
        )
    )


def _find(shelf: Shelf, institution: str | None, suffix: str) -> tuple[Dump, DumpFile] | None:
    if institution is not None and institution not in shelf.institutions():
        return None
    dump = shelf.dump(institution)
    file = dump.file(suffix) if dump is not None else None
    return None if dump is None or file is None else (dump, file)


def _served(request: Request, dump: Dump, file: DumpFile, path: str) -> Response:
    headers = {
        **_CACHED,
        "ETag": f'"{file.sha256[:32]}"',
        "Last-Modified": f"{dump.made:%a, %d %b %Y %H:%M:%S} GMT",
        "Accept-Ranges": "bytes",
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(file.sha256)).decode()}:",  # RFC 9530
    }
    known = entity_tags(request.headers.get("if-none-match"))
    if known is not None and (file.sha256[:32] in known or "*" in known):
        return Response(None, 304, headers)
    stem = _WHOLE if dump.institution is None else dump.institution
    media_type = file.compression or file.format
    return FileResponse(path, 200, headers, media_type, filename=f"concordance-{stem}.{file.suffix}")
