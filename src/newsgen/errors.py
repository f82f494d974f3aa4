"""What can go wrong, and what newsgen says of it.

    NewsgenError                 exit code
    ├── ProblemsFound            1   the content has problems; each is located
    ├── UsageError               2   the command or its options are wrong
    └── MachineError             4   disk, permission, lock

Any other exception is a fault of newsgen itself, and ends the program with 3.

A fault in what people wrote is a `Problem`, a value: it is collected, not raised, so that one run reports
them all. Only when nothing more can be done does `ProblemsFound` carry the collection out.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, order=True):
    """One fault in one file, said so that the person who wrote the file can mend it."""

    path: str
    """As the person knows it: relative to the site's folder, with forward slashes."""
    line: int
    """From 1; 0 when the file as a whole is meant."""
    message: str
    """What is wrong, in lower case, without a full stop."""
    hint: str = ""
    """What to do; where possible the mended line, ready to paste."""
    excerpt: str = ""
    """The line itself, as it stands in the file."""
    severity: Severity = "error"
    cause: str = ""
    """Warnings of one cause are reported in one line, with a count and the first file. Empty: reported alone."""
    private: bool = False
    """Whether it tells of what is held back: of such a problem public logs hold nothing but the place."""

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


class NewsgenError(Exception):
    """Any error that newsgen foresees. Its text is a whole message for the person at the terminal."""

    exit_code = 3


class ProblemsFound(NewsgenError):
    exit_code = 1

    def __init__(self, problems: Iterable[Problem], sources: int = 0) -> None:
        self.problems = tuple(sorted(problems))
        self.sources = sources
        """How many files were looked at; 0 where that is not known."""
        super().__init__(self.problems)

    def __str__(self) -> str:
        return f"{len(self.problems)} problems"


class UsageError(NewsgenError):
    exit_code = 2


class MachineError(NewsgenError):
    exit_code = 4


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The tail of a message, `; did you mean "tags"?`, or nothing when no known name is near."""
    near = difflib.get_close_matches(word.lower(), list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""
