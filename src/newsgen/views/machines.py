"""What programs read: feeds, sitemaps, robots.txt, and files that are copied as they are."""

from __future__ import annotations

import msgspec

from newsgen.article import Correction
from newsgen.fingerprint import Digest
from newsgen.views.parts import Body, Head, Link, Picture


class Category(msgspec.Struct, frozen=True, gc=False):
    """A term of an article, in a feed."""

    label: str
    term: str
    """As in its address: `torture`."""
    scheme: str
    """Absolute address of its taxonomy."""


class FeedEntry(msgspec.Struct, frozen=True, gc=False):
    """An article in a feed. All its addresses are absolute."""

    id: str
    """The same for ever, wherever the article moves."""
    title: str
    url: str
    published: str
    """With time and offset, as feeds demand: a day without time begins in the site's zone."""
    updated: str
    """The latest of its date, its update and its corrections, written in the same way."""
    authors: tuple[Link, ...] = ()
    categories: tuple[Category, ...] = ()
    summary: str = ""
    body: Body | None = None
    """None in a feed of summaries."""
    image: Picture | None = None
    external: str = ""
    """The address elsewhere that the article is about."""
    corrections: tuple[Correction, ...] = ()


class FeedView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A feed, or one month of its archive. All its addresses are absolute."""

    head: Head
    id: str
    """The address of the feed, also in the documents of its archive."""
    updated: str
    """When the latest change of an entry was made."""
    home: str
    """The page that the feed follows."""
    author: str
    """The publisher, for articles that name no author."""
    entries: tuple[FeedEntry, ...]
    """Those that changed last first."""
    current: str = ""
    """In an archive document, the feed that it belongs to."""
    older: str = ""
    """The archive document before this one or, in the feed itself, the newest."""
    newer: str = ""


class Alternate(msgspec.Struct, frozen=True, gc=False):
    """A page in one language, in a sitemap."""

    lang: str
    """BCP 47, or `x-default`."""
    url: str


class SitemapUrl(msgspec.Struct, frozen=True, gc=False):
    url: str
    """Absolute."""
    updated: str = ""
    """When it last changed, to the precision that is known; empty where nothing says so."""
    alternates: tuple[Alternate, ...] = ()
    """Itself and its translations, where it has any."""


class SitemapView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A sitemap, or the index of all sitemaps."""

    head: Head
    urls: tuple[SitemapUrl, ...]


class NewsItem(msgspec.Struct, frozen=True, gc=False):
    """An article in the news sitemap."""

    url: str
    """Absolute."""
    title: str
    lang: str
    """As the format wants it: two letters, but `zh-cn` and `zh-tw`."""
    published: str
    """To the precision that is known."""
    name: str
    """Of the site in the article's language."""


class NewsSitemapView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    articles: tuple[NewsItem, ...]
    """Newest first."""


class RobotsView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    sitemap: str
    """Absolute address of the index of sitemaps."""


class Copy(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A file that is copied: as it is or, where its `kind` is named, cleaned."""

    path: str
    """Absolute, on this machine."""
    digest: Digest
    """Of the bytes that are published."""
    size: int = 0
    """Of a file that is cleaned, when it is."""
    kind: str = ""
    """One of `filetypes.TREATED`."""
    made: bool = False
    """Whether it is clean already, because newsgen made it."""
