"""The state's file: opened, read beside a build, dropped, and what its damage and the machine's troubles are called."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from newsgen.errors import MachineError
from newsgen.state import FORMAT, SCHEMA, DamagedStateError, State

_OF_THE_MACHINE = tuple(
    f"SQLITE_{name}" for name in ("BUSY", "CANTOPEN", "IOERR", "LOCKED", "NOMEM", "PERM", "READONLY")
)


def open_state(path: Path) -> State:
    """The state at `path`, made if it is not there. Raises `DamagedStateError` for one that cannot be used."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.exists()
    with contextlib.ExitStack() as stack, guarded(path):
        connection = sqlite3.connect(path)
        stack.callback(connection.close)
        connection.executescript("pragma synchronous = off; pragma secure_delete = on; pragma cache_size = -8000;")
        if new:
            connection.executescript(SCHEMA + f"pragma user_version = {FORMAT};")
        elif connection.execute("pragma user_version").fetchone()[0] != FORMAT:
            raise DamagedStateError("it is of another version of newsgen")
        stack.pop_all()
        return State(path, connection)


def read_only(path: str, *, still: bool = False, beside: bool = False) -> State:
    """`still`: nobody writes meanwhile, as while a build's workers read: locks need no look, which takes longer than
    reading does. `beside`: builds may write meanwhile and are not waited for; threads may use it in turn.
    """
    immutable = "&immutable=1" if still else ""
    address = f"{Path(path).absolute().as_uri()}?mode=ro{immutable}"
    connection = sqlite3.connect(address, uri=True, timeout=0.1 if beside else 5, check_same_thread=not beside)
    return State(Path(path), connection)


def passing() -> State:
    """One that is gone when it is closed, in memory or in a file without a name. Threads may use it in turn."""
    connection = sqlite3.connect("", check_same_thread=False)
    connection.executescript(SCHEMA)
    return State(Path(), connection)


def drop(path: Path) -> None:
    for name in (path, path.with_name(path.name + "-journal")):
        name.unlink(missing_ok=True)


@contextlib.contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Turns whatever a damaged file makes the libraries raise into `DamagedStateError`; a full or broken disk, and a
    file that may not be written, into `MachineError`.
    """
    try:
        yield
    except (sqlite3.Error, msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        name = getattr(error, "sqlite_errorname", "")
        if name == "SQLITE_FULL":
            raise MachineError(f"the disk is full: {path} could not be written. Make room and build again.") from error
        if name.startswith(_OF_THE_MACHINE):
            raise MachineError(
                f"{path} could not be used: {error}. Allow newsgen to write there and build again."
            ) from error
        raise DamagedStateError("it is damaged") from error
