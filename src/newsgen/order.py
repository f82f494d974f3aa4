"""What a build is asked to do, and who is told how it goes on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Protocol

import msgspec


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
    accept_loss: int = 0
    """How many registered addresses may be lost, though it looks like an accident."""


class Reporter(Protocol):
    """Who is told how a build goes on."""

    def step(self, name: str, done: int, total: int) -> None: ...

    def say(self, sentence: str) -> None: ...
