"""The `.newsgen` folder of a site: the lock, the state, and the room in which files are staged."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

from newsgen.errors import MachineError
from newsgen.state import DamagedStateError, State
from newsgen.statefile import drop, guarded, open_state
from newsgen.write import machine_error

FOLDER = ".newsgen"
STATE_NAME = "state.db"
WAIT_SECONDS = 600
"""How long a build waits for another one before it gives up."""


@contextlib.contextmanager
def locked(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Wait until no other build works on the site, and say so."""
    from filelock import FileLock, Timeout

    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n")
        lock = FileLock(folder / "lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            say("Another build of this site is running; waiting for it to end.")
            lock.acquire(timeout=WAIT_SECONDS)
    except Timeout:
        raise MachineError(f"another build of this site has been running for {WAIT_SECONDS // 60} minutes") from None
    except OSError as error:
        raise machine_error(error, folder) from error
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def opened(folder: Path, settings: bytes, say: Callable[[str], None], *, clean: bool) -> Iterator[State]:
    """The site's state; a new one if asked for, or if the old one cannot be used.

    What was parsed under other settings is dropped from it.
    """
    path = folder / STATE_NAME
    try:
        if clean:
            drop(path)
        try:
            state = open_state(path)
        except DamagedStateError as error:
            say(useless(error))
            drop(path)
            state = open_state(path)
        with contextlib.closing(state), guarded(path):
            if state.about("settings") != settings:
                state.forget_all_sources()
                state.note("settings", settings)
                state.commit()
            yield state
    except OSError as error:
        raise machine_error(error, path) from error


def useless(error: DamagedStateError) -> str:
    return f"The state of the last build is of no use, since {error}: everything is built anew."
