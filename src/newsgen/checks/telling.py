"""Findings in words: for people at a terminal, as JSON, as annotations for GitHub."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import groupby

from newsgen import report
from newsgen.checks.finding import Finding
from newsgen.rules import FAMILIES, RULES
from newsgen.scan import visible

FEW = 10
"""Findings of one rule that are told one by one; of more, only the first places."""
_FIRST = 3
_ORDER = {name: place for place, name in enumerate(RULES)}


def by_rule(findings: Sequence[Finding]) -> Iterator[tuple[str, list[Finding]]]:
    """Errors first, then in the order of the rules."""
    for (_, rule), found in groupby(sorted(findings, key=_rank), key=lambda finding: _rank(finding)[:2]):
        yield list(RULES)[rule], list(found)


def _rank(finding: Finding) -> tuple[object, int, Finding]:
    return not finding.problem.is_error, _ORDER[finding.rule], finding


def text(findings: Sequence[Finding], sources: int, *, whole: bool) -> str:
    """All findings, those of a rule that found many in a few lines unless the `whole` is asked for; then the count."""
    blocks = []
    for rule, found in by_rule(findings):
        if whole or len(found) <= FEW:
            blocks += [_one(finding) for finding in found]
        else:
            blocks.append(_many(rule, found))
    return "\n\n".join([*blocks, count_of(findings, sources)])


def _one(finding: Finding) -> str:
    lines = report.problem_text(finding.problem).split("\n")
    return "\n".join([f"{lines[0]} [{finding.rule}]", *lines[1:]])


def _many(rule: str, found: Sequence[Finding]) -> str:
    files = len({finding.problem.path for finding in found})
    kind = "errors" if found[0].problem.is_error else "warnings"
    head = f"{rule}: {len(found):,} {kind} in {files:,} {_plural(files, 'file', 'files')}: {RULES[rule].finds}"
    places = [f"  {_place(finding)}: {finding.problem.message}" for finding in found[:_FIRST]]
    hints = {finding.problem.hint for finding in found}
    hint = [f"  ╰ {hints.pop()}"] if len(hints) == 1 and "" not in hints else []
    return "\n".join(
        visible(line) for line in [head, *places, *hint, f"  ╰ newsgen check --rule {rule} --all lists them"]
    )


def _place(finding: Finding) -> str:
    problem = finding.problem
    return f"{problem.path}:{problem.line}" if problem.line else problem.path


def count_of(findings: Sequence[Finding], sources: int) -> str:
    """`2 errors and 495 warnings in 230 files; 2,080 were checked.`"""
    errors = sum(finding.problem.is_error for finding in findings)
    warnings = len(findings) - errors
    parts = [
        f"{count:,} {_plural(count, one, f'{one}s')}"
        for count, one in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    checked = f"{sources:,} {_plural(sources, 'file was', 'files were')} checked."
    if not parts:
        return f"Nothing found; {checked}"
    files = len({finding.problem.path for finding in findings})
    return f"{' and '.join(parts)} in {files:,} {_plural(files, 'file', 'files')}; {checked}"


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


def github(findings: Sequence[Finding], sources: int, *, whole: bool) -> str:
    """Annotations; of what is held back only where it is. Of a rule that found many, the first."""
    blocks = []
    for rule, found in by_rule(findings):
        shown = found if whole else found[:FEW]
        blocks.append(report.github((finding.problem for finding in shown), "check"))
        if len(shown) < len(found):
            blocks.append(f"{rule}: {len(found) - len(shown):,} more; newsgen check --rule {rule} --all lists them")
    return "\n".join([*blocks, count_of(findings, sources)])


def as_json(findings: Sequence[Finding], sources: int, seconds: float) -> str:
    told = [
        {
            "path": finding.problem.path,
            "line": finding.problem.line or None,
            "rule": finding.rule,
            "severity": finding.problem.severity,
            "message": finding.problem.message,
            "hint": finding.problem.hint or None,
            "private": finding.problem.private,
        }
        for finding in findings
    ]
    result = {
        "ok": not any(finding.problem.is_error for finding in findings),
        "checked": sources,
        "findings": told,
        "seconds": round(seconds, 3),
    }
    return json.dumps(result, ensure_ascii=False, indent=2)


def rules() -> str:
    """Every rule, with what it finds."""
    width = max(map(len, RULES))
    families = [
        "\n".join([name, *(f"  {rule.name:<{width}}  {rule.severity:<7}  {rule.finds}" for rule in known)])
        for name, known in FAMILIES.items()
    ]
    return "\n\n".join(families)
