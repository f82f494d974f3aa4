"""Markdown before Python-Markdown sees it: fences and raw HTML set aside, lists parted from paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from markdown import Markdown
from markdown.preprocessors import HtmlBlockPreprocessor, Preprocessor

from newsgen.dialects import MarkupError

TAB = 4
MAX_TAG_WORK = 200_000_000_000
"""Tags times characters: Python-Markdown copies the rest of the text for every block of raw HTML."""

MANY_TAGS = 500
MAX_OPEN_TAG_WORK = 20_000_000
"""Characters between each `<` and its `>`, taken together: each is read to its end, over all the others."""

_TAG = re.compile(r"<[a-zA-Z/!?]")
_FENCE = re.compile(r" {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))\Z")
_ITEM_AFTER_TEXT = re.compile(r"[^\n]\n {0,3}(?:[*+-]|1\.) +\S")
_ITEM = re.compile(r" {0,3}(?:[*+-]|\d{1,9}\.) +\S")
_INTERRUPTS = re.compile(r" {0,3}(?:[*+-]|1\.) +\S")
_BLANK = re.compile(r"(?<=\n) +\n")


class SourcePreprocessor(Preprocessor):
    """All that happens to the text as text, in one pass each for what it holds."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.text = ""
        """What the last run left for the parser."""
        self._raw_html = HtmlBlockPreprocessor(md)

    def run(self, lines: list[str]) -> list[str]:
        if any("```" in line or "~~~" in line for line in lines):
            lines = list(self._without_fences(lines))
        text = "\n".join(lines) + "\n\n"
        if "\t" in text:
            text = text.expandtabs(TAB)
        text = _BLANK.sub("\n", text)
        if "<" in text:
            _refuse_excess(text)
            text = "\n".join(self._raw_html.run(text.split("\n")))
        lines = text.split("\n")
        if _ITEM_AFTER_TEXT.search(text):
            lines = list(_with_lists_apart(lines))
            text = "\n".join(lines)
        self.text = text
        return lines

    def _without_fences(self, lines: list[str]) -> Iterator[str]:
        remaining = iter(lines)
        for line in remaining:
            fence = _FENCE.match(line)
            if not fence:
                yield line
                continue
            marks = fence[1] or fence[3]
            closing = re.compile(rf" {{0,3}}{marks[0]}{{{len(marks)},}}[ \t]*\Z")
            margin = len(line) - len(line.lstrip(" "))
            code = []
            # A fence that nothing closes runs to the end, as in CommonMark.
            for inside in remaining:
                if closing.match(inside):
                    break
                code.append(inside[min(margin, len(inside) - len(inside.lstrip(" "))) :])
            language = (fence[2] or fence[4] or "").strip().partition(" ")[0]
            kind = f' class="language-{escape(language)}"' if language else ""
            content = escape("\n".join([*code, ""]), quote=False)
            yield ""
            yield self.md.htmlStash.store(f"<pre><code{kind}>{content}</code></pre>")
            yield ""


def _with_lists_apart(lines: list[str]) -> Iterator[str]:
    """A blank line before each list that follows a paragraph directly, where Python-Markdown wants one."""
    in_list = False
    before = ""
    for line in lines:
        if not line:
            in_list = False
        elif not in_list:
            if _INTERRUPTS.match(line):
                if before and not before.startswith("    "):
                    yield ""
                in_list = True
            elif not before and _ITEM.match(line):
                in_list = True
        yield line
        before = line


def _refuse_excess(text: str) -> None:
    tags = text.count("<")
    if tags < MANY_TAGS:
        return
    if tags * len(text) > MAX_TAG_WORK:
        raise MarkupError("this text is too long for so many HTML tags", "divide it into several files")
    work = end = 0
    for tag in _TAG.finditer(text):
        if end < tag.start():
            end = text.find(">", tag.start())
            end = len(text) if end < 0 else end
        work += end - tag.start()
        if work > MAX_OPEN_TAG_WORK:
            line = text.count("\n", 0, tag.start()) + 1
            raise MarkupError("a `<` has no `>`, in many places", "write `&lt;` where no HTML is meant", line)
