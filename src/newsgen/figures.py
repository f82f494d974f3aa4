"""Pictures and recordings that stand alone in a paragraph: figures with caption and credit, galleries, players."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from html import escape, unescape
from urllib.parse import unquote

import msgspec

from newsgen.filetypes import AUDIO_ENDINGS, VIDEO_ENDINGS, ending


class Words(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What an article says of a picture beside it."""

    credit: str = ""
    """Who made it."""
    caption: str = ""
    """What stands below it, where the text gives no caption."""
    alt: str = ""
    """What it shows, for those who do not see it, where the text does not say."""


NOTHING = Words()
BETWEEN = " · "
"""What parts a credit from the caption before it, also where no style sheet does."""

_ONE = r"(?:<a\b[^>]*>)?<img\b[^>]*>(?:</a>)?"
_ALONE = re.compile(rf"<p>\s*({_ONE}(?:(?:\s|<br ?/?>)*{_ONE})*)\s*</p>")
_EACH = re.compile(r"(<a\b[^>]*>)?<img\b([^>]*?) ?/?>(</a>)?")
_ATTRIBUTE = re.compile(r' (src|alt|title)="([^"]*)"')
_FIGURE = re.compile(r"(<figure\b[^>]*>)((?:(?!</figure>).)*)(</figure>)", re.DOTALL)
_MAY_HOLD_ANYTHING = re.compile(
    r"(<!--.*?(?:-->|\Z)|<(?:script|style|textarea)\b.*?(?:</(?:script|style|textarea)\s*>|\Z))",
    re.DOTALL | re.IGNORECASE,
)


def shaped(html: str, folder: str, words: Mapping[str, Words]) -> str:
    """`words` by path below the content folder, or by address; `folder` is that of the text."""
    if "<img" not in html:
        return html
    shaper = _Shaper(folder, words)
    if _MAY_HOLD_ANYTHING.search(html) is None:
        return shaper.shaped(html)
    # Only trusted HTML has these.
    pieces = _MAY_HOLD_ANYTHING.split(html)
    return "".join(piece if at % 2 else shaper.shaped(piece) for at, piece in enumerate(pieces))


def target(written: str, folder: str) -> str:
    """What an address in a text means: a path below the content folder, or an address as it is."""
    url = unquote(unescape(written)).partition("#")[0].partition("?")[0]
    if url.startswith("/") or "://" in url[:12]:
        return url
    return posixpath.normpath(posixpath.join(folder, url))


class _Shaper:
    def __init__(self, folder: str, words: Mapping[str, Words]) -> None:
        self.folder = folder
        self.words = words

    def shaped(self, html: str) -> str:
        if self.words and "<figure" in html:
            html = _FIGURE.sub(self.figure, html)
        if "<p>" in html:
            html = _ALONE.sub(self.alone, html)
        return _EACH.sub(self.plain, html)

    def of(self, attributes: dict[str, str]) -> Words:
        return self.words.get(target(attributes.get("src", ""), self.folder), NOTHING) if self.words else NOTHING

    def alone(self, paragraph: re.Match[str]) -> str:
        pictures = list(_EACH.finditer(paragraph[1]))
        shown = [self.captioned(each) for each in pictures]
        if len(pictures) == 1:
            tag, caption = shown[0]
            return f"<figure>{tag}{caption}</figure>" if caption else paragraph[0]
        return (
            '<div class="gallery">' + "".join(f"<figure>{tag}{caption}</figure>" for tag, caption in shown) + "</div>"
        )

    def captioned(self, picture: re.Match[str]) -> tuple[str, str]:
        """The picture, and its caption as HTML."""
        attributes = dict(_ATTRIBUTE.findall(picture[2]))
        words = self.of(attributes)
        rest = picture[2]
        if title := attributes.get("title", ""):
            rest = rest.replace(f' title="{title}"', "", 1)
        caption = caption_of(title or escape(words.caption), escape(words.credit))
        return f"{picture[1] or ''}<img{rest}>{picture[3] or ''}", caption

    def figure(self, figure: re.Match[str]) -> str:
        """A figure that the author wrote gets the credit of its picture, and the caption if it has none."""
        picture = _EACH.search(figure[2])
        words = self.of(dict(_ATTRIBUTE.findall(picture[2]))) if picture else NOTHING
        if words is NOTHING:
            return figure[0]
        inner = figure[2]
        if "<figcaption" in inner:
            if words.credit:
                inner = inner.replace("</figcaption>", f"{BETWEEN}{credit_of(escape(words.credit))}</figcaption>", 1)
        else:
            inner += caption_of(escape(words.caption), escape(words.credit))
        return figure[1] + inner + figure[3]

    def plain(self, picture: re.Match[str]) -> str:
        """Any picture: its alternative text from the front matter, and a player in place of a recording."""
        attributes = dict(_ATTRIBUTE.findall(picture[2]))
        source, rest = attributes.get("src", ""), picture[2]
        alt = attributes.get("alt", "")
        if not alt and (given := self.of(attributes).alt):
            alt = escape(given)
            empty = ' alt=""'
            rest = rest.replace(empty, f' alt="{alt}"', 1) if empty in rest else f'{rest} alt="{alt}"'
        kind = ending(target(source, self.folder))
        if kind in AUDIO_ENDINGS or kind in VIDEO_ENDINGS:
            name = "audio" if kind in AUDIO_ENDINGS else "video"
            label = f' aria-label="{alt}"' if alt else ""
            link = f'<a href="{source}">{alt or escape(posixpath.basename(source))}</a>'
            return f'<{name} controls preload="metadata" src="{source}"{label}>{link}</{name}>'
        return f"{picture[1] or ''}<img{rest}>{picture[3] or ''}" if rest is not picture[2] else picture[0]


def caption_of(caption: str, credit: str) -> str:
    """As HTML, from HTML; nothing where nothing is said."""
    if not caption and not credit:
        return ""
    return f"<figcaption>{BETWEEN.join(filter(None, (caption, credit and credit_of(credit))))}</figcaption>"


def credit_of(credit: str) -> str:
    return f'<span class="credit">{credit}</span>'
