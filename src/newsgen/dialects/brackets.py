"""Links and pictures of Python-Markdown, with brackets paired in time that grows with the text and not its square."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown import inlinepatterns as inlines

MAX_ADDRESS = 1_000
"""Characters of an address with its title."""
MAX_FAILURES = 100
"""`](` that nothing closes, in one paragraph: each is sought as far as MAX_ADDRESS."""

_BRACKET = re.compile(r"[\[\]]")


class _Pairs:
    """What is known of the last text that held a bracket, or an address, without end."""

    def __init__(self) -> None:
        self.text = ""
        self.ends: dict[int, int] = {}
        self.addresses_in = ""
        self.failures = 0

    def of(self, text: str) -> dict[int, int]:
        """Each opening bracket with the one that closes it."""
        if text is not self.text:
            self.text = text
            self.ends = {}
            opened = []
            for bracket in _BRACKET.finditer(text):
                if bracket[0] == "[":
                    opened.append(bracket.start())
                elif opened:
                    self.ends[opened.pop()] = bracket.start()
        return self.ends

    def gives_up(self, text: str) -> bool:
        return text is self.addresses_in and self.failures > MAX_FAILURES

    def failed(self, text: str) -> None:
        self.failures = self.failures + 1 if text is self.addresses_in else 1
        self.addresses_in = text


_pairs = _Pairs()


class _Paired(inlines.LinkInlineProcessor):
    def getText(self, data: str, index: int) -> tuple[str, int, bool]:  # noqa: N802
        if data is not _pairs.text:
            depth = 1
            for bracket in _BRACKET.finditer(data, index):
                depth += 1 if bracket[0] == "[" else -1
                if not depth:
                    return data[index : bracket.start()], bracket.end(), True
        end = _pairs.of(data).get(index - 1)
        return ("", index, False) if end is None else (data[index:end], end + 1, True)

    def getLink(self, data: str, index: int) -> tuple[str, str | None, int, bool]:  # noqa: N802
        if data[index : index + 1] != "(" or _pairs.gives_up(data):
            return "", None, index, False
        href, title, end, handled = super().getLink(data[index : index + MAX_ADDRESS], 0)
        if not handled:
            _pairs.failed(data)
        return href, title, index + end, handled


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
