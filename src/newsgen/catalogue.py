"""The public articles in their order: neighbours, years and months, terms, translations.

It is built from what the gate let through and holds nothing else. It is made in one go and only read afterwards.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec

from newsgen import fingerprint, permalink
from newsgen.article import Article, Page
from newsgen.config import Config
from newsgen.fingerprint import Digest
from newsgen.gate import Gate, Reason, Retracted

Months = dict[int, list["Entry"]]


class Term(msgspec.Struct, frozen=True, gc=False):
    """A tag, an author, a section, in one language."""

    taxonomy: str
    lang: str
    slug: str
    label: str
    """In its earliest spelling."""
    address: str
    digest: Digest
    """Of what a link to it shows."""


class Entry(msgspec.Struct, frozen=True, gc=False):
    """An article in its place among those of its language."""

    article: Article
    position: int
    """In `Catalogue.articles[lang]`."""
    terms: tuple[Term, ...]
    card: Digest
    """Of what a listing shows of it, the name of its section included."""

    def term(self, taxonomy: str) -> Term | None:
        return next((term for term in self.terms if term.taxonomy == taxonomy), None)


class Listing(msgspec.Struct, frozen=True, gc=False):
    """A term and its articles, oldest first."""

    term: Term
    entries: list[Entry]


@dataclasses.dataclass(frozen=True, slots=True)
class Catalogue:
    config: Config
    articles: Mapping[str, list[Entry]]
    """By language, oldest first."""
    years: Mapping[str, dict[int, Months]]
    """By language, then year, then month; each oldest first."""
    terms: Mapping[tuple[str, str], dict[str, Listing]]
    """By language and taxonomy, then slug."""
    pages: tuple[Page, ...]
    retracted: tuple[Retracted, ...]
    shown: Mapping[str, Reason]
    """Sources that only --drafts lets through, and why."""
    translations: Mapping[str, tuple[Article | Page, ...]]
    """By key, where a key has more than one; in the configuration's order of languages."""

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """The older and the newer one in the same language."""
        row = self.articles[entry.article.lang]
        older = row[entry.position - 1] if entry.position else None
        newer = row[entry.position + 1] if entry.position + 1 < len(row) else None
        return older, newer

    def translations_of(self, document: Article | Page) -> tuple[Article | Page, ...]:
        group = self.translations.get(document.translation_key, ())
        return tuple(other for other in group if other.lang != document.lang)


def build(gate: Gate, config: Config) -> Catalogue:
    rows: dict[str, list[Article]] = {lang: [] for lang in config.all_languages}
    for article in gate.articles:
        rows[article.lang].append(article)
    articles: dict[str, list[Entry]] = {}
    years: dict[str, dict[int, Months]] = {}
    terms: dict[tuple[str, str], dict[str, Listing]] = {}
    for lang, row in rows.items():
        row.sort(key=_order)
        listings = _Listings(config, lang)
        articles[lang] = [listings.enter(article, position) for position, article in enumerate(row)]
        years[lang] = _by_month(articles[lang])
        terms.update(listings.complete())
    return Catalogue(
        config=config,
        articles=articles,
        years=years,
        terms=terms,
        pages=tuple(sorted(gate.pages, key=attrgetter("lang", "address"))),
        retracted=tuple(sorted(gate.retracted, key=attrgetter("source"))),
        shown=gate.shown,
        translations=_translations([*gate.articles, *gate.pages], config),
    )


def _order(article: Article) -> tuple[object, ...]:
    return (*article.date.order, article.source)


class _Listings:
    """Collects the terms of one language while its articles pass in their order."""

    def __init__(self, config: Config, lang: str) -> None:
        self.config = config
        self.lang = lang
        self.found: dict[tuple[str, str], Listing] = {}
        self.spelled: dict[tuple[str, str], Listing] = {}

    def enter(self, article: Article, position: int) -> Entry:
        listings: list[Listing] = []
        for taxonomy, labels in article.terms.items():
            for label in labels:
                listing = self.spelled.get((taxonomy, label)) or self.listing(taxonomy, label)
                if listing is not None and listing not in listings:
                    listings.append(listing)
        terms = tuple([listing.term for listing in listings])
        section = next((term.digest for term in terms if term.taxonomy == "section"), b"")
        entry = Entry(
            article, position, terms, fingerprint.of_bytes(article.card + section) if section else article.card
        )
        for listing in listings:
            listing.entries.append(entry)
        return entry

    def listing(self, taxonomy: str, label: str) -> Listing | None:
        """The listing of a spelling that was not met before; None for one that has no letter or digit."""
        if taxonomy not in self.config.taxonomies:
            return None
        slug = permalink.slug(label)
        if not slug:
            return None
        listing = self.found.get((taxonomy, slug))
        if listing is None:
            address = f"{permalink.language_prefix(self.config, self.lang)}{permalink.slug(taxonomy)}/{slug}/"
            term = Term(taxonomy, self.lang, slug, label, address, fingerprint.of(taxonomy, label, address))
            listing = self.found[taxonomy, slug] = Listing(term, [])
        self.spelled[taxonomy, label] = listing
        return listing

    def complete(self) -> dict[tuple[str, str], dict[str, Listing]]:
        """The listings by taxonomy; the masthead's sections exist also when they are still empty."""
        for label in self.config.sections_of(self.lang):
            self.listing("section", label)
        by_taxonomy: dict[tuple[str, str], dict[str, Listing]] = {
            (self.lang, taxonomy): {} for taxonomy in self.config.taxonomies
        }
        for (taxonomy, slug), listing in sorted(self.found.items()):
            by_taxonomy[self.lang, taxonomy][slug] = listing
        return by_taxonomy


def _by_month(entries: list[Entry]) -> dict[int, Months]:
    years: dict[int, Months] = {}
    for entry in entries:
        day = entry.article.date.day
        years.setdefault(day.year, {}).setdefault(day.month, []).append(entry)
    return years


def _translations(documents: Iterable[Article | Page], config: Config) -> dict[str, tuple[Article | Page, ...]]:
    if len(config.all_languages) < 2:
        return {}
    groups: dict[str, dict[str, Article | Page]] = defaultdict(dict)
    for document in sorted(documents, key=attrgetter("source")):
        groups[document.translation_key].setdefault(document.lang, document)
    return {
        key: tuple(group[lang] for lang in config.all_languages if lang in group)
        for key, group in groups.items()
        if len(group) > 1
    }
