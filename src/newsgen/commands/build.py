"""`newsgen build`: options to an order, an outcome to words and an exit code."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from newsgen import collector, report, settings, wording
from newsgen.build import build
from newsgen.commands.opening import OUTPUT, output_folder, site_folder
from newsgen.config import Config
from newsgen.errors import MachineError, Problem, ProblemsFound, UsageError
from newsgen.order import Order, moment
from newsgen.outcome import Outcome
from newsgen.permalink import output_path


def run(
    *,
    site: str,
    output: str | None,
    jobs: int | None,
    drafts: bool,
    at: str | None,
    clean: bool,
    keep_going: bool,
    why: str | None,
    form: report.Format,
    accept_loss: int = 0,
    next_change: bool = False,
    summary: str | None = None,
) -> int:
    """The exit code. Other errors than problems in the content are raised."""
    started = time.monotonic()
    collector.spare()
    folder = site_folder(site)
    target = output_folder(output, folder)
    _check_output(target, folder, drafts=drafts, named=output is not None)
    if drafts and summary:
        raise UsageError("--summary tells what readers see, and --drafts shows what they do not; leave one of them out")
    outcome = None
    config = None
    sources = 0
    try:
        config = settings.load(folder)
        order = Order(
            site=folder,
            output=target,
            now=moment(at, config),
            jobs=jobs,
            drafts=drafts,
            clean=clean,
            keep_going=keep_going,
            why=_wanted(why, target) if why else "",
            compare=summary is not None,
            accept_loss=accept_loss,
        )
        if next_change:
            from newsgen.schedule import ahead

            change = ahead(order, config)
            if change is not None:
                click.echo(change.astimezone(ZoneInfo(config.timezone)).isoformat())
            return 0
        with report.Terminal(sys.stderr) as terminal:
            outcome = build(order, config, terminal)
        problems, sources = report.with_excerpts(outcome.problems, folder), outcome.sources
    except ProblemsFound as found:
        problems, sources = report.with_excerpts(found.problems, folder), found.sources
    seconds = time.monotonic() - started
    failed = any(problem.is_error for problem in problems)
    if summary:
        _summarise(Path(summary), folder, config, outcome, problems)
    if form == "json":
        click.echo(report.as_json(outcome, problems, seconds))
        return int(failed)
    shown = os.path.relpath(target)
    ending = f"Nothing was written; {shown}/ is as it was." if outcome is None else "Everything else was published."
    _tell_problems(problems, sources, form, ending)
    if outcome is not None and config is not None:
        click.echo(report.outcome_text(outcome, order.why, config, shown, seconds, private=form != "github"))
    return int(failed)


def _tell_problems(problems: list[Problem], sources: int, form: report.Format, ending: str) -> None:
    if not problems:
        return
    if form == "github":
        errors = [problem for problem in problems if problem.is_error]
        last = f"\n{report.count_of(errors, sources)} {ending}" if errors else ""
        click.echo(report.github(problems) + last)
        return
    text = report.problems_text(problems, sources, ending)
    click.echo((report.coloured(text) if sys.stderr.isatty() else text) + "\n", err=True)


def _summarise(file: Path, site: Path, config: Config | None, outcome: Outcome | None, problems: list[Problem]) -> None:
    """Add to the file what readers will see changed; who writes it may have other things to say there."""
    from newsgen import words
    from newsgen.summary import Summary

    config = config or Config(title="")  # one that cannot be read has no language
    own, _ = wording.read(site, config.all_languages)
    told = Summary(config, words.for_language(config.language, own.get(config.language)))
    changes = outcome.changes if outcome is not None else None
    text = told.told(changes) if changes is not None else told.refused(problems)
    try:
        with file.open("a", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise MachineError(f"the summary could not be written into {file}: {error.strerror}") from error


def _check_output(target: Path, site: Path, *, drafts: bool, named: bool) -> None:
    if drafts and (not named or target == site / OUTPUT):
        raise UsageError(
            "--drafts shows what is not public, so it needs a folder of its own, which is never deployed:\n"
            "newsgen build --drafts --output preview"
        )
    if site == target or site.is_relative_to(target):
        raise UsageError(f"the output folder {target} holds the site itself; choose one inside or beside it")
    for name in ("content", "templates", "static", ".newsgen"):
        if target.is_relative_to(site / name):
            raise UsageError(f"the output folder cannot lie in {name}/; choose another with --output")


def _wanted(path: str, target: Path) -> str:
    """The output that is meant by a path in the output folder or by an address."""
    absolute = Path(path).absolute()
    if absolute.is_relative_to(target):
        path = absolute.relative_to(target).as_posix() + ("/" if path.endswith("/") or absolute.is_dir() else "")
    return output_path("/" + path.lstrip("/").removeprefix("./"))
