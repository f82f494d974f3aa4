"""Terms: the index of each taxonomy, the front page of each term, and its articles by year or month."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence

import msgspec

from newsgen import dates, fingerprint
from newsgen.article import Moment
from newsgen.catalogue import Entry, Listing, Term
from newsgen.fingerprint import Digest
from newsgen.output import Output
from newsgen.outputs.archives import first_of, months_of
from newsgen.outputs.frame import ATOM, ATOM_TYPE, Frame, articles_by_year, cards_digest
from newsgen.permalink import output_path, slug
from newsgen.views import Count, FeedLink, Link, MonthGroup, TaxonomyView, TermView, TermYearView


def taxonomy_address(frame: Frame, lang: str, taxonomy: str) -> str:
    return f"{frame.prefix(lang)}{slug(taxonomy)}/"


def taxonomy_crumb(frame: Frame, lang: str, taxonomy: str) -> Link:
    return Link(taxonomy_name(frame, lang, taxonomy), frame.href(taxonomy_address(frame, lang, taxonomy)))


def taxonomy_name(frame: Frame, lang: str, taxonomy: str) -> str:
    """What the list of all its terms is called."""
    english = {"section": "Sections", "tags": "Tags", "authors": "Authors"}.get(taxonomy, taxonomy.capitalize())
    return frame.word(lang, english)


def term_digest(term: Term, entries: Sequence[Entry]) -> tuple[Digest, Digest]:
    return term.digest, cards_digest(entries)


@dataclasses.dataclass(frozen=True)
class Taxonomies:
    frame: Frame
    name: str = "taxonomy"
    parts: tuple[str, ...] = ("terms and their counts",)

    def outputs(self) -> Iterator[Output]:
        for (lang, taxonomy), listings in self.frame.catalogue.terms.items():
            shown = [(listing.term.digest, len(listing.entries)) for listing in listings.values()]
            path = output_path(taxonomy_address(self.frame, lang, taxonomy))
            yield Output(path, self.name, "taxonomy.html", (fingerprint.of(shown),), (lang, taxonomy))

    def view(self, output: Output) -> TaxonomyView:
        key: tuple[str, str] = output.subject  # type: ignore[assignment]
        lang, taxonomy = key
        frame = self.frame
        listings = frame.catalogue.terms[lang, taxonomy].values()
        letters: dict[str, list[Count]] = {}
        for listing in sorted(listings, key=lambda listing: (listing.term.label.casefold(), listing.term.slug)):
            letter = listing.term.label.lstrip()[0].upper()
            count = Count(listing.term.label, frame.href(listing.term.address), len(listing.entries))
            letters.setdefault(letter, []).append(count)
        return TaxonomyView(
            head=frame.head(
                taxonomy_address(frame, lang, taxonomy),
                lang,
                taxonomy_name(frame, lang, taxonomy),
                translations=[
                    (other, taxonomy_address(frame, other, taxonomy))
                    for other in frame.config.all_languages
                    if other != lang
                ],
            ),
            taxonomy=taxonomy,
            letters=tuple((letter, tuple(counts)) for letter, counts in letters.items()),
            count=len(listings),
        )


@dataclasses.dataclass(frozen=True)
class Terms:
    frame: Frame
    name: str = "term"
    parts: tuple[str, ...] = ("name", "newest articles", "years", "feed")

    def outputs(self) -> Iterator[Output]:
        feed = fingerprint.of(self._has_feed)
        for listings in self.frame.catalogue.terms.values():
            for listing in listings.values():
                newest = self.frame.newest(listing.entries)
                parts = (
                    *term_digest(listing.term, newest),
                    fingerprint.of(sorted(articles_by_year(listing.entries).items())),
                    feed,
                )
                yield Output(output_path(listing.term.address), self.name, "term.html", parts, listing)

    @property
    def _has_feed(self) -> bool:
        return self.frame.config.feeds.terms != "none"

    def view(self, output: Output) -> TermView:
        listing = output.subject
        assert isinstance(listing, Listing)
        term, frame = listing.term, self.frame
        feed = FeedLink(term.label, frame.href(f"{term.address}{ATOM}"), ATOM_TYPE, "Atom")
        return TermView(
            head=frame.head(
                term.address,
                term.lang,
                term.label,
                crumbs=[taxonomy_crumb(frame, term.lang, term.taxonomy)],
                feeds=(feed,) if self._has_feed else (),
            ),
            taxonomy=term.taxonomy,
            term=term.label,
            articles=frame.cards(frame.newest(listing.entries)),
            years=frame.year_counts(listing),
            count=len(listing.entries),
        )


class TermPeriod(msgspec.Struct, frozen=True, gc=False):
    """A term's articles of one year or month, oldest first."""

    term: Term
    first: Moment
    monthly: bool
    entries: list[Entry]
    months: tuple[int, ...] = ()
    """For a year that is split: its months that have a page."""

    @property
    def address(self) -> str:
        day = self.first.day
        return f"{self.term.address}{day.year:04d}/" + (f"{day.month:02d}/" if self.monthly else "")


@dataclasses.dataclass(frozen=True)
class TermPeriods:
    frame: Frame
    name: str = "term year"
    parts: tuple[str, ...] = ("name", "articles")

    def outputs(self) -> Iterator[Output]:
        for (_, taxonomy), listings in self.frame.catalogue.terms.items():
            monthly = self.frame.config.taxonomies[taxonomy].archive == "month"
            for listing in listings.values():
                for period in _periods(listing, monthly=monthly):
                    parts = term_digest(period.term, period.entries)
                    yield Output(output_path(period.address), self.name, "term_year.html", parts, period)

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
            head=frame.head(period.address, term.lang, f"{term.label}, {label}", label=label, crumbs=crumbs),
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


def _periods(listing: Listing, *, monthly: bool) -> Iterator[TermPeriod]:
    years: dict[int, list[Entry]] = {}
    for entry in listing.entries:
        years.setdefault(entry.article.date.day.year, []).append(entry)
    for year, entries in years.items():
        months: dict[int, list[Entry]] = {}
        if monthly:
            for entry in entries:
                months.setdefault(entry.article.date.day.month, []).append(entry)
        yield TermPeriod(listing.term, first_of(year), monthly=False, entries=entries, months=tuple(months))
        for month, some in months.items():
            yield TermPeriod(listing.term, first_of(year, month), monthly=True, entries=some)
