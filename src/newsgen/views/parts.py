"""What several kinds of page show: links, cards, counts, bodies, and what stands in every head."""

from __future__ import annotations

import msgspec

from newsgen.article import Moment
from newsgen.fingerprint import Digest


class Link(msgspec.Struct, frozen=True, gc=False):
    """A label and where it leads."""

    label: str
    url: str = ""
    """Empty where there is nowhere to go: the breadcrumb's last step."""


class Ref(msgspec.Struct, frozen=True, gc=False):
    """What a neighbour shows of an article."""

    title: str
    url: str
    date: Moment


class Picture(msgspec.Struct, frozen=True, gc=False):
    url: str
    """Of the picture itself, in its full size."""
    alt: str = ""
    credit: str = ""
    caption: str = ""
    width: int = 0
    """In pixels; 0 for a picture that is not the site's own."""
    height: int = 0
    src: str = ""
    """Of a form of middle size; that of the picture itself where there is no other."""
    srcset: str = ""
    """Its forms as WebP, ready for the attribute; empty where there are none."""
    avif: str = ""
    """Its forms as AVIF, likewise."""
    card: str = ""
    """Of the form that stands for the article elsewhere."""
    card_width: int = 0
    card_height: int = 0


class Card(msgspec.Struct, frozen=True, gc=False):
    """What a listing shows of an article."""

    title: str
    url: str
    date: Moment
    summary: str = ""
    section: Link | None = None
    image: Picture | None = None


class Count(msgspec.Struct, frozen=True, gc=False):
    """A door to a list: a year, a term, with how many articles are behind it."""

    label: str
    url: str
    count: int


class Translation(msgspec.Struct, frozen=True, gc=False):
    """The same page in another language."""

    lang: str
    """BCP 47, as configured: `ru`."""
    name: str
    """The language's name in itself: `русский`."""
    url: str
    canonical: str


class TermGroup(msgspec.Struct, frozen=True, gc=False):
    """An article's terms in one taxonomy."""

    taxonomy: str
    """Its key in the configuration: `tags`."""
    terms: tuple[Link, ...]


class Elsewhere(msgspec.Struct, frozen=True, gc=False):
    """What the page for addresses that do not exist says in another language of the site."""

    lang: str
    """BCP 47, as configured: `ru`."""
    direction: str
    """`ltr` or `rtl`."""
    title: str
    """That there is no such page."""
    text: str
    """Where to look instead."""
    ways: tuple[Link, ...] = ()
    """The home page and the archive in that language."""


class Body(msgspec.Struct, frozen=True, gc=False):
    """The text of an article, by name: `html(page.body)` gives the HTML."""

    source: str
    """Path of the source file, relative to the content folder."""
    digest: Digest
    """Of the HTML before its links are filled in."""
    links: tuple[str, ...] = ()
    """What each link to another file of the site became; empty for one that must be plain text."""
    pictures: tuple[Picture | None, ...] = ()
    """For each link the picture that it embeds, if any; empty where there are none at all."""
    below: bool = False
    """Whether another picture stands above the text."""
    base: str = ""
    """In a feed, the absolute address of the page that links within the text (`#note`) lead to."""


class FeedLink(msgspec.Struct, frozen=True, gc=False):
    """A feed that follows what a page shows."""

    title: str
    url: str
    type: str
    """Its media type: `application/atom+xml`."""
    format: str
    """What people call that: `Atom`."""


class Head(msgspec.Struct, frozen=True, gc=False):
    """What every page says of itself: the contents of `<head>`, and the frame around the page."""

    title: str
    """Of this page alone, without the site's name."""
    lang: str
    url: str
    canonical: str
    description: str = ""
    breadcrumb: tuple[Link, ...] = ()
    """From the home page to this one; the last has no url."""
    translations: tuple[Translation, ...] = ()
    """Other languages only, in the configuration's order."""
    indexed: bool = True
    """False for pages that a search engine should not list."""
    feeds: tuple[FeedLink, ...] = ()
    """Those of this page alone; those of the language are in `language.feeds`."""
