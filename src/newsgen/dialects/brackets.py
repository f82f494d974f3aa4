"""Links and pictures of Python-Markdown, with brackets paired in time that grows with the text and not its square."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown import inlinepatterns as inlines

MAX_ADDRESS = 2_000
"""Characters of an address with its title. Without a bound, each `](` that nothing closes would be sought to the end."""

_BRACKET = re.compile(r"[\[\]]")


class _Paired(inlines.LinkInlineProcessor):
    _text = ""
    _ends: dict[int, int] = {}
    """For the text that was last found to hold a bracket without end: each opening bracket and what closes it."""

    def getText(self, data: str, index: int) -> tuple[str, int, bool]:
        if data is not _Paired._text:
            depth = 1
            for bracket in _BRACKET.finditer(data, index):
                depth += 1 if bracket[0] == "[" else -1
                if not depth:
                    return data[index : bracket.start()], bracket.end(), True
            _Paired._text = data
            _Paired._ends = _pairs(data)
        end = _Paired._ends.get(index - 1)
        return ("", index, False) if end is None else (data[index:end], end + 1, True)

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:
        if len(data) - index > MAX_ADDRESS:
            href, title, end, handled = super().getLink(data[index : index + MAX_ADDRESS], 0)
            return href, title, index + end, handled
        return super().getLink(data, index)


def _pairs(text: str) -> dict[int, int]:
    pairs = {}
    opened = []
    for bracket in _BRACKET.finditer(text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            pairs[opened.pop()] = bracket.start()
    return pairs


class _Link(_Paired, inlines.LinkInlineProcessor):
    pass


class _Image(_Paired, inlines.ImageInlineProcessor):
    pass


class _Reference(_Paired, inlines.ReferenceInlineProcessor):
    pass


class _ImageReference(_Paired, inlines.ImageReferenceInlineProcessor):
    pass


class _ShortReference(_Paired, inlines.ShortReferenceInlineProcessor):
    pass


class _ShortImageReference(_Paired, inlines.ShortImageReferenceInlineProcessor):
    pass


def register(md: Markdown) -> None:
    # Priorities are those of the patterns that these replace.
    for pattern, name, priority in (
        (_Reference(inlines.REFERENCE_RE, md), "reference", 170),
        (_Link(inlines.LINK_RE, md), "link", 160),
        (_Image(inlines.IMAGE_LINK_RE, md), "image_link", 150),
        (_ImageReference(inlines.IMAGE_REFERENCE_RE, md), "image_reference", 140),
        (_ShortReference(inlines.REFERENCE_RE, md), "short_reference", 130),
        (_ShortImageReference(inlines.IMAGE_REFERENCE_RE, md), "short_image_ref", 125),
    ):
        md.inlinePatterns.register(pattern, name, priority)
