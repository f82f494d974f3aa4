"""Feeds: of each language, of each term, and the monthly documents through which a reader walks the whole archive.

A feed holds what was published or corrected last. A month's archive document (RFC 5005, section 4) exists from the
month's first article and is the same for ever once a later month has one, unless an article of it is changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

import msgspec

from newsgen import dates, fingerprint
from newsgen.article import Moment
from newsgen.catalogue import Entry, Listing
from newsgen.fingerprint import NOTHING
from newsgen.output import Output, Sheaf
from newsgen.outputs.archives import first_of
from newsgen.outputs.entries import Entries, stamp
from newsgen.outputs.frame import ATOM, Frame, feeds_of
from newsgen.outputs.terms import former_addresses
from newsgen.permalink import output_path
from newsgen.views import FeedView

NEVER = "1970-01-01T00:00:00+00:00"
"""When a feed without entries was changed: Atom wants a time, and any other would depend on a clock."""

TEMPLATES = {"feed.xml": "atom.xml", "feed.json": "feed.json", "rss.xml": "rss.xml"}
"""The name of a feed's file, and what makes it."""


def archive_address(frame: Frame, lang: str, first: Moment) -> str:
    return f"{frame.prefix(lang)}feed/{first.day.year:04d}-{first.day.month:02d}.xml"


def _feed(
    entries: Entries, address: str, home: str, lang: str, title: str, chosen: Sequence[Entry], *, full: bool
) -> FeedView:
    frame = entries.frame
    latest = max((frame.last_change(entry.article) for entry in chosen), key=frame.dates.seconds, default=None)
    head = frame.head(address, lang, title, description=frame.config.in_language(lang).description)
    return FeedView(
        head=head,
        id=head.canonical,
        updated=stamp(frame, latest) if latest else NEVER,
        home=frame.canonical(home),
        author=frame.config.in_language(lang).publisher,
        entries=tuple([entries.view(entry, full=full) for entry in chosen]),
    )


class Feeds(msgspec.Struct, frozen=True):
    """Of all articles of a language."""

    entries: Entries
    name: ClassVar[str] = "feed"
    parts: ClassVar[tuple[str, ...]] = ("articles", "archive")

    def outputs(self) -> Iterator[Output]:
        frame = self.entries.frame
        for lang, entries in frame.catalogue.articles.items():
            chosen = self.entries.newest(entries, lang)
            key = self.entries.key(chosen, full=frame.config.feeds.text == "full")
            archive = fingerprint.of(self._newest_archive(lang))
            for feed in feeds_of(frame.config, lang):
                template = TEMPLATES[feed.url.rpartition("/")[2]]
                path = output_path(f"{frame.prefix(lang)}{feed.url.rpartition('/')[2]}")
                yield Output(path, self.name, template, (key, archive), (lang, chosen))

    def _newest_archive(self, lang: str) -> str:
        frame = self.entries.frame
        entries = frame.catalogue.articles[lang]
        if not entries or not frame.config.feeds.archives:
            return ""
        newest = entries[-1].article.date.day
        return frame.canonical(archive_address(frame, lang, first_of(newest.year, newest.month)))

    def view(self, output: Output) -> FeedView:
        subject: tuple[str, tuple[Entry, ...]] = output.subject  # type: ignore[assignment]
        lang, chosen = subject
        frame = self.entries.frame
        feed = _feed(
            self.entries,
            f"/{output.path}",
            frame.prefix(lang),
            lang,
            frame.config.in_language(lang).title,
            chosen,
            full=frame.config.feeds.text == "full",
        )
        return msgspec.structs.replace(feed, older=self._newest_archive(lang))


class TermFeeds(msgspec.Struct, frozen=True):
    """Of the articles of each section, tag, author and other term."""

    entries: Entries
    name: ClassVar[str] = "term feed"
    parts: ClassVar[tuple[str, ...]] = ("name", "articles")

    def outputs(self) -> Iterator[Output]:
        wanted = self.entries.frame.config.feeds.terms
        if wanted == "none":
            return
        for listings in self.entries.frame.catalogue.terms.values():
            for listing in listings.values():
                chosen = self.entries.newest(listing.entries, listing.term.address)
                parts = (listing.term.digest, self.entries.key(chosen, full=wanted == "full"))
                for folder in (listing.term.address, *former_addresses(self.entries.frame, listing)):
                    yield Output(output_path(f"{folder}{ATOM}"), self.name, TEMPLATES[ATOM], parts, (listing, chosen))

    def view(self, output: Output) -> FeedView:
        subject: tuple[Listing, tuple[Entry, ...]] = output.subject  # type: ignore[assignment]
        listing, chosen = subject
        term, frame = listing.term, self.entries.frame
        title = f"{frame.config.in_language(term.lang).title}: {term.label}"
        full = frame.config.feeds.terms == "full"
        # Also where it stood before the glossary knew the term: who follows it there is told the new address.
        return _feed(self.entries, f"{term.address}{ATOM}", term.address, term.lang, title, chosen, full=full)


class Document(msgspec.Struct, frozen=True, gc=False):
    """A month of the archive, oldest first, among those that have articles."""

    lang: str
    first: Moment
    entries: list[Entry]
    older: Moment | None
    newer: Moment | None


class FeedArchives(msgspec.Struct, frozen=True):
    entries: Entries
    name: ClassVar[str] = "feed archive"
    parts: ClassVar[tuple[str, ...]] = ("articles", "older or newer document")

    def sheaves(self) -> Iterator[Sheaf]:
        """One for each document."""
        frame = self.entries.frame
        if not frame.config.feeds.archives:
            return
        for lang, years in frame.catalogue.years.items():
            months = [(year, month) for year in sorted(years) for month in sorted(years[year])]
            around = [None, *(first_of(*month) for month in months), None]
            for (year, month), older, first, newer in zip(months, around, around[1:], around[2:], strict=False):
                assert first is not None, "between the ends"
                document = Document(lang, first, years[year][month], older, newer)
                key = fingerprint.of(self._path(document), frame.said[lang, year, month], older, newer, self._full)
                moved = self.entries.moved(document.entries)
                yield Sheaf(
                    f"{self.name} {lang} {year:04d}-{month:02d}",
                    self.name,
                    frozenset([TEMPLATES[ATOM]]),
                    fingerprint.joined([key, *moved]),
                    partial(self._outputs, document),
                )

    @property
    def _full(self) -> bool:
        return self.entries.frame.config.feeds.text == "full"

    def _path(self, document: Document) -> str:
        return output_path(archive_address(self.entries.frame, document.lang, document.first))

    def _outputs(self, document: Document) -> Iterator[Output]:
        """What it depends on is all in the key of its sheaf."""
        older, newer = document.older, document.newer
        around = fingerprint.of(older, newer) if older or newer else NOTHING
        parts = (self.entries.key(document.entries, full=self._full), around)
        yield Output(self._path(document), self.name, TEMPLATES[ATOM], parts, document)

    def view(self, output: Output) -> FeedView:
        document = output.subject
        assert isinstance(document, Document)
        frame, lang = self.entries.frame, document.lang

        def address(first: Moment | None) -> str:
            return frame.canonical(archive_address(frame, lang, first)) if first else ""

        feed = _feed(
            self.entries,
            f"/{output.path}",
            frame.month_address(lang, document.first.day.year, document.first.day.month),
            lang,
            f"{frame.config.in_language(lang).title}: {dates.month_heading(document.first, lang)}",
            document.entries[::-1],
            full=frame.config.feeds.text == "full",
        )
        current = frame.canonical(f"{frame.prefix(lang)}{ATOM}")
        return msgspec.structs.replace(
            feed, id=current, current=current, older=address(document.older), newer=address(document.newer)
        )
