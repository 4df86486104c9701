"""Requests to addresses that somebody gave us: to public hosts only, and to the very address that was looked at.

A name is resolved once, every address it has is checked, and the connection goes to one of those: a name that answers
differently the second time reaches nothing inside. The same is done again at each redirect.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from collections import OrderedDict
from types import TracebackType
from typing import Self

import httpx

from app.core.errors import BoundPassed, InputError
from app.core.text import Text
from app.intake.push import ByteSink

_REDIRECTS = 5
_LAST_PORT = 65_535
_HOSTS = 32  # hosts whose connections are kept
_TIMEOUT = httpx.Timeout(30.0, connect=10.0)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last 32 bits


class UnsafeAddress(InputError):
    """An address that this service does not go to: no http(s), a password in it, or a host that is not public."""

    kind = "unsafe-address"
    status = 422
    title = Text(fr="Adresse refusée", en="Address refused")
    advice = Text(
        fr="Donnez l'adresse http(s) d'un serveur public, sans mot de passe.",
        en="Give the http(s) address of a public server, without a password.",
    )


class Unreachable(InputError):
    """A host that has no address, or that does not answer."""

    kind = "unreachable"
    status = 422
    title = Text(fr="Serveur injoignable", en="Server out of reach")
    advice = Text(fr="Vérifiez l'adresse, puis réessayez plus tard.", en="Check the address, then try again later.")


def is_public(address: str) -> bool:
    """Say whether an IP address is one of the public network, whatever it is wrapped in."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)
        if parsed in _NAT64:
            inner = ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast


def pinned_address(url: str, *, any_host: bool = False) -> str:
    """Return the IP address to connect to for this URL; `any_host` allows hosts that are not public.

    Raise UnsafeAddress for a URL that is not to be asked, Unreachable for a name that nobody has.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise _unsafe("elle n'est pas une adresse", "it is no address") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise _unsafe("elle n'est ni http ni https", "it is neither http nor https")
    if parsed.userinfo:
        raise _unsafe("elle contient un mot de passe ou un nom", "it holds a password or a name")
    port = parsed.port or (443 if parsed.scheme == "https" else 80)
    if port > _LAST_PORT:
        raise _unsafe("elle nomme un port qui n'existe pas", "it names a port that does not exist")
    try:
        found = socket.getaddrinfo(parsed.raw_host.decode(), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Unreachable(
            Text(fr=f"Le nom « {parsed.host[:100]} » n'a pas d'adresse.", en=f"“{parsed.host[:100]}” has no address.")
        ) from None
    addresses = [str(one[4][0]) for one in found]
    if not any_host and not all(is_public(address) for address in addresses):
        raise _unsafe("son serveur n'est pas sur le réseau public", "its server is not on the public network")
    return addresses[0]


class SafeTransport(httpx.BaseTransport):
    """What sends each request, redirects included, to the address that was checked for its host."""

    def __init__(self, *, any_host: bool = False) -> None:
        """Go to public hosts only, unless `any_host`."""
        self._any_host = any_host
        self._hosts: OrderedDict[tuple[str, str], httpx.HTTPTransport] = OrderedDict()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request; raise UnsafeAddress, Unreachable."""
        address = pinned_address(str(request.url), any_host=self._any_host)
        host = request.url.raw_host.decode()
        # The host's own connections: one that was made for another name at this address has another certificate.
        transport = self._hosts.setdefault((host, address), httpx.HTTPTransport(retries=0))
        self._hosts.move_to_end((host, address))
        while len(self._hosts) > _HOSTS:
            self._hosts.popitem(last=False)[1].close()
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)  # the Host header keeps the name that was asked for
        return transport.handle_request(request)

    def close(self) -> None:
        """Close every connection."""
        for transport in self._hosts.values():
            transport.close()
        self._hosts.clear()


class SafeClient:
    """Asks addresses that somebody gave us, within bounds of size and time; not for several threads at once."""

    def __init__(self, *, any_host: bool = False, user_agent: str = "Concordance") -> None:
        """Go to public hosts only, unless `any_host` (a service inside a closed network)."""
        self.http = httpx.Client(
            transport=SafeTransport(any_host=any_host),
            timeout=_TIMEOUT,
            follow_redirects=False,
            max_redirects=_REDIRECTS,
            trust_env=False,  # a proxy would resolve the name again
            headers={"User-Agent": user_agent},
        )

    def request(  # noqa: PLR0913  # what is sent, and the three bounds of what comes back
        self,
        method: str,
        url: str,
        *,
        content: bytes | None = None,
        headers: dict[str, str] | None = None,
        most_bytes: int,
        within_s: float = 60.0,
        redirects: bool = True,
    ) -> httpx.Response:
        """Return the answer with its body read, of at most `most_bytes` (decoded) and within `within_s` seconds.

        Raise UnsafeAddress, Unreachable when nobody answers, BoundPassed for an answer that is too large.
        """
        deadline = time.monotonic() + within_s
        request = self.http.build_request(method, url, content=content, headers=headers)
        try:
            response = self.http.send(request, stream=True, follow_redirects=redirects)
            try:
                body = _bounded(response, most_bytes, deadline)
            finally:
                response.close()
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise Unreachable(Text(fr=f"Le serveur ne répond pas ({kind}).", en=f"No answer ({kind}).")) from error
        kept = [(name, value) for name, value in response.headers.multi_items() if name != "content-encoding"]
        return httpx.Response(response.status_code, headers=kept, content=body, request=response.request)

    def fetch(
        self,
        url: str,
        sink: ByteSink,
        *,
        headers: dict[str, str] | None = None,
        most_bytes: int,
        silent_s: float = 60.0,
    ) -> httpx.Response:
        """Write the body of a good answer to a sink, up to `most_bytes`; return the answer without it.

        Bytes are written as they are sent: a file that is compressed stays so. Raises what `request` raises, and
        Unreachable when nothing comes for `silent_s` seconds; how long all of it may take is the sink's to say.
        """
        wanted = {"Accept-Encoding": "identity", **(headers or {})}
        timeout = httpx.Timeout(silent_s, connect=10.0)
        try:
            with self.http.stream("GET", url, headers=wanted, follow_redirects=True, timeout=timeout) as response:
                if response.is_success:
                    _written(response, sink, most_bytes)
                return httpx.Response(response.status_code, headers=response.headers, request=response.request)
        except httpx.HTTPError as error:
            kind = type(error).__name__
            raise Unreachable(Text(fr=f"Le serveur ne répond pas ({kind}).", en=f"No answer ({kind}).")) from error

    def close(self) -> None:
        """Close every connection."""
        self.http.close()

    def __enter__(self) -> Self:
        """Use it in a with block."""
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def _bounded(response: httpx.Response, most_bytes: int, deadline: float) -> bytes:
    body = bytearray()
    for piece in response.iter_bytes(65_536):
        body += piece
        if len(body) > most_bytes:
            raise BoundPassed(
                Text(fr=f"La réponse dépasse {most_bytes} octets.", en=f"The answer is larger than {most_bytes} bytes.")
            )
        if time.monotonic() > deadline:
            raise Unreachable(Text(fr="La réponse tarde trop.", en="The answer takes too long."))
    return bytes(body)


def _written(response: httpx.Response, sink: ByteSink, most_bytes: int) -> None:
    written = 0
    for piece in response.iter_raw(262_144):
        written += len(piece)
        if written > most_bytes:
            raise BoundPassed(
                Text(fr=f"Le fichier dépasse {most_bytes} octets.", en=f"The file is larger than {most_bytes} bytes."),
                bound="max_upload_bytes",
            )
        sink.write(piece)


def _unsafe(fr: str, en: str) -> UnsafeAddress:
    return UnsafeAddress(Text(fr=f"L'adresse est refusée: {fr}.", en=f"The address is refused: {en}."))
