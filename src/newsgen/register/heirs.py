"""Where the documents of registered sources are now, also those whose file was renamed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

from newsgen import fingerprint, permalink
from newsgen.article import Article, Page
from newsgen.catalogue import Catalogue
from newsgen.fingerprint import Digest
from newsgen.links import Published
from newsgen.register.form import Entry, Register

_DAY = re.compile(r"/(\d{4})/(\d{2})/(\d{2})/")
_NO_TEXT = fingerprint.of_bytes(b"")


def mark(digest: Digest) -> str:
    return digest.hex()[:16]


def marks(document: Published) -> tuple[str, str]:
    """Marks of the title and of the text, by which a file that was renamed is recognised; the latter may be empty."""
    title = mark(fingerprint.of(document.lang, " ".join(document.title.casefold().split())))
    if not isinstance(document, Article | Page) or document.body == _NO_TEXT:
        return title, ""
    return title, mark(document.body)


def documents(catalogue: Catalogue) -> dict[str, Published]:
    """Whatever is public and has an address of its own, by source."""
    articles: Iterator[Published] = (entry.article for row in catalogue.articles.values() for entry in row)
    return {document.source: document for document in (*articles, *catalogue.pages, *catalogue.retracted)}


def vanished(
    register: Register, public: Iterable[Published], existing: Collection[str], folders: Collection[str]
) -> frozenset[str]:
    """Sources of registered documents in one of the folders, or below it, that were deleted and not renamed."""
    gone = {
        entry.source
        for entry in (register.entries if folders else ())
        if entry.source not in existing and entry.kind != "file" and _lies_in(entry.source, folders)
    }
    if not gone:
        return frozenset()
    heirs = Heirs(register, {document.source: document for document in public}, existing)
    return frozenset(gone.difference(source for source, _ in heirs.moved(gone)))


def renamed(
    register: Register, public: Mapping[str, Published], existing: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Registered sources that are no more, and the files in which their documents are now."""
    heirs = Heirs(register, public, existing)
    return heirs.moved(sorted({entry.source for entry in register.entries if entry.source and entry.kind != "file"}))


def _lies_in(source: str, folders: Collection[str]) -> bool:
    folder = source.rpartition("/")[0]
    while folder and folder not in folders:
        folder = folder.rpartition("/")[0]
    return bool(folder)


class Heirs:
    """Finds the document of a source. Each step towards a renamed file is taken only when one is asked for."""

    def __init__(self, register: Register, public: Mapping[str, Published], existing: Collection[str]) -> None:
        """`public` are documents by source; `existing` the sources that exist."""
        self.register = register
        self.public = public
        self.existing = existing

    def of(self, sources: Iterable[str]) -> Published | None:
        """The document of the first of these that is public; else, where none of them exists, of one renamed."""
        sources = list(sources)
        for source in sources:
            if source in self.public:
                return self.public[source]
        if any(source in self.existing for source in sources):
            return None
        return next((found for source in sources if (found := self._renamed(source)) is not None), None)

    def moved(self, sources: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Those that are no more, and the files in which their documents are now."""
        for source in sources:
            if source not in self.existing and (found := self._renamed(source)) is not None:
                yield source, found.source

    def _renamed(self, source: str) -> Published | None:
        """The one document, in a file that was not registered, that answers another of its addresses, or has its text
        or else its title.
        """
        if source in self._kept_address:
            return self._kept_address[source]
        by_text, by_title = self._marked
        entries = self._entries.get(source, ())
        for text in (entry.text for entry in entries if entry.text):
            if len(by_text[text]) == 1:
                return by_text[text][0]
        for title in (entry.title for entry in entries if entry.title):
            # Headlines come back, such as that of a weekly review: alone, one says little.
            if len(by_title[title]) == 1 and len(self._titled[title]) == 1:
                found = by_title[title][0]
                if _agrees(source, entries, found):
                    return found
        return None

    @cached_property
    def _entries(self) -> dict[str, list[Entry]]:
        """Of documents, by source."""
        found: dict[str, list[Entry]] = defaultdict(list)
        for entry in self.register.entries:
            if entry.source and entry.kind != "file":
                found[entry.source].append(entry)
        return found

    @cached_property
    def _registered(self) -> set[str]:
        return {entry.source for entry in self.register.entries if entry.kind != "gone"}

    @cached_property
    def _kept_address(self) -> dict[str, Published]:
        """By source: an address of it is answered by a file of another name, which was renamed and kept its slug."""
        by_address = {document.address: document for document in self.public.values()}
        return {
            entry.source: by_address[entry.address]
            for entry in self.register.entries
            if entry.source and entry.address in by_address
            if by_address[entry.address].source not in self._registered
        }

    @cached_property
    def _marked(self) -> tuple[dict[str, list[Published]], dict[str, list[Published]]]:
        """Documents in files that were not registered, by the marks of their texts and of their titles."""
        by_text: dict[str, list[Published]] = defaultdict(list)
        by_title: dict[str, list[Published]] = defaultdict(list)
        for document in self.public.values():
            if document.source not in self._registered:
                title, text = marks(document)
                by_title[title].append(document)
                by_text[text].append(document)
        return by_text, by_title

    @cached_property
    def _titled(self) -> dict[str, set[str]]:
        """All sources that were ever registered, by the marks of their titles."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.register.entries:
            if entry.title and entry.source:
                found[entry.title].add(entry.source)
        return found


def _agrees(source: str, entries: Iterable[Entry], document: Published) -> bool:
    """Whether a document of the same title has the day or the name of a file that is no more; a page has no day."""
    if isinstance(document, Page):
        return any(entry.kind == "page" for entry in entries) or _stem(source, document) == _stem(
            document.source, document
        )
    if _stem(source, document) == _stem(document.source, document):
        return True
    day = document.date.day.isoformat()
    return permalink.read_name(source, ()).date == day or any(
        "-".join(match.groups()) == day for entry in entries if (match := _DAY.search(entry.address))
    )


def _stem(source: str, document: Published) -> str:
    return permalink.read_name(source, (document.lang,)).stem
