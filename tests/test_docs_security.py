"""Each promise in docs/security.md names a test that is there."""

from __future__ import annotations

import re
from pathlib import Path


def test_every_promise_names_a_test_that_exists(root: Path):
    page = (root / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.split("## Promises", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    named = re.findall(r"`(tests/\w+\.py)::(test_\w+)`", table)
    assert len(named) == len(rows)
    assert [
        name for path, name in named if not re.search(rf"^def {name}\(", (root / path).read_text("utf-8"), re.MULTILINE)
    ] == []
