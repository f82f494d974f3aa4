"""Which files of a folder are not as they were when they were last read, found in half the time of a scan.

Where there are a hundred thousand, asking each for its times is most of what an answer takes, so it is done in parts,
by folders, in several processes. A part reaches from one name in the folder to the next; names are compared with a
slash behind them, as the paths of what lies below them are.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from newsgen.article import Source
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.listing import Listing
from newsgen.scan import LEFTOVERS, TICK_NS, Walk, matcher
from newsgen.statefile import read_only

ENOUGH = 20_000
"""Files for which other processes are worth starting."""

Names = Mapping[str, set[str]]
"""Files by folder: relative to the folder that is looked at, without slashes at either end."""


class Glance(msgspec.Struct, frozen=True):
    touched: tuple[Source, ...] = ()
    """Known files that may have changed since."""
    new: tuple[Source, ...] = ()
    """Markdown files that are not known."""
    gone: frozenset[str] = frozenset()
    """Known ones that are there no longer."""
    problems: tuple[Problem, ...] = ()


class Place(msgspec.Struct, frozen=True):
    """What is looked at."""

    folder: str
    shown: str
    """What messages call it."""
    exclude: tuple[str, ...]
    state: str = ""
    """Path of what is known; nothing is, where it is empty."""


def glance(place: Place, rows: Listing, workers: Workers) -> Glance:
    """`rows` are those of the state, for this process; others open it again."""
    bounds = rows.bounds(min(workers.jobs, 4), ENOUGH)
    if len(bounds) > 1:
        workers.prepare(ENOUGH)
    pending = [workers.submit(part, place, each) for each in bounds]
    parts = [each.result() for each in pending]
    return Glance(
        tuple(source for each in parts for source in each.touched),
        tuple(source for each in parts for source in each.new),
        frozenset[str]().union(*(each.gone for each in parts)),
        tuple(problem for each in parts for problem in each.problems),
    )


def part(place: Place, bounds: tuple[str, str]) -> Glance:
    """What lies from one name on and before another one; an empty name is no bound."""
    known: Names = {}
    since, recent = 0, {}
    if place.state:
        with contextlib.closing(read_only(place.state)) as state:
            rows = state.listing()
            known, since = rows.files(*bounds), rows.newest() - TICK_NS
            recent = rows.recent(since)
    walk = _Glancing(Path(place.folder), place.shown, place.exclude, known, bounds)
    walk.since, walk.recent = since, recent
    return walk.result()


class _Paths:
    """The paths that names are in folders."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def __contains__(self, path: object) -> bool:
        folder, _, name = str(path).rpartition("/")
        return name in self.names.get(folder, ())


class _Glancing(Walk):
    """A walk that asks of known files for nothing but their times, and looks twice where something is not known."""

    def __init__(self, folder: Path, shown: str, exclude: Sequence[str], names: Names, bounds: tuple[str, str]) -> None:
        super().__init__(folder, shown, matcher(exclude), hidden=False, left_out=LEFTOVERS)
        self.names = names
        self.known = _Paths(names)
        self.root = str(folder)
        self.bounds = bounds
        self.since = 0
        self.recent: Mapping[str, int] = {}
        self.visited: set[str] = set()
        self.touched: list[Source] = []
        self.gone: set[str] = set()

    def result(self) -> Glance:
        if os.path.isdir(self.root):
            self.walk(self.root, "", ())
        for folder in self.names.keys() - self.visited:
            self.gone.update(f"{folder}/{name}" if folder else name for name in self.names[folder])
        new = sorted(self.documents, key=lambda source: source.path)
        return Glance(tuple(self.touched), tuple(new), frozenset(self.gone), tuple(self.problems))

    def walk(self, folder: str, prefix: str, linked: tuple[str, ...]) -> None:
        self.visited.add(prefix[:-1])
        try:
            whole = self.glance(folder, prefix)
        except OSError:
            whole = False
        if not whole:
            super().walk(folder, prefix, linked)

    def entries(self, folder: str) -> list[os.DirEntry[str]]:
        found = super().entries(folder)
        return [entry for entry in found if self.within(entry.name)] if folder == self.root else found

    def within(self, name: str) -> bool:
        low, high = self.bounds
        return low <= f"{name}/" and (not high or f"{name}/" < high)

    def glance(self, folder: str, prefix: str) -> bool:
        """Whether all that lies in the folder itself is known."""
        names, since = self.names.get(prefix[:-1], frozenset[str]()), self.since
        found = others = 0
        # Files are found faster from their open folder than by their whole path, and their names in a small set.
        place: str | int = os.open(folder, os.O_RDONLY) if os.scandir in os.supports_fd else folder
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name not in names:
                        others += 1
                        continue
                    found += 1
                    status = entry.stat()
                    if status.st_ctime_ns > since or status.st_mtime_ns > since:
                        self.touch(prefix + entry.name, status)
        finally:
            if isinstance(place, int):
                os.close(place)
        if found < len(names):
            self.gone.update(prefix + name for name in names.difference(os.listdir(folder)))
        return not others

    def touch(self, path: str, status: os.stat_result) -> None:
        if max(status.st_mtime_ns, status.st_ctime_ns) != self.recent.get(path):
            self.touched.append(Source(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns))
