"""The files of a finished site, and how they differ between two builds."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec


class Mark(msgspec.Struct, frozen=True, gc=False):
    mtime_ns: int
    size: int
    content: bytes = b""
    """A digest of the bytes; empty where nobody asked for it."""


class Difference(msgspec.Struct, frozen=True):
    """Paths relative to the site's output folder, in order."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    """Written again with other bytes."""
    touched: tuple[str, ...]
    """Written again with the same bytes, so that a host takes them for new."""

    @property
    def written(self) -> int:
        return len(self.added) + len(self.changed) + len(self.touched)


def snapshot(folder: Path, *, contents: bool) -> dict[str, Mark]:
    marks = {}
    for entry in _files(str(folder)):
        stat = entry.stat()
        content = blake2b(Path(entry.path).read_bytes(), digest_size=16).digest() if contents else b""
        marks[os.path.relpath(entry.path, folder)] = Mark(stat.st_mtime_ns, stat.st_size, content)
    return marks


def compare(before: dict[str, Mark], after: dict[str, Mark]) -> Difference:
    changed, touched = [], []
    for path in sorted(before.keys() & after.keys()):
        old, new = before[path], after[path]
        if (old.size, old.content) != (new.size, new.content):
            changed.append(path)
        elif old.mtime_ns != new.mtime_ns:
            touched.append(path)
    return Difference(
        added=tuple(sorted(after.keys() - before.keys())),
        removed=tuple(sorted(before.keys() - after.keys())),
        changed=tuple(changed),
        touched=tuple(touched),
    )


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            else:
                yield entry
