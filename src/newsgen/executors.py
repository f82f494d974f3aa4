"""Where batches are worked on: in this process, in several, or on whatever implements `concurrent.futures.Executor`."""

from __future__ import annotations

import itertools
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from concurrent.futures import BrokenExecutor, Executor, Future
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Protocol, Self, TypeVar

from newsgen.errors import MachineError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

S = TypeVar("S")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
R = TypeVar("R")

ALONE = 48
"""With fewer items than this, starting other processes costs more than it saves."""

BATCH = 64
"""Items a batch: large enough that sending it costs little, small enough that none waits long for the last one."""

ROOM = 1 << 18
"""Bytes after which a batch is full, however few its items are: the feed of a busy month is as large as a thousand
articles, and several batches wait at a time.
"""

ALONE_IN_THREADS = 1000
"""As ALONE, for a process with threads: it cannot be copied, so others begin anew."""

_ENDED = "a worker process was ended from outside; was there enough memory?"

WINDOW = 4
"""Batches under way for each worker: `map` would hold all of them in memory."""


def _cores() -> int:
    """Those that this process may use, where the system tells."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Items(Sized, Iterable[T_co], Protocol[T_co]):
    """What is worked on: how many there are is known from the start."""


class Encoded(Generic[T]):
    """Items as workers get them, each encoded when its batch is sent, so that never all of them are in memory so."""

    def __init__(self, items: Items[T], encode: Callable[[T], bytes]) -> None:
        self._items = items
        self._encode = encode

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[bytes]:
        return map(self._encode, self._items)


class Serial(Executor):
    """Works in this process, at once."""

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever asks for the result
            future.set_exception(error)
        return future


def _end_with_parent() -> None:
    """A worker whose parent is killed would else wait for work for ever."""
    import multiprocessing
    from multiprocessing import connection

    parent = multiprocessing.parent_process()
    assert parent is not None

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Workers:
    """Runs a task over many items in batches, and starts processes only when there is enough to do.

    A task is a function of a module's top level that takes a small frozen spec and a batch; both must pickle.
    """

    def __init__(self, jobs: int | None = None, executor: Executor | None = None, *, threads: bool = False) -> None:
        """`jobs`: processes, all cores by default. `executor`: use that one for everything instead. `threads`: whether
        this process has other threads.
        """
        self.jobs = jobs or _cores()
        self._given = executor
        self._threads = threads
        self._alone = ALONE_IN_THREADS if threads else ALONE
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def prepare(self, items: int) -> None:
        """Start the processes now if that many items are worth it: before this process grows, since they copy it."""
        if self._given is None and self._pool is None and self.jobs > 1 and items >= self._alone:
            import multiprocessing
            from concurrent.futures import ProcessPoolExecutor

            # Forked workers share what is imported already; elsewhere than on Linux, or beside threads, it is not safe.
            method = "fork" if os.uname().sysname == "Linux" and not self._threads else "spawn"
            context = multiprocessing.get_context(method)
            self._pool = ProcessPoolExecutor(self.jobs, mp_context=context, initializer=_end_with_parent)
            try:
                self._pool.submit(os.getpid).result()
            except BrokenExecutor as error:
                raise MachineError(_ENDED) from error

    def submit(self, task: Callable[..., R], /, *arguments: Any) -> Future[R]:
        """One call beside what this process does, if processes were started; else at once."""
        return (self._given or self._pool or Serial()).submit(task, *arguments)

    def run(
        self, task: Callable[[S, list[T]], R], spec: S, items: Items[T], batch: int = BATCH, alone: int = ALONE
    ) -> Iterator[R]:
        """The task's result for each batch, in the order of the items.

        `alone`: with fewer items no process is started. For a task that takes long for each item it is less than ALONE.
        """
        if len(items) >= alone:
            self.prepare(len(items) if alone >= ALONE else max(len(items), self._alone))
        worth = len(items) >= min(alone, self._alone)
        executor = self._given or (self._pool if self._pool is not None and worth else Serial())
        batch = max(1, min(batch, -(-len(items) // (self.jobs * 2))))
        waiting: deque[Future[R]] = deque()
        batches = _batches(items, batch)
        try:
            while True:
                for some in itertools.islice(batches, max(0, self.jobs * WINDOW - len(waiting))):
                    waiting.append(executor.submit(task, spec, some))
                if not waiting:
                    return
                yield waiting.popleft().result()
        except BrokenExecutor as error:
            raise MachineError(_ENDED) from error
        finally:
            for future in waiting:
                future.cancel()


def _batches(items: Iterable[T], most: int) -> Iterator[list[T]]:
    batch: list[T] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item) if isinstance(item, bytes) else 0
        if len(batch) == most or size >= ROOM:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
