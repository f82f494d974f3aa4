"""The archive by calendar: the home page, all years, each year, month and, where asked, day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import msgspec

from newsgen import dates, fingerprint
from newsgen.article import Moment
from newsgen.catalogue import Entry, Months
from newsgen.fingerprint import Digest
from newsgen.output import Output
from newsgen.outputs.corrections import correction_years
from newsgen.outputs.frame import Frame
from newsgen.permalink import output_path, slug
from newsgen.views import (
    ArchiveView,
    Card,
    DayGroup,
    DayView,
    HomeView,
    Link,
    MonthGroup,
    MonthView,
    Ref,
    YearView,
)


def first_of(year: int, month: int = 1, day: int = 1) -> Moment:
    return Moment(dt.date(year, month, day))


def other_languages(frame: Frame, lang: str, present: Sequence[str]) -> list[str]:
    return [other for other in frame.config.all_languages if other != lang and other in present]


class Home(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "home"
    parts: tuple[str, ...] = ("newest articles", "years")

    def outputs(self) -> Iterator[Output]:
        for lang, entries in self.frame.catalogue.articles.items():
            newest = self.frame.cards_digest(self.frame.newest(entries))
            parts = (newest, fingerprint.of(self.frame.counts_of_years(lang)))
            yield Output(output_path(self.frame.prefix(lang)), self.name, "home.html", parts, lang)

    def view(self, output: Output) -> HomeView:
        lang = str(output.subject)
        frame = self.frame
        own = frame.config.in_language(lang)
        newest = frame.cards(frame.newest(frame.catalogue.articles[lang]))
        others = other_languages(frame, lang, frame.config.all_languages)
        head = frame.head(
            frame.prefix(lang),
            lang,
            own.title,
            description=own.description,
            translations=[(other, frame.prefix(other)) for other in others],
        )
        return HomeView(
            head=msgspec.structs.replace(head, breadcrumb=()),
            lead=newest[0] if newest else None,
            latest=newest[1:],
            years=frame.counts_of_years(lang),
        )


class Archive(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "archive"
    parts: tuple[str, ...] = ("years", "taxonomies", "corrections")

    def outputs(self) -> Iterator[Output]:
        for lang in self.frame.catalogue.articles:
            parts = (
                fingerprint.of(self.frame.counts_of_years(lang)),
                fingerprint.of(list(self.frame.config.taxonomies)),
                fingerprint.of(correction_years(self.frame, lang)),
            )
            yield Output(output_path(f"{self.frame.prefix(lang)}archive/"), self.name, "archive.html", parts, lang)

    def view(self, output: Output) -> ArchiveView:
        lang = str(output.subject)
        frame = self.frame
        others = other_languages(frame, lang, frame.config.all_languages)
        return ArchiveView(
            head=frame.head(
                f"{frame.prefix(lang)}archive/",
                lang,
                frame.word(lang, "Archive"),
                translations=[(other, f"{frame.prefix(other)}archive/") for other in others],
            ),
            years=frame.counts_of_years(lang),
            taxonomies=tuple(
                Link(taxonomy, frame.href(f"{frame.prefix(lang)}{slug(taxonomy)}/"))
                for taxonomy in frame.config.taxonomies
            ),
            corrections=correction_years(frame, lang),
            count=len(frame.catalogue.articles[lang]),
        )


class Period(msgspec.Struct, frozen=True):
    """A year, a month or a day of one language, among those that have articles."""

    lang: str
    first: Moment
    entries: Sequence[Entry]
    """Oldest first."""
    older: Moment | None
    newer: Moment | None
    languages: tuple[str, ...]
    """Other languages in which the same period has articles."""

    def key(self, frame: Frame) -> tuple[Digest, Digest]:
        around = [moment.day if moment else None for moment in (self.older, self.newer)]
        return frame.cards_digest(self.entries), fingerprint.of(around, self.languages)


class Periods(msgspec.Struct, frozen=True):
    """The years, months and days of a site, each one page: `level` 1, 2 or 3."""

    frame: Frame
    name: str
    level: int
    parts: tuple[str, ...] = ("articles", "neighbours in time or other languages")

    def outputs(self) -> Iterator[Output]:
        grouped = {lang: self._grouped(years) for lang, years in self.frame.catalogue.years.items()}
        for lang, groups in grouped.items():
            keys = list(groups)
            for index, key in enumerate(keys):
                period = Period(
                    lang=lang,
                    first=first_of(*key),
                    entries=groups[key],
                    older=first_of(*keys[index - 1]) if index else None,
                    newer=first_of(*keys[index + 1]) if index + 1 < len(keys) else None,
                    languages=tuple(other for other in grouped if other != lang and key in grouped[other]),
                )
                path = output_path(self.address(lang, period.first))
                yield Output(path, self.name, f"{self.name}.html", period.key(self.frame), period)

    def _grouped(self, years: Mapping[int, Months]) -> dict[tuple[int, ...], list[Entry]]:
        if self.level == 1:
            return {(year,): [*chain.from_iterable(months.values())] for year, months in years.items()}
        if self.level == 2:
            return {(year, month): entries for year, months in years.items() for month, entries in months.items()}
        days: dict[tuple[int, ...], list[Entry]] = {}
        for entry in chain.from_iterable(entries for months in years.values() for entries in months.values()):
            day = entry.article.date.day
            days.setdefault((day.year, day.month, day.day), []).append(entry)
        return days

    def address(self, lang: str, first: Moment) -> str:
        if self.level == 1:
            return self.frame.year_address(lang, first.day.year)
        if self.level == 2:
            return self.frame.month_address(lang, first.day.year, first.day.month)
        return self.frame.day_address(lang, first)

    def view(self, output: Output) -> YearView | MonthView | DayView:
        period = output.subject
        assert isinstance(period, Period)
        return (self._year, self._month, self._day)[self.level - 1](period)

    def _head_arguments(self, period: Period) -> dict[str, object]:
        return {
            "address": self.address(period.lang, period.first),
            "lang": period.lang,
            "translations": [(other, self.address(other, period.first)) for other in period.languages],
        }

    def _ref(self, lang: str, first: Moment | None) -> Ref | None:
        return Ref("", self.frame.href(self.address(lang, first)), first) if first else None

    def _year(self, period: Period) -> YearView:
        frame = self.frame

        def link(first: Moment | None) -> Link | None:
            return Link(f"{first.day.year}", frame.href(self.address(period.lang, first))) if first else None

        year = period.first.day.year
        return YearView(
            head=frame.head(
                title=f"{year}",
                **self._head_arguments(period),  # type: ignore[arg-type]
            ),
            year=year,
            months=months_of(frame, period.entries, period.lang),
            count=len(period.entries),
            older=link(period.older),
            newer=link(period.newer),
        )

    def _month(self, period: Period) -> MonthView:
        frame = self.frame
        days: dict[dt.date, list[Card]] = {}
        for entry in reversed(period.entries):
            days.setdefault(entry.article.date.day, []).append(frame.card(entry))
        return MonthView(
            head=frame.head(
                title=dates.month_heading(period.first, period.lang),
                label=dates.month_name(period.first, period.lang),
                crumbs=frame.date_crumbs(period.lang, period.first, month=False),
                **self._head_arguments(period),  # type: ignore[arg-type]
            ),
            month=period.first,
            days=tuple(
                DayGroup(
                    Moment(day),
                    frame.href(frame.day_address(period.lang, Moment(day))) if frame.config.days else "",
                    tuple(cards),
                )
                for day, cards in days.items()
            ),
            count=len(period.entries),
            older=self._ref(period.lang, period.older),
            newer=self._ref(period.lang, period.newer),
        )

    def _day(self, period: Period) -> DayView:
        frame = self.frame
        pattern = frame.config.in_language(period.lang).date_format
        return DayView(
            head=frame.head(
                title=dates.format_date(period.first, period.lang, pattern),
                label=f"{period.first.day.day}",
                crumbs=frame.date_crumbs(period.lang, period.first, month=True),
                **self._head_arguments(period),  # type: ignore[arg-type]
            ),
            day=period.first,
            articles=frame.cards(reversed(period.entries)),
            older=self._ref(period.lang, period.older),
            newer=self._ref(period.lang, period.newer),
        )


def months_of(frame: Frame, entries: Sequence[Entry], lang: str) -> tuple[MonthGroup, ...]:
    """The articles under their months, newest first; `entries` are oldest first."""
    months: dict[tuple[int, int], list[Card]] = {}
    for entry in reversed(entries):
        day = entry.article.date.day
        months.setdefault((day.year, day.month), []).append(frame.card(entry))
    return tuple(
        MonthGroup(first_of(year, month), frame.href(frame.month_address(lang, year, month)), tuple(cards))
        for (year, month), cards in months.items()
    )
