"""The kinds of output: one file each, all of them in one table."""

from __future__ import annotations

from newsgen.output import Kind
from newsgen.outputs.archives import Archive, Home, Periods
from newsgen.outputs.articles import Articles, Retractions
from newsgen.outputs.copies import Copies, Files
from newsgen.outputs.corrections import Corrections
from newsgen.outputs.entries import Entries
from newsgen.outputs.feeds import FeedArchives, Feeds, TermFeeds
from newsgen.outputs.frame import Frame
from newsgen.outputs.pages import NotFound, Pages
from newsgen.outputs.redirects import Redirects
from newsgen.outputs.robots import Robots
from newsgen.outputs.sitemaps import NewsSitemap, PageSitemap, Plan, SitemapIndex, Sitemaps
from newsgen.outputs.taxonomies import Taxonomies
from newsgen.outputs.terms import TermPeriods, Terms

__all__ = ["Files", "Frame", "kinds"]


def kinds(frame: Frame, files: Files) -> tuple[Kind, ...]:
    """Every kind of output of a site, in the order in which its outputs are planned."""
    entries, sitemaps = Entries(frame), Plan(frame)
    return (
        Articles(frame),
        Retractions(frame),
        Pages(frame),
        Home(frame),
        Archive(frame),
        Periods(frame, "year", 1),
        Periods(frame, "month", 2),
        *([Periods(frame, "day", 3)] if frame.config.days else []),
        Corrections(frame),
        Taxonomies(frame),
        Terms(frame),
        TermPeriods(frame),
        Redirects(frame),
        NotFound(frame),
        Feeds(entries),
        TermFeeds(entries),
        FeedArchives(entries),
        Sitemaps(sitemaps),
        PageSitemap(sitemaps),
        SitemapIndex(sitemaps),
        NewsSitemap(sitemaps),
        Robots(frame, files),
        Copies(frame, files),
    )
