"""Two real deliveries of one museum, the second without some of the first: updates, new records, and withdrawals."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import tools_from
from app.core.config import Settings
from app.core.outcome import DeliveryCounts
from app.core.source import DeliveryMode
from app.core.text import Text
from app.pipeline import Tools, ingest
from app.storage.institutions import add_institution
from app.storage.submissions import NewSubmission, create_submission
from tests.shared import SHARED, needs_shared

FIRST = "nationalmuseum-lido-2016-09-5309.xml.gz"
SECOND = "nationalmuseum-lido-2016-12-3247-files.tgz"
IN_FIRST, IN_SECOND, IN_BOTH = 5_309, 3_247, 3_222  # as the manifest of the data counts their recordIDs


def brought_in(tools: Tools, name: str, mode: DeliveryMode) -> DeliveryCounts:
    path = (SHARED or Path()) / "data" / "lido" / name
    new = NewSubmission(institution="nationalmuseum", file_name=name, stored_path=str(path), mode=mode)
    return ingest(create_submission(tools.database, new).id, tools, processes=2).counts


@needs_shared
@pytest.mark.slow
def test_the_second_delivery_updates_adds_and_withdraws(tmp_path: Path) -> None:
    tools = tools_from(Settings(data_dir=tmp_path, base_url="https://example.org"))
    add_institution(tools.database, "nationalmuseum", Text("Nationalmuseum", "Nationalmuseum"))
    first = brought_in(tools, FIRST, "partial")
    assert (first.records, first.created, first.rejected) == (IN_FIRST, IN_FIRST, 0)

    second = brought_in(tools, SECOND, "partial")
    assert (second.records, second.created) == (IN_SECOND, IN_SECOND - IN_BOTH)
    assert second.updated + second.unchanged == IN_BOTH
    assert (second.withdrawn, second.duplicates, second.rejected) == (0, 0, 0)

    whole = brought_in(tools, SECOND, "full")
    assert (whole.records, whole.unchanged, whole.created, whole.updated) == (IN_SECOND, IN_SECOND, 0, 0)
    assert whole.withdrawn == IN_FIRST - IN_BOTH

    again = brought_in(tools, FIRST, "full")
    assert again.created == IN_FIRST - IN_BOTH, "what was withdrawn returns"
    assert again.withdrawn == IN_SECOND - IN_BOTH
