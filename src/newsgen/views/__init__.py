"""What each template may read: for every kind of page one frozen value that holds all of it and nothing else.

A template sees `page` (one of the views below), `site` (`SiteView`) and the functions of `templating`. There is no
catalogue to ask and no clock to read, so an output depends on its view alone, and is stale exactly when that changes.
docs/templates.md documents every field; a test holds the two together.

Addresses in views are ready to stand in an `href`: percent-encoded, from the host's root, the site's own path
(`/archive/`) in front. Those called `canonical` are absolute.
"""

from __future__ import annotations

from newsgen.views.listings import (
    ArchiveView,
    Corrected,
    CorrectionsView,
    DayGroup,
    DayView,
    HomeView,
    MonthGroup,
    MonthView,
    TaxonomyView,
    TermView,
    TermYearView,
    YearView,
)
from newsgen.views.machines import (
    Alternate,
    Category,
    Copy,
    FeedEntry,
    FeedView,
    NewsItem,
    NewsSitemapView,
    RobotsView,
    SitemapUrl,
    SitemapView,
)
from newsgen.views.pages import ArticleView, GoneView, NotFoundView, PageView, RedirectView, RetractedView
from newsgen.views.parts import Body, Card, Count, Elsewhere, FeedLink, Head, Link, Picture, Ref, TermGroup, Translation
from newsgen.views.site import LanguageView, SiteView

__all__ = [
    "Alternate",
    "ArchiveView",
    "ArticleView",
    "Body",
    "Card",
    "Category",
    "Copy",
    "Corrected",
    "CorrectionsView",
    "Count",
    "DayGroup",
    "DayView",
    "Elsewhere",
    "FeedEntry",
    "FeedLink",
    "FeedView",
    "GoneView",
    "Head",
    "HomeView",
    "LanguageView",
    "Link",
    "MonthGroup",
    "MonthView",
    "NewsItem",
    "NewsSitemapView",
    "NotFoundView",
    "PageView",
    "Picture",
    "RedirectView",
    "Ref",
    "RetractedView",
    "RobotsView",
    "SiteView",
    "SitemapUrl",
    "SitemapView",
    "TaxonomyView",
    "TermGroup",
    "TermView",
    "TermYearView",
    "Translation",
    "View",
    "YearView",
]

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
