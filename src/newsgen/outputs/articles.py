"""The page of each article, and what stays of a retracted one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from operator import attrgetter

import msgspec

from newsgen import fingerprint
from newsgen.article import Article, Document
from newsgen.catalogue import Entry, named
from newsgen.fingerprint import NOTHING, Digest
from newsgen.gate import Retracted
from newsgen.output import RETRACTION, Output, Sheaf
from newsgen.outputs.corrections import latest_year_url
from newsgen.outputs.frame import Frame
from newsgen.permalink import output_path
from newsgen.views import ArticleView, Link, RetractedView, TermGroup

TEMPLATE = "article.html"

OWN_PLACE = frozenset({"section", "tags", "authors"})
"""Taxonomies that a page shows in a place of their own."""


def translations_digest(frame: Frame, document: Document) -> Digest:
    others = frame.catalogue.translations_of(document)
    return fingerprint.of([(other.lang, other.address) for other in others]) if others else NOTHING


def _ref(entry: Entry | None) -> Digest:
    return entry.article.ref if entry is not None else NOTHING


class Articles(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = "article"
    parts: tuple[str, ...] = (
        "text or front matter",
        "older neighbour",
        "newer neighbour",
        "terms' names",
        "related articles or one that might be",
        "translations",
        "links",
        "standing",
        "place among the site's corrections",
        "pictures",
    )

    def sheaves(self) -> Iterator[Sheaf]:
        """One for each month of a language."""
        for lang, years in self.frame.catalogue.years.items():
            earlier = self.frame.catalogue.earlier_by_year(lang)
            for year, months in years.items():
                for month, entries in months.items():
                    around = (self.frame.said[lang, year, month], earlier.get(year, NOTHING), *self._around(entries))
                    yield Sheaf(
                        f"{self.name} {lang} {year:04d}-{month:02d}",
                        self.name,
                        frozenset([entry.article.template or TEMPLATE for entry in entries]),
                        fingerprint.joined(around),
                        partial(self._outputs, entries),
                    )

    def _around(self, entries: list[Entry]) -> Iterator[Digest]:
        """Of what pages of articles that follow each other show beside what these say themselves."""
        frame, catalogue = self.frame, self.frame.catalogue
        yield from self._edges(entries)
        articles = [entry.article for entry in entries]
        if catalogue.translations:
            yield from [translations_digest(frame, article) for article in articles]
        if catalogue.shown:
            yield from [self._standing(article) for article in articles]
        yield from [self._corrected(article) for article in articles if article.corrections]

    def _edges(self, entries: list[Entry]) -> tuple[Digest, Digest]:
        """Of the neighbours at both ends."""
        neighbours = self.frame.catalogue.neighbours
        return _ref(neighbours(entries[0])[0]), _ref(neighbours(entries[-1])[1])

    def _outputs(self, entries: list[Entry]) -> Iterator[Output]:
        """What these depend on is all in the key of their sheaf."""
        frame, catalogue = self.frame, self.frame.catalogue
        first, last = self._edges(entries)
        refs = [first, *map(_ref, entries), last]
        # There are more of these than of all others together: hence no call that most of them can do without.
        for entry, older, newer in zip(entries, refs, refs[2:], strict=False):
            article = entry.article
            resolved = frame.links.resolve(article)
            parts = (
                article.digest,
                older,
                newer,
                named([entry]),
                catalogue.earlier(entry),
                translations_digest(frame, article) if catalogue.translations else NOTHING,
                resolved.digest,
                self._standing(article) if catalogue.shown else NOTHING,
                self._corrected(article) if article.corrections else NOTHING,
                frame.pictures_digest(article, resolved),
            )
            template = article.template or TEMPLATE
            yield Output(output_path(article.address), self.name, template, parts, entry, article.source)

    def _standing(self, article: Article) -> Digest:
        held = self.frame.catalogue.shown.get(article.source)
        return fingerprint.of(held) if held is not None else NOTHING

    def _corrected(self, article: Article) -> Digest:
        return fingerprint.of(latest_year_url(self.frame, article))

    def view(self, output: Output) -> ArticleView:
        entry = output.subject
        assert isinstance(entry, Entry)
        frame = self.frame
        article = entry.article
        resolved = frame.links.resolve(article)
        older, newer = frame.catalogue.neighbours(entry)
        related = sorted(frame.catalogue.related(entry), key=attrgetter("position"), reverse=True)
        links = [(term.taxonomy, frame.term_link(term)) for term in entry.terms]
        return ArticleView(
            head=frame.head(
                article.address,
                article.lang,
                article.title,
                crumbs=frame.date_crumbs(article.lang, article.date, month=True),
                description=article.summary,
                translations=[(other.lang, other.address) for other in frame.catalogue.translations_of(article)],
            ),
            title=article.title,
            date=article.date,
            body=frame.body(article, resolved),
            updated=article.updated,
            section=frame.term_link(entry.term("section")),
            authors=tuple(link for taxonomy, link in links if taxonomy == "authors" and link),
            tags=tuple(link for taxonomy, link in links if taxonomy == "tags" and link),
            terms=tuple(
                TermGroup(taxonomy, tuple(link for other, link in links if other == taxonomy and link))
                for taxonomy in sorted({taxonomy for taxonomy, _ in links} - OWN_PLACE)
            ),
            summary=article.summary,
            image=frame.picture(article, resolved),
            pictures=frame.described(article, resolved),
            external=article.external,
            corrections=article.corrections,
            sources=article.sources,
            older=frame.ref(older),
            newer=frame.ref(newer),
            related=frame.refs(related),
            corrections_url=latest_year_url(frame, article),
            extra=article.extra,
            held=frame.catalogue.shown.get(article.source, ""),
        )


class Retractions(msgspec.Struct, frozen=True):
    frame: Frame
    name: str = RETRACTION
    parts: tuple[str, ...] = ("headline, date or reason", "place among the site's corrections", "place in the archive")

    def outputs(self) -> Iterator[Output]:
        for gone in self.frame.catalogue.retracted:
            shown = fingerprint.of(gone.title, gone.date, gone.lang, gone.address, gone.retraction)
            parts = (shown, fingerprint.of(latest_year_url(self.frame, gone)), fingerprint.of(self._crumbs(gone)))
            yield Output(output_path(gone.address), self.name, "retracted.html", parts, gone, gone.source)

    def view(self, output: Output) -> RetractedView:
        gone = output.subject
        assert isinstance(gone, Retracted)
        return RetractedView(
            head=self.frame.head(gone.address, gone.lang, gone.title, crumbs=self._crumbs(gone), indexed=False),
            title=gone.title,
            date=gone.date,
            retraction=gone.retraction,
            corrections_url=latest_year_url(self.frame, gone),
        )

    def _crumbs(self, gone: Retracted) -> tuple[Link, ...]:
        """Its year and month, as far as other articles keep their pages."""
        day = gone.date.day
        months = self.frame.catalogue.years[gone.lang].get(day.year)
        return self.frame.date_crumbs(gone.lang, gone.date, month=day.month in months) if months else ()
