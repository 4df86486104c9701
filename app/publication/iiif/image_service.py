"""Where a picture has an image service: its address and version, and pictures of a size that it makes.

An `info.json`, or a request of the Image API in the address of a picture, is known by its form (Image API 3.0,
section 2). The service itself is never asked: an answer of ours waits for nobody's server.
"""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple, TypeAlias

from app.core.absolute_iri import absolute_iri
from app.core.record import Media
from app.publication.iiif.words import uri

_REQUEST = re.compile(
    r"(?P<service>https?://.+)/(?:full|square|\d+,\d+,\d+,\d+|pct:[\d.,]+)"
    r"/(?P<size>full|(?:%5E)?(?:max|\d+,\d*|,\d+|pct:[\d.]+|!\d+,\d+))/!?[\d.]+"
    r"/(?P<quality>default|native|color|gray|bitonal)\.[a-z0-9]{2,4}$"
)
_THIRD = re.compile(r"/iiif/v?3/|/image/3/", re.IGNORECASE)
_THUMBNAIL = "!400,400"  # pixels: fits a card on any screen
# The Image API (section 5.1) asks for level 1 at least of what is more than a folder of files; what the server really
# does stands in its info.json, which every client reads before it asks for more.
_LEVEL = "level1"
Version: TypeAlias = Literal[1, 2, 3]


class ImageService(NamedTuple):
    """An image service: its address without a final slash, and the version of the Image API that it speaks."""

    address: str
    version: Version

    def picture(self) -> str:
        """Return the address of the whole picture, as large as the service gives it."""
        return self._request("full" if self.version < 3 else "max")  # noqa: PLR2004  # `max` came with 2.1

    def thumbnail(self) -> str:
        """Return the address of the picture within 400 by 400 pixels."""
        return self._request(_THUMBNAIL)

    def described(self) -> dict[str, Any]:
        """Return the service as a picture names it (Presentation 3.0, section 3.2, `service`)."""
        if self.version == 3:  # noqa: PLR2004  # the versions are named by their numbers
            return {"id": self.address, "type": "ImageService3", "profile": _LEVEL}
        context = f"http://iiif.io/api/image/{self.version}"
        profile = f"{context}/{_LEVEL}.json"
        if self.version == 1:
            profile = "http://library.stanford.edu/iiif/image-api/1.1/compliance.html#level1"
        return {"@id": self.address, "@type": f"ImageService{self.version}", "profile": profile}

    def _request(self, size: str) -> str:
        return f"{self.address}/full/{size}/0/{'native' if self.version == 1 else 'default'}.jpg"


def image_service(media: Media) -> ImageService | None:
    """Return the image service that gives this picture, or None where its address shows none."""
    address = absolute_iri(media.url)
    if address is None:
        return None
    found = _REQUEST.fullmatch(address)
    if found is not None:
        return ImageService(uri(found["service"]), _version(found["service"], media, found["size"], found["quality"]))
    if media.kind != "iiif image":
        return None
    service = address.removesuffix("/info.json").rstrip("/")
    return ImageService(uri(service), _version(service, media))


def _version(service: str, media: Media, size: str = "", quality: str = "") -> Version:
    """Return the version: a request in the words of one version shows it, else the address; most speak the second."""
    if quality == "native":
        return 1
    if size.startswith("%5E") or "api/image/3" in (media.media_type or "") or _THIRD.search(f"{service}/"):
        return 3
    return 2
