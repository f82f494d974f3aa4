"""The output folder: whose it is, what lies in it, and how new files come into place."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from newsgen import fingerprint
from newsgen.errors import MachineError, UsageError
from newsgen.fingerprint import Digest
from newsgen.survey import MARKER

_MARKER_TEXT = "newsgen makes this folder. Whatever it did not make here, it removes.\n"


NEW = "new"
OVER = "over"
"""Parts of the staging folder: what no file lies for yet, in its folders; and what replaces a file."""


class OutputFolder:
    """The folder that is deployed. It belongs to newsgen: what nobody planned is removed from it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextlib.contextmanager
    def claimed(self, staging: Path) -> Iterator[None]:
        """Make sure that the folder is newsgen's, and that files can move into it from `staging`, which is new and is
        removed in the end: a failed build must not fill the disk.
        """
        try:
            self._mark()
            shutil.rmtree(staging.parent, ignore_errors=True)
            for kind in (NEW, OVER):
                (staging / kind).mkdir(parents=True)
            yield
        except OSError as error:
            raise machine_error(error, self.path) from error
        finally:
            shutil.rmtree(staging.parent, ignore_errors=True)

    def _mark(self) -> None:
        if self.path.is_dir() and not (self.path / MARKER).exists() and any(self.path.iterdir()):
            raise UsageError(
                f"{self.path} is not empty and was not made by newsgen, which removes what it did not make.\n"
                "Choose another folder with --output, or empty this one."
            )
        if self.path.exists() and not self.path.is_dir():
            raise UsageError(f"{self.path} is a file, and the site needs a folder. Choose another with --output.")
        self.path.mkdir(parents=True, exist_ok=True)
        marker = self.path / MARKER
        if not marker.exists():
            marker.write_text(_MARKER_TEXT)

    def hash_of(self, path: str) -> Digest:
        return fingerprint.of_bytes((self.path / path).read_bytes())

    def move_in(self, staging: Path, gone: Iterable[str], replaced: Iterable[str]) -> None:
        """Removals first, then everything in `staging` moves into place; a folder that is new moves as one."""
        try:
            for path in gone:
                self._remove(path)
            for path in replaced:
                _replace(f"{staging}/{staged(path, exists=True)}", f"{self.path}/{path}")
            _merge(f"{staging}/{NEW}", str(self.path))
        except OSError as error:
            raise machine_error(error, self.path) from error

    def _remove(self, path: str) -> None:
        file = self.path / path
        with contextlib.suppress(FileNotFoundError):
            file.unlink()
        for folder in file.parents:
            if folder == self.path:
                return
            try:
                folder.rmdir()
            except OSError:
                return


def _merge(staged: str, target: str) -> None:
    with os.scandir(staged) as entries:
        for entry in list(entries):
            place = f"{target}/{entry.name}"
            if entry.is_dir() and os.path.isdir(place):
                _merge(entry.path, place)
            else:
                _replace(entry.path, place)


def _replace(staged: str, place: str) -> None:
    try:
        os.replace(staged, place)
    except IsADirectoryError:
        # Whatever lay in that folder was no output, and is removed already.
        shutil.rmtree(place)
        os.replace(staged, place)
    except FileNotFoundError:
        # Somebody removed the folder while the site was built.
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.replace(staged, place)


def staged(path: str, *, exists: bool) -> str:
    """Where a file waits below the staging folder. For one that replaces another no folders are made, only to be
    taken away again: two for each page, which took longer than the page.
    """
    return f"{OVER}/{fingerprint.of_bytes(path.encode()).hex()}" if exists else f"{NEW}/{path}"


def staging_for(output: Path, state_folder: Path) -> Path:
    """A folder on the output's file system, outside of it: only there is moving a file one step.

    It is this process's own: a worker that outlives a killed build for a moment writes into another one.
    """
    name = "staging-" + fingerprint.of_bytes(str(output).encode()).hex()[:8]
    nearest = next(parent for parent in (output, *output.parents) if parent.exists())
    state_folder.mkdir(parents=True, exist_ok=True)
    if nearest.stat().st_dev == state_folder.stat().st_dev:
        return state_folder / name / str(os.getpid())
    return output.parent / f".{output.name}-{name}" / str(os.getpid())


def machine_error(error: OSError, path: Path) -> MachineError:
    """An error of the machine in words that say what to do."""
    import errno

    place = error.filename or path
    if error.errno == errno.ENOSPC:
        return MachineError(f"the disk is full: {place} could not be written. Make room and build again.")
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return MachineError(
            f"{place} could not be written: {error.strerror}. Allow newsgen to write there, or choose another folder."
        )
    return MachineError(f"{place}: {error.strerror or error}")
