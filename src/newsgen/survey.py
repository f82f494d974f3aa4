"""How an output folder differs from what is recorded of it: files missing, altered, or put there by others.

A file that is altered has another size or time; a folder in which a file came or went has another time. So what is as
it was is proved by looking at each once, and only folders that changed are listed.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import msgspec

from newsgen.executors import Workers
from newsgen.records import Written
from newsgen.scan import tree
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


class Underway(msgspec.Struct, frozen=True):
    """A survey that others make meanwhile, in one part or in several."""

    parts: tuple[Future[Survey], ...]

    def result(self) -> Survey:
        differences: Differences = {}
        folders: dict[str, int | None] = {}
        for part in self.parts:
            found = part.result()
            # What lies below a link is not newsgen's, whatever its files look like: the folders have the last word.
            differences |= found.differences
            folders |= found.folders
        return Survey(differences, folders)


def begin(workers: Workers, output: Path, state: str) -> Underway:
    """Compare the folder with its records in the state's file; without a state nothing of it is known.

    Files and folders take about as long. With two cores one of them has enough to do with both: the other is not idle.
    """
    parts = ((True, False), (False, True)) if workers.jobs > 2 else ((True, True),)
    return Underway(tuple(workers.submit(_survey, state, str(output), *part) for part in parts))


def _survey(state: str, output: str, with_files: bool, with_folders: bool) -> Survey:
    place = Path(output)
    if not state:
        return folders(place, (), {}) if with_folders else Survey({}, {})
    with contextlib.closing(read_only(state, still=True)) as opened:
        written = opened.written(output)
        differences = files(place, written) if with_files else {}
        if not with_folders:
            return Survey(differences, {})
        beyond = folders(place, [each.path for each in written], opened.folders(output))
        return Survey(differences | beyond.differences, beyond.folders)


def files(output: Path, written: Iterable[Written]) -> Differences:
    """Which of the files are missing or altered."""
    top = f"{output}/"
    differences: Differences = {}
    look = os.lstat
    for each in written:
        try:
            status = look(top + each.path)
        except OSError:
            differences[each.path] = None
            continue
        if status.st_size != each.size or status.st_mtime_ns != each.mtime_ns:
            differences[each.path] = _on_disk(status)
    return differences


def folders(output: Path, known: Collection[str], times: Mapping[str, int]) -> Survey:
    """What lies in folders that changed and is not among the `known` files. `times` are those of the folders."""
    top = f"{output}/"
    places = {*times, *[path.rpartition("/")[0] for path in known], ""}
    changed: dict[str, int] = {}
    gone: dict[str, int | None] = {}
    for folder in places:
        now = _mtime_ns(top + folder if folder else str(output))
        if now is None:
            gone[folder] = None
        elif now != times.get(folder):
            changed[folder] = now
    if not changed:
        return Survey({}, gone)
    known = frozenset(known)
    linked = tuple(
        f"{path}/" for path in places if path and os.path.dirname(path) in changed and os.path.islink(top + path)
    )
    # What a link leads to is not newsgen's: nothing there counts as made, and nothing there may be removed.
    differences: Differences = {path: None for path in known if linked and path.startswith(linked)}
    listed = {folder: now for folder, now in changed.items() if not linked or not f"{folder}/".startswith(linked)}
    for folder in listed:
        differences.update(_strangers(output, folder, places, known))
    return Survey(differences, {**gone, **listed})


def _strangers(output: Path, folder: str, places: set[str], known: Collection[str]) -> Iterator[tuple[str, OnDisk]]:
    """Files in a folder that are not recorded, and all in folders below it of which nothing is recorded."""
    prefix = f"{folder}/" if folder else ""
    with os.scandir(f"{output}/{folder}") as entries:
        for entry in entries:
            path = prefix + entry.name
            if not entry.is_dir(follow_symlinks=False):
                if path not in known and path != MARKER:
                    yield path, _on_disk(entry.stat(follow_symlinks=False))
            elif path not in places:
                yield from ((f"{path}/{below}", _on_disk(status)) for below, status in tree(Path(entry.path)))


def _on_disk(status: os.stat_result) -> OnDisk:
    """A link or a folder in the place of a file is like no file that newsgen makes: its size is -1."""
    return OnDisk(status.st_size if stat.S_ISREG(status.st_mode) else -1, status.st_mtime_ns)


def folders_of(output: Path, paths: Iterable[str]) -> dict[str, int | None]:
    """The times of all folders that hold these files, from the output folder itself down; None for one that is gone."""
    times: dict[str, int | None] = {}
    for path in paths:
        folder = os.path.dirname(path)
        while folder not in times:
            times[folder] = _mtime_ns(f"{output}/{folder}" if folder else str(output))
            folder = os.path.dirname(folder)
    return times


def _mtime_ns(folder: str) -> int | None:
    try:
        return os.stat(folder).st_mtime_ns
    except OSError:
        return None
