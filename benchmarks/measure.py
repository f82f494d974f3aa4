"""One run of one process and all that it starts: how long, how much work of the processors, how much memory."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

FIRST_PAUSE = 0.05
"""Seconds between looks at the memory; longer when a look itself takes long, so that it costs a twentieth at most."""

LIMIT = 1_800.0
"""Seconds after which a process is ended."""


class RunFailed(Exception):
    """A process ended in error, or too late."""


class Run(msgspec.Struct, frozen=True):
    seconds: float
    """By the clock on the wall, from the start of the process to its end."""
    processor_seconds: float
    """Of all processes together, as far as their parents waited for them."""
    memory: int
    """The highest sum of all processes' proportional set sizes seen, in bytes; 0 if it was over before a look."""
    largest: int = 0
    """The highest resident set of any one of the processes, in bytes."""


def run(command: Sequence[str], folder: Path, environment: dict[str, str], limit: float = LIMIT) -> Run:
    # What an earlier process left for the disk to write is not this one's burden.
    os.sync()
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A session of its own is how its children are known and, after the limit, ended.
            start_new_session=True,
        )
        watch = _Watch(process.pid, limit)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
        if process.returncode != 0:
            reason = f"took longer than {limit:.0f} s" if watch.ended_it else f"ended with code {process.returncode}"
            output.seek(0)
            tail = output.read()[-2_000:].decode(errors="replace").strip()
            raise RunFailed(f"{' '.join(command)} {reason}\n{tail}")
    return Run(seconds, usage.ru_utime + usage.ru_stime, watch.peak, watch.largest)


class _Watch(threading.Thread):
    """Looks at a session's memory until it is told to stop, and ends the session at the limit."""

    def __init__(self, session: int, limit: float) -> None:
        super().__init__(daemon=True)
        self._session = session
        self._deadline = time.perf_counter() + limit
        self._stopped = threading.Event()
        self.peak = 0
        self.largest = 0
        self.ended_it = False

    def run(self) -> None:
        pause = FIRST_PAUSE
        while not self._stopped.wait(pause):
            started = time.perf_counter()
            if started > self._deadline:
                self.ended_it = True
                for process in members(self._session):
                    _end(process)
                return
            found = members(self._session)
            self.peak = max(self.peak, sum(map(proportional_set_size, found)))
            self.largest = max([self.largest, *map(highest_resident_set, found)])
            pause = max(FIRST_PAUSE, 20 * (time.perf_counter() - started))

    def stop(self) -> None:
        self._stopped.set()
        self.join()


def members(session: int) -> list[int]:
    """The processes of a session; none where the system has no /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in parentheses, may hold spaces; the session is the fourth field after it.
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            found.append(int(stat.parent.name))
    return found


def proportional_set_size(process: int) -> int:
    """A process's memory in bytes, its share of what it has in common with others; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def highest_resident_set(process: int) -> int:
    """The most memory that a process had at one time, in bytes, shared or not; 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _end(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
