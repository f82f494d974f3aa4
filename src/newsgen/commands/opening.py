"""What several commands begin with."""

from __future__ import annotations

from pathlib import Path

from newsgen.errors import UsageError

OUTPUT = "build"
"""The output folder, in the site's folder, where none is named."""


def site_folder(named: str) -> Path:
    """Absolute. Raises `UsageError` where there is none."""
    folder = Path(named).resolve()
    if not folder.is_dir():
        raise UsageError(f"there is no folder {named}")
    return folder


def output_folder(named: str | None, site: Path) -> Path:
    """Absolute."""
    return Path(named).resolve() if named else site / OUTPUT
