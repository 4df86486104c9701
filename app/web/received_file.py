"""A delivery is received: the body of a request becomes a file on disk and what is known about it."""

from __future__ import annotations

import mimetypes
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from anyio import to_thread
from starlette.requests import Request

from app.core.config import Settings
from app.intake.bundle import is_bundle, unpack
from app.intake.push import ByteSink, DeliverySink, discard, sink_for
from app.intake.upload import FormSink
from app.web.body import body_pieces
from app.web.negotiation import media_type_of, parameter_of

_BATCH = 1024 * 1024  # bytes written in one go, off the event loop
_UNTOLD = frozenset({"", "application/octet-stream", "application/x-www-form-urlencoded", "binary/octet-stream"})
_LONGEST_NAME = 200
_SUFFIXES = {"application/json": ".json", "application/x-ndjson": ".jsonl", "text/csv": ".csv", "text/plain": ".txt"}


@dataclass(slots=True)
class ReceivedFile:
    """A file as it was received. `name` is what the museum calls it: it is shown, and never becomes a path.

    `size` (bytes) and `sha256` (hexadecimal) are of the file as it lies at `path`, unpacked from its transfer.
    `media_type` is empty where the client told none worth believing; `fields` are those of a form, `attached` its other
    files by field (name, bytes). Set `kept` once somebody else answers for the file.
    """

    path: Path
    name: str
    size: int
    sha256: str
    media_type: str
    charset: str | None
    fields: dict[str, str]
    attached: dict[str, tuple[str, bytes]]
    kept: bool = False


@asynccontextmanager
async def received_file(request: Request, settings: Settings, *, limit: int, bound: str) -> AsyncIterator[ReceivedFile]:
    """Receive the request's body into a new file, and remove that file after the block unless it is kept.

    `limit` is in bytes as sent; `bound` names that setting. Raise what `body_pieces` and the sinks raise.
    """
    sink = await to_thread.run_sync(DeliverySink, settings.data_dir)
    file = None
    try:
        content_type = request.headers.get("content-type")
        outer, form = _sinks(request, content_type, sink, settings)
        await _pour(request, outer, settings, limit, bound)
        if form is not None:
            content_type = form.content_type
        media_type = media_type_of(content_type)
        media_type = "" if media_type in _UNTOLD else media_type
        name = _name(form.file_name if form is not None else None, request, media_type)
        charset = parameter_of(content_type, "charset")
        fields, attached = (form.fields, form.attached) if form is not None else ({}, {})
        file = ReceivedFile(sink.path, name, sink.size, sink.sha256, media_type, charset, fields, attached)
        yield file
    finally:
        if file is None:
            sink.discard()
        elif not file.kept:
            discard(file.path)


def unbundle(
    file: ReceivedFile,
    main_of: Callable[[tuple[Path, ...]], Path],
    settings: Settings,
    *,
    most_bytes: int | None = None,
) -> None:
    """Lay out the tables of an archive that was received, if it is one; the file is then the main one of them.

    `main_of` chooses it. The size is that of all the tables. Raises what `unpack` and `main_of` raise.
    """
    if not is_bundle(file.path):
        return
    tables = unpack(file.path, settings.data_dir, settings.bounds, most_bytes=most_bytes)
    discard(file.path)
    file.path = tables[0]  # whatever happens from here on, the folder of all of them is what has to go
    file.size = sum(table.stat().st_size for table in tables)
    file.path = main_of(tables)
    file.name = file.path.name
    file.media_type = ""


def _sinks(
    request: Request, content_type: str | None, sink: DeliverySink, settings: Settings
) -> tuple[ByteSink, FormSink | None]:
    inner: ByteSink = sink
    form = None
    if media_type_of(content_type) == "multipart/form-data":
        inner = form = FormSink(parameter_of(content_type, "boundary"), sink)
    return sink_for(request.headers.get("content-encoding", ""), inner, settings.bounds), form


async def _pour(request: Request, sink: ByteSink, settings: Settings, limit: int, bound: str) -> None:
    waiting = bytearray()
    patience_s = settings.bounds.receive_timeout_s
    async for piece in body_pieces(request, limit=limit, bound=bound, patience_s=patience_s):
        waiting += piece
        if len(waiting) >= _BATCH:
            await to_thread.run_sync(sink.write, bytes(waiting))
            waiting.clear()
    await to_thread.run_sync(_finish, sink, bytes(waiting))


def _finish(sink: ByteSink, last: bytes) -> None:
    if last:
        sink.write(last)
    sink.close()


def _name(in_form: str | None, request: Request, media_type: str) -> str:
    """Return what to call the file: as the form, `?file=` or Content-Disposition say, else after its media type."""
    given = in_form or request.query_params.get("file")
    given = given or parameter_of(request.headers.get("content-disposition"), "filename")
    if given:
        shown = given.replace("\\", "/").rpartition("/")[2]
        shown = "".join(character for character in shown if character.isprintable())[:_LONGEST_NAME].strip()
        if shown:
            return shown
    suffix = _SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type, strict=False) or ""
    return f"delivery{suffix}"
