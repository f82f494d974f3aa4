"""When a site will next change by itself, for whoever has to build it then."""

from __future__ import annotations

import datetime as dt

from newsgen.config import Config
from newsgen.executors import Workers
from newsgen.gate import divide
from newsgen.load import Recall, load
from newsgen.order import Order
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
        return divide(loaded.documents, order.now, dates_of(config)).next_change


def _nobody(_: str) -> None:
    """Hears what is said and tells nobody: what is printed is one time alone."""


def _uncounted(_done: int, _total: int) -> None:
    """As `_nobody`, of progress."""
