"""The dialects of Markdown, and what they share.

A dialect is a function from Markdown to HTML that is neither cleaned nor linked yet. All dialects write the same
HTML for the same thing: `class="align-right"` on a cell, `sup.footnote-ref`, `div.footnotes`, `pre > code`.
"""

from __future__ import annotations

import re
from typing import Protocol

from newsgen.errors import NewsgenError

MAX_MARKS = 64
"""Quotes and lists that one line may open within one another."""

_DEEP = re.compile(rf"\n(?:[ \t]*(?:>|(?:[*+-]|\d{{1,9}}[.)])[ \t])){{{MAX_MARKS}}}")


class MarkupError(NewsgenError):
    """A body that cannot be rendered."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "", line: int = 1) -> None:
        super().__init__(message, hint, line)
        self.message = message
        self.hint = hint
        self.line = line
        """From 1: of the body where a dialect raises it, of the file where `markup.render` does."""

    def __str__(self) -> str:
        return self.message


class Dialect(Protocol):
    def __call__(self, text: str, lang: str) -> str:
        """HTML of a body. Text has no control characters but tab and newline; `lang` is a BCP 47 tag.

        Raises MarkupError for what nests deeper than any reader could follow.
        """
        ...


def dialect(name: str) -> Dialect:
    """The dialect of a name that the configuration allows. Its library is imported here, not before."""
    if name == "commonmark":
        from newsgen.dialects import commonmark

        return commonmark.html
    from newsgen.dialects import markdown

    return markdown.html


def refuse_deep_nesting(text: str) -> None:
    # A newline to search for is what makes this cheap.
    deep = _DEEP.search(f"\n{text}")
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise MarkupError(f"{MAX_MARKS} quotes or lists within one another", "flatten them", line)
