"""Articles as feeds show them: which ones, in which order, when they changed, and the digests that stand for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

import msgspec

from newsgen import fingerprint
from newsgen.article import Article, Moment
from newsgen.catalogue import Entry, Term, named
from newsgen.fingerprint import Digest
from newsgen.outputs.frame import Frame
from newsgen.permalink import slug
from newsgen.views import Category, FeedEntry, Link, Picture


def permanent_id(frame: Frame, article: Article) -> str:
    """What names the article in feeds for ever."""
    return frame.canonical(frame.first.get(article.source, article.address))


def stamp(frame: Frame, moment: Moment) -> str:
    """The moment as RFC 3339 has it, which knows no day without time."""
    return frame.dates.instant(moment).isoformat()


class Entries(msgspec.Struct, frozen=True, dict=True):
    """Shared by the kinds of feed, so that what each must know of an article is found out once."""

    frame: Frame
    summaries: dict[str, Digest] = {}
    """Of what a feed of summaries shows of an article, by its source."""
    categories: dict[str, Category] = {}

    @cached_property
    def returned(self) -> dict[str, int]:
        """Sources of articles that were changed or set free after their date, and when, in seconds since 1970."""
        frame = self.frame
        found = {source: frame.dates.seconds(moment) for source, moment in frame.changes.items()}
        for entry in frame.catalogue.returned:
            article = entry.article
            if article.embargo is not None:
                changed = found.get(article.source, frame.dates.seconds(article.date))
                found[article.source] = max(changed, int(article.embargo.timestamp()))
        return found

    @cached_property
    def _returned_of(self) -> dict[str, list[Entry]]:
        """The entries of those articles that came back last, by language and by the address of a term."""
        size = self.frame.config.feeds.entries
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in sorted(self.frame.catalogue.returned, key=self._order, reverse=True):
            for listed in (entry.article.lang, *(term.address for term in entry.terms)):
                if len(found[listed]) < size:
                    found[listed].append(entry)
        return found

    def newest(self, entries: Sequence[Entry], listed: str) -> tuple[Entry, ...]:
        """Those that were published or changed last, the latest first.

        `entries` are all of a language or a term, oldest first; `listed` is that language or the address of that term.
        """
        size = self.frame.config.feeds.entries
        chosen = list(entries[-size:])
        if chosen:
            first = chosen[0].position
            chosen += [entry for entry in self._returned_of.get(listed, ()) if entry.position < first]
        return tuple(sorted(chosen, key=self._order, reverse=True)[:size])

    def _order(self, entry: Entry) -> tuple[int, int]:
        returned = self.returned.get(entry.article.source)
        return self.frame.dates.seconds(entry.article.date) if returned is None else returned, entry.position

    def key(self, entries: Sequence[Entry], *, full: bool) -> Digest:
        """Of all that a feed shows of the articles."""
        frame = self.frame
        articles = [entry.article for entry in entries]
        own = [article.digest for article in articles] if full else map(self._summary, articles)
        digests: list[Digest] = [fingerprint.of(full), *own, named(entries), *self.moved(entries)]
        for article in articles:
            if article.image is not None or (full and article.links):
                resolved = frame.links.resolve(article)
                digests.append(resolved.digest if full else fingerprint.of(resolved.image))
                digests.append(frame.pictures_digest(article, resolved))
        return fingerprint.joined(digests)

    def moved(self, entries: Sequence[Entry]) -> Iterator[Digest]:
        """Of the addresses by which feeds know articles that are at other ones now."""
        first = self.frame.first
        for entry in entries if first else ():
            if (source := entry.article.source) in first:
                yield fingerprint.of(source, first[source])

    def _summary(self, article: Article) -> Digest:
        known = self.summaries.get(article.source)
        if known is None:
            image = article.image and (article.image.alt, article.image.credit, article.image.caption)
            dated = article.date, article.updated, article.corrections
            said = article.title, article.address, article.summary, article.external
            known = self.summaries[article.source] = fingerprint.of(said, dated, image)
        return known

    def view(self, entry: Entry, *, full: bool) -> FeedEntry:
        frame, article = self.frame, entry.article
        resolved = frame.links.resolve(article)
        url = frame.canonical(article.address)
        body = None
        if full:
            hrefs = tuple([frame.absolute(href) if href else "" for href in resolved.hrefs])
            own = frame.body(article, resolved)
            pictures = tuple([each and self._plain(each) for each in own.pictures])
            body = msgspec.structs.replace(own, links=hrefs, pictures=pictures, base=url)
        picture = frame.picture(article, resolved)
        return FeedEntry(
            id=permanent_id(frame, article),
            title=article.title,
            url=url,
            published=stamp(frame, article.date),
            updated=stamp(frame, frame.last_change(article)),
            authors=tuple(
                [Link(term.label, frame.canonical(term.address)) for term in entry.terms if term.taxonomy == "authors"]
            ),
            categories=tuple([self._category(term) for term in entry.terms if term.taxonomy != "authors"]),
            summary=article.summary,
            body=body,
            image=picture and self._plain(picture),
            external=article.external,
            corrections=article.corrections,
        )

    def _plain(self, picture: Picture) -> Picture:
        """As a feed shows it: in one form, since few readers choose between several."""
        url, src = self.frame.absolute(picture.url), self.frame.absolute(picture.src)
        return msgspec.structs.replace(picture, url=url, src=src, srcset="", avif="")

    def _category(self, term: Term) -> Category:
        known = self.categories.get(term.address)
        if known is None:
            scheme = self.frame.canonical(f"{self.frame.prefix(term.lang)}{slug(term.taxonomy)}/")
            known = self.categories[term.address] = Category(term.label, term.slug, scheme)
        return known
