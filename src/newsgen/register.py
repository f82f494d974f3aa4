"""The register of addresses, `urls.txt`: every address that was ever published, and how to find what moved from it.

One line an address, its fields divided by tabs, in the order of the addresses:

    address   kind   first recorded   source   mark of the title   mark of the text

The file is text that git merges line by line. Lines may therefore come in any order and twice, and the marks that a
conflict leaves behind are passed over: nothing that a merge does can lose an address.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Literal, get_args

import msgspec

from newsgen import dates, fingerprint, permalink
from newsgen.article import Article, Moment, Page
from newsgen.catalogue import Catalogue, Term
from newsgen.errors import Problem
from newsgen.links import Published
from newsgen.permalink import collision_key, output_path

FILE_NAME = "urls.txt"
HEADER = "# The addresses of this site. newsgen writes this file; keep it with the articles."
PURGED = "purged"

LOSSES = 20
SHARE = 0.01
"""More losses than this many, and than this share of the register, look like an accident."""

Kind = Literal["article", "page", "former", "listing", "gone"]
_KINDS: frozenset[str] = frozenset(get_args(Kind))
_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7}|={7})( |$)")
_NO_TEXT = fingerprint.of_bytes(b"")


class Entry(msgspec.Struct, frozen=True, order=True, gc=False):
    address: str
    kind: Kind
    since: str = ""
    """When it was first recorded, in UTC: `2026-11-20T12:00:00Z`."""
    source: str = ""
    """Relative to the content folder; empty for a listing."""
    title: str = ""
    """Mark of the title; as that of the text, only good for comparing."""
    text: str = ""

    def line(self) -> str:
        return f"{self.address}\t{self.kind}\t{self.since}\t{self.source}\t{self.title}\t{self.text}".rstrip("\t")


class Register(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...] = ()
    """Of one address there may be several."""
    purged: frozenset[str] = frozenset()
    """Keyed hashes of addresses of which nothing else may be kept."""
    strange: tuple[str, ...] = ()
    """Lines that this version cannot read; they are kept as they are."""

    def __len__(self) -> int:
        return len(self.entries)


def parse(text: str) -> tuple[Register, tuple[Problem, ...]]:
    """What a register says, and a warning for each line that cannot be read."""
    entries: list[Entry] = []
    purged: set[str] = set()
    strange: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.rstrip("\r").split("\t")
        if fields[0].startswith("/") and 2 <= len(fields) <= 6 and fields[1] in _KINDS:
            entries.append(Entry(*fields))  # type: ignore[arg-type]
        elif fields[0] == PURGED and len(fields) == 2:
            purged.add(fields[1])
        elif line.strip() and not line.startswith("#") and not _CONFLICT.match(line):
            strange.append(line.rstrip("\r"))
            message = "this line is no address with its kind, so it answers for nothing"
            hint = "take the line as it was before from the file's history"
            problems.append(Problem(FILE_NAME, number, message, hint, severity="warning"))
    return Register(tuple(entries), frozenset(purged), tuple(strange)), tuple(problems)


def text_of(register: Register) -> str:
    lines = [
        HEADER,
        *register.strange,
        *(entry.line() for entry in sorted(register.entries)),
        *(f"{PURGED}\t{each}" for each in sorted(register.purged)),
    ]
    return "\n".join(lines) + "\n"


def hashed(address: str, key: bytes) -> str:
    """What stands for a purged address: without the key it cannot even be guessed and compared."""
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]


def marks(document: Published) -> tuple[str, str]:
    """Marks of the title and of the text, by which a file that was renamed is recognised; the latter may be empty."""
    title = fingerprint.of(document.lang, " ".join(document.title.casefold().split())).hex()[:16]
    if not isinstance(document, Article | Page) or document.body == _NO_TEXT:
        return title, ""
    return title, document.body.hex()[:16]


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


class Succession(msgspec.Struct, frozen=True):
    """What becomes of the registered addresses that no page answers."""

    forwards: tuple[Forward, ...] = ()
    gone: tuple[str, ...] = ()
    emptied: tuple[Emptied, ...] = ()
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
    return _Heirs(register, answered, catalogue, existing, held).settle(unanswered)


def accidental(lost: int, registered: int) -> bool:
    return lost > LOSSES and lost > SHARE * registered


class _Heirs:
    def __init__(
        self,
        register: Register,
        answered: Collection[str],
        catalogue: Catalogue,
        existing: Collection[str],
        held: Collection[str],
    ) -> None:
        self.register = register
        self.answered = answered
        self.catalogue = catalogue
        self.existing = existing
        self.held = held
        self.public = _documents(catalogue)
        self.registered = {entry.source for entry in register.entries if entry.kind != "gone"}
        addresses = {document.address: document for document in self.public.values()}
        self.heirs = {
            entry.source: addresses[entry.address]
            for entry in register.entries
            if entry.source and entry.address in addresses and addresses[entry.address].source not in self.registered
        }
        """Sources of which another address is answered by a file of another name: it was renamed and kept its slug."""
        self.by_text: dict[str, list[Published]] = defaultdict(list)
        self.by_title: dict[str, list[Published]] = defaultdict(list)
        self.marked = False

    def settle(self, unanswered: Mapping[str, list[Entry]]) -> Succession:
        forwards: list[Forward] = []
        gone: list[str] = []
        emptied: list[Emptied] = []
        moved: set[tuple[str, str]] = set()
        lost: list[str] = []
        for address, entries in sorted(unanswered.items()):
            if self._blocked(address):
                continue
            sourced = [entry for entry in entries if entry.source]
            if not sourced:
                left = self._listing(address)
                if left is None:
                    gone.append(address)
                elif isinstance(left, Forward):
                    forwards.append(left)
                else:
                    emptied.append(left)
                continue
            document = self._present(sourced)
            if document is not None:
                forwards.append(Forward(address, document.address, document.lang, document.title, document.source))
                moved |= {(entry.source, document.source) for entry in sourced if entry.source != document.source}
            elif any(entry.source in self.held for entry in sourced):
                gone.append(address)
            elif not any(entry.source in self.existing for entry in sourced):
                gone.append(address)
                if not any(entry.kind == "gone" for entry in sourced):
                    lost.append(address)
        return Succession(tuple(forwards), tuple(gone), tuple(emptied), tuple(sorted(moved)), tuple(lost))

    def moved(self) -> Iterator[tuple[str, str]]:
        """Registered sources that are no more, and the files in which their documents are now."""
        for entry in self.register.entries:
            if entry.source and entry.source not in self.existing and (found := self._recognised(entry)) is not None:
                yield entry.source, found.source

    def _blocked(self, address: str) -> bool:
        """Whether a file of the site lies where the address needs a folder."""
        folder = collision_key(output_path(address)).rpartition("/")[0]
        while folder:
            if folder in self.answered:
                return True
            folder = folder.rpartition("/")[0]
        return False

    def _present(self, entries: list[Entry]) -> Published | None:
        for entry in entries:
            if entry.source in self.public:
                return self.public[entry.source]
        if any(entry.source in self.existing for entry in entries):
            return None
        return next((found for entry in entries if (found := self._recognised(entry)) is not None), None)

    def _recognised(self, entry: Entry) -> Published | None:
        """The one document, in a file that was not registered, that has its text or else its title."""
        if entry.source in self.heirs:
            return self.heirs[entry.source]
        if not self.marked:
            self.marked = True
            for document in self.public.values():
                if document.source not in self.registered:
                    title, text = marks(document)
                    self.by_title[title].append(document)
                    self.by_text[text].append(document)
        for mark, found in ((entry.text, self.by_text), (entry.title, self.by_title)):
            if mark and len(found[mark]) == 1:
                return found[mark][0]
        return None

    def _listing(self, address: str) -> Emptied | Forward | None:
        """What remains of a page of the archive, or None where its term went with it."""
        steps = address.strip("/").split("/")
        config = self.catalogue.config
        lang = steps.pop(0) if steps[0] in config.all_languages and steps[0] != config.language else config.language
        term = None
        if steps and not steps[0].isdigit():
            term = self._term(lang, steps[:2])
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

    def _term(self, lang: str, steps: list[str]) -> Term | None:
        for taxonomy in self.catalogue.config.taxonomies:
            if len(steps) == 2 and permalink.slug(taxonomy) == steps[0]:
                listing = self.catalogue.terms.get((lang, taxonomy), {}).get(steps[1])
                return listing.term if listing is not None else None
        return None


def _documents(catalogue: Catalogue) -> dict[str, Published]:
    documents: Iterator[Published] = (entry.article for row in catalogue.articles.values() for entry in row)
    return {document.source: document for document in (*documents, *catalogue.pages, *catalogue.retracted)}


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An address that the last build answers, as its record tells."""

    address: str
    kind: Kind
    source: str


def record(
    register: Register,
    built: Iterable[Answer],
    marked: Mapping[str, tuple[str, str]],
    moved: Mapping[str, str],
    now: dt.datetime,
) -> Register:
    """The register with the addresses of a build: new ones are added, known ones brought up to date, none is taken out.

    `marked` gives the marks of sources; `moved` the present names of renamed ones.
    """
    since = now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    known: dict[str, list[Entry]] = defaultdict(list)
    for entry in register.entries:
        known[entry.address].append(entry)
    result: dict[str, Entry] = {}
    for each in built:
        before = known.get(each.address, [])
        if each.kind == "gone":
            old = next((entry for entry in before if entry.source), None)
            if old is not None:
                result[each.address] = msgspec.structs.replace(old, kind="gone")
            continue
        # Another article may have taken the address over; then it begins anew.
        title, text = marked.get(each.source, ("", ""))
        same = [
            entry
            for entry in before
            if each.source == moved.get(entry.source, entry.source)
            or (title and entry.title == title)
            or (text and entry.text == text)
        ]
        if same and not title:
            title, text = max((entry.title, entry.text) for entry in same)
        first = min((entry.since for entry in same if entry.since), default=since)
        result[each.address] = Entry(each.address, each.kind, first, each.source, title, text)
    for address, before in known.items():
        if address not in result:
            entry = min(before)
            result[address] = msgspec.structs.replace(entry, source=moved.get(entry.source, entry.source))
    return Register(tuple(sorted(result.values())), register.purged, register.strange)


def first_addresses(register: Register, moved: Iterable[tuple[str, str]] = ()) -> dict[str, str]:
    """The address that each source was first published at, by its present name: what makes a permanent id."""
    now = dict(moved)
    found: dict[str, tuple[str, int, str]] = {}
    for entry in register.entries:
        if entry.source:
            source = now.get(entry.source, entry.source)
            rank = (entry.since, 0 if entry.kind in {"article", "page", "gone"} else 1, entry.address)
            found[source] = min(rank, found.get(source, rank))
    return {source: address for source, (_, _, address) in found.items()}


def identities(register: Register, catalogue: Catalogue, existing: Collection[str]) -> dict[str, str]:
    """As `first_addresses`, by the present names of files, renamed ones included: before anything is planned."""
    heirs = _Heirs(register, frozenset(), catalogue, existing, frozenset())
    return first_addresses(register, heirs.moved())


def first_address(register: Register, source: str, moved: Iterable[tuple[str, str]] = ()) -> str:
    """As `first_addresses`, of one source; empty for one that was never recorded."""
    return first_addresses(register, moved).get(source, "")
