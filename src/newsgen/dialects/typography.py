"""Quotation marks, dashes and ellipses in the manner of a language."""

from __future__ import annotations

import re
from typing import NamedTuple


class Quotes(NamedTuple):
    """The quotation marks of a language, with the space that it sets inside them."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str


APOSTROPHE = "’"
DEFAULT = Quotes("“", "”", "‘", "’")

_GUILLEMETS = Quotes("«", "»", "„", "“")
_LATIN_GUILLEMETS = Quotes("«", "»", "“", "”")
_LOW_HIGH = Quotes("„", "“", "‚", "‘")
_LOW_RIGHT = Quotes("„", "”", "«", "»")
_RIGHT = Quotes("”", "”", "’", "’")

_QUOTES = {
    **dict.fromkeys(("be", "kk", "ky", "ru", "tg", "uk"), _GUILLEMETS),
    **dict.fromkeys(("az", "ca", "el", "es", "gl", "hy", "it", "pt-PT"), _LATIN_GUILLEMETS),
    **dict.fromkeys(("bg", "cs", "de", "et", "is", "ka", "lt", "lv", "sk", "sl"), _LOW_HIGH),
    **dict.fromkeys(("hu", "pl", "ro"), _LOW_RIGHT),
    **dict.fromkeys(("fi", "sv"), _RIGHT),
    "de-CH": Quotes("«", "»", "‹", "›"),
    "fr": Quotes("«\u202f", "\u202f»", "“", "”"),
    "fr-CH": Quotes("«\u202f", "\u202f»", "‹\u202f", "\u202f›"),
}

_STRAIGHT = re.compile(r"""["']|(?<!-)---?(?!-)|(?<!\.)\.{3}(?!\.)""")
_STRAIGHT_QUOTES = ("'", '"')
_DASHES = {"--": "–", "---": "—", "...": "…"}
_OPENS_AFTER = frozenset(" \t\n([{-–—/«„“‚‘\u00a0\u202f")
_INNER_PAIR = re.compile(r"‘((?:(?!</p>)[^‘’]|\b’\b)*+)’")


def quotes(lang: str) -> Quotes:
    return _QUOTES.get(lang) or _QUOTES.get(lang.partition("-")[0], DEFAULT)


class Typesetter:
    """Sets straight marks in the pieces of one paragraph, given one after the other."""

    def __init__(self, marks: Quotes) -> None:
        self._marks = marks
        self._before = ""
        self._open_inner = 0

    def start(self) -> None:
        """A new paragraph begins."""
        self._before = ""
        self._open_inner = 0

    def follow(self, character: str) -> None:
        """What stands before the next piece, where that was not set."""
        self._before = character

    def set(self, text: str) -> str:
        typeset = _STRAIGHT.sub(self._mark, text)
        self._before = self.shown_before(text, len(text))
        return typeset

    def shown_before(self, text: str, end: int) -> str:
        """The character that a reader sees before `text[end:]`; empty at the start of a paragraph."""
        return text[end - 1] if end else self._before

    def _mark(self, match: re.Match[str]) -> str:
        mark = match[0]
        if mark in _DASHES:
            return _DASHES[mark]
        text, start, end = match.string, match.start(), match.end()
        before = self.shown_before(text, start)
        if before in _STRAIGHT_QUOTES:
            # Of two quotes side by side the first decides.
            before = self.shown_before(text, start - 1) if start else ""
        after = text[end : end + 1]
        opens = (not before or before in _OPENS_AFTER) and not after.isspace()
        if mark == '"':
            return self._marks.opening if opens else self._marks.closing
        if opens and not after.isdigit():
            self._open_inner += 1
            return self._marks.inner_opening
        if self._open_inner and not after.isalnum():
            self._open_inner -= 1
            return self._marks.inner_closing
        return APOSTROPHE


def localised(text: str, marks: Quotes) -> str:
    """English typographic quotes as those of another language; an apostrophe stays."""
    text = text.replace("“", "\x02").replace("”", "\x03")
    if "‘" in text:
        text = _INNER_PAIR.sub(lambda pair: f"{marks.inner_opening}{pair[1]}{marks.inner_closing}", text)
    return text.replace("\x02", marks.opening).replace("\x03", marks.closing)
