"""What becomes of registered addresses that no page answers: they lead on, stay empty, or say what is gone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from newsgen import dates, permalink
from newsgen.article import Moment
from newsgen.catalogue import Catalogue, Term
from newsgen.permalink import collision_key, output_path
from newsgen.register.form import Entry, Register, hashed
from newsgen.register.heirs import Heirs, documents

LOSSES = 20
SHARE = 0.01
"""More losses than this many, and than this share of the register, look like an accident."""


class Forward(msgspec.Struct, frozen=True, gc=False):
    """An address that leads to another one."""

    address: str
    target: str
    """An address of the site."""
    lang: str
    title: str
    source: str = ""


class Emptied(msgspec.Struct, frozen=True, gc=False):
    """A page of the archive whose last article went: its address stays, with nothing listed."""

    address: str
    lang: str
    first: Moment
    level: int
    """1 for a year, 2 for a month, 3 for a day."""
    term: Term | None = None


class Strayed(msgspec.Struct, frozen=True, gc=False):
    """The former address of a file that goes with a public document."""

    address: str
    source: str
    """Of the document, by its present name."""
    mark: str
    """Of the file's bytes."""


class Succession(msgspec.Struct, frozen=True):
    """What becomes of the registered addresses that no page answers."""

    forwards: tuple[Forward, ...] = ()
    gone: tuple[str, ...] = ()
    emptied: tuple[Emptied, ...] = ()
    strayed: tuple[Strayed, ...] = ()
    gone_files: tuple[str, ...] = ()
    """Those of files that went with what is not public any more. No page can stand there."""
    moved: tuple[tuple[str, str], ...] = ()
    """Sources that were renamed, as registered and as they are now."""
    lost: tuple[str, ...] = ()
    """Addresses whose file is gone and was still there when they were last recorded."""


def succeed(
    register: Register,
    answered: Collection[str],
    catalogue: Catalogue,
    existing: Collection[str],
    held: Collection[str],
    key: bytes = b"",
) -> Succession:
    """Decide for each registered address that is not among `answered`, the collision keys of all planned paths.

    `existing` are the sources that exist; of those, `held` may not be public. One that is neither is broken: of it is
    nothing decided. With the site's `key`, purged addresses are passed over.
    """
    unanswered: dict[str, list[Entry]] = defaultdict(list)
    for entry in register.entries:
        address = entry.address
        # As `output_path`, which would be called for each of all addresses; most of them are answered as they stand.
        path = f"{address[1:]}index.html" if address.endswith("/") else address[1:]
        if path not in answered and collision_key(path) not in answered:
            unanswered[address].append(entry)
    if register.purged and key:
        for address in [each for each in unanswered if hashed(each, key) in register.purged]:
            del unanswered[address]
    if not unanswered:
        return Succession()
    return _settle(unanswered, Heirs(register, documents(catalogue), existing), answered, catalogue, held)


def accidental(lost: int, registered: int) -> bool:
    return lost > LOSSES and lost > SHARE * registered


def _settle(
    unanswered: Mapping[str, list[Entry]],
    heirs: Heirs,
    answered: Collection[str],
    catalogue: Catalogue,
    held: Collection[str],
) -> Succession:
    forwards: list[Forward] = []
    gone: list[str] = []
    emptied: list[Emptied] = []
    strayed: list[Strayed] = []
    gone_files: list[str] = []
    moved: set[tuple[str, str]] = set()
    lost: list[str] = []
    settled: set[str] = set()
    room = _Room(answered)
    for address, entries in sorted(unanswered.items()):
        # Addresses that some file systems hold to be one are one: the first speaks for the others.
        key = collision_key(output_path(address))
        if key in settled or not room.has(key):
            continue
        settled.add(key)
        sourced = [entry for entry in entries if entry.source]
        if not sourced:
            left = _listing(address, catalogue)
            if left is None:
                gone.append(address)
            elif isinstance(left, Forward):
                forwards.append(left)
            else:
                emptied.append(left)
            continue
        sources = [entry.source for entry in sourced]
        document = heirs.of(sources)
        file = all(entry.kind == "file" for entry in sourced)
        if document is not None:
            moved |= {(source, document.source) for source in sources if source != document.source}
            if file:
                strayed.append(Strayed(address, document.source, sourced[0].text))
            else:
                forwards.append(Forward(address, document.address, document.lang, document.title, document.source))
        elif _broken(sources, heirs.existing, held):
            continue
        elif file:
            gone_files.append(address)
        else:
            gone.append(address)
            if not any(entry.kind == "gone" or entry.source in held for entry in sourced):
                lost.append(address)
    return Succession(
        tuple(forwards),
        tuple(gone),
        tuple(emptied),
        tuple(strayed),
        tuple(gone_files),
        tuple(sorted(moved)),
        tuple(lost),
    )


class _Room:
    """Where something can still lie among the files of a site, given by their paths."""

    def __init__(self, taken: Collection[str]) -> None:
        self.taken = taken

    def has(self, path: str) -> bool:
        """Whether no file lies where the path needs a folder, and no folder where it needs a file."""
        if any(folder in self.taken for folder in _folders(path)):
            return False
        return path.rpartition("/")[2] == "index.html" or path not in self.folders

    @cached_property
    def folders(self) -> set[str]:
        return {folder for path in self.taken for folder in _folders(path)}


def _folders(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def _broken(sources: Iterable[str], existing: Collection[str], held: Collection[str]) -> bool:
    """Whether a source is there and could not be read; one that is held back decides for all."""
    sources = list(sources)
    return not any(source in held for source in sources) and any(source in existing for source in sources)


def _listing(address: str, catalogue: Catalogue) -> Emptied | Forward | None:
    """What remains of a page of the archive, or None where its term went with it."""
    steps = address.strip("/").split("/")
    config = catalogue.config
    lang = steps.pop(0) if steps[0] in config.all_languages and steps[0] != config.language else config.language
    term = None
    if steps and not steps[0].isdigit():
        term = _term(catalogue, lang, steps[:2])
        if term is None:
            return None
        steps = steps[2:]
    if not 1 <= len(steps) <= 3 or not all(step.isdecimal() and step.isascii() for step in steps):
        return None
    try:
        year, month, day = [*map(int, steps), 1, 1][:3]
        first = Moment(dt.date(year, month, day))
    except ValueError:
        return None
    # What pages are no longer split into leads to the page that lists it now.
    split = config.days if term is None else config.taxonomies[term.taxonomy].archive == "month"
    if len(steps) == (3 if term is None else 2) and not split:
        target = address.removesuffix(f"{steps[-1]}/")
        title = dates.month_heading(first, lang) if term is None else term.label
        return Forward(address, target, lang, title)
    if term is not None and len(steps) == 3:
        return None
    return Emptied(address, lang, first, len(steps), term)


def _term(catalogue: Catalogue, lang: str, steps: list[str]) -> Term | None:
    for taxonomy in catalogue.config.taxonomies:
        if len(steps) == 2 and permalink.slug(taxonomy) == steps[0]:
            listing = catalogue.terms.get((lang, taxonomy), {}).get(steps[1])
            return listing.term if listing is not None else None
    return None
