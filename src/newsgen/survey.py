"""How an output folder differs from what is recorded of it: files missing, altered, or put there by others.

A file that is altered has another size or time; a folder in which a file came or went has another time. So what is as
it was is proved by looking at each once, and only folders that changed are listed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from newsgen.scan import tree
from newsgen.state import Seen
from newsgen.statefile import read_only

MARKER = ".newsgen-output"
"""The file that says whose folder it is; it is no output."""


class OnDisk(msgspec.Struct, frozen=True, gc=False):
    size: int
    mtime_ns: int


Differences = dict[str, OnDisk | None]
"""Path to what lies there, None for nothing; whatever is as recorded is absent."""


class Survey(msgspec.Struct, frozen=True):
    differences: Differences
    folders: dict[str, int | None]
    """Folders that were listed, with the times that they had just before: once nothing foreign is left in them, they
    need not be listed again while they keep these. None for one that is gone, of which not even the name may stay."""


def survey(state: str, output: str) -> Survey:
    """Compare the folder `output` with its records in the state's file. A task for a worker."""
    opened = read_only(state, still=True)
    try:
        seen = opened.seen(output)
    finally:
        opened.close()
    return compare(Path(output), seen)


def compare(output: Path, seen: Seen) -> Survey:
    top = f"{output}/"
    differences: Differences = {}
    look = os.lstat
    for path, size, mtime_ns in seen.files:
        try:
            status = look(top + path)
        except OSError:
            differences[path] = None
            continue
        if status.st_size != size or status.st_mtime_ns != mtime_ns:
            differences[path] = _on_disk(status)
    folders = {*seen.folders, *[path.rpartition("/")[0] for path, _, _ in seen.files], ""}
    changed: dict[str, int] = {}
    gone: dict[str, int | None] = {}
    for folder in folders:
        now = _mtime_ns(f"{output}/{folder}" if folder else str(output))
        if now is None:
            gone[folder] = None
        elif now != seen.folders.get(folder):
            changed[folder] = now
    if not changed:
        return Survey(differences, gone)
    known = {path for path, _, _ in seen.files}
    linked = tuple(
        f"{path}/" for path in folders if path and os.path.dirname(path) in changed and os.path.islink(top + path)
    )
    if linked:
        # What a link leads to is not newsgen's: nothing there counts as made, and nothing there may be removed.
        differences.update((path, None) for path in known if path.startswith(linked))
    listed = {folder: now for folder, now in changed.items() if not linked or not f"{folder}/".startswith(linked)}
    for folder in listed:
        differences.update(_strangers(output, folder, folders, known))
    return Survey(differences, {**gone, **listed})


def _strangers(output: Path, folder: str, folders: set[str], known: set[str]) -> Iterator[tuple[str, OnDisk]]:
    """Files in a folder that are not recorded, and all in folders below it of which nothing is recorded."""
    prefix = f"{folder}/" if folder else ""
    with os.scandir(f"{output}/{folder}") as entries:
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                if path not in known and path != MARKER:
                    yield path, _on_disk(entry.stat(follow_symlinks=False))
            elif path not in folders:
                yield from ((f"{path}/{below}", _on_disk(status)) for below, status in tree(Path(entry.path)))


def _on_disk(status: os.stat_result) -> OnDisk:
    """A link or a folder in the place of a file is like no file that newsgen makes: its size is -1."""
    return OnDisk(status.st_size if stat.S_ISREG(status.st_mode) else -1, status.st_mtime_ns)


def folders_of(output: Path, paths: Iterable[str]) -> dict[str, int | None]:
    """The times of all folders that hold these files, from the output folder itself down; None for one that is gone."""
    folders: dict[str, int | None] = {}
    for path in paths:
        folder = os.path.dirname(path)
        while folder not in folders:
            folders[folder] = _mtime_ns(f"{output}/{folder}" if folder else str(output))
            folder = os.path.dirname(folder)
    return folders


def _mtime_ns(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None
