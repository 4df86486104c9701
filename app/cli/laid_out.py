"""A file of this machine as it is read: an archive of tables is laid out, and the main one of them is the file."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.intake.bundle import is_bundle, unpack
from app.mapping.crosswalk import Crosswalk
from app.pipeline import Tools
from app.web.bundles import main_table, named_crosswalk


@contextmanager
def laid_out(
    file: Path, crosswalk: Crosswalk | str | None, institution: str, wanted: str | None, tools: Tools
) -> Iterator[Path]:
    """Give the file itself, or the main table of the archive that it is, laid out until the block ends.

    Raises what `unpack` and `main_table` raise, and UnknownName for the crosswalk.
    """
    if not is_bundle(file):
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="concordance-") as folder:
        tables = unpack(file, Path(folder), tools.settings.bounds)
        named = crosswalk if isinstance(crosswalk, Crosswalk) else named_crosswalk(crosswalk, institution, tools)
        yield main_table(tables, named, tools, wanted=wanted)
