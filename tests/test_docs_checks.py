"""docs/checks.md lists every rule as `newsgen check --list-rules` does; run as a program, this prints the list anew."""

from __future__ import annotations

import re
from pathlib import Path

from newsgen.rules import FAMILIES

PAGE = Path(__file__).resolve().parent.parent / "docs" / "checks.md"
HEADING = "## The rules\n"


def listed() -> str:
    parts = []
    for name, rules in FAMILIES.items():
        rows = [f"| `{rule.name}` | {rule.severity} | {rule.finds} |" for rule in rules]
        parts.append("\n".join([f"### {name}\n", "| rule | severity | what it finds |", "|---|---|---|", *rows]))
    return "\n\n".join(parts)


def test_the_page_lists_every_rule_as_the_program_does():
    after = PAGE.read_text(encoding="utf-8").partition(HEADING)[2]
    found = re.split(r"^## ", after, maxsplit=1, flags=re.MULTILINE)[0].strip()
    assert found == listed(), "run `python tests/test_docs_checks.py` and put its output below the heading"


if __name__ == "__main__":
    print(listed())  # noqa: T201 -- to be put into the page
