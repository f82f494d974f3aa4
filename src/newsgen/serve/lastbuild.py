"""The last build, for as long as it is right: the site is shown at once, and planned meanwhile.

It is right when a build would do nothing, by the same digest of all that was looked at by which a build knows that.
"""

from __future__ import annotations

import contextlib
import os
from functools import cached_property
from pathlib import Path

from newsgen import memory
from newsgen.config import Config
from newsgen.errors import MachineError
from newsgen.order import Order
from newsgen.output import MOVED, REDIRECT, RETRACTION, TOMBSTONE
from newsgen.records import Record
from newsgen.serve.answer import HTML, Answer, type_of
from newsgen.serve.shelf import Listed
from newsgen.state import DamagedStateError
from newsgen.statefile import guarded, read_only
from newsgen.versions import parse_settings
from newsgen.workspace import FOLDER, STATE_NAME

_SPECIAL = frozenset({REDIRECT, MOVED, RETRACTION, TOMBSTONE})
"""Kinds that are not answered with their file alone."""

_COPIED = frozenset({"file", "host file"})


class LastBuild:
    def __init__(self, state: Path, output: Path) -> None:
        self._state = state
        self._output = output

    def answer(self, path: str | None) -> Answer | None:
        """None for what has to wait for an edition."""
        if path is None:
            return None
        with contextlib.suppress(DamagedStateError, MachineError, OSError), guarded(self._state):
            record = self._records.get(path)
            if record is None or record.kind in _SPECIAL:
                return None
            place = self._output / path
            status = os.lstat(place)
            if (status.st_size, status.st_mtime_ns) == (record.size, record.mtime_ns):
                kind = type_of(path)
                if record.kind in _COPIED:
                    return Answer(200, kind, file=str(place))
                return Answer(200, kind, place.read_bytes(), page=kind == HTML)
        return None

    @cached_property
    def _records(self) -> dict[str, Record]:
        with contextlib.closing(read_only(str(self._state), beside=True)) as state:
            return state.outputs(str(self._output))


def find(order: Order, config: Config, listed: Listed) -> LastBuild | None:
    """The last build into the order's output folder, if a build at the order's time would leave it as it is."""
    path = order.site / FOLDER / STATE_NAME
    if order.drafts or not path.is_file():
        return None
    with contextlib.suppress(DamagedStateError, MachineError), guarded(path):
        state = read_only(str(path), beside=True)
        with contextlib.closing(state):
            last = memory.last(order, state) if state.about("settings") == parse_settings(config) else None
        if last is not None and last.holds(memory.look(order.site, config, listed.content, listed.static), order.now):
            return LastBuild(path, order.output)
    return None
