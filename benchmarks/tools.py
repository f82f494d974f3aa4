"""What the benchmarks need of a generator: how its sources are laid out, how it is called, what it leaves behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Protocol

import msgspec

from benchmarks import corpus
from benchmarks.stories import Story

REPOSITORY = Path(__file__).resolve().parent.parent


class Tool(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def command(self) -> tuple[str, ...]:
        """A build; it runs in the site's folder."""

    @property
    def version_command(self) -> tuple[str, ...]: ...

    @property
    def environment(self) -> dict[str, str]:
        """Beside what the terminal has."""

    @property
    def output(self) -> str:
        """The folder of the finished site, within the site's folder."""

    @property
    def leavings(self) -> tuple[str, ...]:
        """All that a build leaves in the site's folder: without them the next build is a clean one."""

    def begin(self, site: Path) -> None:
        """Writes what does not grow with the archive: settings and templates."""

    def source(self, site: Path, story: Story) -> Path: ...

    def write(self, site: Path, story: Story) -> None: ...


class Newsgen(msgspec.Struct, frozen=True):
    dialect: corpus.Dialect

    @property
    def name(self) -> str:
        return "newsgen" if self.dialect == "commonmark" else "newsgen (default dialect)"

    @property
    def command(self) -> tuple[str, ...]:
        return (*newsgen_command(), "build", "--site", ".")

    @property
    def version_command(self) -> tuple[str, ...]:
        return (*newsgen_command(), "--version")

    @property
    def environment(self) -> dict[str, str]:
        return newsgen_environment()

    @property
    def output(self) -> str:
        return "build"

    @property
    def leavings(self) -> tuple[str, ...]:
        return ("build", ".newsgen")

    def begin(self, site: Path) -> None:
        corpus.begin(site, self.dialect)

    def source(self, site: Path, story: Story) -> Path:
        return corpus.source(site, story)

    def write(self, site: Path, story: Story) -> None:
        corpus.write(site, story)


def newsgen_command() -> tuple[str, ...]:
    return (sys.executable, "-m", "newsgen")


def newsgen_environment() -> dict[str, str]:
    """So that a checkout is measured where newsgen is not installed; and as it is installed, its modules compiled."""
    inherited = os.environ.get("PYTHONPATH")
    path = os.pathsep.join([str(REPOSITORY / "src"), *([inherited] if inherited else [])])
    return {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": ""}
