"""What newsgen says: problems, results, progress; as text for people, as JSON, as annotations for GitHub."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, Self, TextIO

import msgspec

from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.gate import Reason
from newsgen.outcome import Outcome, Waiting
from newsgen.scan import visible
from newsgen.text import lines_below

Format = Literal["text", "json", "github"]

PATIENCE = 1.0
"""Seconds before a progress bar appears."""

_REASONS: dict[Reason, tuple[str, str]] = {
    "draft": ("draft", "drafts"),
    "future": ("dated in the future", "dated in the future"),
    "embargo": ("embargoed", "embargoed"),
    "expired": ("expired", "expired"),
}


class Terminal:
    """Tells a person how a build goes on: nothing when it is quick, or when nobody watches."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = time.monotonic()
        self._watched = stream.isatty()
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._clear()

    def step(self, name: str, done: int, total: int) -> None:
        if not self._watched or time.monotonic() - self._started < PATIENCE:
            return
        filled = round(24 * done / max(1, total))
        line = f"{name} {'━' * filled}{'╌' * (24 - filled)} {done:,} of {total:,}"
        self._stream.write("\r" + line.ljust(self._width))
        self._stream.flush()
        self._width = len(line)

    def say(self, sentence: str) -> None:
        self._clear()
        self._stream.write(sentence + "\n")
        self._stream.flush()

    def _clear(self) -> None:
        if self._width:
            self._stream.write("\r" + " " * self._width + "\r")
            self._width = 0


def with_excerpts(problems: Iterable[Problem], site: Path) -> list[Problem]:
    """The problems in order, each with the line of the file that it is about."""
    lines = lines_below(site)
    completed = []
    for problem in sorted(set(problems)):
        excerpt = problem.excerpt
        if not excerpt and 0 < problem.line <= len(lines(problem.path)):
            excerpt = lines(problem.path)[problem.line - 1]
        completed.append(msgspec.structs.replace(problem, excerpt=excerpt))
    return completed


def grouped(problems: Sequence[Problem]) -> list[tuple[Problem, int]]:
    """Each problem with how many files it stands for: warnings of one cause are told once, with the first."""
    files = Counter(cause for cause, _ in {(problem.cause, problem.path) for problem in problems if problem.cause})
    told: set[str] = set()
    result: list[tuple[Problem, int]] = []
    for problem in problems:
        if problem.cause in told:
            continue
        if problem.cause:
            told.add(problem.cause)
        result.append((problem, files[problem.cause] if problem.cause else 1))
    return result


def problem_text(problem: Problem, files: int = 1) -> str:
    """`path:line: message`, the line itself, and what to do."""
    where = f"{problem.path}:{problem.line}" if problem.line else problem.path
    kind = "" if problem.is_error else "warning: "
    more = f" (and in {files - 1:,} more {_plural(files - 1, 'file', 'files')})" if files > 1 else ""
    parts = [f"{where}: {kind}{problem.message}{more}"]
    margin = " " * (len(str(problem.line)) + 3)
    if problem.line and problem.excerpt.strip():
        parts.append(f"  {problem.line} │ {_shortened(problem.excerpt)}")
    if problem.hint:
        first, *rest = problem.hint.split("\n")
        parts.append(f"{margin if problem.line else '  '}╰ {first}")
        parts += [f"{margin}  {line}" for line in rest]
    return "\n".join(visible(line.expandtabs(4)) for part in parts for line in part.split("\n"))


def _shortened(line: str) -> str:
    line = line.rstrip().replace("\t", " ")
    return line if len(line) <= 110 else line[:109] + "…"


def problems_text(problems: Sequence[Problem], sources: int, ending: str) -> str:
    """All problems, and a last line that counts them."""
    errors = [problem for problem in problems if problem.is_error]
    blocks = [problem_text(problem, files) for problem, files in grouped(problems)]
    if errors:
        blocks.append(f"{count_of(errors, sources)} {ending}".rstrip())
    return "\n\n".join(blocks)


def count_of(errors: Sequence[Problem], sources: int) -> str:
    """`2 problems in 1 of 2,080 files.`"""
    files = len({problem.path for problem in errors})
    count = f"{len(errors):,} {_plural(len(errors), 'problem', 'problems')} in {files:,}"
    if sources > files:
        return f"{count} of {sources:,} files."
    return f"{count} {_plural(files, 'file', 'files')}."


def outcome_text(
    outcome: Outcome, asked: str, config: Config, shown_output: str, seconds: float, *, private: bool = True
) -> str:
    """What a build did, in one line or a few; what is held back is mentioned only where the reader is `private`.

    `asked` is the output about which a reason was asked for.
    """
    built = f"Built {outcome.articles:,} {_plural(outcome.articles, 'article', 'articles')} in {_duration(seconds)}"
    written = f"{len(outcome.written):,} {_plural(len(outcome.written), 'file', 'files')} written"
    left = f"{outcome.unchanged:,} unchanged, {len(outcome.removed):,} removed"
    lines = [f"{built}: {written}, {left} → {shown_output}/"]
    if outcome.held and private:
        lines.append(f"Held back: {held_text(outcome.held, config)}")
    if outcome.why:
        lines.append(f"{asked}: {outcome.why}")
    return "\n".join(lines)


def held_text(held: Sequence[Waiting], config: Config) -> str:
    by_reason = {each.reason: each for each in held}
    parts = []
    for reason, (one, many) in _REASONS.items():
        if each := by_reason.get(reason):
            first = "" if each.count == 1 else ", the first"
            when = f"{first} until {moment_text(each.until, config.timezone)}" if each.until else ""
            parts.append(f"{each.count:,} {one if each.count == 1 else many}{when}")
    return ", ".join(parts)


def moment_text(moment: dt.datetime, zone: str) -> str:
    """`28 Nov 2026 09:00 (Asia/Almaty)`."""
    from zoneinfo import ZoneInfo

    local = moment.astimezone(ZoneInfo(zone))
    month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][local.month - 1]
    return f"{local.day} {month} {local.year} {local:%H:%M} ({zone})"


def _duration(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds // 60)} min {int(seconds % 60)} s"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def github(problems: Iterable[Problem], command: str = "build") -> str:
    """Workflow commands that GitHub shows beside the lines of a pull request.

    Of what is held back only path and line are told: logs of public repositories are public. `command` is the one that
    shows it on one's own computer.
    """

    def escaped(text: str, *, value: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if value else text

    lines = []
    for problem in problems:
        place = f"file={escaped(problem.path, value=True)},line={problem.line or 1}"
        secret = f"there is a problem here; run newsgen {command} on your computer to see it"
        told = secret if problem.private else problem.message
        hint = "" if problem.private or not problem.hint else f"\n{problem.hint}"
        lines.append(f"::{problem.severity} {place}::{escaped(told + hint)}")
    return "\n".join(lines)


def as_json(outcome: Outcome | None, problems: Sequence[Problem], seconds: float) -> str:
    result: dict[str, object] = {
        "ok": outcome is not None and not any(problem.is_error for problem in problems),
        "problems": [
            {
                "path": problem.path,
                "line": problem.line or None,
                "severity": problem.severity,
                "message": problem.message,
                "hint": problem.hint or None,
            }
            for problem in problems
        ],
        "seconds": round(seconds, 3),
    }
    if outcome is not None:
        result |= {
            "articles": outcome.articles,
            "written": list(outcome.written),
            "unchanged": outcome.unchanged,
            "removed": list(outcome.removed),
            "held": {each.reason: each.count for each in outcome.held},
            "next_change": outcome.next_change.isoformat() if outcome.next_change else None,
            "why": outcome.why or None,
        }
    return json.dumps(result, ensure_ascii=False, indent=2)


def coloured(text: str) -> str:
    """The text as a terminal shows it: where it is bold, the line quiet, what to do green."""
    import click

    shown = []
    for line in text.split("\n"):
        if " │ " in line:
            shown.append(click.style(line, dim=True))
        elif line.lstrip().startswith("╰ "):
            shown.append(click.style(line, fg="green"))
        elif ": " in line and not line.startswith(" "):
            where, _, message = line.partition(": ")
            shown.append(click.style(where, bold=True) + ": " + message)
        else:
            shown.append(line)
    return "\n".join(shown)


def internal(error: Exception) -> str:
    """What to say of a fault of newsgen itself; all that is known of it is written to a file."""
    import platform
    import tempfile
    import traceback

    from newsgen import __version__

    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", prefix="newsgen-error-", suffix=".txt", delete=False
    ) as report:
        report.write(f"newsgen {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n")
        report.write("".join(traceback.format_exception(error)))
    return (
        f"newsgen: an internal error: {type(error).__name__}. This is a fault in newsgen, not in your files.\n"
        f"Please report it, with this file: {report.name}\n"
        "Read the file first: it may quote a line of an article."
    )
