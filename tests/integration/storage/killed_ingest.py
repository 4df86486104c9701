"""A process that stores a delivery chunk by chunk from its checkpoint on, to be killed at any moment.

python -m tests.integration.storage.killed_ingest URL SUBMISSION RECORDS CHUNK [CHUNKS]

With CHUNKS it kills itself when that many chunks are committed and everything of the next is written but not committed.
"""

from __future__ import annotations

import os
import signal
import sys

from sqlalchemy import Connection

from app.core.outcome import Outcome
from app.storage import chunks
from app.storage.changes import append_changes
from app.storage.database import open_database
from app.storage.deliveries import finish, store_chunk
from app.storage.submissions import start_submission
from tests.databases import VIOLATION, finding, outcome, rejected


def delivery(number: int) -> list[Outcome]:
    """Return `number` records: every 50th rejected, every 20th of an identifier used before, every 10th withheld."""
    return [_record(n) for n in range(number)]


def _record(n: int) -> Outcome:
    if n % 50 == 49:
        return rejected(n)
    if n % 20 == 19:
        return outcome(n, f"r{n - 7}", "another")
    return outcome(n, f"r{n}", findings=(finding(row=n), VIOLATION) if n % 10 == 3 else (finding(row=n),))


def main(url: str, submission: str, number: int, chunk: int) -> None:
    """Store what is left of the delivery, and finish it."""
    engine = open_database(url)
    outcomes = delivery(number)
    checkpoint = start_submission(engine, submission).checkpoint
    sys.stdout.write("started\n")
    sys.stdout.flush()
    while checkpoint < number:
        end = min(checkpoint + chunk, number)
        store_chunk(engine, submission, checkpoint, end, outcomes[checkpoint:end])
        checkpoint = end
    finish(engine, submission)


def die_after(committed: int) -> None:
    """Replace the last write of a chunk by one that kills the process after it, `committed` chunks from now."""
    left = committed

    def append_and_die(connection: Connection, *arguments: object) -> None:
        nonlocal left
        append_changes(connection, *arguments)  # type: ignore[arg-type]  # handed on as they come
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    vars(chunks)["append_changes"] = append_and_die


if __name__ == "__main__":
    if sys.argv[5:]:
        die_after(int(sys.argv[5]))
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
