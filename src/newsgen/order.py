"""What a build is asked to do, and who is told how it goes on."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Protocol

import msgspec

from newsgen.config import Config
from newsgen.dates import DateError, Dates
from newsgen.errors import UsageError


class Order(msgspec.Struct, frozen=True):
    """What one build is asked to do."""

    site: Path
    """The folder with newsgen.yaml; absolute."""
    output: Path
    """Absolute."""
    now: dt.datetime
    """The build's time; aware."""
    jobs: int | None = None
    drafts: bool = False
    clean: bool = False
    keep_going: bool = False
    why: str = ""
    """Path of an output, relative to the output folder."""
    compare: bool = False
    """Whether to tell what changes for readers."""
    accept_loss: int = 0
    """How many registered addresses may be lost, though it looks like an accident."""


class Reporter(Protocol):
    """Who is told how a build goes on."""

    def step(self, name: str, done: int, total: int) -> None: ...

    def say(self, sentence: str) -> None: ...


def moment(at: str | None, config: Config) -> dt.datetime:
    """The time for which a site is made: --at, else SOURCE_DATE_EPOCH, else now."""
    dates = Dates(config.timezone, config.all_languages)
    if at:
        try:
            return dates.parse_at(at)
        except DateError as error:
            hint = f"; {error.hint}" if error.hint else ""
            raise UsageError(f'--at "{at}": {error.message}{hint}') from None
    if epoch := os.environ.get("SOURCE_DATE_EPOCH"):
        try:
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        except (ValueError, OverflowError, OSError):
            raise UsageError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {epoch}") from None
    return dt.datetime.now(dt.UTC)
