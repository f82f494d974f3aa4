"""A session and its surroundings: changes come in, pages go out, and whoever waits for a page is told."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from newsgen import report
from newsgen.serve.answer import Shown
from newsgen.serve.intake import Due
from newsgen.serve.session import Session
from newsgen.serve.watcher import Watcher

T = TypeVar("T")

SOON = 0.5
"""Seconds after which a file that was being written is looked for."""

LONGEST_SLEEP = dt.timedelta(hours=1)
"""A computer that was asleep may find its clock far ahead."""


PLANNINGS = 50
"""After so many a search for cycles, which takes half a second in a large archive, is worth what it frees."""


class Teller(Protocol):
    """Who is told how serving goes on."""

    def begun(self, session: Session, seconds: float) -> None: ...

    def changed(self, session: Session, paths: set[str], seconds: float) -> None: ...

    def say(self, sentence: str) -> None: ...


class Desk:
    def __init__(self, session: Session, teller: Teller, *, clocked: bool) -> None:
        """`clocked`: whether what is shown follows the clock."""
        self.session = session
        self._watcher = Watcher(session.site, lambda: session.content, teller.say)
        self._teller = teller
        self._clocked = clocked
        self._tick = asyncio.Event()
        self._work = asyncio.Event()
        self._due = Due.NOTHING
        self._paths: set[str] = set()
        self._since = time.monotonic()
        self.closing = asyncio.Event()

    async def show(self, path: str | None) -> Shown | None:
        """What is shown at the path of an output, as soon as it is known; None when the server ends before that."""
        while not self.closing.is_set():
            tick = self._tick
            shown = await asyncio.to_thread(self.session.show, path)
            if shown is not None:
                return shown
            await tick.wait()
        return None

    async def tick(self, patience: float) -> None:
        """Wait until something may have changed, or until so many seconds have passed."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._tick.wait()

    async def run(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._refresh())
            group.create_task(self._follow())
            if self._clocked:
                group.create_task(self._watch_the_clock())

    def close(self) -> None:
        self.closing.set()
        self._ring()

    def _ring(self) -> None:
        self._tick.set()
        self._tick = asyncio.Event()

    def _ask(self, due: Due, paths: set[str]) -> None:
        if self._due == Due.NOTHING:
            self._since = time.monotonic()
        self._due = max(self._due, due)
        self._paths |= paths
        self._work.set()

    async def _follow(self) -> None:
        session = self.session
        self._ask(Due.BEGINNING, set())
        async for paths in self._watcher.changes():
            began = time.monotonic()
            # What came while the site was read for the first time, or nobody looked, is looked for after that.
            unseen = not paths or not session.ready
            due = Due.LOOKING if unseen else await self._taken(paths)
            if due == Due.SHOWING:
                self._ring()
                self._teller.changed(session, paths, time.monotonic() - began)
            elif due > Due.SHOWING:
                self._ask(due, paths)
            if session.unsettled:
                session.unsettled = False
                asyncio.get_running_loop().call_later(SOON, self._ask, Due.LOOKING, set())

    async def _taken(self, paths: set[str]) -> Due:
        try:
            return await asyncio.to_thread(self.session.take, paths)
        except Exception as error:  # noqa: BLE001 - one file must not end the server; the site is read again as a whole
            self.session.fail(report.internal(error))
            self._ring()
            return Due.BEGINNING

    async def _refresh(self) -> None:
        await _apart(self.session.look_back)
        self._ring()
        plannings = 0
        while True:
            await self._work.wait()
            self._work.clear()
            due, paths, began = self._due, self._paths, self._since
            self._due, self._paths = Due.NOTHING, set()
            first = self.session.preview is None
            try:
                left = await _apart(self.session.refresh, due)
            except Exception as error:  # noqa: BLE001 - the site stays as it is, and whoever edits it is told
                self.session.fail(report.internal(error))
                left = Due.NOTHING
            self._ring()
            self._watcher.look_around()
            seconds = time.monotonic() - began
            if first:
                self._teller.begun(self.session, seconds)
            else:
                self._teller.changed(self.session, paths, seconds)
            # What was planned stays: pages would wait while it is searched for cycles, again and again. Now and then
            # what no edition holds any more is let go.
            plannings += 1
            if plannings % PLANNINGS == 0:
                gc.unfreeze()
                await asyncio.to_thread(gc.collect)
            gc.freeze()
            if left > Due.SHOWING:
                self._ask(left, set())

    async def _watch_the_clock(self) -> None:
        while True:
            change = self.session.next_change
            now = dt.datetime.now(dt.UTC)
            wait = LONGEST_SLEEP if change is None else min(max(change - now, dt.timedelta(seconds=1)), LONGEST_SLEEP)
            await self.tick(wait.total_seconds())
            change = self.session.next_change
            if change is not None and change <= dt.datetime.now(dt.UTC):
                self._ask(Due.PLANNING, set())
                await self.tick(60)


async def _apart(work: Callable[..., T], *arguments: object) -> T:
    """The work's result, from a thread that does not keep the program from ending."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def settle(act: Callable[[], None]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(lambda: None if future.done() else act())

    def run() -> None:
        try:
            result = work(*arguments)
        except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits
            failure = error
            settle(lambda: future.set_exception(failure))
        else:
            settle(lambda: future.set_result(result))

    threading.Thread(target=run, daemon=True).start()
    return await future
