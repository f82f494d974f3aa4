"""Terms: the front page of each, and its articles by year or month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain

import msgspec

from newsgen import dates, fingerprint
from newsgen.article import Moment
from newsgen.catalogue import Entry, Listing, Term, term_address
from newsgen.fingerprint import NOTHING, Digest
from newsgen.glossary import FILE, Known
from newsgen.output import Output, Sheaf
from newsgen.outputs.archives import first_of, months_of
from newsgen.outputs.frame import ATOM, ATOM_TYPE, Frame
from newsgen.outputs.taxonomies import taxonomy_crumb
from newsgen.permalink import output_path
from newsgen.views import Count, FeedLink, Link, MonthGroup, TermView, TermYearView


def term_digest(frame: Frame, term: Term, entries: Sequence[Entry]) -> tuple[Digest, Digest]:
    return term.digest, frame.cards_digest(entries)


def listed(frame: Frame, listing: Listing) -> list[Entry]:
    """The articles on a term's own page, newest first."""
    return frame.newest(listing.entries, frame.config.taxonomies[listing.term.taxonomy].listed)


def paged(frame: Frame, listing: Listing) -> Years:
    """A term's years with a page of their own, oldest first.

    A year gets its page with the article that pushes one of its own out of the newest: never do all get theirs at once.
    """
    return listing.years_beyond(frame.config.taxonomies[listing.term.taxonomy].listed)


def translated(frame: Frame, term: Term) -> list[Listing]:
    """The same term in other languages, as the glossary joins them."""
    if (term.taxonomy, term.slug) not in frame.catalogue.glossary.terms:
        return []
    terms = frame.catalogue.terms
    found = [terms[lang, term.taxonomy].get(term.slug) for lang in frame.config.all_languages if lang != term.lang]
    return [listing for listing in found if listing is not None]


def addresses_digest(others: Sequence[tuple[str, str]]) -> Digest:
    return fingerprint.of(others) if others else NOTHING


class Terms(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "term"
    parts: tuple[str, ...] = ("name", "newest articles", "years", "translations", "description", "feed or summaries")

    def outputs(self) -> Iterator[Output]:
        glossary = self.frame.catalogue.glossary
        shown = fingerprint.of(self._has_feed, self.frame.config.latest)
        for listings in self.frame.catalogue.terms.values():
            for listing in listings.values():
                term = listing.term
                newest = listed(self.frame, listing)
                known = glossary.terms.get((term.taxonomy, term.slug))
                parts = (
                    *term_digest(self.frame, term, newest),
                    fingerprint.of([(year, len(entries)) for year, entries in paged(self.frame, listing)]),
                    addresses_digest(self._translations(term)),
                    fingerprint.of(known.about(term.lang), known.links) if known else NOTHING,
                    shown,
                )
                yield Output(output_path(term.address), self.name, "term.html", parts, listing)

    @property
    def _has_feed(self) -> bool:
        return self.frame.config.feeds.terms != "none"

    def _translations(self, term: Term) -> list[tuple[str, str]]:
        return [(other.term.lang, other.term.address) for other in translated(self.frame, term)]

    def view(self, output: Output) -> TermView:
        listing = output.subject
        assert isinstance(listing, Listing)
        term, frame = listing.term, self.frame
        known = frame.catalogue.glossary.terms.get((term.taxonomy, term.slug), Known())
        feed = FeedLink(term.label, frame.href(f"{term.address}{ATOM}"), ATOM_TYPE, "Atom")
        return TermView(
            head=frame.head(
                term.address,
                term.lang,
                term.label,
                description=known.about(term.lang),
                crumbs=[taxonomy_crumb(frame, term.lang, term.taxonomy)],
                translations=self._translations(term),
                feeds=(feed,) if self._has_feed else (),
            ),
            taxonomy=term.taxonomy,
            term=term.label,
            articles=frame.cards(listed(frame, listing)),
            latest=frame.config.latest,
            years=tuple(
                Count(f"{year}", frame.href(f"{term.address}{year:04d}/"), len(entries))
                for year, entries in reversed([*paged(frame, listing)])
            ),
            count=len(listing.entries),
            description=known.about(term.lang),
            links=tuple(Link(profile.label or _shown(profile.url), profile.url) for profile in known.links),
        )


def _shown(url: str) -> str:
    """An address without what every address begins with."""
    return url.removeprefix("mailto:").partition("://")[2].removeprefix("www.").rstrip("/") or url.removeprefix(
        "mailto:"
    )


class FormerTerm(msgspec.Struct, frozen=True, gc=False):
    """Where a page of a term would be if the glossary did not know the term, and where it is now."""

    title: str
    lang: str
    address: str
    source: str
    aliases: tuple[str, ...]


def former_addresses(frame: Frame, listing: Listing) -> list[str]:
    """Where the term's page would be, by each of its spellings, if the glossary did not know it."""
    term = listing.term
    slugs = sorted(listing.spellings - {term.slug})
    return [term_address(frame.config, term.lang, term.taxonomy, slug) for slug in slugs]


def former_terms(frame: Frame) -> Iterator[FormerTerm]:
    """Addresses that a glossary moved: a site that begins to keep one breaks no link."""
    for listings in frame.catalogue.terms.values():
        for listing in listings.values():
            term = listing.term
            fronts = former_addresses(frame, listing)
            if not fronts:
                continue
            monthly = frame.config.taxonomies[term.taxonomy].archive == "month"
            times = sorted(time for time in _times(frame, listing) if monthly or len(time) == 1)
            for tail in ("", *map(_tail, times)):
                yield FormerTerm(
                    term.label, term.lang, f"{term.address}{tail}", FILE, tuple(f"{front}{tail}" for front in fronts)
                )


class TermPeriod(msgspec.Struct, frozen=True, gc=False):
    """A term's articles of one year or month, oldest first."""

    term: Term
    first: Moment
    monthly: bool
    entries: list[Entry]
    months: tuple[int, ...] = ()
    """For a year that is split: its months that have a page."""
    translations: tuple[tuple[str, str], ...] = ()
    """Languages and addresses of the same term and time."""

    @property
    def address(self) -> str:
        day = self.first.day
        return f"{self.term.address}{day.year:04d}/" + (f"{day.month:02d}/" if self.monthly else "")


TEMPLATE = "term_year.html"


class TermPeriods(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "term year"
    parts: tuple[str, ...] = ("name", "articles", "pages of its months", "translations")

    def sheaves(self) -> Iterator[Sheaf]:
        """One for each term."""
        for (lang, taxonomy), listings in self.frame.catalogue.terms.items():
            monthly = self.frame.config.taxonomies[taxonomy].archive == "month"
            for slug, listing in listings.items():
                years = [*paged(self.frame, listing)]
                if not years:
                    continue
                others = [(other, _times(self.frame, other)) for other in translated(self.frame, listing.term)]
                elsewhere = [(other.term.lang, other.term.address, sorted(times)) for other, times in others]
                entries = [*chain.from_iterable(entries for _, entries in years)]
                key = fingerprint.of(*term_digest(self.frame, listing.term, entries), monthly, elsewhere)
                plan = partial(self._outputs, listing.term, years, others, monthly=monthly)
                yield Sheaf(f"{self.name} {lang} {taxonomy} {slug}", self.name, frozenset([TEMPLATE]), key, plan)

    def _outputs(
        self, term: Term, years: Years, others: Sequence[tuple[Listing, Times]], *, monthly: bool
    ) -> Iterator[Output]:
        """What these depend on is all in the key of their sheaf; of its dates the cards tell."""
        for period in _periods(term, years, others, monthly=monthly):
            parts = (
                *term_digest(self.frame, period.term, period.entries),
                fingerprint.of(period.months),
                addresses_digest(period.translations),
            )
            yield Output(output_path(period.address), self.name, TEMPLATE, parts, period)

    def view(self, output: Output) -> TermYearView:
        period = output.subject
        assert isinstance(period, TermPeriod)
        term, frame = period.term, self.frame
        crumbs = [
            taxonomy_crumb(frame, term.lang, term.taxonomy),
            Link(term.label, frame.href(term.address)),
        ]
        year = f"{period.first.day.year}"
        if period.monthly:
            crumbs.append(Link(year, frame.href(f"{term.address}{period.first.day.year:04d}/")))
        label = dates.month_heading(period.first, term.lang) if period.monthly else year
        return TermYearView(
            head=frame.head(
                period.address,
                term.lang,
                f"{term.label}, {label}",
                label=label,
                crumbs=crumbs,
                translations=period.translations,
            ),
            taxonomy=term.taxonomy,
            term=term.label,
            url=frame.href(term.address),
            period=period.first,
            monthly=period.monthly,
            months=self._months(period),
            count=len(period.entries),
        )

    def _months(self, period: TermPeriod) -> tuple[MonthGroup, ...]:
        groups = months_of(self.frame, period.entries, period.term.lang)
        if not period.months:
            return groups
        base = f"{period.term.address}{period.first.day.year:04d}/"
        return tuple(
            msgspec.structs.replace(group, url=self.frame.href(f"{base}{group.month.day.month:02d}/"))
            for group in groups
        )


Times = set[tuple[int, ...]]
"""Years, and months with their year."""

Years = Iterable[tuple[int, list[Entry]]]


def _times(frame: Frame, listing: Listing) -> Times:
    """Those with a page of their own, or that would have one if years were split."""
    days = [entry.article.date.day for _, entries in paged(frame, listing) for entry in entries]
    return {(day.year,) for day in days} | {(day.year, day.month) for day in days}


def _tail(time: tuple[int, ...]) -> str:
    """A time as the end of an address."""
    return f"{time[0]:04d}/" + "".join(f"{month:02d}/" for month in time[1:])


def _periods(
    term: Term, years: Years, others: Sequence[tuple[Listing, Times]], *, monthly: bool
) -> Iterator[TermPeriod]:
    def elsewhere(*time: int) -> tuple[tuple[str, str], ...]:
        tail = _tail(time)
        return tuple((other.term.lang, f"{other.term.address}{tail}") for other, times in others if time in times)

    for year, entries in years:
        months: dict[int, list[Entry]] = {}
        if monthly:
            for entry in entries:
                months.setdefault(entry.article.date.day.month, []).append(entry)
        yield TermPeriod(
            term,
            first_of(year),
            monthly=False,
            entries=entries,
            months=tuple(months),
            translations=elsewhere(year),
        )
        for month, some in months.items():
            yield TermPeriod(
                term, first_of(year, month), monthly=True, entries=some, translations=elsewhere(year, month)
            )
