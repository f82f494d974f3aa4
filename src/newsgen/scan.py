"""What lies in a folder: the files that newsgen reads and copies, as the file system describes them."""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from operator import attrgetter
from pathlib import Path
from time import time_ns

import msgspec

from newsgen.article import Source
from newsgen.errors import MachineError, Problem

LEFTOVERS = ("~", ".swp", ".swo", ".tmp", ".bak", ".orig")
"""Endings of what editors and merges leave beside a file."""

STRAYS = frozenset(
    {".DS_Store", "Thumbs.db", "thumbs.db", "ehthumbs.db", "desktop.ini", "Desktop.ini", "__MACOSX", ".git"}
)
"""What computers leave in folders, and nobody means to publish: names and small pictures of files, a whole history."""


def is_stray(name: str) -> bool:
    # macOS keeps what other file systems cannot hold of `photo.jpg` in `._photo.jpg`, places and thumbnails among it.
    return name in STRAYS or name.startswith("._")


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

    Hidden files and what editors leave behind are left out unless asked for; strays are left out always.
    """
    walk = Walk(folder, shown, matcher(exclude), hidden=hidden, left_out=() if leftovers else LEFTOVERS)
    if folder.is_dir():
        walk.walk(str(folder), "", ())
    return Found(
        tuple(sorted(walk.documents, key=attrgetter("path"))),
        tuple(sorted(walk.files, key=attrgetter("path"))),
        tuple(walk.problems),
    )


TICK_NS = 2_000_000_000
"""A file with a time this near to now may still change within the same tick of the file system's clock."""


def settled(sources: Iterable[Source]) -> bool:
    """Whether the times of all these files are old enough to tell a later change from none."""
    newest = max((max(source.mtime_ns, source.ctime_ns) for source in sources), default=0)
    return time_ns() - newest > TICK_NS


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Whether a path is excluded; the patterns are those of a .gitignore file."""
    if not patterns:
        return lambda _: False
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns).match_file


class Walk:
    """Through a folder and all below it; `walk(top, "", ())` finds what the lists then hold."""

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
            if (name.startswith(".") and not self.hidden) or name.endswith(self.left_out) or is_stray(name):
                continue
            path = prefix + name
            if path in self.known or self.excluded(path):
                continue
            if not name.isascii() and self.bad_name(path):
                continue
            if not name.isprintable():
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
