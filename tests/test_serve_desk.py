"""What holds the server up when something goes wrong within newsgen itself."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.served import Served
from tests.sites import Site

from newsgen.serve.desk import Desk
from newsgen.serve.intake import Due
from newsgen.serve.session import Session
from newsgen.serve.watcher import Watcher


class Nobody:
    def begun(self, session: Session, seconds: float) -> None: ...

    def changed(self, session: Session, paths: set[str], seconds: float) -> None: ...

    def say(self, sentence: str) -> None: ...


def test_an_internal_error_over_one_file_does_not_end_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(
        tmp_path / "site", "-- newsgen.yaml --\ntitle: A\n-- content/2022-09-28-a.md --\n---\ntitle: A\n---\nB\n"
    )
    session = Served(site).session
    told: list[str] = []
    monkeypatch.setattr(session, "take", _raises)

    async def changes(_: Watcher) -> AsyncIterator[set[str]]:
        yield {"content/2022-09-28-a.md"}
        await asyncio.sleep(60)

    monkeypatch.setattr(Watcher, "changes", changes)

    async def served() -> None:
        failed = asyncio.Event()

        def fail(text: str) -> None:
            told.append(text)
            failed.set()

        monkeypatch.setattr(session, "fail", fail)
        desk = Desk(session, Nobody(), clocked=False)
        async with asyncio.timeout(30):
            running = asyncio.create_task(desk.run())
            await failed.wait()
            shown = await desk.show("2022/09/28/a/index.html")
            assert shown is not None
            assert shown.answer.status == 200
            assert not running.done()
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    asyncio.run(served())
    assert "internal error" in told[0]


def _raises(_: set[str]) -> Due:
    raise RuntimeError("a fault")
