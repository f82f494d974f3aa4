"""The `commonmark` dialect: pulldown-cmark with the extensions that GitHub previews, and definition lists."""

from __future__ import annotations

import re
from collections import Counter

from pyromark import Markdown, Options

from newsgen.dialects import MarkupError, refuse_deep_nesting
from newsgen.dialects.typography import DEFAULT, localised, quotes

ARROW = "↩\ufe0e"

_markdown = Markdown(
    options=Options.ENABLE_TABLES
    | Options.ENABLE_FOOTNOTES
    | Options.ENABLE_STRIKETHROUGH
    | Options.ENABLE_SMART_PUNCTUATION
    | Options.ENABLE_DEFINITION_LIST
)
_specified = Markdown()

_TYPOGRAPHIC = "“”‘’"
_STAND_INS = "⸂⸃⸄⸅"
"""Quotation marks of textual criticism: the same to a parser, and hardly ever written."""
_SET_ASIDE = str.maketrans(_TYPOGRAPHIC, _STAND_INS)
_RESTORE = str.maketrans(_STAND_INS, _TYPOGRAPHIC)

_CELL_STYLE = re.compile(r'(<t[hd]) style="text-align: (left|center|right)">')
_NOTE_MARK = re.compile(r'<sup class="footnote-reference"><a href="#[^"]*">(\d+)</a></sup>')
_NOTE = re.compile(r'<div class="footnote-definition" id="[^"]*"><sup class="footnote-definition-label">(\d+)</sup>\s*')
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)


def html(text: str, lang: str) -> str:
    refuse_deep_nesting(text)
    rendered = _rendered(text if text.endswith("\n") else f"{text}\n", lang)
    if 'style="text-align' in rendered:
        rendered = _CELL_STYLE.sub(r'\1 class="align-\2">', rendered)
    if '<div class="footnote-definition"' in rendered:
        rendered = _with_notes_last(rendered)
    return rendered.rstrip("\n")


def specified(text: str) -> str:
    """HTML as the CommonMark specification has it, without extensions."""
    return _specified.html(text)


def _rendered(text: str, lang: str) -> str:
    marks = quotes(lang)
    if marks is DEFAULT or not ('"' in text or "'" in text):
        return _html(text)
    if any(mark in text for mark in _STAND_INS):
        return localised(_html(text), marks)
    written = any(mark in text for mark in _TYPOGRAPHIC)
    rendered = localised(_html(text.translate(_SET_ASIDE) if written else text), marks)
    return rendered.translate(_RESTORE) if written else rendered


def _html(text: str) -> str:
    try:
        return _markdown.html(text)
    except BaseException as fault:
        # A panic of the library comes as an exception that is no Exception.
        if type(fault).__name__ != "PanicException":
            raise
        raise MarkupError("this text cannot be read as Markdown", "remove parts of it to find the place") from None


def _with_notes_last(html: str) -> str:
    """Footnotes in a list at the end, numbered in the order of their marks, each with a way back."""
    notes: dict[str, str] = {}
    parts = []
    at = 0
    while note := _NOTE.search(html, at):
        end = _end_of_div(html, note.end())
        parts.append(html[at : note.start()])
        notes.setdefault(note[1], html[note.end() : end])
        at = end + len("</div>\n")
    parts.append(html[at:])
    body = "".join(parts)

    numbers: dict[str, int] = {}
    marks: Counter[str] = Counter()

    def numbered(mark: re.Match[str]) -> str:
        label = mark[1]
        number = numbers.setdefault(label, len(numbers) + 1)
        marks[label] += 1
        name = f"{_head(marks[label])}:{number}"
        return f'<sup class="footnote-ref" id="{name}"><a href="#fn:{number}" role="doc-noteref">{number}</a></sup>'

    body = _NOTE_MARK.sub(numbered, body)
    items = {}
    # A note may hold the first mark of another; those without any mark come last.
    while waiting := [label for label in numbers if label not in items] or [
        label for label in notes if label not in items
    ]:
        for label in waiting:
            numbers.setdefault(label, len(numbers) + 1)
            items[label] = _NOTE_MARK.sub(numbered, notes.get(label, ""))
    shown = "".join(
        f'<li id="fn:{number}">\n{_with_way_back(items[label], number, marks[label])}</li>\n'
        for label, number in numbers.items()
    )
    return f'{body}<div class="footnotes" role="doc-endnotes">\n<ol>\n{shown}</ol>\n</div>'


def _head(occurrence: int) -> str:
    return "fnref" if occurrence == 1 else f"fnref{occurrence}"


def _with_way_back(item: str, number: int, marks: int) -> str:
    link = f'<a aria-label="{number}" class="footnote-backref" href="#%s:{number}" role="doc-backlink">{ARROW}</a>'
    ways = "".join(link % _head(mark) for mark in range(1, marks + 1))
    if not ways:
        return item
    item = item.rstrip()
    paragraph = item.removesuffix("</p>")
    return f"{item}\n<p>{ways}</p>\n" if paragraph == item else f"{paragraph}&#160;{ways}</p>\n"


def _end_of_div(html: str, start: int) -> int:
    depth = 1
    for div in _DIV.finditer(html, start):
        depth += -1 if div[1] else 1
        if not depth:
            return div.start()
    return len(html)
