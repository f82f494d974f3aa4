"""Measurements gathered, and the tables made of them for docs/performance.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from statistics import median

import msgspec

from benchmarks.measure import Run

CLEAN = "clean build"


class Result(msgspec.Struct, frozen=True):
    """All runs of one tool in one scenario over one archive."""

    tool: str
    scenario: str
    articles: int
    runs: tuple[Run, ...]
    written: int
    """Files that a run wrote, touched or added: the most of all runs."""

    @property
    def seconds(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def processor_seconds(self) -> float:
        return median(run.processor_seconds for run in self.runs)

    @property
    def memory(self) -> int:
        return max(run.memory for run in self.runs)


def size_table(results: Sequence[Result]) -> str:
    """One archive's results. Whatever is not a clean build is compared with Hugo after one edit."""
    hugo = {result.scenario == CLEAN: result.seconds for result in results if result.tool == "Hugo"}
    rows = []
    for result in results:
        reference = hugo.get(result.scenario == CLEAN)
        rows.append(
            (
                result.tool,
                result.scenario,
                seconds(result.seconds),
                _range(result, seconds),
                ratio(result.seconds / reference) if reference else "–",
                seconds(result.processor_seconds),
                megabytes(result.memory),
                f"{result.written:,}",
            )
        )
    heads = ("tool", "what", "median", "range", "Hugo = 1", "processor time", "peak memory", "files written")
    return table(heads, "llrrrrrr", rows)


def start_table(results: Sequence[Result]) -> str:
    rows = [
        (
            result.tool,
            result.scenario,
            milliseconds(result.seconds),
            _range(result, milliseconds),
        )
        for result in results
    ]
    return table(("tool", "what", "median", "range"), "llrr", rows)


def _range(result: Result, written: Callable[[float], str]) -> str:
    times = [run.seconds for run in result.runs]
    return f"{written(min(times))} – {written(max(times))}"


def table(heads: Sequence[str], alignment: str, rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown; `alignment` has an `l` or an `r` for each column."""
    rules = ["---" if side == "l" else "--:" for side in alignment]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heads, rules, *rows))


def seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def milliseconds(value: float) -> str:
    return f"{value * 1000:.0f} ms"


def megabytes(value: int) -> str:
    return f"{value / 1_000_000:,.0f} MB" if value else "–"


def ratio(value: float) -> str:
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.0f}"
