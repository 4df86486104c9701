"""What each step of a `how` does to the texts of a cell, and how a wrong one is refused."""

from __future__ import annotations

import pytest

from app.mapping.steps import STEP_NAMES, StepMistake, parse_steps

READINGS = frozenset({"date", "name", "names"})


def stepped(how: str, *texts: str) -> list[str]:
    steps, _, _ = parse_steps(how, READINGS)
    found = list(texts)
    for step in steps:
        found = step(found)
    return found


@pytest.mark.parametrize(
    ("how", "text", "expected"),
    [
        ("split ;", "bois; fer ;; os", ["bois", "fer", "os"]),
        ("split ; ,", "bois, fer; os", ["bois", "fer", "os"]),
        ("split ;", "bois (pin; chêne); fer", ["bois (pin; chêne)", "fer"]),
        ("split bar", "a|b", ["a", "b"]),
        ("split tab", "a\tb", ["a", "b"]),
        ("split newline", "a\nb", ["a", "b"]),
        ("split semicolon", "a;b", ["a", "b"]),
        ("split comma", "a,b", ["a", "b"]),
        ("split slash", "a/b", ["a", "b"]),
        ("split ; | first", "a;b;c", ["a"]),
        ("split ; | last", "a;b;c", ["c"]),
        ("split ; | number 2", "a;b;c", ["b"]),
        ("split ; | number 9", "a;b;c", []),
        ("before (", "rouet (à pied)", ["rouet"]),
        ("before (", "rouet", ["rouet"]),
        ("after :", "titre: Le moulin", ["Le moulin"]),
        ("after :", "Le moulin", []),
        ("between ( )", "Roy (1820-1890), peintre", ["1820-1890"]),
        ("between ( )", "Roy (1820", ["1820"]),
        ("between ( )", "Roy", []),
        ("without [sic]", "Le moulin [sic]", ["Le moulin"]),
        ('without "[sic]" "?"', "Le moulin ? [sic]", ["Le moulin"]),
        ("replace _ ' '", "Le_moulin", ["Le moulin"]),
        ("prefix https://example.org/", "12", ["https://example.org/12"]),
        ("suffix .jpg", "12", ["12.jpg"]),
        ("lower", "ROUET", ["rouet"]),
        ("lines", "Anne Roy\nPaul Roy\n", ["Anne Roy", "Paul Roy"]),
        ("lines", "Georges Seurat\nFrench, 1859-1891", ["Georges Seurat (French, 1859-1891)"]),
        ("lines", "Anne Roy\nnée en 1890\nPaul Roy\nb. 1920", ["Anne Roy (née en 1890)", "Paul Roy (b. 1920)"]),
        ("lines", "1859-1891", ["1859-1891"]),
        ("plain", "<p>Le <b>moulin</b></p>", ["Le moulin"]),
        ("skip s.t. 'sans titre'", "S.T.", []),
        ("skip s.t.", "Le moulin", ["Le moulin"]),
        ("", "Le moulin", ["Le moulin"]),
        ("split ; | before ( | lower", "A (x); B", ["a", "b"]),
    ],
)
def test_what_steps_do(how: str, text: str, expected: list[str]) -> None:
    assert stepped(how, text) == expected


@pytest.mark.parametrize(
    ("how", "steps", "reading", "arguments"),
    [
        ("", 0, None, ()),
        ("date", 0, "date", ()),
        ("split ; | date", 1, "date", ()),
        ("names ; &", 0, "names", (";", "&")),
        ('names " et "', 0, "names", (" et ",)),
        ("lower | split ;", 2, None, ()),
    ],
)
def test_the_last_step_may_name_a_reading(
    how: str, steps: int, reading: str | None, arguments: tuple[str, ...]
) -> None:
    parsed, named, told = parse_steps(how, READINGS)
    assert (len(parsed), named, told) == (steps, reading, arguments)


@pytest.mark.parametrize(
    "how", ["cut ;", "split", "number", "number 1 2", "between (", "first 2", "date | lower", "dat"]
)
def test_what_is_no_step_is_refused_by_its_word(how: str) -> None:
    with pytest.raises(StepMistake) as mistake:
        parse_steps(how, READINGS)
    assert str(mistake.value).split(" ")[0] in how


@pytest.mark.parametrize("how", ["number two", "split 'unclosed"])
def test_what_cannot_be_read_at_all_is_a_mistake_too(how: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the shell's own sentence about quotes, or the number's
        parse_steps(how, READINGS)


def test_no_step_is_untested() -> None:
    cases = test_what_steps_do.pytestmark[0].args[1]  # type: ignore[attr-defined]  # pytest puts the marks there
    used = {part.split()[0] for how, *_ in cases for part in how.split("|") if part.strip()}
    assert set(STEP_NAMES) <= used
