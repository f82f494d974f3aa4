"""Which files of the site one more article writes: `python -m benchmarks.churn --sizes 1000 10000`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable

from benchmarks import results
from benchmarks.bench import add_options, find_tools, workspace
from benchmarks.edits import Site, added
from benchmarks.measure import RunFailed
from benchmarks.rounds import build, lay_out
from benchmarks.snapshot import Difference, compare, snapshot
from benchmarks.tools import Newsgen

LISTED = 60


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.churn", description=__doc__)
    add_options(parser)
    parser.set_defaults(only=("newsgen",))
    options = parser.parse_args(arguments)
    rows: list[tuple[str, ...]] = []
    lists: list[str] = []
    with workspace(options.folder) as folder:
        # The dialect plays no part in what is written.
        tools = [tool for tool in find_tools(options, folder) if tool != Newsgen("markdown")]
        for size in options.sizes:
            for site in lay_out(folder / str(size), size, options.seed, tools):
                try:
                    files, difference = add_one(site, options.limit)
                except RunFailed as failure:
                    print(failure, file=sys.stderr)
                    return 1
                rows.append(_row(site.tool.name, size, files, difference))
                lists.append(f"### {site.tool.name}, {size:,} articles\n\n{_listing(difference)}")
    heads = ("tool", "articles", "files", "new", "changed", "same bytes, new time", "removed")
    print("An article of the newest day is added, with three tags, an author and a section.\n")
    print(results.table(heads, "lrrrrrr", rows))
    print("\n" + "\n\n".join(lists))
    return 0


def add_one(site: Site, limit: float) -> tuple[int, Difference]:
    """How many files the site had, and what became of them when an article was added."""
    build(site, limit)
    output = site.folder / site.tool.output
    before = snapshot(output, contents=True)
    with added(site):
        build(site, limit)
        return len(before), compare(before, snapshot(output, contents=True))


def _row(tool: str, size: int, files: int, difference: Difference) -> tuple[str, ...]:
    counts = (difference.added, difference.changed, difference.touched, difference.removed)
    return (tool, f"{size:,}", f"{files:,}", *(f"{len(paths):,}" for paths in counts))


def _listing(difference: Difference) -> str:
    lines = [
        *_lines("new", difference.added),
        *_lines("changed", difference.changed),
        *_lines("touched", difference.touched),
        *_lines("removed", difference.removed),
    ]
    rest = len(lines) - LISTED
    return "\n".join(lines[:LISTED]) + (f"\n- and {rest:,} more" if rest > 0 else "")


def _lines(what: str, paths: Iterable[str]) -> list[str]:
    return [f"- {what}: `{path}`" for path in paths]


if __name__ == "__main__":
    raise SystemExit(main())
