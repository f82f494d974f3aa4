"""How long a check takes: `python -m benchmarks.check --sizes 1000 10000`."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import results
from benchmarks.bench import workspace
from benchmarks.edits import Site, body_edited
from benchmarks.measure import LIMIT, Run, RunFailed, run
from benchmarks.rounds import lay_out
from benchmarks.tools import Newsgen, newsgen_command, newsgen_environment

CHECK = (*newsgen_command(), "check", "--site", ".")
SETTLED = 3
"""Seconds after which the time of a file that was written can be trusted."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.check", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N", help="articles")
    parser.add_argument("--seed", type=int, default=1, help="of the archive (default: %(default)s)")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for one process (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to work; what is made there is removed (default: temporary)")
    options = parser.parse_args(arguments)
    rows: list[tuple[str, ...]] = []
    with workspace(options.folder) as folder:
        for size in options.sizes:
            [site] = lay_out(folder / str(size), size, options.seed, [Newsgen("commonmark")])
            time.sleep(SETTLED)
            try:
                rows += [_row(size, what, done) for what, done in checks(site, options.limit)]
            except RunFailed as failure:
                print(failure, file=sys.stderr)
                return 1
    print(results.table(("articles", "what", "time", "processor time", "peak memory"), "rlrrr", rows))
    return 0


def checks(site: Site, limit: float) -> Iterator[tuple[str, Run]]:
    def timed(command: tuple[str, ...]) -> Run:
        return run(command, site.folder, newsgen_environment(), limit)

    yield "check, nothing known", timed(CHECK)
    yield "check, nothing changed", timed(CHECK)
    with body_edited(site):
        yield "check, one text edited", timed(CHECK)
    shutil.rmtree(site.folder / ".newsgen")
    yield "build, for comparison", timed(site.tool.command)
    yield "check after a build", timed(CHECK)


def _row(size: int, what: str, done: Run) -> tuple[str, ...]:
    taken = (results.seconds(done.seconds), results.seconds(done.processor_seconds), results.megabytes(done.memory))
    return (f"{size:,}", what, *taken)


if __name__ == "__main__":
    raise SystemExit(main())
