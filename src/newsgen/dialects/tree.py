"""Python-Markdown's tree before it is serialised: typographic marks, and the vocabulary of all dialects."""

from __future__ import annotations

from html import unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.footnotes import FootnoteExtension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from newsgen.dialects.typography import Quotes, Typesetter

_LITERAL = frozenset(("code", "pre", "kbd", "samp"))
_INLINE = frozenset(("a", "abbr", "cite", "code", "del", "em", "img", "ins", "kbd", "mark", "strong", "sub", "sup"))
_RAW = "wzxhzdk:"
"""Python-Markdown's name for a piece of raw HTML, between STX and ETX."""


class TypographyTreeprocessor(Treeprocessor):
    """Quotes, dashes and ellipses, outside code and raw HTML."""

    def __init__(self, md: Markdown, marks: Quotes) -> None:
        super().__init__(md)
        self._typesetter = _TreeTypesetter(md, marks)

    def run(self, root: Element) -> None:
        for element in root:
            self._typeset(element)

    def _typeset(self, element: Element) -> None:
        setter = self._typesetter
        if element.tag not in _INLINE:
            setter.start()
        if element.tag in _LITERAL:
            setter.follow("x")
            return
        text = element.text
        if text:
            if isinstance(text, AtomicString):
                setter.follow(text[-1:])
            else:
                element.text = setter.set(text)
        for child in element:
            self._typeset(child)
            if child.tail:
                child.tail = setter.set(child.tail)


class _TreeTypesetter(Typesetter):
    def __init__(self, md: Markdown, marks: Quotes) -> None:
        super().__init__(marks)
        self._stash = md.htmlStash

    def shown_before(self, text: str, end: int) -> str:
        while end and text[end - 1] == "\x03":
            start = text.rfind("\x02", 0, end)
            inside = text[start + 1 : end - 1]
            if inside.isdigit():
                # A character that a backslash protects.
                return chr(int(inside))
            raw = str(self._stash.rawHtmlBlocks[int(inside[len(_RAW) :])]) if inside.startswith(_RAW) else "x"
            if not raw.startswith("<"):
                return unescape(raw)[-1:]
            end = start
        return super().shown_before(text, end)


class VocabularyTreeprocessor(Treeprocessor):
    """Classes for alignment; roles and plain numbers in footnotes."""

    def __init__(self, footnotes: FootnoteExtension) -> None:
        super().__init__()
        self._footnotes = footnotes

    def run(self, root: Element) -> None:
        for row in root.iter("tr"):
            for cell in row:
                align = cell.attrib.pop("align", None)
                if align:
                    cell.set("class", f"align-{align}")
        if self._footnotes.footnotes:
            _number(root, self._footnotes.footnote_order)


def _number(root: Element, order: list[str]) -> None:
    """Labels are free text, which ids cannot be: the n-th footnote becomes `fn:n`, its marks `fnref:n`, `fnref2:n`."""
    numbers: dict[str, int] = {}
    for div in root.iter("div"):
        if div.get("class") != "footnote":
            continue
        div.set("class", "footnotes")
        div.set("role", "doc-endnotes")
        rule = div.find("hr")
        if rule is not None:
            div.remove(rule)
        places = {label: place for place, label in enumerate(order)}
        for items in div.iterfind("ol"):
            items[:] = sorted(items, key=lambda item: places.get(_label(item), len(places)))
            for number, item in enumerate(items, 1):
                numbers[_label(item)] = number
                item.set("id", f"fn:{number}")
    marks: set[str] = set()
    for sup in root.iter("sup"):
        head, _, label = sup.get("id", "").partition(":")
        link = sup.find("a")
        if link is not None and head.startswith("fnref") and label in numbers:
            marks.add(f"#{head}:{numbers[label]}")
            sup.set("id", f"{head}:{numbers[label]}")
            sup.set("class", "footnote-ref")
            del link.attrib["class"]
            link.set("href", f"#fn:{numbers[label]}")
            link.set("role", "doc-noteref")
    for parent in root.iter():
        for link in [child for child in parent if child.get("class") == "footnote-backref"]:
            head, _, label = link.get("href", "").partition(":")
            number = numbers[label]
            back = f"{head}:{number}"
            if back not in marks:
                parent.remove(link)  # nothing refers to this note
                continue
            link.attrib.pop("title", None)
            link.set("href", back)
            link.set("role", "doc-backlink")
            # The arrow says nothing when it is read aloud; the number needs no translation.
            link.set("aria-label", str(number))


def _label(item: Element) -> str:
    return item.get("id", "").partition(":")[2]
