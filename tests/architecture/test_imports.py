"""Who may import whom."""

from __future__ import annotations

import tomllib

import pytest
from importlinter import cli

from tests.shared import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("contract", [contract["id"] for contract in CONTRACTS])
def test_contract_holds(contract: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    status = cli.lint_imports(limit_to_contracts=(contract,), no_cache=True, no_logo=True)
    assert status == 0, capsys.readouterr().out


def test_alembic_scripts_do_not_hide_the_library() -> None:
    assert not (ROOT / "alembic" / "__init__.py").exists()
