"""The public articles in their order: neighbours, years and months, terms, translations.

It is built from what the gate let through and holds nothing else. It is made in one go and only read afterwards.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

import msgspec

from newsgen import fingerprint, permalink, related
from newsgen.article import Article, Correction, Page
from newsgen.config import Config
from newsgen.fingerprint import Digest
from newsgen.gate import Gate, Reason, Retracted
from newsgen.glossary import Glossary

Months = dict[int, list["Entry"]]


class Term(msgspec.Struct, frozen=True, gc=False):
    """A tag, an author, a section, in one language."""

    taxonomy: str
    lang: str
    slug: str
    label: str
    """As the glossary has it, or else in its earliest spelling."""
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
    related: tuple[int, ...]
    """Positions of earlier articles that belong with it, best first."""

    def term(self, taxonomy: str) -> Term | None:
        return next((term for term in self.terms if term.taxonomy == taxonomy), None)


class Listing(msgspec.Struct, frozen=True, gc=False):
    """A term and its articles, oldest first."""

    term: Term
    entries: list[Entry]
    positions: list[int]
    """Of its entries, in `Catalogue.articles[lang]`."""
    spellings: set[str]
    """Slugs of the names by which articles call it: where its pages would be if the glossary did not know it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Catalogue:
    config: Config
    glossary: Glossary
    articles: Mapping[str, list[Entry]]
    """By language, oldest first."""
    years: Mapping[str, dict[int, Months]]
    """By language, then year, then month; each oldest first."""
    terms: Mapping[tuple[str, str], dict[str, Listing]]
    """By language and taxonomy, then slug."""
    corrections: Mapping[str, dict[int, list[tuple[Correction, Entry]]]]
    """By language, then the year of the correction, newest first in both."""
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

    def related(self, entry: Entry) -> list[Entry]:
        """Earlier articles that belong with it, best first."""
        row = self.articles[entry.article.lang]
        return [row[position] for position in entry.related]

    def translations_of(self, document: Article | Page) -> tuple[Article | Page, ...]:
        group = self.translations.get(document.translation_key, ())
        return tuple(other for other in group if other.lang != document.lang)


def build(gate: Gate, config: Config, glossary: Glossary | None = None) -> Catalogue:
    glossary = glossary or Glossary()
    rows: dict[str, list[Article]] = {lang: [] for lang in config.all_languages}
    for article in gate.articles:
        rows[article.lang].append(article)
    articles: dict[str, list[Entry]] = {}
    years: dict[str, dict[int, Months]] = {}
    terms: dict[tuple[str, str], dict[str, Listing]] = {}
    for lang, row in rows.items():
        row.sort(key=_order)
        listings = _Listings(config, lang, glossary)
        articles[lang] = [listings.enter(article, position) for position, article in enumerate(row)]
        years[lang] = _by_month(articles[lang])
        terms.update(listings.complete())
    return Catalogue(
        config=config,
        glossary=glossary,
        articles=articles,
        years=years,
        terms=terms,
        corrections={lang: _corrections(entries) for lang, entries in articles.items()},
        pages=tuple(sorted(gate.pages, key=attrgetter("lang", "address"))),
        retracted=tuple(sorted(gate.retracted, key=attrgetter("source"))),
        shown=gate.shown,
        translations=_translations([*gate.articles, *gate.pages], config),
    )


def term_address(config: Config, lang: str, taxonomy: str, slug: str) -> str:
    return f"{permalink.language_prefix(config, lang)}{permalink.slug(taxonomy)}/{slug}/"


def _order(article: Article) -> tuple[object, ...]:
    return (*article.date.order, article.source)


class _Listings:
    """Collects the terms of one language while its articles pass in their order."""

    def __init__(self, config: Config, lang: str, glossary: Glossary) -> None:
        self.config = config
        self.lang = lang
        self.glossary = glossary
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
        card = fingerprint.of_bytes(article.card + section) if section else article.card
        candidates: list[int] = []
        for listing in listings:
            candidates += listing.positions[-related.WINDOW :]
            listing.positions.append(position)
        entry = Entry(article, position, terms, card, related.choose(candidates) if candidates else ())
        for listing in listings:
            listing.entries.append(entry)
        return entry

    def listing(self, taxonomy: str, label: str) -> Listing | None:
        """The listing of a spelling that was not met before; None for one that has no letter or digit."""
        if taxonomy not in self.config.taxonomies:
            return None
        spelling = permalink.slug(label)
        if not spelling:
            return None
        slug = self.glossary.id_of(taxonomy, spelling)
        listing = self.found.get((taxonomy, slug))
        if listing is None:
            known = self.glossary.terms.get((taxonomy, slug))
            name = (known.label(self.lang) if known else "") or label
            address = term_address(self.config, self.lang, taxonomy, slug)
            term = Term(taxonomy, self.lang, slug, name, address, fingerprint.of(taxonomy, name, address))
            listing = self.found[taxonomy, slug] = Listing(term, [], [], set())
        listing.spellings.add(spelling)
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


def _corrections(entries: list[Entry]) -> dict[int, list[tuple[Correction, Entry]]]:
    corrected = [entry for entry in entries if entry.article.corrections]
    made = [(correction, entry) for entry in corrected for correction in entry.article.corrections]
    made.sort(key=lambda each: (each[0].date.order, each[1].position), reverse=True)
    years: dict[int, list[tuple[Correction, Entry]]] = {}
    for each in made:
        years.setdefault(each[0].date.day.year, []).append(each)
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
