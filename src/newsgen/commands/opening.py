"""What several commands begin with."""

from __future__ import annotations

import gc
from pathlib import Path

from newsgen.errors import UsageError

OUTPUT = "build"
"""The output folder, in the site's folder, where none is named."""


def spare_collector() -> None:
    """For a command that goes through the whole archive: hundreds of thousands of values without cycles, among which
    looking for some is lost time.
    """
    gc.set_threshold(100_000, 50, 100)


def site_folder(named: str) -> Path:
    """Absolute. Raises `UsageError` where there is none."""
    folder = Path(named).resolve()
    if not folder.is_dir():
        raise UsageError(f"there is no folder {named}")
    return folder


def output_folder(named: str | None, site: Path) -> Path:
    """Absolute."""
    return Path(named).resolve() if named else site / OUTPUT
