"""Pages of one thing: an article, an undated page, an address that leads elsewhere or nowhere."""

from __future__ import annotations

import msgspec

from newsgen.article import Citation, Correction, Moment, Retraction
from newsgen.views.parts import Body, Count, Elsewhere, Head, Link, Picture, Ref, TermGroup


class ArticleView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    title: str
    date: Moment
    body: Body
    updated: Moment | None = None
    section: Link | None = None
    authors: tuple[Link, ...] = ()
    tags: tuple[Link, ...] = ()
    terms: tuple[TermGroup, ...] = ()
    """Taxonomies of the site's own, beside section, authors and tags."""
    summary: str = ""
    image: Picture | None = None
    external: str = ""
    """The address elsewhere that this article is about; empty for an article of one's own."""
    corrections: tuple[Correction, ...] = ()
    sources: tuple[Citation, ...] = ()
    older: Ref | None = None
    """The neighbour before it in time, in the same language."""
    newer: Ref | None = None
    extra: dict[str, object] = {}
    """The front matter's `extra`, as written."""
    held: str = ""
    """Why the page is not public; only ever filled in by a build with --drafts."""
    related: tuple[Ref, ...] = ()
    """Earlier articles that share most of its terms, newest first."""
    corrections_url: str = ""
    """Of the site's corrections of the year of its latest one; empty for an article without."""
    pictures: tuple[Picture, ...] = ()
    """Those of the text of which the front matter says something."""


class RetractedView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """What stays at the address of a retracted article."""

    head: Head
    title: str
    date: Moment
    retraction: Retraction
    corrections_url: str = ""
    """Of the site's corrections and retractions of that year."""


class PageView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """An undated page: About, Corrections policy."""

    head: Head
    title: str
    body: Body
    updated: Moment | None = None
    summary: str = ""
    extra: dict[str, object] = {}
    held: str = ""
    corrections: tuple[Count, ...] = ()
    """On the page at `/corrections/` alone: the years in which articles were corrected, newest first."""


class RedirectView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A page at a former address that leads to the present one."""

    head: Head
    target: str
    """Absolute or from the host's root, ready for an `href`."""


class GoneView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """What stands at the address of a page that was withdrawn: nothing that it said, not even its headline."""

    head: Head


class NotFoundView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """The page for addresses that do not exist. It counts nothing, so that new articles leave it alone."""

    head: Head
    languages: tuple[Elsewhere, ...] = ()
    """The same in the site's other languages, since nobody knows which one was asked for."""
