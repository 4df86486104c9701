"""What is painted on the canvases of a manifest: pictures with their image services, sound, film.

Presentation 3.0, sections 5.3 to 5.7; Presentation 2.1, sections 5.3 and 5.4, and its choices and specific resources.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from app.core.source import SourceValue
from app.reading.formats.iiif.texts import Fields, Said, fields_said, step

_KINDS = {
    "image": "image", "dctypes:image": "image", "sound": "audio", "dctypes:sound": "audio", "audio": "audio",
    "video": "video", "dctypes:movingimage": "video", "model": "model", "text": "document",
    "dataset": "document", "dctypes:text": "document",
}  # fmt: skip
_MOST_ALTERNATIVES = 20  # of one choice


def canvases_of(manifest: Fields, path: str | None) -> Iterator[tuple[Fields, str | None]]:
    """Yield the canvases of a manifest, each with its place; of the sequences of version 2, the first has them all."""
    yield from _objects(manifest.get("items"), step(path, "items"))
    for sequence, place in list(_objects(manifest.get("sequences"), step(path, "sequences")))[:1]:
        yield from _objects(sequence.get("canvases"), step(place, "canvases"))


def media_of(manifest: Fields, path: str | None) -> Iterator[Fields]:
    """Yield each thing that is painted on a canvas, with the canvas's caption, rights and credit."""
    start = name_of(manifest.get("start") or manifest.get("startCanvas"))
    for canvas, place in canvases_of(manifest, path):
        about = _about(canvas, place)
        if start and name_of(canvas) == start:
            about["primary"] = "yes"
        for body, where in _painted(canvas, place):
            made = _medium(body, where)
            if made:
                yield {**about, **made}


def name_of(value: SourceValue) -> str:
    """Return the address of a resource: itself, or that of an object."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("id", value.get("@id"))
    return value.strip() if isinstance(value, str) else ""


def kind_of(value: Fields) -> str:
    """Return the class of a resource, in small letters, without the prefix of version 2."""
    written = value.get("type", value.get("@type"))
    if isinstance(written, list):
        written = written[0] if written else None
    return written.lower().removeprefix("sc:").removeprefix("oa:") if isinstance(written, str) else ""


def _about(canvas: Fields, path: str | None) -> Fields:
    made: Fields = {"canvas": name_of(canvas)}
    for name, key in (("caption", "label"), ("rights", "rights"), ("rights", "license"), ("credit", "attribution")):
        texts = fields_said(canvas.get(key), step(path, key))
        if texts:
            made.setdefault(name, texts)
    statement = canvas.get("requiredStatement")
    if isinstance(statement, dict):
        made["credit"] = fields_said(statement.get("value"), step(path, "requiredStatement", "value"))
    return made


def _painted(canvas: Fields, path: str | None) -> Iterator[tuple[Fields, str | None]]:
    for page, place in _objects(canvas.get("items"), step(path, "items")):
        for annotation, where in _objects(page.get("items"), step(place, "items")):
            if "painting" in str(annotation.get("motivation", "painting")):
                yield from _bodies(annotation.get("body"), step(where, "body"))
    for annotation, where in _objects(canvas.get("images"), step(path, "images")):
        yield from _bodies(annotation.get("resource"), step(where, "resource"))


def _bodies(value: SourceValue, path: str | None) -> Iterator[tuple[Fields, str | None]]:
    """Yield the resources of a body: each of a list, the whole of which a part is shown, what one may choose from."""
    for body, place in _objects(value, path):
        kind = kind_of(body)
        if kind == "specificresource":
            key = "source" if "source" in body else "full"
            yield from _bodies(body.get(key), step(place, key))
        elif kind == "choice":
            for key in ("items", "default", "item"):
                yield from islice(_bodies(body.get(key), step(place, key)), _MOST_ALTERNATIVES)
        else:
            yield body, place


def _medium(body: Fields, path: str | None) -> Fields | None:
    service = _image_service(body.get("service"))
    address = name_of(body)
    form = body.get("format")
    kind = "iiif image" if service else _kind(kind_of(body), form if isinstance(form, str) else "")
    if kind is None or not (service or address):
        return None
    where = "service" if service else "id" if "id" in body else "@id"
    made: Fields = {"url": Said(service or address, None, step(path, where)).field(), "kind": kind}
    if path is not None:
        made["@path"] = path
    if isinstance(form, str) and not service:
        made["format"] = form
    for side in ("width", "height"):
        pixels = body.get(side)
        if isinstance(pixels, int) and pixels > 0 and kind in {"image", "iiif image"}:
            made[side] = pixels
    return made


def _kind(written: str, form: str) -> str | None:
    return _KINDS.get(written) or {"image": "image", "audio": "audio", "video": "video"}.get(form.partition("/")[0])


def _image_service(value: SourceValue) -> str:
    """Return the address of an image service; any other service (searching, signing in) is none."""
    for service, _ in _objects(value, None):
        says = f"{kind_of(service)} {service.get('profile')} {service.get('@context')} {service.get('protocol')}"
        if "image" in says.lower():
            return name_of(service).removesuffix("/info.json").rstrip("/")
    return ""


def _objects(value: SourceValue, path: str | None) -> Iterator[tuple[Fields, str | None]]:
    if isinstance(value, dict):
        yield value, path
    elif isinstance(value, list):
        for number, one in enumerate(value):
            if isinstance(one, dict):
                yield one, step(path, number)
