"""What becomes of registered addresses that no page answers: they lead on, stay as lists, or say what is gone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property

import msgspec

from newsgen.catalogue import Catalogue
from newsgen.permalink import collision_key, output_path
from newsgen.register.form import Entry, Register, hashed
from newsgen.register.heirs import Heirs, documents
from newsgen.register.listings import Forward, Listings, Remnant

LOSSES = 20
SHARE = 0.01
"""More losses than this many, and than this share of the register, look like an accident."""


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
    remnants: tuple[Remnant, ...] = ()
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
    remnants: list[Remnant] = []
    strayed: list[Strayed] = []
    gone_files: list[str] = []
    moved: set[tuple[str, str]] = set()
    lost: list[str] = []
    settled: set[str] = set()
    room = _Room(answered)
    listings = Listings(catalogue, answered)
    for address, entries in sorted(unanswered.items()):
        # Addresses that some file systems hold to be one are one: the first speaks for the others.
        key = collision_key(output_path(address))
        if key in settled or not room.has(key):
            continue
        settled.add(key)
        sourced = [entry for entry in entries if entry.source]
        if not sourced:
            left = listings.remains(address)
            if left is None:
                gone.append(address)
            elif isinstance(left, Forward):
                forwards.append(left)
            else:
                remnants.append(left)
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
        tuple(remnants),
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
