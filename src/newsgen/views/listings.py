"""Pages that list articles: by time, by term, by correction."""

from __future__ import annotations

import msgspec

from newsgen.article import Moment
from newsgen.views.parts import Card, Count, Head, Link, Ref


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
    """A term's front page: its newest articles, and the years that hold older ones."""

    head: Head
    taxonomy: str
    term: str
    articles: tuple[Card, ...]
    """The newest, newest first: of most terms all."""
    latest: int
    """How many of these are shown with their summaries."""
    years: tuple[Count, ...]
    """Those with a page of their own, newest first."""
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
    """A correction and the article to which it was made, or the retraction of an article."""

    date: Moment | None
    """None for a retraction of which no date is known."""
    text: str
    article: Ref
    retracted: bool = False


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
