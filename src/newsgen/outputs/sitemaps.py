"""Sitemaps: one file for each month, one for what has no date, an index of all, and one for news search.

Only the last depends on the build's time: `next_change` says when it will be another one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import ClassVar

import msgspec

from newsgen import fingerprint, zones
from newsgen.article import Article, Document, Moment
from newsgen.catalogue import Entry
from newsgen.fingerprint import NOTHING, Digest
from newsgen.output import Output
from newsgen.outputs.frame import Frame
from newsgen.permalink import output_path
from newsgen.views import Alternate, NewsItem, NewsSitemapView, SitemapUrl, SitemapView

PER_FILE = 10_000
"""Addresses a file. The protocol allows 50,000 and 50 MB; with a long name and translations one takes up to 5 KB."""

INDEX = "/sitemap.xml"
NEWS = "/sitemap/news.xml"
PAGES = "/sitemap/pages.xml"

NEWS_AGE = dt.timedelta(days=2)
NEWS_SIZE = 1000


Month = tuple[int, int]
"""With its year in front."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One sitemap, and the documents in it."""

    address: str
    articles: Sequence[Entry] = ()
    updated: Moment | None = None
    """The latest change of one of them."""
    changed: Sequence[Article] = ()
    """Those of them that were changed after their date."""


class Plan(msgspec.Struct, frozen=True, dict=True):
    """How the site is divided into sitemaps; shared by their kinds."""

    frame: Frame

    @cached_property
    def months(self) -> tuple[Part, ...]:
        grouped: dict[Month, list[list[Entry]]] = {}
        for years in self.frame.catalogue.years.values():
            for year, months in years.items():
                for month, entries in months.items():
                    grouped.setdefault((year, month), []).append(entries)
        return tuple(part for key in sorted(grouped) for part in self._parts(key, grouped[key]))

    @cached_property
    def _changed(self) -> dict[Month, list[Article]]:
        """Articles that were changed after their date, by its month, in their order."""
        found: dict[Month, list[Article]] = {}
        for entry in self.frame.catalogue.returned:
            if (article := entry.article).source in self.frame.changes:
                found.setdefault((article.date.day.year, article.date.day.month), []).append(article)
        return found

    def _parts(self, month: Month, languages: list[list[Entry]]) -> Iterator[Part]:
        """The month's articles of each language, oldest first, divided where they are too many for one file."""
        changed = self._changed.get(month, [])
        entries = [*chain.from_iterable(languages)]
        if len(entries) <= PER_FILE:
            yield self._part(month, "", entries, [row[-1] for row in languages], changed)
            return
        for number, start in enumerate(range(0, len(entries), PER_FILE), 1):
            some = entries[start : start + PER_FILE]
            own = {entry.article.source for entry in some}
            last = {entry.article.lang: entry for entry in some}.values()
            tail = f"-{number}" if number > 1 else ""
            yield self._part(month, tail, some, last, [article for article in changed if article.source in own])

    def _part(
        self, month: Month, tail: str, entries: list[Entry], last: Iterable[Entry], changed: Sequence[Article]
    ) -> Part:
        """`last` are the latest of each language."""
        moments = [entry.article.date for entry in last] + [self.frame.changes[article.source] for article in changed]
        address = f"/sitemap/{month[0]:04d}-{month[1]:02d}{tail}.xml"
        return Part(address, entries, max(moments, key=self.frame.dates.seconds), changed)

    @cached_property
    def news(self) -> tuple[Entry, ...]:
        """The articles of the last two days, newest first."""
        frame = self.frame
        if not frame.config.news_sitemap or frame.now is None:
            return ()
        found: list[tuple[dt.datetime, Entry]] = []
        for entries in frame.catalogue.articles.values():
            for entry in reversed(entries):
                instant = frame.dates.instant(entry.article.date)
                if frame.now - instant >= NEWS_AGE + dt.timedelta(days=2):
                    break  # articles are in the order of their days as written, which a zone shifts by less than that
                if frame.now - instant < NEWS_AGE:
                    found.append((instant, entry))
        found.sort(key=lambda each: (each[0], each[1].article.address), reverse=True)
        return tuple(entry for _, entry in found[:NEWS_SIZE])


def next_change(frame: Frame) -> dt.datetime | None:
    """When time alone will next take an article out of the news sitemap."""
    oldest = min((frame.dates.instant(entry.article.date) for entry in Plan(frame).news), default=None)
    return oldest + NEWS_AGE if oldest is not None and oldest < zones.LATEST - NEWS_AGE else None


def _alternates(frame: Frame, document: Document) -> tuple[Alternate, ...]:
    others = frame.catalogue.translations_of(document)
    if not others:
        return ()
    order = frame.config.all_languages
    pages = {each.lang: frame.canonical(each.address) for each in (document, *others)}
    listed = sorted(pages, key=order.index)
    default = pages.get(frame.config.language, pages[listed[0]])
    return (*(Alternate(lang, pages[lang]) for lang in listed), Alternate("x-default", default))


def _url(frame: Frame, document: Document, updated: Moment | None) -> SitemapUrl:
    return SitemapUrl(
        frame.canonical(document.address), updated.isoformat() if updated else "", _alternates(frame, document)
    )


class Sitemaps(msgspec.Struct, frozen=True):
    """The articles of a month, in all languages."""

    plan: Plan
    name: ClassVar[str] = "sitemap"
    parts: ClassVar[tuple[str, ...]] = ("articles", "changes or translations")

    def outputs(self) -> Iterator[Output]:
        for part in self.plan.months:
            refs = map(attrgetter("article.ref"), part.articles)
            yield Output(
                output_path(part.address),
                self.name,
                "sitemap.xml",
                (fingerprint.joined(refs), self._beside(part)),
                part,
            )

    def _beside(self, part: Part) -> Digest:
        """Of what is not in the digest of a ref."""
        frame = self.plan.frame
        shown: list[object] = [(article.source, frame.changes[article.source]) for article in part.changed]
        translated = frame.catalogue.translations
        for entry in part.articles if translated else ():
            article = entry.article
            if article.translation_key in translated:
                others = frame.catalogue.translations_of(article)
                shown.append((article.lang, [(each.lang, each.address) for each in others]))
        return fingerprint.of(shown) if shown else NOTHING

    def view(self, output: Output) -> SitemapView:
        part = output.subject
        assert isinstance(part, Part)
        frame = self.plan.frame
        return SitemapView(
            head=frame.head(part.address, frame.config.language, output.path),
            urls=tuple(_url(frame, entry.article, frame.last_change(entry.article)) for entry in part.articles),
        )


class PageSitemap(msgspec.Struct, frozen=True):
    """What has no date: the languages' home pages and the undated pages."""

    plan: Plan
    name: ClassVar[str] = "sitemap of pages"
    parts: ClassVar[tuple[str, ...]] = ("pages",)

    def outputs(self) -> Iterator[Output]:
        shown = [
            (page.lang, page.address, page.updated, [(each.lang, each.address) for each in self._others(page)])
            for page in self.plan.frame.catalogue.pages
        ]
        yield Output(output_path(PAGES), self.name, "sitemap.xml", (fingerprint.of(shown),), None)

    def _others(self, page: Document) -> tuple[Document, ...]:
        return self.plan.frame.catalogue.translations_of(page)

    def view(self, output: Output) -> SitemapView:
        frame = self.plan.frame
        homes = {lang: frame.canonical(frame.prefix(lang)) for lang in frame.config.all_languages}
        alternates: tuple[Alternate, ...] = ()
        if len(homes) > 1:
            alternates = tuple(Alternate(lang, url) for lang, url in homes.items())
            alternates += (Alternate("x-default", homes[frame.config.language]),)
        return SitemapView(
            head=frame.head(PAGES, frame.config.language, output.path),
            urls=(
                *(SitemapUrl(url, alternates=alternates) for url in homes.values()),
                *(_url(frame, page, page.updated) for page in frame.catalogue.pages),
            ),
        )


class SitemapIndex(msgspec.Struct, frozen=True):
    plan: Plan
    name: ClassVar[str] = "sitemap index"
    parts: ClassVar[tuple[str, ...]] = ("sitemaps",)

    def outputs(self) -> Iterator[Output]:
        shown = [(part.address, part.updated) for part in self._parts()]
        yield Output(output_path(INDEX), self.name, "sitemap_index.xml", (fingerprint.of(shown),), None)

    def _parts(self) -> tuple[Part, ...]:
        return (Part(PAGES), *self.plan.months, *([Part(NEWS)] if self.plan.news else []))

    def view(self, output: Output) -> SitemapView:
        frame = self.plan.frame
        return SitemapView(
            head=frame.head(INDEX, frame.config.language, output.path),
            urls=tuple(
                SitemapUrl(frame.canonical(part.address), part.updated.isoformat() if part.updated else "")
                for part in self._parts()
            ),
        )


class NewsSitemap(msgspec.Struct, frozen=True):
    """There is none while it would be empty, which the format does not allow."""

    plan: Plan
    name: ClassVar[str] = "news sitemap"
    parts: ClassVar[tuple[str, ...]] = ("articles",)

    def outputs(self) -> Iterator[Output]:
        if self.plan.news:
            key = fingerprint.joined([entry.article.ref + entry.article.lang.encode() for entry in self.plan.news])
            yield Output(output_path(NEWS), self.name, "sitemap_news.xml", (key,), self.plan.news)

    def view(self, output: Output) -> NewsSitemapView:
        entries: tuple[Entry, ...] = output.subject  # type: ignore[assignment]
        frame = self.plan.frame
        return NewsSitemapView(
            head=frame.head(NEWS, frame.config.language, output.path),
            articles=tuple(
                NewsItem(
                    url=frame.canonical(entry.article.address),
                    title=entry.article.title,
                    lang=_news_language(entry.article.lang),
                    published=entry.article.date.isoformat(),
                    name=frame.config.in_language(entry.article.lang).title,
                )
                for entry in entries
            ),
        )


def _news_language(lang: str) -> str:
    """Two or three letters, as the format wants them; Chinese alone is told by its script."""
    base, _, rest = lang.lower().partition("-")
    if base == "zh":
        return "zh-tw" if {"hant", "tw", "hk", "mo"} & set(rest.split("-")) else "zh-cn"
    return base
