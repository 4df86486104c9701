"""What the command line's exit codes mean; the README documents them, and a test holds it to that."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """0: all is well. 1: done, and Violations were found. 2: the command or a value it was given is wrong.

    3: a file or a crosswalk cannot be read. 4: a bound was passed. 5: the storage refused. 6: something is in conflict.
    """

    WELL = 0
    VIOLATIONS = 1
    WRONG_COMMAND = 2
    UNREADABLE = 3
    BOUND_PASSED = 4
    STORAGE = 5
    CONFLICT = 6
