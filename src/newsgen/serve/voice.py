"""What serving says in the terminal: an address, what is shown, a line for each edit, and what is wrong."""

from __future__ import annotations

import datetime as dt

from newsgen import report
from newsgen.errors import Problem
from newsgen.report import Terminal
from newsgen.scan import LEFTOVERS
from newsgen.serve.session import Session


class Voice:
    def __init__(self, terminal: Terminal, *, drafts: bool, colours: bool) -> None:
        self._terminal = terminal
        self._drafts = drafts
        self._colours = colours
        self._told: frozenset[Problem] = frozenset()

    def say(self, sentence: str) -> None:
        self._terminal.say(sentence)

    def begun(self, session: Session, seconds: float) -> None:
        preview = session.preview
        if preview is not None:
            count = len(preview.gate.articles)
            self.say(f"Read {count:,} {'article' if count == 1 else 'articles'} in {seconds:.1f} s.")
            if held := session.held:
                label = "Shown, though not public" if self._drafts else "Held back"
                self.say(f"{label}: {report.held_text(held, preview.edition.frame.config)}")
        self._tell_problems(session)

    def changed(self, session: Session, paths: set[str], seconds: float) -> None:
        # Of what an editor leaves beside a file nobody wants to hear.
        if named := [path for path in sorted(paths) if not _is_passing(path)]:
            more = f" and {len(named) - 1:,} more" if len(named) > 1 else ""
            now = dt.datetime.now().astimezone()
            self.say(f"{now:%H:%M:%S}  {named[0]}{more}  {seconds:.2f} s")
        self._tell_problems(session)

    def _tell_problems(self, session: Session) -> None:
        """Those that are new; and that the errors are gone, when they are."""
        problems, before = frozenset(session.problems), self._told
        self._told = problems
        if new := problems - before:
            text = report.problems_text(report.with_excerpts(new, session.site), 0, "")
            self.say(f"\n{report.coloured(text) if self._colours else text}\n")
        if _errors(before) and not _errors(problems):
            self.say("Mended: nothing keeps the site from being published.")


def _errors(problems: frozenset[Problem]) -> bool:
    return any(problem.is_error for problem in problems)


def _is_passing(path: str) -> bool:
    return path.endswith(LEFTOVERS) or path.rpartition("/")[2].startswith(".")
