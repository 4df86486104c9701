"""The queue of deliveries, kept by the job engine (DBOS) in a database of its own or in the same PostgreSQL."""

from __future__ import annotations

import os
import socket

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowSerializationFormat
from sqlalchemy import make_url

from app.core.config import Settings

APPLICATION = "concordance"
VERSION = "1"  # of what a workflow takes (a submission's id): a new release goes on with the deliveries of the old one
WORKFLOW = "ingest"
QUEUE = "ingest"


class DeliveryQueue:
    """Queues deliveries by the id of their submission, and says and changes what the engine thinks of them."""

    def __init__(self, address: str) -> None:
        """Connect to the engine's tables, which must exist."""
        self._client = DBOSClient(
            system_database_url=address,
            application_name=APPLICATION,
            retry_connection_errors=False,  # whoever asks is told at once; the sweep tries again
        )

    def add(self, submission_id: str) -> None:
        """Queue a stored submission; queueing one twice is harmless."""
        self._client.enqueue(
            {
                "workflow_name": WORKFLOW,
                "queue_name": QUEUE,
                "workflow_id": submission_id,
                "app_version": VERSION,
                "serialization_type": WorkflowSerializationFormat.PORTABLE,  # JSON: the engine's own default is pickle
            },
            submission_id,
        )

    def status(self, submission_id: str) -> str | None:
        """Return the engine's word for where the delivery stands; None when it was never queued."""
        found = self._client.list_workflows(workflow_ids=[submission_id], load_input=False, load_output=False)
        return found[0].status if found else None

    def again(self, submission_id: str) -> None:
        """Queue a delivery whose worker died."""
        self._client.resume_workflow(submission_id, queue_name=QUEUE)

    def anew(self, submission_id: str) -> None:
        """Queue a delivery that the engine holds to be over, and that is not."""
        self._client.delete_workflow(submission_id)
        self.add(submission_id)

    def hand_over(self, executor: str) -> None:
        """Queue what this executor had begun and not ended, for a worker that lives."""
        begun = self._client.list_workflows(name=WORKFLOW, status="PENDING", executor_id=executor, load_input=False)
        for workflow in begun:
            self.again(workflow.workflow_id)

    def check(self) -> None:
        """Raise what the database raises when it does not answer."""
        self.status("-")  # a look at the table itself: an open connection alone proves nothing

    def close(self) -> None:
        """Let the connections go."""
        self._client.destroy()


def queue_address(settings: Settings) -> str:
    """Return where the engine keeps its tables: a file of its own beside ours, or the same PostgreSQL."""
    url = make_url(settings.database)
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{settings.data_dir.absolute() / 'jobs.sqlite'}"
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def executor_name(address: str) -> str:
    """Return this process's name among the workers: a file has one family of them, a server any number."""
    return "local" if address.startswith("sqlite") else f"{socket.gethostname()}-{os.getpid()}"


def make_tables(address: str) -> None:
    """Make or migrate the engine's tables, for a process that only queues."""
    DBOS.migrate(address)


def engine_settings(address: str) -> DBOSConfig:
    """Return the engine's settings: everything in our database, nothing sent anywhere."""
    return {
        "name": APPLICATION,
        "system_database_url": address,
        "application_version": VERSION,
        "executor_id": executor_name(address),
        "enable_otlp": False,
        "log_level": "WARNING",
    }
