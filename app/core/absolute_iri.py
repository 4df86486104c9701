"""What of a source is an IRI: an address that works keeps working, and what is none is not made one."""

from __future__ import annotations

import re

_ORDINARY = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?][A-Za-z0-9._~!$&'()*+,;=:@/?-]*)?")
_URN = re.compile(r"urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[A-Za-z0-9._~!$&'()*+,;=:@/-]+")
_PARTS = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"[^\x00-\x20\"<>\\^`{|}@:/?#\[\]%]+(?::[0-9]*)?")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# RFC 3987: ucschar, but for spaces and directional marks, which parsers and readers stumble over. Everything else
# beyond ASCII (controls, private use, non-characters, lone surrogates) is no ucschar either: all of it is encoded.
_UCSCHAR = (
    "\xa1-\u167f\u1681-\u1fff\u2070-\u2fff\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\uffef"
    "\U00010000-\U0001fffd\U00020000-\U0002fffd\U00030000-\U0003fffd\U00040000-\U0004fffd\U00050000-\U0005fffd"
    "\U00060000-\U0006fffd\U00070000-\U0007fffd\U00080000-\U0008fffd\U00090000-\U0009fffd\U000a0000-\U000afffd"
    "\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd\U000e1000-\U000efffd"
)
_FORBIDDEN = re.compile(f"[^A-Za-z0-9._~!$&'()*+,;=:@/?%{_UCSCHAR}-]")


def absolute_iri(text: str) -> str | None:
    """Return the http(s) or urn IRI (RFC 3987) that a source wrote, or None where it is none.

    A character that an IRI may not hold (a space, a bracket, a lone `%`) is percent-encoded as UTF-8, as browsers do,
    so that an address that works keeps working. Nothing else is changed: two spellings stay two IRIs. An address with
    a user's name and password in it is none: they are nobody else's business.
    """
    if _ORDINARY.fullmatch(text) or _URN.fullmatch(text):
        return text
    parts = _PARTS.fullmatch(text.strip())
    if parts is None:
        return None
    scheme, authority, path, query, fragment = parts.groups()
    if not _AUTHORITY.fullmatch(authority) or _FORBIDDEN.search(authority):
        return None
    iri = f"{scheme}://{authority}{_encoded(path)}"
    if query is not None:
        iri += f"?{_encoded(query)}"
    if fragment is not None:
        iri += f"#{_encoded(fragment)}"
    return iri


def _encoded(part: str) -> str:
    return _FORBIDDEN.sub(_percent, _LONE_PERCENT.sub("%25", part))


def _percent(found: re.Match[str]) -> str:
    return "".join(f"%{octet:02X}" for octet in found.group().encode("utf-8", "replace"))
