"""The shape of a body: headings with ids below the page's own, and tables that scroll."""

from __future__ import annotations

import re
from html import escape, unescape

OWN_PREFIX = "ng-"
"""Ids that begin so are the theme's."""
RENAMED_PREFIX = "text-"
"""Stands before ids of bodies that would be the theme's."""
MAX_LABEL = 80
"""Characters of a table's name."""

_H = re.compile(r"<(/?)h([1-6])(?=[\s>])")
_HEADING = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_GIVEN_ID = re.compile(r"\s*\{#([^\s{}<>\"'&]+)\}\s*\Z")
_NOTE_MARK = re.compile(r'<sup class="footnote-ref".*?</sup>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ID = re.compile(r"""(<[a-zA-Z][^>]*?\sid\s*=\s*["']?)([^\s"'>]+)""")
_OWN_ID = re.compile(rf"""(<[a-zA-Z][^>]*?\sid\s*=\s*["']?)({OWN_PREFIX}[^\s"'>]*)""")
_NOT_IN_SLUG = re.compile(r"[^\w\s-]")
_SLUG_GAP = re.compile(r"[-\s]+")
_COUNTED = re.compile(r"(.*)_([0-9]+)\Z", re.DOTALL)
_TABLE = re.compile(r"<(/?)table(?=[\s>])[^>]*>")
_CAPTION = re.compile(r"<caption[^>]*>(.*?)</caption>", re.DOTALL)
_HEAD_CELL = re.compile(r"<th(?:\s[^>]*)?>(.*?)</th>", re.DOTALL)
_PRE = re.compile(r"<pre(?=[\s>])(?![^>]*\stabindex)")


def shaped(html: str) -> str:
    if "<h" in html:
        html = _with_heading_ids(_below_title(html))
    if "<table" in html:
        html = _with_scrolling_tables(html)
    if "<pre" in html:
        # A box that scrolls must be reachable by keyboard.
        html = _PRE.sub('<pre tabindex="0"', html)
    return html


def ids(html: str) -> tuple[str, ...]:
    return tuple(unescape(match[2]) for match in _ID.finditer(html)) if "id=" in html else ()


def own_ids_renamed(html: str) -> str:
    return _OWN_ID.sub(rf"\g<1>{RENAMED_PREFIX}\2", html) if OWN_PREFIX in html else html


def plain_text(html: str) -> str:
    return unescape(_TAG.sub("", html))


def slug(text: str) -> str:
    """The id of a heading, as Python-Markdown's table of contents makes it, letters of all scripts kept."""
    return _SLUG_GAP.sub("-", _NOT_IN_SLUG.sub("", text).strip().lower())


def _below_title(html: str) -> str:
    """A page has one `h1`, its title: where a body has one too, all its headings go down a level."""
    if "<h1" not in html:
        return html
    return _H.sub(lambda tag: f"<{tag[1]}h{min(int(tag[2]) + 1, 6)}", html)


def _with_heading_ids(html: str) -> str:
    used = set(ids(html))
    counts: dict[str, int] = {}

    def identified(heading: re.Match[str]) -> str:
        level, attributes, inner = heading[1], heading[2], heading[3]
        given = _GIVEN_ID.search(inner)
        if given:
            inner = inner[: given.start()]
        if " id=" in attributes:
            return f"<h{level}{attributes}>{inner}</h{level}>"
        name = given[1] if given else slug(plain_text(_NOTE_MARK.sub("", inner)))
        name = _unique(RENAMED_PREFIX + name if name.startswith(OWN_PREFIX) else name, used, counts)
        return f'<h{level} id="{escape(name)}"{attributes}>{inner}</h{level}>'

    return _HEADING.sub(identified, html)


def _unique(name: str, used: set[str], counts: dict[str, int]) -> str:
    """As Python-Markdown does: the second `name` is `name_1`, the second `name_1` is `name_2`."""
    if name in used or not name:
        counted = _COUNTED.match(name)
        base, count = (counted[1], int(counted[2])) if counted else (name, 0)
        count = max(count, counts.get(base, 0)) + 1
        while f"{base}_{count}" in used:
            count += 1
        counts[base] = count
        name = f"{base}_{count}"
    used.add(name)
    return name


def _with_scrolling_tables(html: str) -> str:
    """Wraps each outermost table; its caption, or else its head, names the region for screen readers."""
    depth = 0
    start = 0
    parts: list[str] = []
    at = 0
    for tag in _TABLE.finditer(html):
        depth += -1 if tag[1] else 1
        if depth < 0:
            return html
        if depth == 1 and not tag[1]:
            start = tag.start()
        elif depth == 0:
            table = html[start : tag.end()]
            parts += html[at:start], '<div class="table" tabindex="0"', _region(table), ">", table, "</div>"
            at = tag.end()
    return "".join((*parts, html[at:]))


def _region(table: str) -> str:
    caption = _CAPTION.search(table)
    names = [caption[1]] if caption else _HEAD_CELL.findall(table)
    label = ", ".join(filter(None, (" ".join(plain_text(name).split()) for name in names)))
    if not label:
        return ""
    if len(label) > MAX_LABEL:
        label = label[:MAX_LABEL].rpartition(" ")[0] + "…"
    return f' role="region" aria-label="{escape(label)}"'
