"""The problems of one file, collected while it is read."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from newsgen.errors import Problem, Severity, did_you_mean
from newsgen.yaml import Entry, Scalar, Sequence


class ValueFault(ValueError):
    """A value that its reader does not understand."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        """To stand after the key and the value: `September has 30 days`."""
        self.hint = hint

    def __str__(self) -> str:
        return self.message


class Notes:
    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        """Of the whole file."""
        self.problems: list[Problem] = []
        self._lines: list[str] | None = None

    def line(self, number: int) -> str:
        """The text of a line of the file; empty where it has no such line."""
        if self._lines is None:
            self._lines = self.text.split("\n")
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    def error(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint, self.line(line)))

    def warning(self, line: int, message: str, hint: str = "", *, cause: str = "") -> None:
        self.problems.append(Problem(self.path, line, message, hint, self.line(line), "warning", cause))

    @property
    def failed(self) -> bool:
        return any(problem.severity == "error" for problem in self.problems)


@lru_cache(maxsize=4096)
def nearest(word: str, known: tuple[str, ...]) -> str:
    return did_you_mean(word, known)


def unknown_key(key: Scalar, known: Iterable[str], notes: Notes, severity: Severity, outer: str = "") -> None:
    shown = key.text if len(key.text) <= 40 else f"{key.text[:40]}…"
    what = f'unknown key "{shown}"' + (f' in "{outer}"' if outer else "")
    message = what + nearest(key.text, tuple(known))
    if severity == "error":
        notes.error(key.line, message)
    else:
        notes.warning(key.line, message, cause=what)


def repeated_key(key: Scalar, notes: Notes, *, known: bool, first: Entry | None, several: bool = False) -> None:
    """`first` is the entry that has the key already; `several` is true for a key that takes more than one item."""
    what = f'"{key.text}" is given more than once'
    several = several or (first is not None and type(first.value) is Sequence)
    advice = "put the items of both under one" if several else "keep one of the two"
    above = f"it stands in line {first.key.line} already; {advice}" if first else "keep one of them"
    if known:
        notes.error(key.line, what, above)
    else:
        notes.warning(key.line, what, above, cause=what)
