"""No network in a query worker: the kernel refuses it a socket, whatever the engine would like to fetch."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct
import sys
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_ALLOW: Final = 0x7FFF0000
_REFUSE: Final = 0x00050000 | errno.EACCES
_KILL: Final = 0x80000000

# Linux: AUDIT_ARCH_..., then the numbers of socket, socketpair and connect, then io_uring_setup, by which a socket
# could be had as well (include/uapi/linux/audit.h and each architecture's table of system calls).
_CALLS: Final = {
    "x86_64": (0xC000003E, (41, 53, 42, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 425)),
}
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_X32: Final = 0x40000000  # x86_64 has a second set of numbers from here on


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def seal() -> bool:
    """Refuse this process every new socket from now on (seccomp filter); return whether the system can do that.

    Sockets that are open stay so. It cannot be undone.
    """
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    code = _filter(*known)
    program = _Program(len(code) // 8, code)
    system = ctypes.CDLL(None, use_errno=True)
    if system.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(system.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(architecture: int, refused: tuple[int, ...]) -> bytes:
    """Return the BPF program: the calls that are named fail with EACCES, those of another architecture end it."""
    code = [
        _instruction(_LOAD, value=4),  # the architecture of the call
        _instruction(_JUMP_IF_EQUAL, 1, 0, architecture),
        _instruction(_RETURN, value=_KILL),
        _instruction(_LOAD, value=0),  # the number of the call
        _instruction(_JUMP_IF_AT_LEAST, len(refused), 0, _X32),
    ]
    code += [_instruction(_JUMP_IF_EQUAL, len(refused) - place, 0, number) for place, number in enumerate(refused)]
    code += [_instruction(_RETURN, value=_ALLOW), _instruction(_RETURN, value=_REFUSE)]
    return b"".join(code)


def _instruction(code: int, if_true: int = 0, if_false: int = 0, value: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
