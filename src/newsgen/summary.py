"""What a proposed change does, as Markdown for whoever decides on it, in the language of the site.

It may stand where everybody reads it: of what is held back it tells the file and the time, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from newsgen import permalink
from newsgen.article import Moment
from newsgen.changes import Changes, Lead, Told
from newsgen.config import Config
from newsgen.dates import format_moment, is_rtl
from newsgen.errors import Problem
from newsgen.gate import Held
from newsgen.languages import locale_of
from newsgen.scan import visible
from newsgen.words import Words

LONGEST = 50
"""Lines of one list; beyond that, a count."""

_MARKS = re.compile(r"([!#&*+.:<>@\[\\\]^_`{|}~-])")
"""Every sign that may mean something in Markdown."""


class Summary:
    def __init__(self, config: Config, words: Words) -> None:
        self.config = config
        self.words = words
        parts = urlsplit(config.base_url)
        self.origin = f"{parts.scheme}://{parts.netloc}"

    def word(self, message: str) -> str:
        return self.words.gettext(message)

    def counted(self, singular: str, plural: str, number: int) -> str:
        return self.words.ngettext(singular, plural, number) % {"num": self._number(number)}

    def _number(self, number: int) -> str:
        from babel.numbers import format_decimal

        return format_decimal(number, locale=locale_of(self.words.lang))

    def refused(self, problems: Sequence[Problem]) -> str:
        """Of a build that published nothing."""
        errors = [problem for problem in problems if problem.is_error]
        count = self.counted(
            "Nothing is published: %(num)s problem.", "Nothing is published: %(num)s problems.", len(errors)
        )
        return self._page([count, *self._list("", [self._problem(problem) for problem in errors])])

    def told(self, changes: Changes) -> str:
        parts = [self.word("Nothing changes for readers.")] if changes.nothing else []
        if changes.basis == "nothing":
            parts.append(self.word("No earlier build was found: all pages count as new."))
        if changes.basis == "register":
            parts.append(self.word("No earlier build was found: addresses are compared, but not what pages say."))
        parts += self._list(self.word("New"), map(self._linked, changes.new))
        parts += self._list(self.word("Changed"), map(self._linked, changes.changed))
        parts += self._list(self.word("Retracted"), map(self._linked, changes.retracted))
        parts += self._list(self.word("Withdrawn"), map(_code, changes.withdrawn))
        parts += self._list(self.word("Addresses that lead elsewhere"), map(self._lead, changes.leads))
        parts += self._list(self.word("Held back"), map(self._held, sorted(changes.held, key=_soonest_first)))
        if changes.anew:
            parts.append(
                self.counted(
                    "%(num)s page is made again for a change of settings or templates.",
                    "%(num)s pages are made again for a change of settings or templates.",
                    changes.anew,
                )
            )
        if changes.others:
            parts.append(
                self.counted(
                    "%(num)s other file changes with this: a list, a feed or a neighbouring page.",
                    "%(num)s other files change with this: lists, feeds and neighbouring pages.",
                    changes.others,
                )
            )
        return self._page(parts)

    def _page(self, parts: Iterable[str]) -> str:
        text = "\n\n".join([f"## {_plain(self.word('What this change does'))}", *parts])
        if is_rtl(self.words.lang):
            text = f'<div dir="rtl">\n\n{text}\n\n</div>'
        return text + "\n"

    def _list(self, heading: str, items: Iterable[str]) -> list[str]:
        lines = [f"- {item}" for item in items]
        if not lines:
            return []
        count = f" ({self._number(len(lines))})" if len(lines) > 1 else ""
        if len(lines) > LONGEST:
            rest = len(lines) - LONGEST
            lines = [*lines[:LONGEST], f"- {self.word('and %(num)s more') % {'num': self._number(rest)}}"]
        shown = "\n".join(lines)
        return [f"### {_plain(heading)}{count}", shown] if heading else [shown]

    def _linked(self, page: Told) -> str:
        href = self.origin + permalink.href(self.config.root, page.address)
        day = f"{_plain(self._time(page.date, page.lang))} " if page.date is not None else ""
        return f"{day}[{_plain(page.title)}](<{href}>) {_code(page.address)}"

    def _lead(self, lead: Lead) -> str:
        return f"{_code(lead.address)} → {_code(lead.target)}"

    def _held(self, held: Held) -> str:
        path = _code(f"{self.config.content}/{held.source}")
        if held.until is None:
            return f"{path}: {_plain(self.word('Expired') if held.reason == 'expired' else self.word('Draft'))}"
        local = held.until.astimezone(ZoneInfo(self.config.timezone))
        time = self._time(Moment.of(local), self.words.lang)
        return f"{path}: {_plain(self.word('until %(time)s') % {'time': f'{time} ({self.config.timezone})'})}"

    def _problem(self, problem: Problem) -> str:
        where = _code(f"{problem.path}:{problem.line}" if problem.line else problem.path)
        return where if problem.private else f"{where}: {_plain(problem.message)}"

    def _time(self, moment: Moment, lang: str) -> str:
        return format_moment(moment, lang, self.config.in_language(lang).date_format)


def _soonest_first(held: Held) -> tuple[bool, float, str]:
    return held.until is None, held.until.timestamp() if held.until is not None else 0.0, held.source


def _plain(text: str) -> str:
    """The text on one line, in which no sign means anything to Markdown."""
    return _MARKS.sub(r"\\\1", visible(" ".join(text.split())))


def _code(text: str) -> str:
    text = visible(text)
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    space = " " if longest else ""
    return f"{fence}{space}{text}{space}{fence}"
