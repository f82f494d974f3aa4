"""Keys of the front matter that stand in the text, below the dashes that close it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsgen.checks.finding import Finding, finding
from newsgen.checks.manuscript import Manuscript
from newsgen.fields import NO_KEYS, FrontMatter
from newsgen.synonyms import SYNONYMS

_KEYS = "|".join(sorted({*FrontMatter.__struct_fields__, *SYNONYMS} - {*NO_KEYS}))
_KEY = re.compile(rf"^({_KEYS}):(?:[ \t]+(\S.*))?[ \t]*$", re.MULTILINE)
_VALUE = re.compile(r"\[.*\]|\d{4}-\d{2}-\d{2}\b.*|true|false")
"""What nobody writes behind a word and a colon in a text."""
_ITEM = re.compile(r"\n[ \t]*- |\n[ \t]+[a-z_]+:")


def key_in_text(manuscript: Manuscript) -> Iterator[Finding]:
    """One for a document: those below it are of the same paragraph."""
    text = manuscript.text
    for match in _KEY.finditer(text):
        above = text[: match.start()]
        first = not above.strip("-\n \t")
        if not first and above.rstrip(" \t")[-2:] != "\n\n":
            continue
        value = match[2] or ""
        told = first or (_VALUE.fullmatch(value.strip()) if value else _ITEM.match(text, match.end()))
        if told and f"{match[1]}:" in manuscript.prose:
            line = manuscript.first_line + text.count("\n", 0, match.start())
            message = f'"{match[1]}:" stands below the front matter, so it is shown as text and does nothing'
            yield finding("key-in-text", manuscript.path, line, message, "move it above the --- that close it")
            return
