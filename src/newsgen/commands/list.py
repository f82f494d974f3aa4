"""`newsgen list`: which articles there are, as a table for people or JSON for programs."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from newsgen import collector, inventory, report, settings
from newsgen.article import Article
from newsgen.config import Config
from newsgen.executors import Workers
from newsgen.inventory import Inventory
from newsgen.listing import Row

_LEAST_TITLE = 24
"""Columns of the terminal that a headline needs; where paths leave less, they stand below."""


def run(site: Path, words: Sequence[str], *, as_json: bool, now: dt.datetime, width: int) -> None:
    """Print what meets all the filters. `width` is the terminal's; 0 for a file or another program."""
    collector.spare()
    config = settings.load(site)
    known = inventory.filters(site, config)
    asked = known.read(words)
    with contextlib.ExitStack() as stack:
        workers = stack.enter_context(Workers())
        with report.Terminal(sys.stderr) as terminal:
            progress = partial(terminal.step, "Reading")
            taken = stack.enter_context(inventory.taken(site, config, now, workers, progress))
        rows = taken.find(asked)
        if as_json:
            click.echo(json.dumps([_described(row, taken) for row in rows], ensure_ascii=False, indent=2))
            return
        lines = _table(rows, config, width) if width else _lines(rows, config)
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
        for problem in taken.problems:
            _say(report.problem_text(problem))
        if not rows:
            _say(known.advice(asked, taken.rows.carried) or "nothing matches")
        elif width:
            _say(f"\n{len(rows):,} of {taken.count():,}" if asked else f"\n{len(rows):,} in all")
        if taken.state is None:
            _say(
                "There is no finished build of this site as it is, so all files were read. Build, and this is quicker."
            )


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _lines(rows: Sequence[Row], config: Config) -> Iterator[str]:
    """For other programs: date, state, headline and path, divided by tabs."""
    zone = ZoneInfo(config.timezone)
    for row in rows:
        yield f"{row.moment}\t{_state(row, zone)}\t{row.title}\t{config.content}/{row.path}"


def _table(rows: Sequence[Row], config: Config, width: int) -> Iterator[str]:
    zone = ZoneInfo(config.timezone)
    states = [_state(row, zone) for row in rows]
    dates = max((len(row.moment) for row in rows), default=0)
    widest = max((len(state) for state in states), default=0)
    paths = max((_cells(row.path) for row in rows), default=0) + len(config.content) + 1
    longest = max((_cells(row.title) for row in rows), default=0)
    before = dates + widest + 4
    beside = width - before - paths - 2 >= min(longest, _LEAST_TITLE)
    titles = min(longest, width - before - paths - 2) if beside else max(_LEAST_TITLE, width - before)
    for row, state in zip(rows, states, strict=True):
        title = _cut(row.title, titles)
        path = click.style(f"{config.content}/{row.path}", dim=True)
        shown = state.ljust(widest)
        coloured = (
            shown if row.state == "public" else click.style(shown, fg="red" if row.state == "broken" else "yellow")
        )
        if beside:
            title += " " * (titles - _cells(title)) + f"  {path}"
        yield f"{row.moment.ljust(dates)}  {coloured}  {title}"
        if not beside:
            yield f"{' ' * dates}  {path}"


def _state(row: Row, zone: ZoneInfo) -> str:
    if not row.until or row.state == "future":
        return row.state
    return f"{row.state} until {dt.datetime.fromisoformat(row.until).astimezone(zone):%Y-%m-%d %H:%M}"


def _cells(text: str) -> int:
    """Columns that a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def _cut(text: str, width: int) -> str:
    if _cells(text) <= width:
        return text
    kept = text[: width - 1]
    while _cells(kept) >= width:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def _described(row: Row, taken: Inventory) -> dict[str, object]:
    document = taken.document(row.path)
    described: dict[str, object] = {
        "path": f"{taken.config.content}/{row.path}",
        "state": row.state,
        "until": row.until or None,
        "title": row.title if document is not None else None,
    }
    if document is None:
        return described | {"problem": row.title}
    described |= {
        "lang": document.lang,
        "address": document.address,
        "updated": document.updated.isoformat() if document.updated is not None else None,
        "summary": document.summary or None,
    }
    if not isinstance(document, Article):
        return described
    return described | {
        "date": document.date.isoformat(),
        "image": document.image.target if document.image is not None else None,
        "terms": {taxonomy: list(labels) for taxonomy, labels in document.terms},
    }
