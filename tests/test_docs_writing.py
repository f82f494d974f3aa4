from __future__ import annotations

import re
from pathlib import Path

from newsgen.fields import FrontMatter

NOT_KEYS = {"terms", "lines"}
"""Fields that a reader fills in from other keys."""


def test_the_page_on_writing_lists_every_key_of_the_front_matter_and_no_other(root: Path):
    page = (root / "docs" / "writing.md").read_text(encoding="utf-8")
    table = page.split("## Keys", 1)[1].split("\n## ", 1)[0]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(set(FrontMatter.__struct_fields__) - NOT_KEYS)
