"""The public articles in their order: neighbours, years and months, terms, translations.

It is built from what the gate let through and holds nothing else. It is made in one go and only read afterwards.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, count
from operator import attrgetter

import msgspec

from newsgen import amendments, collector, fingerprint, permalink, related
from newsgen.amendments import Amendment
from newsgen.article import Article, Page
from newsgen.config import Config
from newsgen.fingerprint import NOTHING, SIZE, Digest
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
    card: bytes
    """Digests of what a listing shows of it, one after the other: of its card, and of its section's name, if any."""

    def term(self, taxonomy: str) -> Term | None:
        for term in self.terms:
            if term.taxonomy == taxonomy:
                return term
        return None


class Listing(msgspec.Struct, frozen=True, gc=False, eq=False):
    """A term and its articles, oldest first."""

    term: Term
    entries: list[Entry]
    positions: list[int]
    """Of its entries, in `Catalogue.articles[lang]`."""
    refs: bytearray
    """Those of its entries, one after the other."""
    starts: dict[int, int]
    """The years of its entries, oldest first, and the place of the first entry of each."""
    spellings: set[str]
    """Slugs of the names by which articles call it: where its pages would be if the glossary did not know it."""

    def spans(self) -> Iterator[tuple[int, int, int]]:
        """Each of its years, oldest first, with the place of its first entry and the one behind its last."""
        ends = [*self.starts.values(), len(self.entries)][1:]
        for (year, start), end in zip(self.starts.items(), ends, strict=True):
            yield year, start, end

    def years_beyond(self, newest: int) -> Iterator[tuple[int, list[Entry]]]:
        """Years that hold entries which are not among so many of the newest, oldest first, and all their entries."""
        for year, start, end in self.spans():
            if start < len(self.entries) - newest:
                yield year, self.entries[start:end]


class Catalogue(msgspec.Struct, frozen=True):
    config: Config
    glossary: Glossary
    articles: Mapping[str, list[Entry]]
    """By language, oldest first."""
    years: Mapping[str, dict[int, Months]]
    """By language, then year, then month; each oldest first."""
    terms: Mapping[tuple[str, str], dict[str, Listing]]
    """By language and taxonomy, then slug."""
    returned: tuple[Entry, ...]
    """Those that were updated, corrected or set free after their date: in feeds they come up again."""
    amendments: Mapping[str, dict[int, list[Amendment]]]
    """Corrections and retractions by language, then by year, newest first in both."""
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
        candidates: list[int] = []
        for listing, start, end in self._windows(entry):
            candidates += listing.positions[start:end]
        row = self.articles[entry.article.lang]
        return [row[position] for position in related.choose(candidates)]

    def earlier(self, entry: Entry) -> Digest:
        """Of all among which the related ones are found.

        Which are chosen depends on nothing else but their order in time: a page knows whether they may be others than
        before without choosing them.
        """
        refs = [listing.refs[start * SIZE : end * SIZE] for listing, start, end in self._windows(entry)]
        return fingerprint.joined(refs) if any(refs) else NOTHING

    def earlier_by_year(self, lang: str) -> dict[int, Digest]:
        """As `earlier`, of all articles of a year together."""
        pieces: dict[int, list[bytes | bytearray]] = defaultdict(list)
        for taxonomy in self.config.taxonomies:
            for listing in self.terms[lang, taxonomy].values():
                for year, start, end in listing.spans():
                    begin = max(0, start - related.WINDOW)
                    named = f"{listing.term.address} {end - begin}".encode()
                    pieces[year] += (named, listing.refs[begin * SIZE : end * SIZE])
        return {year: fingerprint.joined(some) for year, some in pieces.items()}

    def _windows(self, entry: Entry) -> Iterator[tuple[Listing, int, int]]:
        """The entry's terms, and the places in each of the earlier articles that are looked at."""
        for term in entry.terms:
            listing = self.terms[term.lang, term.taxonomy][term.slug]
            place = bisect_left(listing.positions, entry.position)
            yield listing, max(0, place - related.WINDOW), place

    def translations_of(self, document: Article | Page) -> tuple[Article | Page, ...]:
        group = self.translations.get(document.translation_key, ())
        if document not in group:
            return ()  # another document of its language stands in its place
        return tuple(other for other in group if other.lang != document.lang)


@collector.paused()
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
        articles[lang] = listings.gather(row)
        years[lang] = _by_month(articles[lang])
        terms.update(listings.complete())
    returned = [
        entry
        for row in articles.values()
        for entry in row
        if (article := entry.article).updated is not None or article.corrections or article.embargo is not None
    ]
    return Catalogue(
        config=config,
        glossary=glossary,
        articles=articles,
        years=years,
        terms=terms,
        returned=tuple(returned),
        amendments={lang: amendments.by_year(lang, rows[lang], gate.retracted) for lang in articles},
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
    """The terms of one language, while the articles that carry them are gathered."""

    def __init__(self, config: Config, lang: str, glossary: Glossary) -> None:
        self.config = config
        self.lang = lang
        self.glossary = glossary
        self.found: dict[tuple[str, str], Listing] = {}
        self.spelled = {name: _Spellings(partial(self.listing, name)) for name in config.taxonomies}

    def gather(self, row: list[Article]) -> list[Entry]:
        """The articles, which are in their order, as entries of their terms."""
        terms = list(map(self.terms, row, count()))
        entries = list(map(Entry, row, count(), terms, map(_card, row, terms)))
        refs = list(map(attrgetter("ref"), row))
        begins = {entries[start].article.date.day.year: start for start, _ in _runs(entries, _year)}
        for listing in self.found.values():
            listing.entries.extend(map(entries.__getitem__, listing.positions))
            listing.refs.extend(b"".join(map(refs.__getitem__, listing.positions)))
            places = [bisect_left(listing.positions, position) for position in begins.values()]
            for year, place, end in zip(begins, places, [*places[1:], len(entries)], strict=True):
                if place < min(end, len(listing.positions)):
                    listing.starts[year] = place
        return entries

    def terms(self, article: Article, position: int) -> tuple[Term, ...]:
        """The article's terms, each once; from now on their listings hold its position."""
        found: list[Listing | None] = []
        for taxonomy, labels in article.terms:
            if (known := self.spelled.get(taxonomy)) is not None:
                found += map(known.__getitem__, labels)
        listings = [each for each in dict.fromkeys(found) if each is not None]
        for each in listings:
            each.positions.append(position)
        return tuple([each.term for each in listings])

    def listing(self, taxonomy: str, label: str) -> Listing | None:
        """The listing of a spelling that was not met before; None for one that has no letter or digit."""
        if taxonomy not in self.config.taxonomies:
            return None
        spelling = permalink.slug(label)
        if not spelling:
            return None
        slug = self.glossary.id_of(taxonomy, spelling)
        found = self.found.get((taxonomy, slug))
        if found is None:
            known = self.glossary.terms.get((taxonomy, slug))
            name = (known.label(self.lang) if known else "") or label
            address = term_address(self.config, self.lang, taxonomy, slug)
            term = Term(taxonomy, self.lang, slug, name, address, fingerprint.of(taxonomy, name, address))
            found = self.found[taxonomy, slug] = Listing(term, [], [], bytearray(), {}, set())
        found.spellings.add(spelling)
        return found

    def complete(self) -> dict[tuple[str, str], dict[str, Listing]]:
        """The listings by taxonomy; the masthead's sections exist also when they are still empty."""
        for label in self.config.sections_of(self.lang):
            self.listing("section", label)
        by_taxonomy: dict[tuple[str, str], dict[str, Listing]] = {
            (self.lang, taxonomy): {} for taxonomy in self.config.taxonomies
        }
        self.spelled.clear()  # it leads back here, and a cycle would outlive all that uses it
        for taxonomy, slug in sorted(self.found):
            by_taxonomy[self.lang, taxonomy][slug] = self.found[taxonomy, slug]
        return by_taxonomy


class _Spellings(dict[str, Listing | None]):
    """The listings of a taxonomy by what articles call them; each is looked for when it is first asked for."""

    def __init__(self, find: Callable[[str], Listing | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, label: str) -> Listing | None:
        found = self[label] = self._find(label)
        return found


def named(entries: Sequence[Entry]) -> Digest:
    """Of what links to the terms of articles show."""
    terms = [entry.terms for entry in entries]
    counts = fingerprint.of([*map(len, terms)])
    return fingerprint.joined([counts, *map(attrgetter("digest"), chain.from_iterable(terms))])


def _card(article: Article, terms: tuple[Term, ...]) -> bytes:
    for term in terms:
        if term.taxonomy == "section":
            return article.card + term.digest
    return article.card


def _by_month(entries: list[Entry]) -> dict[int, Months]:
    years: dict[int, Months] = {}
    for start, end in _runs(entries, _month):
        day = entries[start].article.date.day
        years.setdefault(day.year, {})[day.month] = entries[start:end]
    return years


def _year(entry: Entry) -> tuple[int, ...]:
    return (entry.article.date.day.year,)


def _month(entry: Entry) -> tuple[int, ...]:
    return entry.article.date.day.year, entry.article.date.day.month


def _runs(entries: Sequence[Entry], key: Callable[[Entry], tuple[int, ...]]) -> Iterator[tuple[int, int]]:
    """Where each run of one key begins and ends, in a row in the order of that key. Few of many are looked at."""
    start = 0
    while start < len(entries):
        end = bisect_right(entries, key(entries[start]), start, key=key)
        yield start, end
        start = end


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
