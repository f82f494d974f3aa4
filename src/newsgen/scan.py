"""What lies in a folder: the files that newsgen reads and copies, as the file system describes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from time import time_ns
from types import MappingProxyType

import msgspec

from newsgen.article import Source
from newsgen.errors import MachineError, Problem

LEFTOVERS = ("~", ".swp", ".swo", ".tmp", ".bak", ".orig")
"""Endings of what editors and merges leave beside a file."""


class Found(msgspec.Struct, frozen=True):
    """The files below one folder, each relative to it, in the order of their names."""

    documents: tuple[Source, ...]
    """Markdown files."""
    files: tuple[Source, ...]
    """All others."""
    problems: tuple[Problem, ...]


def scan(
    folder: Path, shown: str, exclude: Sequence[str] = (), *, hidden: bool = False, leftovers: bool = False
) -> Found:
    """List what lies below `folder`, which messages call `shown`; a folder that is not there is empty.

    Hidden files and what editors leave behind are left out unless asked for.
    """
    walk = _Walk(folder, shown, matcher(exclude), hidden=hidden, left_out=() if leftovers else LEFTOVERS)
    if folder.is_dir():
        walk.walk(str(folder), "", ())
    return Found(
        tuple(sorted(walk.documents, key=_path)),
        tuple(sorted(walk.files, key=_path)),
        tuple(walk.problems),
    )


class Glance(msgspec.Struct, frozen=True):
    """What is not as it was when it was last read."""

    touched: tuple[Source, ...]
    """Known files that may have changed since."""
    new: tuple[Source, ...]
    """Markdown files that are not known."""
    gone: frozenset[str]
    """Known ones that are there no longer."""
    problems: tuple[Problem, ...]


Names = Mapping[str, set[str]]
"""Files by folder: relative to the folder that is looked at, without slashes at either end."""


def glance(
    folder: Path, shown: str, exclude: Sequence[str], known: Names, since: int, recent: Mapping[str, int]
) -> Glance:
    """Compare a folder with the files that are known of it.

    Those with a time after `since` may have changed, unless it is the one that `recent` has.
    In a half of the time of a scan, which counts where there are a hundred thousand.
    """
    walk = _Glancing(folder, shown, matcher(exclude), hidden=False, left_out=LEFTOVERS)
    walk.names, walk.known, walk.since, walk.recent = known, _Paths(known), since, recent
    if folder.is_dir():
        walk.walk(str(folder), "", ())
    for place in known.keys() - walk.visited:
        walk.gone.update(f"{place}/{name}" if place else name for name in known[place])
    new = tuple(sorted(walk.documents, key=_path))
    return Glance(tuple(walk.touched), new, frozenset(walk.gone), tuple(walk.problems))


class _Paths:
    """The paths that names are in folders."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def __contains__(self, path: object) -> bool:
        folder, _, name = str(path).rpartition("/")
        return name in self.names.get(folder, ())


TICK_NS = 2_000_000_000
"""A file with a time this near to now may still change within the same tick of the file system's clock."""


def settled(sources: Iterable[Source]) -> bool:
    """Whether the times of all these files are old enough to tell a later change from none."""
    newest = max((max(source.mtime_ns, source.ctime_ns) for source in sources), default=0)
    return time_ns() - newest > TICK_NS


def _path(source: Source) -> str:
    return source.path


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is excluded; the patterns are those of a .gitignore file."""
    if not patterns:
        return lambda _: False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


class _Walk:
    def __init__(
        self, top: Path, shown: str, excluded: Callable[[str], bool], *, hidden: bool, left_out: tuple[str, ...]
    ) -> None:
        self.top = top.resolve()
        self.shown = shown
        self.excluded = excluded
        self.hidden = hidden
        self.left_out = left_out
        self.documents: list[Source] = []
        self.files: list[Source] = []
        self.problems: list[Problem] = []
        self.known: Container[str] = ()
        """Paths that are passed over."""

    def walk(self, folder: str, prefix: str, linked: tuple[str, ...]) -> None:
        """`linked` are the real folders that links have led into on the way here."""
        for entry in self.entries(folder):
            name = entry.name
            if (name.startswith(".") and not self.hidden) or name.endswith(self.left_out):
                continue
            path = prefix + name
            if path in self.known or self.excluded(path):
                continue
            if not name.isascii() and self.bad_name(path):
                continue
            if "\n" in name or "\r" in name or not name.isprintable():
                self.report(path, "its name holds a line break or another invisible character", "rename the file")
                continue
            real = ""
            if entry.is_symlink():
                real = os.path.realpath(entry.path)
                if not Path(real).is_relative_to(self.top):
                    self.report(path, "this link leads out of the site", "put the file itself here")
                    continue
                if any(
                    f"{real}/".startswith(f"{seen}/") for seen in (*linked, os.path.dirname(entry.path))
                ) and os.path.isdir(real):
                    self.report(path, "this link leads back to a folder that it lies in", "remove the link")
                    continue
            if self.is_folder(entry):
                self.walk(entry.path, path + "/", (*linked, real) if real else linked)
            else:
                self.add(entry, path)

    def entries(self, folder: str) -> list[os.DirEntry[str]]:
        try:
            with os.scandir(folder) as found:
                return list(found)
        except PermissionError:
            relative = os.path.relpath(folder, self.top)
            self.report(relative, "this folder cannot be read", "allow newsgen to read it")
            return []
        except OSError as error:
            raise MachineError(f"{folder} cannot be listed: {error.strerror}") from error

    def is_folder(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # a link to itself, which `add` reports
            return False

    def add(self, entry: os.DirEntry[str], path: str) -> None:
        try:
            status = entry.stat()
        except OSError:
            self.report(path, "this link leads to nothing", "remove the link, or put the file itself here")
            return
        source = Source(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
        (self.documents if path.lower().endswith((".md", ".markdown")) else self.files).append(source)

    def bad_name(self, path: str) -> bool:
        try:
            path.encode()
        except UnicodeEncodeError:
            self.report(path.encode(errors="replace").decode(), "its name is not in UTF-8", "rename the file")
            return True
        return False

    def report(self, path: str, message: str, hint: str) -> None:
        self.problems.append(Problem(f"{self.shown}/{visible(path)}", 0, message, hint))


class _Glancing(_Walk):
    """A walk that asks of known files for nothing but their times, and looks twice where something is not known."""

    names: Names = MappingProxyType({})
    recent: Mapping[str, int] = MappingProxyType({})
    since = 0

    def __init__(
        self, top: Path, shown: str, excluded: Callable[[str], bool], *, hidden: bool, left_out: tuple[str, ...]
    ) -> None:
        super().__init__(top, shown, excluded, hidden=hidden, left_out=left_out)
        self.visited: set[str] = set()
        self.touched: list[Source] = []
        self.gone: set[str] = set()

    def walk(self, folder: str, prefix: str, linked: tuple[str, ...]) -> None:
        self.visited.add(prefix[:-1])
        try:
            whole = self.glance(folder, prefix)
        except OSError:
            whole = False
        if not whole:
            super().walk(folder, prefix, linked)

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


def visible(path: str) -> str:
    """The path with what cannot be seen written out, so that a message cannot be made to lie by it."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in path)


def tree(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """Every file below a folder with its status, in no order; links are not followed."""
    stack = [(str(folder), "")]
    while stack:
        place, prefix = stack.pop()
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    stack.append((entry.path, f"{prefix}{entry.name}/"))
                else:
                    yield prefix + entry.name, entry.stat(follow_symlinks=False)
