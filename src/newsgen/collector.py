"""Python's collector of cycles, spared where a whole archive is gone through: what is made there has none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def spare() -> None:
    """For a command that holds hundreds of thousands of values: it looks for cycles among them less often."""
    gc.set_threshold(100_000, 50, 100)


def thaw() -> None:
    """For a process that makes such values again and again: those of before may have come into cycles since."""
    gc.unfreeze()


@contextmanager
def paused() -> Iterator[None]:
    """For what makes values without cycles and nothing else. Not for reading: Markdown's parser leaves some behind.

    Nor is it looked into later (`gc.freeze`): to pass over a hundred thousand articles takes as long as to sort them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.freeze()
            gc.enable()
