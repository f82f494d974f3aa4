"""Links within a body to files and addresses of the site: found, taken out, marked, and later filled in."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from html import escape, unescape
from urllib.parse import unquote

from newsgen import imagetags
from newsgen.article import Link
from newsgen.outline import OWN_PREFIX, RENAMED_PREFIX
from newsgen.sanitize import SCHEMES, bare, scheme
from newsgen.views import Picture

_TRUSTED_ATTRIBUTES = r"""(?:\s+[^\s=>"'/]+(?:\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s>"']+))?+)*+"""
_TRUSTED_TAG = re.compile(
    r"<(?:!--.*?(?:-->|\Z)|(?:script|style|textarea|title)\b.*?(?:</(?:script|style|textarea|title)\s*>|\Z)"
    rf"|(a|img|audio|video|source|track)({_TRUSTED_ATTRIBUTES})\s*/?>)",
    re.IGNORECASE | re.DOTALL,
)
_TRUSTED_ATTRIBUTE = re.compile(r"""\s+([^\s=>"'/]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+)))?""")
# In safe HTML every value is in double quotes and holds neither these nor angle brackets.
# Links to elsewhere, most of all, stay as they are.
_TAG = re.compile(r'<(a(?! href="https?://)|img|audio|video|source|track)( [^>]*)>')
_HREF = re.compile(r' ()href="([^"]*)"')
_SRC = re.compile(r' ()src="([^"]*)"')
_ALT = re.compile(r' alt="([^"]*)"')
_MEDIA = re.compile(r"<(audio|video)\b([^>]*)>(.*?)</\1>", re.DOTALL)
_SOURCE = re.compile(r'<(?:source|audio|video)\b[^>]*?\ssrc="([^"]*)"[^>]*>')
_ESCAPED_CONTROL = re.compile(r"%[01][0-9a-f]|%7f", re.IGNORECASE)
_REMOVED_WHOLE = ("<img", "<source", "<track")


def marked(
    html: str, *, source: str, text: str, first_line: int, trusted: bool
) -> tuple[str, tuple[Link, ...], tuple[Link, ...]]:
    """The HTML with `STX n ETX` for the address of the n-th link, the links, and those of unnamed pictures.

    `text` is the Markdown and `first_line` its line in the file: for the line of each link. Unless trusted, what would
    be loaded from another host becomes a link to it, and addresses of other schemes than SCHEMES go.
    """
    if not trusted and ("<video" in html or "<audio" in html):
        html = _MEDIA.sub(_linked_media, html)
    marker = _Marker(source, text, first_line, trusted)
    html = (_TRUSTED_TAG if trusted else _TAG).sub(marker.tag, html)
    return html, tuple(marker.links), tuple(marker.unnamed)


def fill(
    html: str,
    values: Sequence[str],
    pictures: Sequence[Picture | None] = (),
    sizes: tuple[str, str] = ("", ""),
    *,
    below: bool = False,
) -> str:
    """Puts addresses in place of markers. Where one is empty a link becomes text, and a picture goes.

    `pictures` are those that links embed, shown at `sizes` alone and in a gallery.
    The first one is loaded at once unless `below` another.
    """
    if "\x02" not in html:
        return html
    head, *pieces = html.split("\x02")
    parts = [head]
    lazy = below
    in_link = in_gallery = False
    for piece in pieces:
        number, _, rest = piece.partition("\x03")
        value = values[int(number)]
        before = parts[-1]
        embedded = not before.endswith("<a")
        if pictures:
            in_link = _ends_in_link(before, in_link)
            in_gallery = before.endswith('<div class="gallery"><figure><img') or (in_gallery and "</div>" not in before)
            picture = pictures[int(number)]
            if picture is not None and value and before.endswith("<img"):
                attributes, _, rest = rest.partition(">")
                parts[-1] = before[: -len("<img")]
                parts.append(imagetags.shown(picture, attributes, sizes[in_gallery], lazy=lazy, linked=in_link))
                parts.append(rest)
                lazy = True
                continue
        if value:
            parts.append(f' {"src" if embedded else "href"}="{escape(value)}"')
        elif before.endswith(_REMOVED_WHOLE):
            parts[-1] = before[: before.rindex("<")]
            rest = rest.partition(">")[2]
        parts.append(rest)
    return "".join(parts)


def _ends_in_link(html: str, before: bool) -> bool:
    """Whether a link is open at the end of a piece; `before`: whether one was at its beginning."""
    opened = max(html.rfind("<a "), len(html) - 2 if html.endswith("<a") else -1)
    closed = html.rfind("</a>")
    return before if opened == closed else opened > closed


class _Marker:
    def __init__(self, source: str, text: str, first_line: int, trusted: bool) -> None:
        self.links: list[Link] = []
        self.unnamed: list[Link] = []
        self._folder = posixpath.dirname(source)
        self._text = text
        self._first_line = first_line
        self._trusted = trusted
        self._position = 0
        self._line = first_line

    def tag(self, match: re.Match[str]) -> str:
        if not match[1]:
            return match[0]
        name = match[1].lower()
        attribute = self._attribute(match[2], "href" if name == "a" else "src")
        if attribute is None:
            return match[0]
        written = attribute[2] or (self._trusted and (attribute[3] or attribute[4])) or ""
        if "&" in written:
            written = unescape(written)
        rest = (match[2][: attribute.start()] + match[2][attribute.end() :]).rstrip(" /")
        return self._addressed(match, name, written, rest)

    def _addressed(self, tag: re.Match[str], name: str, written: str, rest: str) -> str:
        url = bare(written).replace("\\", "/")
        kind = scheme(url) if ":" in url else ""
        if kind or url.startswith("//"):
            return self._elsewhere(tag, name, url, kind, rest)
        if not url:
            return "" if name == "img" else f"<{name}{rest}>"
        if url.startswith(f"#{OWN_PREFIX}"):
            return f'<{name} href="#{RENAMED_PREFIX}{escape(url[1:])}"{rest}>'
        if url.startswith(("#", "?")):
            return tag[0]
        link = self._link(url, written, embedded=name != "a")
        self.links.append(link)
        if name == "img" and not imagetags.named(rest) and not self._is_decoration(rest):
            self.unnamed.append(link)
        if self._trusted:
            rest = rest.replace(">", "&gt;")
        return f"<{name}\x02{len(self.links) - 1}\x03{rest}>"

    def _attribute(self, attributes: str, key: str) -> re.Match[str] | None:
        if not self._trusted:
            return (_HREF if key == "href" else _SRC).search(attributes)
        found = _TRUSTED_ATTRIBUTE.finditer(attributes)
        return next((attribute for attribute in found if attribute[1].lower() == key), None)

    def _elsewhere(self, tag: re.Match[str], name: str, url: str, kind: str, rest: str) -> str:
        if self._trusted:
            return tag[0]
        if kind and kind not in SCHEMES:
            return "" if name == "img" else f"<{name}{rest}>"
        if name == "a":
            return tag[0]
        if name != "img" or (kind and kind not in {"http", "https"}):
            return ""
        alt = _ALT.search(rest)
        shown = (alt[1] if alt else "") or escape(url, quote=False)
        html, here = tag.string, tag.start()
        in_link = html.rfind("<a ", 0, here) > html.rfind("</a>", 0, here)
        return shown if in_link else f'<a href="{escape(url)}">{shown}</a>'

    def _is_decoration(self, attributes: str) -> bool:
        """Whether the author said, in HTML of their own, that there is nothing to say of the picture."""
        start = self._text.rfind("<img", 0, self._position)
        return " alt=" in attributes and start >= 0 and ">" not in self._text[start : self._position]

    def _link(self, url: str, written: str, *, embedded: bool) -> Link:
        path, _, fragment = url.partition("#")
        from_root = path[0] == "/"
        if "%" in url and not _ESCAPED_CONTROL.search(url):
            path, fragment = unquote(path), unquote(fragment)
        if not from_root:
            path = path.partition("?")[0].replace("\\", "/")
            folder = "/" if path[-1:] == "/" else ""
            path = posixpath.normpath(f"{self._folder}/{path}" if self._folder else path.lstrip("/")) + folder
        line, written = self._locate(written)
        return Link(path, fragment, line, written, embedded)

    def _locate(self, written: str) -> tuple[int, str]:
        """The line of a link, and how it is spelt there: dialects tell neither."""
        text = self._text
        position = text.find(written, self._position)
        if position < 0:
            for spelling in (written, unquote(written), escape(written, quote=False)):
                position = text.find(spelling)
                if position >= 0:
                    written = spelling
                    break
            else:
                return self._first_line, written
        if position < self._position:
            self._line = self._first_line
            self._position = 0
        # The next of the same spelling is another link.
        end = position + len(written)
        line = self._line + text.count("\n", self._position, position)
        self._line = line
        self._position = end
        return line, written


def _linked_media(element: re.Match[str]) -> str:
    """A recording on another host becomes links to it, beside what is the site's own."""
    elsewhere = []

    def kept(source: re.Match[str]) -> str:
        url = bare(unescape(source[1])).replace("\\", "/")
        if not scheme(url) and not url.startswith("//"):
            return source[0]
        elsewhere.append(f'<a href="{escape(url)}">{escape(url)}</a>')
        return "" if source[0].startswith("<source") else source[0].replace(f' src="{source[1]}"', "")

    own = _SOURCE.sub(kept, element[0])
    if not elsewhere:
        return own
    return " ".join([own, *elsewhere] if ' src="' in own else elsewhere)
