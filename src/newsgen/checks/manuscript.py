"""One document as its rules see it: the text as it was written, and the HTML that became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from urllib.parse import unquote

import msgspec

from newsgen.article import Document, Link

_CODE = re.compile(r"<(pre|code|kbd|samp|script|style)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_QUOTE = re.compile(r"<blockquote\b.*?</blockquote>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_BLOCK = re.compile(r"</?(?:p|li|ul|ol|h[1-6]|blockquote|div|d[ltd]|t[rdh]|table|figure|figcaption|br|hr|pre)\b[^>]*>")
_ANCHOR = re.compile(r"<a\b([^>]*)>(.*?)</a>", re.DOTALL | re.IGNORECASE)
_IMAGE = re.compile(r"<img\b([^>]*)>", re.IGNORECASE)
_HEADING = re.compile(r"<h([1-6])\b[^>]*>(.*?)</h\1>", re.DOTALL | re.IGNORECASE)
_MARK = re.compile("\x02(\\d+)\x03")
_ATTRIBUTE = re.compile(r"""\s([a-z]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_UNDERLINE = re.compile(r"=+[ \t]*$")
_EMPTY_HEADING = re.compile(r"\s{0,3}#{1,6}[ \t#]*$|.*<h[1-6]\b[^>]*>(?:\s|&nbsp;)*</h", re.IGNORECASE)
_NO_LETTER = re.compile(r"[\W_]+")
_BEGINNING = 12
"""Letters by which a heading is recognised in the file."""
_NOTE = re.compile(r'class="footnote-|role="doc-')


class Anchor(msgspec.Struct, frozen=True, gc=False):
    """A link as readers meet it."""

    link: Link | None
    """Of a link within the site; None for one that leads elsewhere or stays on the page."""
    href: str
    """Where `link` is None: the address, decoded."""
    words: str
    pictured: bool
    """Whether it holds a picture."""
    line: int


class Picture(msgspec.Struct, frozen=True, gc=False):
    source: str
    """As the author wrote it."""
    alt: str
    line: int


class Heading(msgspec.Struct, frozen=True, gc=False):
    level: int
    """On the page."""
    moved: bool
    """Whether it is a level lower there than it was written: so are all where one was written as the first level."""
    words: str
    pictured: bool
    line: int
    written: str
    """That line, as it stands in the file."""
    follows: bool
    """Whether the line before it is not empty."""


class Manuscript(msgspec.Struct, frozen=True, dict=True):
    path: str
    """As the person knows it."""
    document: Document
    text: str
    """The body in Markdown."""
    first_line: int
    """Of the body, in the file."""
    html: str
    """With markers for the links within the site."""
    languages: tuple[str, ...] = ()
    """All of the site."""
    base_url: str = ""

    @cached_property
    def prose(self) -> str:
        """What readers read, code left out; a line feed between paragraphs."""
        html = self._without_code
        text = _TAG.sub("", _BLOCK.sub("\n", html)) if "<" in html else html
        return unescape(text) if "&" in text else text

    @cached_property
    def anchors(self) -> tuple[Anchor, ...]:
        return tuple(self._anchors()) if "<a" in self.html or "<A" in self.html else ()

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(self._pictures()) if "<img" in self.html or "<IMG" in self.html else ()

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """Without those that are quoted."""
        return tuple(self._headings()) if "<h" in self.html or "<H" in self.html else ()

    def line(self, *words: str) -> int:
        """The line of the file in which any of these words stands first; that of the body's beginning if none does."""
        return Places(self).line(*words)

    @cached_property
    def _without_code(self) -> str:
        return _CODE.sub(" ", self.html) if "<" in self.html else self.html

    def _link(self, attributes: str) -> Link | None:
        mark = _MARK.search(attributes)
        number = int(mark[1]) if mark else -1
        return self.document.links[number] if 0 <= number < len(self.document.links) else None

    def _anchors(self) -> Iterator[Anchor]:
        places = Places(self)
        for match in _ANCHOR.finditer(self.html):
            attributes, inner = match[1], match[2]
            if _NOTE.search(attributes):
                continue
            link = self._link(attributes)
            href = _attribute(attributes, "href")
            if link is None and href is None:
                continue
            words = plain(inner)
            address = href or ""
            line = link.line if link else places.line(f"[{words}](", address, unquote(address), words)
            yield Anchor(link, address, words, "<img" in inner.lower(), line)

    def _pictures(self) -> Iterator[Picture]:
        places = Places(self)
        for match in _IMAGE.finditer(self.html):
            attributes = match[1]
            link = self._link(attributes)
            written = link.written if link else _attribute(attributes, "src") or ""
            line = link.line if link else places.line(written)
            yield Picture(written, _attribute(attributes, "alt") or "", line)

    def _headings(self) -> Iterator[Heading]:
        places = Places(self)
        lines = self.text.split("\n")
        signed = [(i, _letters(line)) for i, line in enumerate(lines, self.first_line) if line.lstrip()[:1] == "#"]
        above = 0
        html = _QUOTE.sub("", self.html) if "<blockquote" in self.html else self.html
        for match in _HEADING.finditer(html):
            level, words = int(match[1]), plain(match[2])
            begins = _letters(words)
            found = next((i for i in range(above, len(signed)) if begins and signed[i][1] == begins), -1)
            line = signed[found][0] if found >= 0 else 0
            line = line or places.line(words, words[:12])
            above = found + 1 if found >= 0 else above
            if not words:
                line = next((i for i, text in enumerate(lines, self.first_line) if _EMPTY_HEADING.match(text)), line)
            place = line - self.first_line
            written = lines[place].strip()
            moved = len(written) - len(written.lstrip("#")) == level - 1 and written.startswith("#")
            yield Heading(
                level=level,
                moved=moved or (level == 2 and _is_first(lines, place)),
                words=words,
                pictured="<img" in match[2],
                line=line,
                written=written,
                follows=place > 0 and lines[place - 1].strip() != "",
            )


def _attribute(attributes: str, name: str) -> str | None:
    for match in _ATTRIBUTE.finditer(attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "")
    return None


def _letters(text: str) -> str:
    """How it begins, without what a dialect may change on the way to a page."""
    return _NO_LETTER.sub("", text[:80])[:_BEGINNING]


def _is_first(lines: list[str], place: int) -> bool:
    """Whether the heading in a line of a text is one of the first level, written otherwise than with a #."""
    below = lines[place + 1] if place + 1 < len(lines) else ""
    return "<h1" in lines[place].lower() or _UNDERLINE.match(below) is not None


class Places:
    """Finds the lines of words that follow each other in a text."""

    def __init__(self, manuscript: Manuscript) -> None:
        self._text = manuscript.text
        self._first = manuscript.first_line
        self._position = 0
        self._line = self._first
        """That of the position."""

    def line(self, *words: str) -> int:
        """That of the first of these that the text holds from where the last was found; failing that, anywhere."""
        for start in (self._position, 0) if self._position else (0,):
            for each in words:
                if each and (place := self._text.find(each, start)) >= 0:
                    return self._move(place, place + len(each))
        return self._first

    def _move(self, place: int, end: int) -> int:
        if place < self._position:
            self._position, self._line = 0, self._first
        line = self._line + self._text.count("\n", self._position, place)
        self._position, self._line = end, line + self._text.count("\n", place, end)
        return line


def plain(html: str) -> str:
    """The words of a piece of HTML, on one line."""
    text = _TAG.sub("", html) if "<" in html else html
    return " ".join(unescape(text).split())
