from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# What these assert is told in full, as in a module of tests.
pytest.register_assert_rewrite("tests.editing", "tests.server")

# The machine is shared and slow at times: a deadline would fail tests for its load.
settings.register_profile("newsgen", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("newsgen")

for name in ("SOURCE_DATE_EPOCH", "GITHUB_ACTIONS", "FORCE_COLOR", "NO_COLOR", "COLUMNS"):
    os.environ.pop(name, None)

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def missing() -> Callable[[str], None]:
    """Skips a test for the reason given, or fails it where CI is set."""

    def leave(reason: str) -> None:
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return leave


@pytest.fixture(scope="session")
def needs(missing: Callable[[str], None]) -> Callable[..., str]:
    """Finds a program by any of its names; without it the test is skipped, or fails where CI is set."""

    def find(*names: str) -> str:
        for name in names:
            if found := shutil.which(name):
                return found
        missing(f"needs {' or '.join(names)}, which is not installed")
        return ""

    return find


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of real archives that NEWSGEN_CORPORA names."""
    folder = os.environ.get("NEWSGEN_CORPORA")
    if not folder:
        pytest.skip("NEWSGEN_CORPORA names no folder of real archives")
    return Path(folder)


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's own folder."""
    return ROOT
