"""Articles as feeds show them: which ones, in which order, when they changed, and the digests that stand for them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import heapq
from collections.abc import Sequence
from functools import cached_property

import msgspec

from newsgen import fingerprint
from newsgen.article import Article, Moment
from newsgen.catalogue import Entry
from newsgen.fingerprint import Digest
from newsgen.outputs.frame import NOTHING, Frame
from newsgen.permalink import slug
from newsgen.views import Category, FeedEntry, Link


def permanent_id(frame: Frame, article: Article) -> str:
    """What names the article in feeds for ever."""
    return frame.canonical(article.address)


def last_change(frame: Frame, article: Article) -> Moment:
    """The latest of an article's date, its update and its corrections."""
    if article.updated is None and not article.corrections:
        return article.date
    moments = [article.date, *(each.date for each in article.corrections)]
    return max([*moments, article.updated] if article.updated else moments, key=frame.dates.instant)


def stamp(frame: Frame, moment: Moment) -> str:
    """The moment as RFC 3339 has it, which knows no day without time."""
    return frame.dates.instant(moment).isoformat()


@dataclasses.dataclass(frozen=True)
class Entries:
    """Shared by the kinds of feed, so that what each must know of an article is found out once."""

    frame: Frame
    digests: dict[tuple[str, bool], Digest] = dataclasses.field(default_factory=dict)
    """Of what a feed shows, by source, of the full text or of the summary alone."""

    @cached_property
    def returned(self) -> dict[str, dt.datetime]:
        """Sources of articles that were changed or set free after their date, and when."""
        found: dict[str, dt.datetime] = {}
        for row in self.frame.catalogue.articles.values():
            for entry in row:
                article = entry.article
                if article.updated or article.corrections or article.embargo:
                    found[article.source] = self._returned(article)
        return found

    def _returned(self, article: Article) -> dt.datetime:
        changed = self.frame.dates.instant(last_change(self.frame, article))
        return max(changed, article.embargo) if article.embargo else changed

    def newest(self, entries: Sequence[Entry]) -> tuple[Entry, ...]:
        """Those that were published or changed last, the latest first; `entries` are oldest first."""
        size = self.frame.config.feeds.entries
        if not self.returned:
            return tuple(entries[: -size - 1 : -1])
        chosen = list(entries[-size:])
        chosen += [entry for entry in entries[:-size] if entry.article.source in self.returned]
        return tuple(heapq.nlargest(size, chosen, key=self._order))

    def _order(self, entry: Entry) -> tuple[dt.datetime, int]:
        returned = self.returned.get(entry.article.source)
        return returned or self.frame.dates.instant(entry.article.date), entry.position

    def digest(self, entry: Entry, *, full: bool) -> Digest:
        """Of all that a feed shows of the article."""
        article = entry.article
        key = article.source, full
        known = self.digests.get(key)
        if known is None:
            resolved = self.frame.links.resolve(article)
            if full:
                shown = article.digest
                links = fingerprint.of(resolved.hrefs, resolved.image) if resolved.hrefs or resolved.image else NOTHING
            else:
                image = article.image and (resolved.image, article.image.alt, article.image.credit)
                said = article.title, article.address, article.date, article.summary, article.external
                shown = fingerprint.of(said, article.updated, article.corrections)
                links = fingerprint.of(image) if image else NOTHING
            known = fingerprint.joined([shown, links, *(term.digest for term in entry.terms)])
            self.digests[key] = known
        return known

    def view(self, entry: Entry, *, full: bool) -> FeedEntry:
        frame, article = self.frame, entry.article
        resolved = frame.links.resolve(article)
        url = frame.canonical(article.address)
        body = None
        if full:
            hrefs = tuple([frame.absolute(href) if href else "" for href in resolved.hrefs])
            body = msgspec.structs.replace(frame.body(article, resolved), links=hrefs, base=url)
        picture = frame.picture(article, resolved)
        return FeedEntry(
            id=permanent_id(frame, article),
            title=article.title,
            url=url,
            published=stamp(frame, article.date),
            updated=stamp(frame, last_change(frame, article)),
            authors=tuple(
                Link(term.label, frame.canonical(term.address)) for term in entry.terms if term.taxonomy == "authors"
            ),
            categories=tuple(
                Category(term.label, term.slug, frame.canonical(f"{frame.prefix(term.lang)}{slug(term.taxonomy)}/"))
                for term in entry.terms
                if term.taxonomy != "authors"
            ),
            summary=article.summary,
            body=body,
            image=picture and msgspec.structs.replace(picture, url=frame.absolute(picture.url)),
            external=article.external,
            corrections=article.corrections,
        )
