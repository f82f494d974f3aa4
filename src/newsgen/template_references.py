"""Which templates a template names: what its digest has to cover."""

from __future__ import annotations

import re
from collections.abc import Iterator

SUFFIXES = frozenset({".html", ".xml", ".json", ".txt"})
"""What counts as a template; an editor's backup beside them does not."""


def references(text: str) -> Iterator[str | None]:
    """The names in a template's text; None for one that is only known on rendering.

    Read from the text alone, which takes a fiftieth of the time of parsing it, and every build does it. What stands
    in a comment counts too: a dependency too many costs a rendering, one too few leaves an outdated page.
    """
    for match in _mentions(text):
        if match["once"]:
            yield match["name"]
        elif literal := _literal(match["tag"]):
            yield from (double or single for double, single in _quoted(literal["names"]))
        else:
            yield None


_string = r"""(?:"[^"\\]*"|'[^'\\]*')"""
_mentions = re.compile(
    r"\{%[-+]?\s*(?:extends|include|import|from)\b(?P<tag>.*?)%\}"
    r"""|\b(?P<once>once)\s*\((?:\s*(?P<quote>["'])(?P<name>[^"'\\]*)(?P=quote)\s*[,)])?""",
    re.DOTALL,
).finditer
_literal = re.compile(
    rf"\s*(?P<names>{_string}|\[\s*{_string}(?:\s*,\s*{_string})*\s*,?\s*\])\s*"
    r"(?:ignore\s|with\s|without\s|import\s|as\s|[-+]?$)"
).match
_quoted = re.compile(r"""\"([^"]*)\"|'([^']*)'""").findall
