"""Which documents are published together: gate, links and addresses, and what is wrong between them."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from operator import attrgetter

import msgspec

from newsgen import collector, permalink, register, unread
from newsgen.config import FILE_NAME, Config
from newsgen.errors import Problem
from newsgen.gate import Gate, divide
from newsgen.links import Links, gather
from newsgen.load import Loaded
from newsgen.parse import dates_of
from newsgen.register import Register
from newsgen.register.heirs import Heirs
from newsgen.scan import Found


class Publication(msgspec.Struct, frozen=True):
    gate: Gate
    links: Links
    problems: tuple[Problem, ...]
    frozen: frozenset[str]
    """Broken sources whose pages stay as the last build left them."""


@collector.paused()
def settle(
    found: Found,
    loaded: Loaded,
    config: Config,
    now: dt.datetime,
    *,
    drafts: bool,
    published: Callable[[], frozenset[str]],
    registered: Register,
) -> Publication:
    """Leave out what is broken and is not among the sources `published` before, until what remains stands together.

    What was published, and only has links to what is not there any more, is made with these as plain text.
    Each round drops at least one document, and dropping one breaks no link: a link to it becomes plain text.
    """
    dropped: set[str] = set()
    sources = {*map(attrgetter("path"), found.documents)}
    files = {*map(attrgetter("path"), found.files)}
    problems: list[Problem] = [*found.problems, *loaded.problems, *_missing_pages(sources, config)]
    folders = {posixpath.dirname(path) for path in sources if "/index." in path}
    while True:
        documents = loaded.documents
        if dropped:
            documents = tuple(document for document in documents if document.source not in dropped)
        gate = divide(documents, now, dates_of(config), drafts=drafts)
        gone = register.vanished(registered, gate.addressed, sources, folders)
        moved = _Moved(registered, gate, sources)
        links = gather(gate, loaded.documents, sources, gone, loaded.withheld, files, config, moved.to)
        faults = [*_shared_addresses(gate, config), *_faults_of_links(gate, links)]
        dead = [(source, problem) for source, resolved in links.followed.items() for problem in resolved.dead]
        broken = {source for source, problem in faults if problem.is_error}
        worse = (broken | {source for source, _ in dead}) - dropped
        worse -= published() if worse else frozenset()
        faults += dead
        problems += [problem for source, problem in faults if source in worse or not worse]
        if not worse:
            # What a broken source was before is rendered like any other, so that its page names no neighbour that was
            # removed meanwhile. Only where that is not known does the page itself have to stay.
            unknown = loaded.broken.difference(map(attrgetter("source"), documents) if loaded.broken else ())
            problems += unread.problems(files, loaded.documents, links.bundles, config)
            frozen = (unknown | broken) - loaded.withdrawn - {*gate.not_public}
            return Publication(gate, links, tuple(problems), frozen)
        dropped |= worse


class _Moved:
    """Where files are now that were renamed; looked for only once a dead link asks."""

    def __init__(self, registered: Register, gate: Gate, sources: Collection[str]) -> None:
        self._registered = registered
        self._gate = gate
        self._sources = sources

    def to(self, source: str) -> str:
        return dict(self._heirs.moved([source])).get(source, "")

    @cached_property
    def _heirs(self) -> Heirs:
        public = {document.source: document for document in self._gate.addressed}
        return Heirs(self._registered, public, self._sources)


def _missing_pages(sources: Collection[str], config: Config) -> Iterator[Problem]:
    """Pages that the configuration's footer names and that are no files."""
    for page in dict.fromkeys(page for lang in config.all_languages for page in config.in_language(lang).footer):
        if page not in sources:
            message = f"footer: there is no file {config.content}/{page}"
            yield Problem(FILE_NAME, 0, message, "mend the name, or take it out", severity="warning")


def _shared_addresses(gate: Gate, config: Config) -> Iterator[tuple[str, Problem]]:
    claimed: dict[str, str] = {}
    documents = gate.addressed
    if len({permalink.collision_key(document.address) for document in documents}) == len(documents):
        return
    for document in documents:
        first = claimed.setdefault(permalink.collision_key(document.address), document.source)
        if first == document.source:
            continue
        for source, other in ((first, document.source), (document.source, first)):
            yield (
                source,
                Problem(
                    f"{config.content}/{source}",
                    0,
                    f"its address {document.address} is also that of {config.content}/{other}",
                    "give one of the two another `slug:` or `permalink:`",
                ),
            )


def _faults_of_links(gate: Gate, links: Links) -> Iterator[tuple[str, Problem]]:
    for document in gate.readable:
        for problem in links.resolve(document).problems:
            yield document.source, problem
