"""What a purge takes away: sources by all their names, their addresses, and the pages of terms that tell of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import msgspec

from newsgen import glossary, permalink, yaml
from newsgen.article import Article, Document
from newsgen.catalogue import term_address
from newsgen.config import Config
from newsgen.executors import Workers
from newsgen.gate import divide
from newsgen.glossary import Glossary
from newsgen.load import Recall, load
from newsgen.parse import dates_of
from newsgen.register import Register, renamed
from newsgen.scan import scan
from newsgen.versions import parse_settings
from newsgen.workspace import FOLDER, locked, opened

_TIME = re.compile(r"(\d{4}/(\d{2}/)?)?").fullmatch

Name = tuple[str, str]
"""A taxonomy and a slug."""

Pages = dict[str, Name]
"""Terms by the addresses of their pages."""


class Holdings(msgspec.Struct, frozen=True):
    """All that the site says now, public or not."""

    documents: Mapping[str, Document]
    """By source."""
    public: tuple[Article, ...]
    sources: frozenset[str]
    """Also those that could not be read."""
    glossary: Glossary


class Extent(msgspec.Struct, frozen=True):
    sources: frozenset[str]
    addresses: frozenset[str]
    names: frozenset[str]
    """Slugs of terms whose pages go."""
    carriers: tuple[str, ...]
    """Sources that stay and have such a term: with the next build its page is back."""
    unread: tuple[str, ...]
    """Sources that could not be read and are not known by their names: one of them may be what was asked for."""


def survey(config: Config, site: Path, now: dt.datetime) -> Holdings:
    """Read the site. Nothing is written, not even into the state."""
    content = site / config.content
    with (
        locked(site / FOLDER, _nobody),
        opened(site / FOLDER, parse_settings(config), _nobody, clean=False) as state,
        Workers() as workers,
    ):
        found = scan(content, config.content, config.exclude)
        loaded = load(Recall(found.documents, state), state, config, content, workers, now, _uncounted)
    return Holdings(
        {document.source: document for document in loaded.documents},
        divide(loaded.documents, now, dates_of(config)).articles,
        frozenset(source.path for source in found.documents),
        glossary.read(content, config, [file.path for file in found.files]),
    )


def _nobody(_: str) -> None:
    """Hears what is said and tells nobody."""


def _uncounted(_done: int, _total: int) -> None:
    """As `_nobody`, of progress."""


def measure(address: str, known: Register, holdings: Holdings, config: Config) -> Extent | None:
    """What goes with an address: all of its article, or a page of a term; None for what is neither."""
    sources = _sources(address, known, holdings)
    gone = {address}
    if sources:
        gone |= {entry.address for entry in known.entries if entry.source in sources}
        for document in holdings.documents.values():
            if document.source in sources:
                gone |= {document.address, *document.aliases}
        pages = _own_terms(sources, known, holdings, config)
    else:
        pages = _term_at(address, holdings.glossary, config)
        if not pages or not any(entry.address == address for entry in known.entries):
            return None
    # Of what lies below a term's page only its years and months: what has a source of its own is no part of it.
    gone |= pages.keys()
    gone |= {entry.address for entry in known.entries if not entry.source and _listed_below(entry.address, pages)}
    return Extent(
        frozenset(sources),
        frozenset(gone),
        frozenset(slug for _, slug in pages.values()),
        tuple(_carriers(sources, pages, holdings, config)),
        tuple(sorted(holdings.sources - holdings.documents.keys() - {entry.source for entry in known.entries})),
    )


def _sources(address: str, known: Register, holdings: Holdings) -> set[str]:
    """Those of an address, by the names that they had and have."""
    found = {entry.source for entry in known.entries if entry.address == address and entry.source}
    documents = holdings.documents
    found |= {source for source, each in documents.items() if address in {each.address, *each.aliases}}
    if not found:
        return found
    pairs = list(renamed(known, documents, holdings.sources))
    while more := {name for pair in pairs if found.intersection(pair) for name in pair} - found:
        found |= more
    return found


def _listed_below(address: str, pages: Pages) -> bool:
    """Whether it is one of the pages, or a year or month of one."""
    steps = address.split("/")
    return any(
        "/".join([*steps[: len(steps) - cut], ""]) in pages and _TIME("/".join(steps[-cut:]))
        for cut in (1, 2, 3)
        if cut < len(steps)
    )


def _own_terms(sources: Collection[str], known: Register, holdings: Holdings, config: Config) -> Pages:
    """Pages of terms that no other public article has, by each name of the term: it may be the person's.

    In a language that the article is not in, those that are registered.
    """
    glossary = holdings.glossary
    registered = {entry.address for entry in known.entries if not entry.source}
    own_languages = {each.lang for source, each in holdings.documents.items() if source in sources}
    spelled = {
        name for source in sources if source in holdings.documents for name in _spelled(holdings.documents[source])
    }
    ids = {(taxonomy, glossary.id_of(taxonomy, slug)) for taxonomy, slug in spelled}
    others = {(taxonomy, slug) for (taxonomy, slug), name in glossary.ids.items() if (taxonomy, name) in ids}
    pages: Pages = {}
    for lang in config.all_languages:
        kept = {("section", permalink.slug(label)) for label in config.sections_of(lang)}
        for article in holdings.public:
            if article.lang == lang and article.source not in sources:
                kept |= _spelled(article)
        kept |= {(taxonomy, glossary.id_of(taxonomy, slug)) for taxonomy, slug in kept}
        # Of a term that stays, a name goes that only these had.
        gone = {*spelled, *ids} | {name for name in others if (name[0], glossary.id_of(*name)) not in kept}
        for taxonomy, slug in gone - kept:
            address = term_address(config, lang, taxonomy, slug)
            if taxonomy in config.taxonomies and (lang in own_languages or address in registered):
                pages[address] = taxonomy, slug
    return pages


def _spelled(document: Document) -> set[Name]:
    """Its terms, as it writes them."""
    if not isinstance(document, Article):
        return set()
    return {
        (taxonomy, slug) for taxonomy, labels in document.terms for label in labels if (slug := permalink.slug(label))
    }


def _term_at(address: str, glossary: Glossary, config: Config) -> Pages:
    """The page of a term and, where the glossary knows the term by this id, those of its other names and languages."""
    for lang in config.all_languages:
        for taxonomy in config.taxonomies:
            folder = term_address(config, lang, taxonomy, "").removesuffix("/")
            slug = address.removeprefix(folder).removesuffix("/")
            if not address.startswith(folder) or not address.endswith("/") or not slug or "/" in slug:
                continue
            names = {(taxonomy, slug)}
            if (taxonomy, slug) in glossary.terms:
                names |= {name for name, id_ in glossary.ids.items() if name[0] == taxonomy and id_ == slug}
            languages = config.all_languages if (taxonomy, slug) in glossary.terms else (lang,)
            return {term_address(config, each, *name): name for each in languages for name in names}
    return {}


def _carriers(sources: Collection[str], pages: Pages, holdings: Holdings, config: Config) -> Iterator[str]:
    glossary = holdings.glossary
    for source, document in sorted(holdings.documents.items() if pages else ()):
        if source in sources:
            continue
        for taxonomy, slug in _spelled(document):
            names = {slug, glossary.id_of(taxonomy, slug)}
            if any(term_address(config, document.lang, taxonomy, name) in pages for name in names):
                yield source
                break


def glossary_lines(text: str, slugs: Collection[str]) -> list[int]:
    """Lines of the glossary that hold one of the names."""
    try:
        root = yaml.read(text)
    except yaml.YamlError:
        return [number for number, line in enumerate(text.split("\n"), 1) if _mentions(line, slugs)]
    found: set[int] = set()
    nodes: list[yaml.Node | None] = [root]
    while nodes:
        node = nodes.pop()
        if isinstance(node, yaml.Scalar) and permalink.slug(node.text) in slugs:
            found.add(node.line)
        elif isinstance(node, yaml.Sequence):
            nodes += node.items
        elif isinstance(node, yaml.Mapping):
            for entry in (*node.entries, *node.repeated):
                nodes += (entry.key, entry.value)
    return sorted(found)


def _mentions(line: str, slugs: Collection[str]) -> bool:
    words = f"-{permalink.slug(line)}-"
    return any(f"-{slug}-" in words for slug in slugs)
