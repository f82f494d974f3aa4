"""When a site will next change by itself."""

from __future__ import annotations

import datetime as dt

from newsgen import catalogue
from newsgen.config import Config
from newsgen.executors import Workers
from newsgen.gate import Gate, divide
from newsgen.links import gather
from newsgen.load import Recall, load
from newsgen.order import Order
from newsgen.outputs import Frame
from newsgen.outputs.sitemaps import next_change
from newsgen.parse import dates_of
from newsgen.scan import scan
from newsgen.versions import parse_settings
from newsgen.workspace import FOLDER, locked, opened


def ahead(order: Order, config: Config) -> dt.datetime | None:
    """When time alone will next change what is public. Nothing is written, not even into the state."""
    workspace = order.site / FOLDER
    content = order.site / config.content
    with (
        locked(workspace, _nobody),
        opened(workspace, parse_settings(config), _nobody, clean=False) as state,
        Workers(order.jobs) as workers,
    ):
        found = scan(content, config.content, config.exclude)
        recall = Recall(found.documents, state)
        loaded = load(recall, state, config, content, workers, order.now, _uncounted)
        gate = divide(loaded.documents, order.now, dates_of(config))
        frame = Frame(catalogue.build(gate, config), gather(gate, (), (), (), (), (), config), order.now)
        return earliest(gate, frame)


def earliest(gate: Gate, frame: Frame) -> dt.datetime | None:
    """The next moment at which a build would make something else of the same files."""
    return min(filter(None, (gate.next_change, next_change(frame))), default=None)


def _nobody(_: str) -> None:
    """Hears what is said and tells nobody: what is printed is one time alone."""


def _uncounted(_done: int, _total: int) -> None:
    """As `_nobody`, of progress."""
