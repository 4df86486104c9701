"""Durable jobs: each large delivery is a workflow of its own, which outlives the process that runs it.

The submission's own checkpoint moves in the transaction that stores a chunk. So a workflow may be started again at any
time, by any process: nothing is lost, at most one chunk is worked twice, and of two runners the second gets a Conflict.
"""

from __future__ import annotations

from app.jobs.engine import Jobs

__all__ = ["Jobs"]
