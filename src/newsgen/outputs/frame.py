"""What the pages of all kinds have in common: heads, cards, refs, and the digests that stand for them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import attrgetter
from urllib.parse import urlsplit

import msgspec

from newsgen import dates, fingerprint, permalink, words
from newsgen.article import Article, Document, Illustration, Moment
from newsgen.catalogue import Catalogue, Entry, Term, named, term_address
from newsgen.config import Config
from newsgen.dates import Dates
from newsgen.fingerprint import NOTHING, Digest
from newsgen.glossary import Glossary
from newsgen.links import Links, Resolved
from newsgen.parse import dates_of
from newsgen.views import Body, Card, Count, FeedLink, Head, LanguageView, Link, Picture, Ref, SiteView, Translation

ATOM = "feed.xml"
"""The name of an Atom feed, in the folder of what it follows."""

ATOM_TYPE = "application/atom+xml"


class Frame(msgspec.Struct, frozen=True, dict=True):
    """The catalogue, its links, and how both become parts of views. Shared by all kinds of output."""

    catalogue: Catalogue
    links: Links
    now: dt.datetime | None = None
    """The build's time, for the few outputs that depend on it."""
    wording: Mapping[str, Mapping[str, words.Text]] = {}
    """The site's own words of the interface, by language."""
    first: Mapping[str, str] = {}
    """By source, for articles that moved: the address they were first published at."""
    album: Mapping[str, Picture] = {}
    """The site's own pictures by their href."""
    _term_links: dict[str, Link] = {}
    """By address: every article names a few of them."""
    _date_crumbs: dict[tuple[str, int, int], tuple[Link, Link]] = {}
    """By language, year and month."""

    @cached_property
    def config(self) -> Config:
        return self.catalogue.config

    @cached_property
    def dates(self) -> Dates:
        return dates_of(self.config)

    def href(self, address: str) -> str:
        return permalink.href(self.config.root, address)

    def canonical(self, address: str) -> str:
        return self.origin + self.href(address)

    @cached_property
    def origin(self) -> str:
        """Scheme and host of the site, without a slash at the end."""
        parts = urlsplit(self.config.base_url)
        return f"{parts.scheme}://{parts.netloc}"

    def absolute(self, href: str) -> str:
        return self.origin + href if href.startswith("/") else href

    def prefix(self, lang: str) -> str:
        return permalink.language_prefix(self.config, lang)

    @cached_property
    def changes(self) -> dict[str, Moment]:
        """By source, for articles that were changed after their date: the latest update or correction."""
        found: dict[str, Moment] = {}
        for entry in self.catalogue.returned:
            article = entry.article
            if article.updated is not None or article.corrections:
                moments = [article.date, *(each.date for each in article.corrections)]
                if article.updated is not None:
                    moments.append(article.updated)
                found[article.source] = max(moments, key=self.dates.seconds)
        return found

    def last_change(self, article: Article) -> Moment:
        """The latest of an article's date, its update and its corrections."""
        return self.changes.get(article.source, article.date)

    def word(self, lang: str, message: str) -> str:
        return self.words_of(lang).gettext(message)

    def words_of(self, lang: str) -> words.Words:
        return self._words[lang]

    @cached_property
    def _words(self) -> dict[str, words.Words]:
        return {lang: words.for_language(lang, self.wording.get(lang)) for lang in self.config.all_languages}

    def home(self, lang: str) -> Link:
        return self._homes[lang]

    @cached_property
    def _homes(self) -> dict[str, Link]:
        return {lang: Link(self.word(lang, "Home"), self.href(self.prefix(lang))) for lang in self.config.all_languages}

    def head(
        self,
        address: str,
        lang: str,
        title: str,
        *,
        label: str = "",
        crumbs: Sequence[Link] = (),
        description: str = "",
        translations: Iterable[tuple[str, str]] = (),
        indexed: bool = True,
        feeds: tuple[FeedLink, ...] = (),
    ) -> Head:
        """`crumbs` are the steps between the home page and this one, which is called `label` there, or its title.

        `translations` are languages and addresses.
        """
        return Head(
            title=title,
            lang=lang,
            url=self.href(address),
            canonical=self.canonical(address),
            description=description,
            breadcrumb=(self.home(lang), *crumbs, Link(label or title)),
            translations=tuple(
                Translation(other, dates.language_name(other), self.href(place), self.canonical(place))
                for other, place in translations
            ),
            indexed=indexed,
            feeds=feeds,
        )

    def year_address(self, lang: str, year: int) -> str:
        return f"{self.prefix(lang)}{year:04d}/"

    def month_address(self, lang: str, year: int, month: int) -> str:
        return f"{self.prefix(lang)}{year:04d}/{month:02d}/"

    def day_address(self, lang: str, day: Moment) -> str:
        return f"{self.month_address(lang, day.day.year, day.day.month)}{day.day.day:02d}/"

    def date_crumbs(self, lang: str, moment: Moment, *, month: bool) -> tuple[Link, ...]:
        """The year and, where asked, the month of a date."""
        day = moment.day
        known = self._date_crumbs.get((lang, day.year, day.month))
        if known is None:
            year = Link(f"{day.year}", self.href(self.year_address(lang, day.year)))
            address = self.month_address(lang, day.year, day.month)
            known = year, Link(dates.month_name(moment, lang), self.href(address))
            self._date_crumbs[lang, day.year, day.month] = known
        return known if month else known[:1]

    def term_link(self, term: Term | None) -> Link | None:
        if term is None:
            return None
        link = self._term_links.get(term.address)
        if link is None:
            link = self._term_links[term.address] = Link(term.label, self.href(term.address))
        return link

    def ref(self, entry: Entry | None) -> Ref | None:
        if entry is None:
            return None
        article = entry.article
        return Ref(article.title, self.href(article.address), article.date)

    def refs(self, entries: Iterable[Entry]) -> tuple[Ref, ...]:
        return tuple([Ref(each.article.title, self.href(each.article.address), each.article.date) for each in entries])

    def card(self, entry: Entry) -> Card:
        article = entry.article
        return Card(
            title=article.title,
            url=self.href(article.address),
            date=article.date,
            summary=article.summary,
            section=self.term_link(entry.term("section")),
            image=self.picture(article, self.links.resolve(article)) if article.image else None,
        )

    def cards(self, entries: Iterable[Entry]) -> tuple[Card, ...]:
        return tuple([self.card(entry) for entry in entries])

    def picture(self, article: Article, resolved: Resolved) -> Picture | None:
        if article.image is None or not resolved.image:
            return None
        return self._described(resolved.image, article.image)

    def _described(self, href: str, said: Illustration) -> Picture:
        known = self.album.get(permalink.without_query(href)) or Picture(href, src=href)
        return msgspec.structs.replace(known, alt=said.alt, credit=said.credit, caption=said.caption)

    def described(self, article: Article, resolved: Resolved) -> tuple[Picture, ...]:
        """The pictures of the text of which the front matter says something."""
        if not article.pictures:
            return ()
        hrefs = {link.target: href for link, href in zip(article.links, resolved.hrefs, strict=True) if link.embedded}
        return tuple([self._described(hrefs[said.target], said) for said in article.pictures if hrefs.get(said.target)])

    def body(self, document: Document, resolved: Resolved) -> Body:
        below = isinstance(document, Article) and document.image is not None and bool(resolved.image)
        return Body(document.source, document.body, resolved.hrefs, self.embedded(document, resolved), below)

    def embedded(self, document: Document, resolved: Resolved) -> tuple[Picture | None, ...]:
        """For each link of a text the picture that it embeds; nothing where none does."""
        if not self.album or not resolved.hrefs:
            return ()
        found = tuple(
            [
                self.album.get(permalink.without_query(href)) if link.embedded and href else None
                for link, href in zip(document.links, resolved.hrefs, strict=True)
            ]
        )
        return found if any(found) else ()

    def pictures_digest(self, document: Document, resolved: Resolved) -> Digest:
        """Of what a page shows of pictures, beside their addresses."""
        if not self.album:
            return NOTHING
        embedded = self.embedded(document, resolved)
        main = self.album.get(permalink.without_query(resolved.image)) if resolved.image else None
        if not embedded and not main:
            return NOTHING
        shown = self.config.images
        return fingerprint.of(embedded, main, shown.sizes, shown.gallery_sizes)

    @cached_property
    def pictures(self) -> dict[str, Digest]:
        """By source, for articles with a picture: where it is, which depends on whom it goes with."""
        rows = self.catalogue.articles.values()
        pictured = [entry.article for row in rows for entry in row if entry.article.image is not None]
        return {
            article.source: fingerprint.of(self.picture(article, self.links.resolve(article))) for article in pictured
        }

    @cached_property
    def said(self) -> dict[tuple[str, int, int], Digest]:
        """By language, year and month: of all that its articles say, where their links lead, which pictures they show
        and what their terms are called.
        """
        return {
            (lang, year, month): fingerprint.joined([*self._said(entries)])
            for lang, years in self.catalogue.years.items()
            for year, months in years.items()
            for month, entries in months.items()
        }

    def _said(self, entries: Sequence[Entry]) -> Iterator[Digest]:
        yield named(entries)
        articles = [entry.article for entry in entries]
        yield from map(attrgetter("digest"), articles)
        for article in articles:
            if article.links or article.image is not None:
                resolved = self.links.resolve(article)
                yield resolved.digest
                yield self.pictures_digest(article, resolved)

    def cards_digest(self, entries: Sequence[Entry]) -> Digest:
        cards = list(map(attrgetter("card"), entries))
        if self.pictures:
            cards += [self.pictures[entry.article.source] for entry in entries if entry.article.image is not None]
        return fingerprint.joined(cards)

    def newest(self, entries: Sequence[Entry], least: int = 0) -> list[Entry]:
        """Those that a front page shows, newest first: so many as the configuration says, and at `least` so many."""
        return list(reversed(entries[-max(self.config.latest, least) :]))

    def counts_of_years(self, lang: str) -> tuple[Count, ...]:
        """All years of a language, newest first."""
        return tuple(
            Count(f"{year}", self.href(self.year_address(lang, year)), sum(map(len, months.values())))
            for year, months in sorted(self.catalogue.years[lang].items(), reverse=True)
        )


def feeds_of(config: Config, lang: str) -> tuple[FeedLink, ...]:
    """The feeds of all articles of a language."""
    title = config.in_language(lang).title
    folder = permalink.href(config.root, permalink.language_prefix(config, lang))
    feeds = [FeedLink(title, folder + ATOM, ATOM_TYPE, "Atom")]
    if config.feeds.json:
        feeds.append(FeedLink(title, f"{folder}feed.json", "application/feed+json", "JSON Feed"))
    if config.feeds.rss:
        feeds.append(FeedLink(title, f"{folder}rss.xml", "application/rss+xml", "RSS"))
    return tuple(feeds)


def site_view(config: Config, pages: Iterable[tuple[str, Link]], glossary: Glossary) -> SiteView:
    """The settings that templates read; `pages` are the undated ones by source."""
    by_source = dict(pages)

    def language(lang: str) -> LanguageView:
        own = config.in_language(lang)
        prefix = permalink.language_prefix(config, lang)

        def section(label: str) -> str:
            slug = glossary.id_of("section", permalink.slug(label))
            return permalink.href(config.root, term_address(config, lang, "section", slug))

        return LanguageView(
            lang=lang,
            name=dates.language_name(lang),
            title=own.title,
            description=own.description,
            home=permalink.href(config.root, prefix),
            archive=permalink.href(config.root, f"{prefix}archive/"),
            direction=dates.direction(lang),
            date_format=own.date_format,
            sections=tuple(Link(label, section(label)) for label in own.sections),
            pages=tuple(by_source[source] for source in own.footer if source in by_source),
            feeds=feeds_of(config, lang),
            publisher=own.publisher,
        )

    return SiteView(
        base_url=config.base_url,
        root=config.root,
        language=config.language,
        timezone=config.timezone,
        languages=tuple(language(lang) for lang in config.all_languages),
        publisher=config.in_language(config.language).publisher,
        days=config.days,
        article_types={permalink.slug(section): kind for section, kind in config.article_types.items()},
    )
