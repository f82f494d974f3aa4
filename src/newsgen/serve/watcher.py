"""Which files of a site change, as the file system tells it."""

from __future__ import annotations

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Callable
from pathlib import Path

QUIET_MS = 15
"""A change is told when nothing else has changed for so long: an editor saves in several steps."""

Queue = asyncio.Queue[set[str] | BaseException]

TWICE = 1.2
"""Seconds after which polling is not trusted to have seen all."""

FOLDERS = ("static", "templates")


class Watcher:
    def __init__(self, site: Path, content: Callable[[], str], say: Callable[[str], None]) -> None:
        """`content`: the folder with the articles, which the configuration may change."""
        self._site = site
        self._content = content
        self._say = say
        self._queue: Queue = asyncio.Queue()
        self._watched = ""
        """The content folder that is watched."""

    def look_around(self) -> None:
        """Watch another content folder, if it is another one."""
        if self._content() != self._watched:
            self._queue.put_nowait({self._watched.partition("/")[0]})

    async def changes(self) -> AsyncIterator[set[str]]:
        """Paths relative to the site, each time that some change. An empty set: any may have changed unseen."""
        while True:
            self._watched = self._content()
            own = (self._watched, *FOLDERS)
            folders = [self._site / name for name in dict.fromkeys(own) if (self._site / name).is_dir()]
            watches = [_Watch(self._queue, self._site, [self._site], self._say, deep=False)]
            if folders:
                watches.append(_Watch(self._queue, self._site, folders, self._say, deep=True))
            tasks = [asyncio.create_task(watch.run()) for watch in watches]
            try:
                await asyncio.sleep(0)  # each watches from its first step on
                yield set()
                again = False
                while not again:
                    changed = await self._queue.get()
                    if isinstance(changed, BaseException):
                        raise changed
                    yield changed
                    # A folder that came or went has to be watched, or waited for.
                    again = not changed.isdisjoint({self._watched.partition("/")[0], *FOLDERS})
            finally:
                for watch in watches:
                    watch.stop()
                await asyncio.gather(*tasks)


class _Watch:
    def __init__(
        self,
        queue: Queue,
        site: Path,
        folders: list[Path],
        say: Callable[[str], None],
        *,
        deep: bool,
    ) -> None:
        """`deep`: also what lies in folders below these."""
        self._queue = queue
        self._site = site
        self._folders = folders
        self._say = say
        self._deep = deep
        self._stop = asyncio.Event()

    def stop(self) -> None:
        self._stop.set()

    async def run(self) -> None:
        try:
            try:
                await self._follow(polling=_asked_to_poll())
            except FileNotFoundError:
                return  # the folder went; whoever watches the one above it sees that
            except OSError:
                # Too many folders for the system's watches, or a file system that tells nothing.
                self._say("This computer does not tell which files change, so they are looked at again and again.")
                await self._follow(polling=True)
        except Exception as error:  # noqa: BLE001 - whoever waits for changes is told
            self._queue.put_nowait(error)

    async def _follow(self, *, polling: bool) -> None:
        from watchfiles import awatch

        again = self._look_twice() if polling else None
        async for found in awatch(
            *self._folders,
            watch_filter=None,
            step=QUIET_MS,
            stop_event=self._stop,
            recursive=self._deep,
            force_polling=polling,
            ignore_permission_denied=True,
        ):
            paths = (Path(path) for _, path in found)
            self._queue.put_nowait(
                {each.relative_to(self._site).as_posix() for each in paths if self._site in each.parents}
            )
            if again is not None:
                again.cancel()
                again = self._look_twice()
        if again is not None:
            again.cancel()

    def _look_twice(self) -> asyncio.TimerHandle:
        """Polling knows times by the second: of two changes within one it may see only the first."""
        return asyncio.get_running_loop().call_later(TWICE, self._queue.put_nowait, set())


def _asked_to_poll() -> bool:
    """As watchfiles decides it, which then is told: by the environment, and where Windows keeps the files of Linux."""
    asked = os.environ.get("WATCHFILES_FORCE_POLLING", "").lower()
    return asked not in {"false", "disable", "disabled"} if asked else "microsoft-standard" in platform.release()
