"""`newsgen new`: what the article's file needs, from options or from whoever sits at the terminal."""

from __future__ import annotations

import datetime as dt
import difflib
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
import msgspec

from newsgen import settings
from newsgen.article import Moment
from newsgen.commands.new import Beginning, language, new, one_line, slug_of
from newsgen.config import Config
from newsgen.dates import DateError, Dates
from newsgen.errors import MachineError, UsageError
from newsgen.zones import today

T = TypeVar("T")


class Given(msgspec.Struct, frozen=True):
    """The options of the command, as they were typed; empty for what was not."""

    headline: str = ""
    date: str = ""
    section: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()


WHAT_NEXT = """\
That is the file of the article. Open it in a text editor, write the text below the second line ---, and save it.
To see it on the site while you write: newsgen serve"""
"""For a person at a terminal who has chosen no editor."""


def headline(words: tuple[str, ...]) -> str:
    """The one argument of the command; UsageError for a headline that a shell took apart."""
    if len(words) > 1:
        raise UsageError(f"the headline must stand in quotes; write: newsgen new {_in_quotes(' '.join(words))}")
    return "".join(words)


def _in_quotes(text: str) -> str:
    """As people quote it, where no sign in it means something to a shell between such quotes."""
    return shlex.quote(text) if set(text) & set('"$`\\!') else f'"{text}"'


def begin(site: Path, given: Given, now: dt.datetime, *, watched: bool) -> Path:
    """The file that was written. Without a headline, a person who is `watched` is asked for all that is not given."""
    config = settings.load(site)
    if given.headline:
        begun = Beginning(given.headline, _date(config, given.date, now), given.lang, given.section, given.tags)
    elif watched:
        try:
            begun = _asked(config, given, now)
        except (click.Abort, KeyboardInterrupt, EOFError):
            click.echo("\nStopped. Nothing was written.", err=True)
            sys.exit(130)
    else:
        raise UsageError('the headline is missing; write: newsgen new "Headline"')
    return new(config, site, begun)


def editor() -> str:
    """The command that people have chosen to edit files with; empty where they have not."""
    return os.environ.get("VISUAL", "").strip() or os.environ.get("EDITOR", "").strip()


def edit(path: Path) -> None:
    """Open the file in the editor, and wait until it is closed."""
    command = editor()
    if not command:
        raise UsageError("no editor is chosen; set EDITOR to its name, as in: export EDITOR=nano")
    # Ctrl-C is the editor's business while it runs; a handler, unlike SIG_IGN, is not handed on to it.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except (OSError, ValueError) as error:
        raise MachineError(f'the article is written, but the editor "{command}" could not be started') from error
    finally:
        signal.signal(signal.SIGINT, before)
    if code:
        raise MachineError(f'the article is written, but the editor "{command}" ended with {code}')


def _asked(config: Config, given: Given, now: dt.datetime) -> Beginning:
    title = _until(lambda: _title(_line("Headline")))
    date = _date(config, given.date, now) if given.date else _until(lambda: _ask_date(config, now))
    several = len(config.all_languages) > 1 and not given.lang
    lang = _until(lambda: _ask_language(config)) if several else language(config, given.lang)
    section = given.section or _ask_section(config.sections_of(lang))
    tags = given.tags or tuple(tag for tag in map(one_line, _line("Tags, divided by commas").split(",")) if tag)
    return Beginning(title, date, lang, section, tags)


def _line(question: str, default: str = "") -> str:
    answer: str = click.prompt(question, default=default, show_default=bool(default), prompt_suffix=": ")
    return answer.strip()


def _until(ask: Callable[[], T]) -> T:
    """The answer, once it can be used."""
    while True:
        try:
            return ask()
        except UsageError as error:
            click.echo(f"  {error}")


def _title(answer: str) -> str:
    title = one_line(answer)
    slug_of(title)
    return title


def _date(config: Config, text: str, now: dt.datetime) -> Moment:
    if not text:
        return Moment(today(config.timezone, now))
    try:
        return Dates(config.timezone, config.all_languages).read(text)
    except DateError as error:
        hint = f"; {error.hint}" if error.hint else ""
        raise UsageError(f'date "{text}": {error.message}{hint}') from None


def _ask_date(config: Config, now: dt.datetime) -> Moment:
    return _date(config, _line("Date", str(today(config.timezone, now))), now)


def _ask_language(config: Config) -> str:
    return language(config, _line(f"Language ({', '.join(config.all_languages)})", config.language))


def _ask_section(sections: Sequence[str]) -> str:
    """One of the site's, by its number or name; or another one."""
    names = {section.lower(): section for section in sections}
    for number, section in enumerate(sections, 1):
        click.echo(f"  {number} {section}")
    while True:
        answer = one_line(_line("Section, by number or name" if sections else "Section"))
        if answer.isdecimal() and sections:
            if 1 <= int(answer) <= len(sections):
                return sections[int(answer) - 1]
            click.echo(f"  there is no section {answer}; write 1 to {len(sections)}, a name, or nothing")
            continue
        if answer.lower() in names or not answer:
            return names.get(answer.lower(), "")
        near = difflib.get_close_matches(answer.lower(), names, n=1)
        if not near or click.confirm(f'  "{answer}" is a new section; did you mean "{names[near[0]]}"? Begin it'):
            return answer
