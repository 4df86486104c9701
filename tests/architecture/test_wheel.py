"""The wheel carries all that the service reads at run time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.tracked import tracked_files
from tests.shared import ROOT


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


def _expected(path: Path) -> str | None:
    """Return where a tracked file stands in the wheel, if it belongs there."""
    relative = path.relative_to(ROOT)
    if relative.parts[0] == "app":
        return relative.as_posix()
    if relative.parts[0] in {"ontology", "shapes", "alembic", "alembic.ini"}:
        return f"app/_resources/{relative.as_posix()}"
    return None


def test_every_file_of_the_package_and_its_resources_is_in(wheel_names: set[str]) -> None:
    expected = {place for path in tracked_files() if (place := _expected(path))}
    assert expected - wheel_names == set()


def test_nothing_else_is_installed_at_the_top(wheel_names: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"app"}
