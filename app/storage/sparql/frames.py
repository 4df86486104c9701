"""What passes between the service and its query workers: frames of a kind, a length and a body."""

from __future__ import annotations

import socket
import struct
from typing import Final

HEAD: Final = struct.Struct(">cI")  # the kind of the frame, and how many bytes follow

# to a worker
ASK: Final = b"Q"  # a query, as JSON: answer it
OPEN: Final = b"O"  # a snapshot, as JSON: open it before anybody asks
# from a worker
READY: Final = b"R"  # it waits for a query
DATA: Final = b"D"  # bytes of the answer
END: Final = b"E"  # the answer is whole
FAILED: Final = b"X"  # the query cannot be answered: why, as JSON


def frame(kind: bytes, body: bytes = b"") -> bytes:
    """Return the frame of this kind (one byte) with this body, at most 4 GiB of it."""
    return HEAD.pack(kind, len(body)) + body


def receive(channel: socket.socket) -> tuple[bytes, bytes]:
    """Return the next frame of a blocking socket as its kind and body; raise EOFError when the other side has gone."""
    kind, length = HEAD.unpack(_exactly(channel, HEAD.size))
    return kind, _exactly(channel, length)


def _exactly(channel: socket.socket, length: int) -> bytes:
    received = bytearray()
    while len(received) < length:
        piece = channel.recv(min(length - len(received), 1 << 20))
        if not piece:
            raise EOFError
        received += piece
    return bytes(received)
