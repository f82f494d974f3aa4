"""The order of measurements: every job once, then every job again, so that a slow minute of the machine hits all."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks import corpus, peers
from benchmarks.edits import BODY_EDITED, NEWSGEN_SCENARIOS, Scenario, Site, nothing
from benchmarks.measure import Run, RunFailed, run
from benchmarks.results import CLEAN, Result
from benchmarks.snapshot import compare, snapshot
from benchmarks.stories import Story, stories
from benchmarks.tools import Newsgen, Tool, newsgen_command, newsgen_environment

SMALL = 10
STARTS = 9


class Settings(msgspec.Struct, frozen=True):
    runs: int
    seed: int
    limit: float
    """Seconds for one process."""
    slow_up_to: int
    """Pelican, Eleventy, and Hugo with a page for each year of a term are spared larger archives."""


class Job(msgspec.Struct, frozen=True):
    site: Site
    scenario: Scenario

    @property
    def is_clean(self) -> bool:
        return self.scenario.name == CLEAN


_CLEAN = Scenario(CLEAN, nothing)


def measure_size(folder: Path, size: int, tools: Sequence[Tool], settings: Settings, faults: list[str]) -> list[Result]:
    """Every scenario over an archive of the size given. Appends to `faults`."""
    fast = [tool for tool in tools if size <= settings.slow_up_to or _is_fast(tool)]
    say(f"{size:,} articles: writing them for {len(fast)} generators")
    sites = lay_out(folder, size, settings.seed, fast)
    # A build that begins within the tick in which its sources were written cannot trust their times the next time.
    time.sleep(3)
    results = _rounds(size, [Job(site, _CLEAN) for site in sites], settings, faults)
    finished = {result.tool for result in results}
    results += _rounds(
        size,
        [Job(site, scenario) for site in sites if site.tool.name in finished for scenario in _scenarios(site.tool)],
        settings,
        faults,
    )
    return results


def measure_starts(folder: Path, settings: Settings, faults: list[str]) -> list[Result]:
    """What newsgen takes before there is anything to do."""
    site = folder / "site"
    corpus.make(site, SMALL, settings.seed, "markdown")
    build = (*newsgen_command(), "build", "--site", ".")
    commands = {
        ("python", "-c 'import click'"): (sys.executable, "-c", "import click"),
        ("newsgen", "--version"): (*newsgen_command(), "--version"),
        ("newsgen", f"clean build of {SMALL} articles"): build,
        ("newsgen", f"{SMALL} articles, nothing changed"): build,
    }
    runs: dict[tuple[str, str], list[Run]] = {key: [] for key in commands}
    say("starting")
    try:
        for _ in range(STARTS):
            # A clean build comes just before the one that finds nothing to do.
            _set_aside(site, Newsgen("markdown").leavings)
            for key, command in commands.items():
                runs[key].append(run(command, site, newsgen_environment(), settings.limit))
    except RunFailed as failure:
        faults.append(str(failure))
        return []
    return [Result(tool, what, 0, tuple(each), 0) for (tool, what), each in runs.items()]


def lay_out(folder: Path, size: int, seed: int, tools: Sequence[Tool]) -> list[Site]:
    """One archive, written for each tool into a folder of its own."""
    folders = [folder / str(number) for number in range(len(tools))]
    for tool, site in zip(tools, folders, strict=True):
        tool.begin(site)
    middle: Story | None = None
    newest: Story | None = None
    for number, story in enumerate(stories(size, seed)):
        for tool, site in zip(tools, folders, strict=True):
            tool.write(site, story)
        if number == size // 2:
            middle = story
        newest = story
    if middle is None or newest is None:
        raise ValueError("an archive needs an article")
    return [Site(tool, site, middle, newest) for tool, site in zip(tools, folders, strict=True)]


def build(site: Site, limit: float) -> Run:
    """Runs the tool, and looks whether its pages are there: an empty site is quickly made."""
    result = run(site.tool.command, site.folder, site.tool.environment, limit)
    for story in (site.middle, site.newest):
        page = site.folder / site.tool.output / f"{story.key.address.strip('/')}/index.html"
        if not page.is_file():
            raise RunFailed(f"{site.tool.name} made no page {story.key.address}")
    return result


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _is_fast(tool: Tool) -> bool:
    return isinstance(tool, Newsgen | peers.Hugo)


def _scenarios(tool: Tool) -> tuple[Scenario, ...]:
    if isinstance(tool, Newsgen):
        # After the first build the dialect plays no part: one of the two is enough.
        return NEWSGEN_SCENARIOS if tool.dialect == "commonmark" else ()
    return (BODY_EDITED,) if _is_fast(tool) else ()


def _rounds(size: int, jobs: Sequence[Job], settings: Settings, faults: list[str]) -> list[Result]:
    """A job that fails is reported and left out of the rounds that follow."""
    runs: list[list[Run]] = [[] for _ in jobs]
    written = [0] * len(jobs)
    failed: set[int] = set()
    for turn in range(settings.runs):
        for number, job in enumerate(jobs):
            if number in failed:
                continue
            try:
                result, files = _measure(job, settings.limit)
            except RunFailed as failure:
                faults.append(f"{job.site.tool.name}, {job.scenario.name}, {size:,} articles: {failure}")
                failed.add(number)
                continue
            runs[number].append(result)
            written[number] = max(written[number], files)
            say(f"  {turn + 1}/{settings.runs} {job.site.tool.name}: {job.scenario.name} {result.seconds:.2f} s")
    return [
        Result(job.site.tool.name, job.scenario.name, size, tuple(runs[number]), written[number])
        for number, job in enumerate(jobs)
        if number not in failed
    ]


def _measure(job: Job, limit: float) -> tuple[Run, int]:
    """The run, and how many files it wrote."""
    site = job.site
    output = site.folder / site.tool.output
    if job.is_clean:
        _set_aside(site.folder, site.tool.leavings)
        _read_all(site.folder)
        result = build(site, limit)
        return result, len(snapshot(output, contents=False))
    before = snapshot(output, contents=False)
    with job.scenario.edit(site):
        result = build(site, limit)
        difference = compare(before, snapshot(output, contents=False))
    if isinstance(site.tool, Newsgen):
        # The edit is undone by now; the next scenario begins from a site that is up to date again.
        build(site, limit)
    return result, difference.written


def _read_all(folder: Path) -> None:
    """Puts every file into the system's cache, from which what other tools took or wrote may have driven it."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.read_bytes()


def _set_aside(site: Path, leavings: Sequence[str]) -> None:
    """Takes away what builds left, and removes nothing: for five minutes ext4 passes over the inode of a file that was
    removed, each time that it looks for one for a new file, and the next build would take half as long again.
    """
    aside = Path(tempfile.mkdtemp(prefix="aside-", dir=site.parent))
    for name in leavings:
        if (site / name).exists():
            (site / name).rename(aside / name)
