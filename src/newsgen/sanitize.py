"""Safe HTML: what writers use stays, what runs, loads or disguises goes.

Two ways lead to the same result. HTML that a dialect wrote from text without any HTML of the author's consists of a
few tags and attributes that cannot do harm; `is_plain` proves that from the HTML itself, tag by tag, and such HTML is
taken as it is. All other HTML goes through nh3, a real parser, which costs more than making it.
Addresses are judged apart, by `linkmarks`, on both ways.
"""

from __future__ import annotations

import re
from html import escape, unescape

import nh3

from newsgen.dialects import MarkupError

SCHEMES = frozenset(("http", "https", "mailto", "tel"))

MAX_DEPTH = 256
"""Elements within one another: parsers take a time that grows with its square."""

_TEXT = (
    "abbr b bdi bdo br cite code data del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup"
    " time u var wbr"
)
_BLOCKS = (
    "article aside blockquote caption col colgroup dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hgroup hr li ol p pre section summary table tbody td tfoot th thead tr ul"
)
_MEDIA = "a audio img source track video"

_cleaner = nh3.Cleaner(
    tags=set(f"{_TEXT} {_BLOCKS} {_MEDIA}".split()),
    # What stands inside these is no text.
    clean_content_tags={"script", "style", "template", "svg", "math", "noscript", "object", "select"},
    attributes={
        "*": {"class", "dir", "id", "lang", "title", "translate"},
        "a": {"aria-label", "href", "hreflang"},
        "audio": {"controls", "loop", "muted", "preload", "src"},
        "blockquote": {"cite"},
        "col": {"span"},
        "colgroup": {"span"},
        "data": {"value"},
        "del": {"cite", "datetime"},
        "details": {"open"},
        "img": {"alt", "decoding", "height", "loading", "src", "width"},
        "ins": {"cite", "datetime"},
        "li": {"value"},
        "ol": {"reversed", "start", "type"},
        "q": {"cite"},
        "source": {"src", "type"},
        "td": {"colspan", "headers", "rowspan"},
        "th": {"abbr", "colspan", "headers", "rowspan", "scope"},
        "time": {"datetime"},
        "track": {"default", "kind", "label", "src", "srclang"},
        "video": {"controls", "height", "loop", "muted", "playsinline", "preload", "src", "width"},
    },
    tag_attribute_values={
        "a": {"role": {"doc-backlink", "doc-noteref"}},
        "div": {"role": {"doc-endnotes"}},
    },
    url_schemes=set(SCHEMES),
    link_rel=None,
)

_PLAIN = re.compile(
    r"(?:[^<]++"
    r"|</?(?:p|em|strong|li|ul|a|h[1-6]|blockquote|ol|code|pre|del|d[ldt]|t(?:able|head|body|r|h|d)|sup|div)>"
    r"|<(?:a|h[1-6]|img|td|th|ol|li|code|sup|div|br|hr)"
    r'(?: (?:href|src|alt|title|class|id|role|start|aria-label)="[^"<>]*+")*+ ?/?>'
    r")*+"
)
_AUTOLINK = re.compile(r"<(?:https?|mailto):[^<>\s]*>")
_IFRAME = re.compile(r"""<iframe\s[^>]*?\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))[^>]*>""", re.IGNORECASE)
_NESTING = re.compile(
    r"<(/?)(?!(?:area|br|col|dd|dt|embed|hr|img|input|li|link|meta|option|p|param|source|tbody|td|tfoot|th|thead|tr|track|wbr)\b)"
    r"[a-z][^\s/>]*",
    re.IGNORECASE,
)
_IGNORED_IN_URL = str.maketrans("", "", "\t\n\r")
_STRIPPED_FROM_URL = "".join(map(chr, range(33)))
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def safe(html: str, text: str) -> str:
    """The HTML that a dialect made of `text`, harmless but for its addresses. Raises MarkupError for excess."""
    if "&#" not in text and ("<" not in text or "<" not in _AUTOLINK.sub("", text)) and is_plain(html):
        return html
    return clean(html)


def is_plain(html: str) -> bool:
    """Whether it holds only tags of the dialects themselves, with attributes of theirs, each in double quotes."""
    return _PLAIN.fullmatch(html) is not None


def clean(html: str) -> str:
    if html.count("<") > MAX_DEPTH:
        _refuse_depth(html)
    if "<iframe" in html or "<IFRAME" in html:
        html = _IFRAME.sub(_linked_frame, html)
    return _cleaner.clean(html)


def scheme(url: str) -> str:
    r"""The scheme of an address as a browser finds it, in lower case; empty for a relative one.

    >>> scheme(" java\nscript:alert(1)")
    'javascript'
    """
    match = _SCHEME.match(bare(url)) if ":" in url else None
    return match[1].lower() if match else ""


def bare(url: str) -> str:
    """Without the characters that a browser passes over (WHATWG URL, basic parser, steps 1 to 3)."""
    url = url.strip(_STRIPPED_FROM_URL)
    return url if url.isprintable() else url.translate(_IGNORED_IN_URL)


def _linked_frame(frame: re.Match[str]) -> str:
    """An embedded page is shown as a link to it: nothing that a page loads comes from elsewhere."""
    address = unescape(frame[1] or frame[2] or frame[3] or "")
    if scheme(address) not in {"http", "https"} and not bare(address).startswith("//"):
        return ""
    return f'<a href="{escape(address)}">{escape(address)}</a>'


def _refuse_depth(html: str) -> None:
    depth = 0
    for tag in _NESTING.finditer(html):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            raise MarkupError(
                f"more than {MAX_DEPTH} HTML elements within one another",
                "look for an element that is opened in many places and never closed",
            )
