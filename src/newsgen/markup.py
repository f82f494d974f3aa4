"""Bodies: Markdown to safe HTML, with its links taken out so that they can be resolved later."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from typing import Literal

import msgspec

from newsgen import dialects, figures, linkmarks, outline, sanitize, templatecode
from newsgen.article import Link
from newsgen.dialects import MarkupError
from newsgen.figures import Words
from newsgen.linkmarks import fill

__all__ = ["Markup", "MarkupError", "fill", "render"]

_NO_WORDS: Mapping[str, Words] = {}
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 forbids (section 2.2)."""
_CONTROL = bytes({*range(32)} - {*b"\t\n\r"})


class Markup(msgspec.Struct, frozen=True, gc=False):
    """A rendered body."""

    html: str
    """With a marker in place of the address of each link: see `fill`."""
    links: tuple[Link, ...] = ()
    """In the order of their markers. A target that begins with `../` leaves the content folder; one that begins with
    `/` is an address of the site, with its query if it has one."""
    ids: tuple[str, ...] = ()
    """Every id, in their order."""
    unnamed: tuple[Link, ...] = ()
    """Those of the links that embed a picture of which nothing says what it shows."""


def render(
    text: str,
    *,
    source: str,
    lang: str,
    first_line: int,
    dialect: str,
    html: Literal["safe", "trusted"],
    words: Mapping[str, Words] = _NO_WORDS,
) -> Markup:
    """The body of the file `source` (relative to the content folder), which begins in its line `first_line`.

    `words` are what its front matter says of pictures, by what `figures.target` calls them.

    Raises MarkupError, with a line of the file, for what nests or repeats beyond all measure.
    """
    text = _legal(text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    trusted = html == "trusted"
    try:
        rendered = templatecode.restored(dialects.dialect(dialect)(templatecode.hidden(text), lang), text)
        if not trusted:
            rendered = sanitize.safe(rendered, text)
        if "&#" in text or "\x02" in rendered or "\x03" in rendered:
            # References such as `&#2;` become characters, which must not pass for markers.
            rendered = _ILLEGAL.sub("", rendered)
    except MarkupError as fault:
        raise MarkupError(fault.message, fault.hint, fault.line + first_line - 1) from None
    shaped = outline.shaped(outline.own_ids_renamed(rendered))
    shaped = figures.shaped(shaped, posixpath.dirname(source), words)
    marked, links, unnamed = linkmarks.marked(shaped, source=source, text=text, first_line=first_line, trusted=trusted)
    return Markup(marked, links, outline.ids(marked), unnamed)


def _legal(text: str) -> str:
    """Without the characters that XML forbids; where there are none, as nearly always, two looks at the bytes tell."""
    data = text.encode("utf-8", "surrogatepass")
    if len(data.translate(None, _CONTROL)) == len(data) and not (b"\xed" in data or b"\xef\xbf" in data):
        return text
    return _ILLEGAL.sub("", text)
