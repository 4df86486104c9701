"""What an operator writes in the environment is read, or refused by the name of its variable, in both languages."""

import pytest

from app.core.config import settings_from
from app.core.errors import InputError


@pytest.mark.parametrize(
    ("variable", "written"),
    [
        ("WORKERS", "two"),
        ("MAX_RECORDS", "-1"),
        ("LOG_LEVEL", "loud"),
        ("OUTGOING_ADDRESSES", "all"),
        ("BASE_URL", "donnees.musee.example"),
        ("BASE_URL", "https://"),
        ("BASE_URL", "https://a.example/b c"),
        ("BASE_URL", "https://a.example/?b"),
        ("BASE_URL", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(variable: str, written: str) -> None:
    with pytest.raises(InputError) as refused:
        settings_from({f"CONCORDANCE_{variable}": written})
    for said in (refused.value.detail.fr, refused.value.detail.en):
        assert f"CONCORDANCE_{variable}" in said
        assert written in said


@pytest.mark.parametrize(
    ("variable", "written", "read"),
    [
        ("WORKERS", "2", 2),
        ("LOG_LEVEL", "WARNING", "warning"),
        ("OUTGOING_ADDRESSES", "any", "any"),
        ("BASE_URL", "https://données.example/musées/", "https://données.example/musées"),
        ("BASE_URL", "http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_what_is_written_is_read(variable: str, written: str, read: object) -> None:
    assert getattr(settings_from({f"CONCORDANCE_{variable}": written}), variable.lower()) == read


def test_a_bound_is_read_by_its_name() -> None:
    assert settings_from({"CONCORDANCE_MAX_RECORDS": "7"}).bounds.max_records == 7
