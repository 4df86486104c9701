"""The job engine of one process: started and stopped with it, on DBOS."""

from __future__ import annotations

import logging
import threading
import time

import structlog
from dbos import DBOS, WorkflowSerializationFormat

from app.core.text import Text
from app.harvesting.watch import HarvestWatch
from app.jobs.delivery import Deliveries
from app.jobs.queue import (
    QUEUE,
    WORKFLOW,
    DeliveryQueue,
    engine_settings,
    executor_name,
    make_tables,
    queue_address,
)
from app.jobs.sweep import Sweep
from app.pipeline import Tools

_AT_ONCE = 2  # deliveries a process works on: a small one does not wait for the end of a large one
_POLL_S = 0.5  # how long a delivery waits at most before a free worker takes it
_ATTEMPTS = 5  # a delivery that kills its process so often is given up
_SWEEP_S = 30.0
_SWEEP_IS_LATE_S = 300.0
_ENGINE = threading.Lock()  # the library keeps one engine a process: a second start would join the first in silence
_log = structlog.get_logger("app.jobs")


class Jobs:
    """The jobs of one process: `works` says whether it also works on deliveries and harvests, or only queues them."""

    def __init__(self, tools: Tools, *, works: bool = True) -> None:
        """Prepare; nothing is started."""
        self._tools = tools
        self._works = works
        self._address = queue_address(tools.settings)
        self._stopping = threading.Event()
        self._deliveries = Deliveries(tools, self._stopping)
        self._harvests = HarvestWatch(tools) if works else None
        self._queue: DeliveryQueue | None = None
        self._sweep: Sweep | None = None
        self._sweeper: threading.Thread | None = None

    def start(self) -> None:
        """Open the engine's tables, take up what an earlier run of this process left unfinished, and begin to work."""
        _quiet_engine()
        if self._works:
            self._launch()
        else:
            make_tables(self._address)
        self._queue = DeliveryQueue(self._address)
        self._sweep = Sweep(self._tools, self._queue, self._deliveries)
        self._sweeper = threading.Thread(
            target=self._sweep.run, args=(self._stopping, _SWEEP_S), name="jobs-sweep", daemon=True
        )
        self._sweeper.start()
        if self._harvests is not None:
            self._harvests.start()

    def stop(self, patience_s: float = 20.0) -> None:
        """Stop after the chunks that are being stored, and hand what is unfinished to the next worker."""
        self._stopping.set()
        if self._harvests is not None:
            self._harvests.stop(patience_s)
        if self._sweeper is not None:
            self._sweeper.join(patience_s)
        deadline = time.monotonic() + patience_s
        while self._deliveries.running and time.monotonic() < deadline:
            time.sleep(0.05)
        if self._deliveries.running:
            _log.warning("stopped in the middle of a chunk", submissions=sorted(self._deliveries.running))
        if self._works:
            DBOS.destroy(destroy_registry=True)
            _ENGINE.release()
        if self._queue is not None:
            if self._works:
                self._queue.hand_over(executor_name(self._address))
            self._queue.close()
            self._queue = None

    def enqueue_ingest(self, submission_id: str) -> None:
        """Queue a stored submission; queueing one twice is harmless."""
        if self._queue is None:
            raise RuntimeError("jobs are used before they are started")
        self._queue.add(submission_id)

    def trouble(self) -> Text | None:
        """Return what keeps jobs from being done, or None when they are."""
        if self._queue is None or self._sweep is None:
            return Text(fr="La file des travaux n'est pas ouverte.", en="The job queue is not open.")
        try:
            self._queue.check()
        except Exception as error:  # noqa: BLE001  # whatever the engine's database raises, its type is the answer
            kind = type(error).__name__
            return Text(
                fr=f"La file des travaux ne répond pas ({kind}).",
                en=f"The job queue does not answer ({kind}).",
            )
        late_s = self._sweep.age_s
        if late_s < _SWEEP_IS_LATE_S:
            return None if self._harvests is None else self._harvests.trouble()
        return Text(
            fr=f"La file des travaux n'est plus surveillée depuis {late_s:.0f} s.",
            en=f"The job queue has not been watched for {late_s:.0f} s.",
        )

    def _launch(self) -> None:
        if not _ENGINE.acquire(blocking=False):
            raise RuntimeError("there is one job engine a process, and it runs already")
        DBOS(config=engine_settings(self._address))
        register = DBOS.workflow(
            name=WORKFLOW, max_recovery_attempts=_ATTEMPTS, serialization_type=WorkflowSerializationFormat.PORTABLE
        )
        deliveries = self._deliveries

        def work(submission_id: str) -> None:
            deliveries.work(submission_id)

        register(work)
        DBOS.listen_queues([QUEUE])
        DBOS.launch()
        DBOS.register_queue(QUEUE, worker_concurrency=_AT_ONCE, polling_interval_sec=_POLL_S)


def _quiet_engine() -> None:
    """Let the engine log through our own handlers: it would write lines of its own form to standard error."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = True
