"""A site that is served, without a server: a session that is told of each change as the file system would tell it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from tests.sites import NOON, Silent, Site

from newsgen.errors import Problem
from newsgen.order import Order
from newsgen.serve.answer import Shown
from newsgen.serve.intake import Due
from newsgen.serve.session import Session

UNSEEN = ("build", "preview", ".newsgen")


class Served:
    def __init__(self, site: Site, *, drafts: bool = False, at: dt.datetime = NOON) -> None:
        self.site = site
        self.now = at
        room = site.folder.parent / f"room-{site.folder.name}"
        room.mkdir(exist_ok=True)
        output = Order(site.folder, site.output, at).output
        self.session = Session(site.folder, output, lambda _: self.now, Silent(), room, drafts=drafts)
        self._files = self._look()
        self.finish(Due.BEGINNING)

    def _look(self) -> dict[str, tuple[int, int]]:
        top = self.site.folder
        return {
            path.relative_to(top).as_posix(): (path.lstat().st_mtime_ns, path.lstat().st_ino)
            for path in top.rglob("*")
            if path.relative_to(top).parts[0] not in UNSEEN
        }

    def finish(self, due: Due) -> None:
        while due > Due.SHOWING:
            due = self.session.refresh(due)

    def notice(self) -> Due:
        """Take in all that changed since; returns the most that was due for it."""
        before, self._files = self._files, self._look()
        changed = {path for path, _ in before.items() ^ self._files.items()}
        # The watcher tells of files, and of the folders that it has to watch itself.
        return self.take(path for path in changed if "/" not in path or not (self.site.folder / path).is_dir())

    def take(self, paths: Iterable[str]) -> Due:
        due = self.session.take(paths)
        self.finish(due)
        return due

    def show(self, path: str) -> Shown:
        shown = self.session.show(path)
        assert shown is not None
        return shown

    def text(self, path: str) -> str:
        return self.show(path).answer.body.decode()

    def errors(self) -> list[Problem]:
        return [problem for problem in self.session.problems if problem.is_error]

    def tree(self) -> dict[str, bytes]:
        """Every output with its bytes."""
        preview = self.session.preview
        assert preview is not None
        found = {}
        for path in preview.paths():
            answer = self.show(path).answer
            assert not answer.faults, answer.faults
            found[path] = Path(answer.file).read_bytes() if answer.file else answer.body
        return found

    def close(self) -> None:
        self.session.close()
