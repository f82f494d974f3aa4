"""Which findings are told: rules may be off in the configuration, or silenced by an article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

import msgspec

from newsgen.checks.finding import Finding
from newsgen.config import Checks
from newsgen.rules import BUILD_ERROR
from newsgen.text import lines_below


def select(
    findings: Iterable[Finding],
    checks: Checks,
    silent: Mapping[str, Collection[str]],
    *,
    rules: Collection[str] = (),
    paths: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """With their severity; of `rules` and below `paths` only, where these are given.

    A rule that is asked for by name is applied though it is off. What a build refuses nobody silences.
    """
    off = {*checks.off} - {*rules}
    return tuple(
        _graded(each, checks)
        for each in findings
        if each.rule == BUILD_ERROR or not (each.rule in off or each.rule in silent.get(each.problem.path, ()))
        if not rules or each.rule in rules
        if not paths or any(_is_within(each.problem.path, path) for path in paths)
    )


def _graded(finding: Finding, checks: Checks) -> Finding:
    if finding.rule not in checks.errors:
        return finding
    return msgspec.structs.replace(finding, problem=msgspec.structs.replace(finding.problem, severity="error"))


def _is_within(path: str, folder: str) -> bool:
    return folder in {path, "."} or path.startswith(f"{folder}/")


def located(findings: Iterable[Finding], site: Path) -> list[Finding]:
    """The findings in order, those that know only words of their file at the line on which these stand."""
    lines = lines_below(site)

    def at_its_line(finding: Finding) -> Finding:
        found = _line_of(finding.sought, lines(finding.problem.path)) if finding.sought else 0
        if not found:
            return finding
        return msgspec.structs.replace(finding, problem=msgspec.structs.replace(finding.problem, line=found))

    return sorted(map(at_its_line, findings))


def _line_of(words: str, lines: Sequence[str]) -> int:
    """The line that is nothing but these words, as an item of a list is; else the first that holds them; 0 for none."""
    holding = [number for number, line in enumerate(lines, 1) if words in line]
    alone = (number for number in holding if lines[number - 1].strip(" -\"',") == words)
    return next(alone, holding[0] if holding else 0)
