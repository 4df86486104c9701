"""The log: one JSON object a line on standard error, with who and how long, and never a value of a record nor a key."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import msgspec
import structlog
from structlog.contextvars import bound_contextvars

_ENCODER = msgspec.json.Encoder(enc_hook=str, decimal_format="number")
_FRAMES = 12  # the innermost frames of a traceback; what is above them is the server's own loop
_QUIET = ("httpx", "httpcore", "asyncio", "multipart", "python_multipart", "charset_normalizer", "alembic.runtime")

EventDict = MutableMapping[str, Any]


def configure_logs(level: str = "info") -> None:
    """Send every log record of this process, ours and the libraries', to standard error as JSON lines, from `level` on.

    Raise ValueError for a level that does not exist.
    """
    threshold = logging.getLevelNamesMapping().get(level.upper())
    if threshold is None:
        message = f"unknown log level: {level}"
        raise ValueError(message)
    shared: tuple[structlog.types.Processor, ...] = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _frames_without_values,
    )
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_line)],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        foreign_pre_chain=[*shared[:1], structlog.stdlib.add_logger_name, *shared[1:]],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(threshold)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(threshold, logging.WARNING))


@contextmanager
def log_context(**members: str) -> Iterator[None]:
    """Put these members (a request's or a job's id, an institution) on every line that any layer logs inside."""
    with bound_contextvars(**members):
        yield


def _line(event: Mapping[str, Any], **_options: Any) -> str:
    return _ENCODER.encode(event).decode("utf-8", "replace")


def _frames_without_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Replace an exception by its types and frames: its message may quote a museum's value, so it is left out."""
    told = event.pop("exc_info", None)
    error = sys.exc_info()[1] if told is True else told[1] if isinstance(told, tuple) else told
    if not isinstance(error, BaseException):
        return event
    chain: list[dict[str, object]] = []
    while error is not None and len(chain) < _FRAMES:
        chain.append({"type": type(error).__qualname__, "frames": _frames(error.__traceback__)})
        error = error.__cause__ or error.__context__
    event["exception"] = chain
    return event


def _frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)[-_FRAMES:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
