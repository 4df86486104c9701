"""JSON of anything that is answered, whatever text a museum's file or a client put into it."""

from __future__ import annotations

from typing import Any

import msgspec

_ENCODER = msgspec.json.Encoder()


def json_bytes(value: Any) -> bytes:
    """Return the value as JSON in UTF-8; a lone surrogate, which UTF-8 cannot write, becomes U+FFFD."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(_writable(msgspec.to_builtins(value)))


def _writable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list | tuple):
        return [_writable(member) for member in value]
    if isinstance(value, dict):
        return {_writable(name): _writable(member) for name, member in value.items()}
    return value
