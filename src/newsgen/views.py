"""What each template may read: for every kind of page one frozen value that holds all of it and nothing else.

A template sees `page` (one of the views below), `site` (`SiteView`) and the functions of `templating`. There is no
catalogue to ask and no clock to read, so an output depends on its view alone, and is stale exactly when that changes.
docs/templates.md documents every field; a test holds the two together.

Addresses in views are ready to stand in an `href`: percent-encoded, from the host's root, the site's own path
(`/archive/`) in front. Those called `canonical` are absolute.
"""

from __future__ import annotations

import msgspec

from newsgen.article import Citation, Correction, Moment, Retraction
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
    alt: str = ""
    credit: str = ""


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


class Body(msgspec.Struct, frozen=True, gc=False):
    """The text of an article, by name: `html(page.body)` gives the HTML."""

    source: str
    """Path of the source file, relative to the content folder."""
    digest: Digest
    """Of the HTML before its links are filled in."""
    links: tuple[str, ...] = ()
    """What each link to another file of the site became; empty for one that must be plain text."""
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
    """Earlier articles that share most of its terms, best first."""
    corrections_url: str = ""
    """Of the site's corrections of the year of its latest one; empty for an article without."""


class RetractedView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """What stays at the address of a retracted article."""

    head: Head
    title: str
    date: Moment
    retraction: Retraction


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


class HomeView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    lead: Card | None
    """The newest article; None in an archive that is still empty."""
    latest: tuple[Card, ...]
    """Those after it, newest first."""
    years: tuple[Count, ...]
    """Newest first."""


class ArchiveView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """All years."""

    head: Head
    years: tuple[Count, ...]
    """Newest first."""
    taxonomies: tuple[Link, ...]
    """The other ways into the archive; the label is the taxonomy's key."""
    count: int
    corrections: tuple[Count, ...] = ()
    """The years in which articles were corrected, newest first."""


class MonthGroup(msgspec.Struct, frozen=True, gc=False):
    """A month within the page of a year."""

    month: Moment
    """Its first day."""
    url: str
    """Of the month's own page; empty where there is none."""
    articles: tuple[Card, ...]
    """Newest first."""


class DayGroup(msgspec.Struct, frozen=True, gc=False):
    """A day within the page of a month."""

    day: Moment
    url: str
    """Of the day's own page; empty where there is none."""
    articles: tuple[Card, ...]


class YearView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    year: int
    months: tuple[MonthGroup, ...]
    """Newest first; months without articles are absent."""
    count: int
    older: Link | None = None
    """The nearest earlier year that has articles; the label is the year."""
    newer: Link | None = None


class MonthView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    month: Moment
    """Its first day."""
    days: tuple[DayGroup, ...]
    """Newest first."""
    count: int
    older: Ref | None = None
    """The nearest earlier month that has articles: `date` is its first day, `title` is empty."""
    newer: Ref | None = None


class DayView(msgspec.Struct, frozen=True, gc=False, tag=True):
    head: Head
    day: Moment
    articles: tuple[Card, ...]
    older: Ref | None = None
    """The nearest earlier day that has articles: `date` is that day, `title` is empty."""
    newer: Ref | None = None


class TaxonomyView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """All terms of a taxonomy, or those under one letter where there are many."""

    head: Head
    taxonomy: str
    """Its key in the configuration: `tags`."""
    letters: tuple[tuple[str, tuple[Count, ...]], ...]
    """First letters with the terms below them, in the order of the language."""
    count: int
    """How many terms there are."""
    doors: tuple[Count, ...] = ()
    """Of a long list: its letters, each with a page of its own and the number of terms there."""
    letter: str = ""
    """The letter of such a page; empty for the list itself."""


class TermView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A term's front page: its newest articles and its years."""

    head: Head
    taxonomy: str
    term: str
    articles: tuple[Card, ...]
    """The newest, newest first."""
    years: tuple[Count, ...]
    """Newest first."""
    count: int
    description: str = ""
    """What the glossary says of it: of an author, a short biography."""
    links: tuple[Link, ...] = ()
    """Pages elsewhere about it."""


class TermYearView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """A term's articles of one year or, where the configuration asks for months, of one month."""

    head: Head
    taxonomy: str
    term: str
    url: str
    """Of the term's front page."""
    period: Moment
    """The first day of the year or the month."""
    monthly: bool
    """True when `period` is a month."""
    months: tuple[MonthGroup, ...]
    count: int


class Corrected(msgspec.Struct, frozen=True, gc=False):
    """A correction, and the article to which it was made."""

    date: Moment
    text: str
    article: Ref


class CorrectionsView(msgspec.Struct, frozen=True, gc=False, tag=True):
    """Corrections of the whole site: those of one year, or the way to all years."""

    head: Head
    years: tuple[Count, ...]
    """All years with corrections, newest first; empty on the page of a year."""
    corrections: tuple[Corrected, ...] = ()
    """Of the year, newest first."""
    year: int = 0
    """0 on the page of all years."""
    older: Link | None = None
    newer: Link | None = None


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
    """A file that is copied as it is."""

    path: str
    """Absolute, on this machine."""
    digest: Digest
    """Of its bytes."""


class LanguageView(msgspec.Struct, frozen=True, gc=False):
    """One language of the site, for its switch in the masthead."""

    lang: str
    name: str
    """In itself: `русский`."""
    title: str
    """The site's title in it."""
    description: str
    home: str
    direction: str
    """`ltr` or `rtl`."""
    date_format: str
    """A Babel pattern, or `short`, `medium`, `long`, `full`."""
    sections: tuple[Link, ...]
    """The masthead's order."""
    pages: tuple[Link, ...]
    """Undated pages that the configuration puts into the footer."""
    archive: str = ""
    """The page of all years; empty in a site that has none."""
    feeds: tuple[FeedLink, ...] = ()
    """Those of all articles in it."""


class SiteView(msgspec.Struct, frozen=True, gc=False):
    """The settings that every template may read."""

    base_url: str
    """Absolute, with a slash at its end."""
    root: str
    """The path of `base_url`: `/`, or `/archive/`."""
    language: str
    """The default one."""
    timezone: str
    languages: tuple[LanguageView, ...]
    """All of them, in the configuration's order, the default one among them."""
    publisher: str = ""
    days: bool = False
    """Whether days have pages of their own."""
    article_types: dict[str, str] = {}
    """The slug of a section, and what schema.org calls its articles."""


View = (
    ArticleView
    | RetractedView
    | PageView
    | HomeView
    | ArchiveView
    | YearView
    | MonthView
    | DayView
    | TaxonomyView
    | TermView
    | TermYearView
    | CorrectionsView
    | RedirectView
    | GoneView
    | NotFoundView
    | FeedView
    | SitemapView
    | NewsSitemapView
    | RobotsView
)
"""Whatever a template may be given as `page`."""
