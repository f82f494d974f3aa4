"""`newsgen check`: options to an order, findings to words and an exit code."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import click
import msgspec

from newsgen import collector, report, settings
from newsgen.checks import telling
from newsgen.checks.finding import Finding
from newsgen.checks.inspection import inspect
from newsgen.checks.selection import located, select
from newsgen.commands.opening import output_folder, site_folder
from newsgen.config import Checks
from newsgen.errors import Problem, ProblemsFound, UsageError, did_you_mean
from newsgen.order import Order, moment
from newsgen.rules import BUILD_ERROR, RULES


def run(
    *,
    site: str,
    paths: Sequence[str],
    rules: Sequence[str],
    at: str | None,
    jobs: int | None,
    form: report.Format,
    strict: bool,
    whole: bool,
) -> int:
    """The exit code. Other errors than findings are raised."""
    started = time.monotonic()
    collector.spare()
    folder = site_folder(site)
    for rule in rules:
        if rule not in RULES:
            raise UsageError(
                f'there is no rule "{rule}"{did_you_mean(rule, RULES)}\nAll of them: newsgen check --list-rules'
            )
    within = [_within(path, folder) for path in paths]
    checks, sources = Checks(), 0
    try:
        config = settings.load(folder)
        checks = config.checks
        order = Order(site=folder, output=output_folder(None, folder), now=moment(at, config), jobs=jobs)
        with report.Terminal(sys.stderr) as terminal:
            inspection = inspect(order, config, terminal)
        found = select(inspection.findings, checks, inspection.silent, rules=rules, paths=within)
        sources = inspection.sources
    except ProblemsFound as refused:
        found = tuple(Finding(problem, BUILD_ERROR) for problem in refused.problems)
    _tell(list(located(found, folder)), folder, sources, form, time.monotonic() - started, whole=whole)
    return int(any(finding.problem.is_error or strict for finding in found))


def _tell(
    found: Sequence[Finding], site: Path, sources: int, form: report.Format, seconds: float, *, whole: bool
) -> None:
    if form == "json":
        click.echo(telling.as_json(found, sources, seconds))
    elif form == "github":
        click.echo(telling.github(found, sources, whole=whole))
    else:
        text = telling.text(_with_excerpts(found, site), sources, whole=whole)
        click.echo(report.coloured(text) if sys.stdout.isatty() else text)


def _with_excerpts(found: Iterable[Finding], site: Path) -> list[Finding]:
    rules: dict[Problem, list[str]] = {}
    for finding in found:
        rules.setdefault(msgspec.structs.replace(finding.problem, excerpt=""), []).append(finding.rule)
    return [
        Finding(problem, rule)
        for problem in report.with_excerpts((finding.problem for finding in found), site)
        for rule in rules.get(msgspec.structs.replace(problem, excerpt=""), ())
    ]


def _within(path: str, site: Path) -> str:
    """The path as messages call it, relative to the site's folder."""
    for place in (Path(path).absolute(), site / path):
        resolved = Path(os.path.normpath(place))
        if resolved.exists() and resolved.is_relative_to(site):
            return resolved.relative_to(site).as_posix()
    raise UsageError(f"there is no file or folder {path} in this site")
