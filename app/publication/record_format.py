"""The one shape of every output format: what it is called, and the function that writes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.record import CatalogueRecord
from app.core.text import Text
from app.publication.output_format import Profile, PublishedRecord


def every_record(_record: CatalogueRecord) -> bool:
    """Say that any record can be written."""
    return True


@dataclass(frozen=True, slots=True)
class RecordFormat:
    """An output format (`app.publication.output_format.OutputFormat`) whose `write` is a plain function."""

    key: str
    label: Text
    media_type: str
    suffix: str
    profile: Profile
    write: Callable[[PublishedRecord], bytes]
    suits: Callable[[CatalogueRecord], bool] = every_record
