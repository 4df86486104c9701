"""The application over a data folder, without its followers: what is measured is how feeds are read, nothing else."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import structlog
import uvicorn

from app.bootstrap import tools_from
from app.core.config import Settings
from app.web.application import create_application


def main() -> None:
    """Serve: `python -m benchmarks.feed_server FOLDER PORT BASE`, the last being its public address."""
    folder, port, base = sys.argv[1:4]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    app = create_application(tools_from(Settings(data_dir=Path(folder), base_url=base)))
    uvicorn.run(app, host="127.0.0.1", port=int(port), log_config=None, access_log=False, lifespan="off")


if __name__ == "__main__":
    main()
