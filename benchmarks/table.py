"""The figures as Markdown, put between the markers of README.md; and as JSON beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, Result, Results

_FOLDER = Path(__file__).parent
README = _FOLDER / "README.md"
RESULTS = _FOLDER / "results.json"
BEGIN = "<!-- results: begin, written by benchmarks.run -->"
END = "<!-- results: end -->"
_BUSY = 0.1  # of the machine: from here on the reader is told that others used it


def read_results() -> Results | None:
    """Return what was measured before, or None."""
    return msgspec.json.decode(RESULTS.read_bytes(), type=Results) if RESULTS.is_file() else None


def write_results(results: Results) -> None:
    """Write the figures into README.md, between its markers, and into results.json."""
    RESULTS.write_bytes(msgspec.json.format(msgspec.json.encode(results), indent=1) + b"\n")
    text = README.read_text(encoding="utf-8")
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{README.name} has lost its markers")
    README.write_text(f"{before}{BEGIN}\n\n{markdown(results)}\n{END}{after}", encoding="utf-8")


def markdown(results: Results) -> str:
    """Return the machine and one table a benchmark."""
    return "\n".join(_lines(results))


def _lines(results: Results) -> Iterator[str]:
    machine = results.machine
    libraries = ", ".join(f"{name} {version}" for name, version in machine.libraries.items())
    yield f"{machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, {machine.system}, {machine.python};"
    yield f"{libraries}.\n"
    for result in results.results.values():
        yield f"### {result.title}\n"
        yield f"`{result.name}`, {results.measured[result.name]}. Input: {result.source}.{_company(result)}\n"
        yield "| what | unit | median | least to most | target | reached |\n|---|---|---:|---:|---|---|"
        for figure in result.figures:
            yield _row(figure)
        yield "\n" + " ".join(result.notes) + "\n" if result.notes else ""


def _company(result: Result) -> str:
    if result.others < _BUSY:
        return ""
    return f" Other work took {result.others:.0%} of the machine meanwhile: on a quiet one the clock would show less."


def _row(figure: Figure) -> str:
    spread = f"{_number(min(figure.values))} to {_number(max(figure.values))}" if len(figure.values) > 1 else ""
    target = f"{figure.target.sense} {_number(figure.target.value)}" if figure.target else ""
    reached = {None: "", True: "yes", False: "**no**"}[figure.reached]
    return f"| {figure.what} | {figure.unit} | {_number(figure.middle)} | {spread} | {target} | {reached} |"


def _number(value: float) -> str:
    """Return three significant digits or all the whole ones: `0.0123`, `1.23`, `12.3`, `1,234`."""
    size = abs(value)
    if size >= 100:  # noqa: PLR2004  # from three digits on, a fraction says nothing
        return f"{value:,.0f}"
    return f"{value:.3g}"
