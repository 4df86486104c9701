"""Every module is placed, named after what it holds, and says what that is."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tracked import tracked_texts
from tests.shared import ROOT

MODULES = sorted((ROOT / "app").rglob("*.py"))
NAMED_AFTER_NOTHING = re.compile(r"^(utils?|helpers?|managers?|common|misc|processors?|_?(utils|helpers))$")
CLASS_NAMED_AFTER_NOTHING = re.compile(r"(Manager|Helper|Util|Utils|Processor)$")
# A suppression is the code, then two spaces and the reason as a comment of its own, or words after the code.
SUPPRESSION = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<code>(?::\s*[A-Z0-9, ]+|\[[a-z0-9, -]+\])?)(?P<rest>.*)$")
# A suppression that stands in this file's own patterns and examples is no suppression.
THIS = Path(__file__).relative_to(ROOT)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_says_what_it_holds(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_names_are_of_the_field(path: Path) -> None:
    assert not NAMED_AFTER_NOTHING.match(path.stem)
    assert not NAMED_AFTER_NOTHING.match(path.parent.name)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assert [name for name in classes if CLASS_NAMED_AFTER_NOTHING.search(name)] == []


def test_every_package_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [_name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def _unexplained(line: str) -> bool:
    found = SUPPRESSION.search(line)
    return found is not None and (not found["code"] or not re.search(r"\w{2,}", found["rest"]))


def test_every_suppressed_check_gives_its_reason() -> None:
    unexplained = [
        f"{path}:{number}: {line.strip()}"
        for path, text in tracked_texts()
        if path.suffix == ".py" and path != THIS
        for number, line in enumerate(text.splitlines(), 1)
        if _unexplained(line)
    ]
    assert unexplained == []


@pytest.mark.parametrize(
    ("line", "unexplained"),
    [
        ("x = 1  # noqa", True),
        ("x = 1  # noqa: E501", True),
        ("x = 1  # type: ignore[arg-type]", True),
        ("x = 1  # type: ignore  # because", True),
        ("x = 1  # noqa: S608  # the name is one of ours", False),
        ("x = 1  # type: ignore[arg-type]  # read by its field's type", False),
        ("x = 1  # noqa: S608: the name is one of ours", False),
    ],
)
def test_a_suppression_without_reason_is_seen(line: str, *, unexplained: bool) -> None:
    assert _unexplained(line) is unexplained


def test_every_rule_that_is_left_out_gives_its_reason() -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    start, end = lines.index("[tool.ruff.lint]"), lines.index("[tool.ruff.lint.pydocstyle]")
    rules = [line for line in lines[start:end] if re.search(r'"[A-Z]+[0-9]+"', line)]
    assert len(rules) > 20
    assert [line for line in rules if "#" not in line] == []
