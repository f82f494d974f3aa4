"""What lies in the folder of a site that is served: listed, read, and read again where it changed."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from newsgen.article import Document, Source
from newsgen.config import REGISTER, Config
from newsgen.errors import MachineError, Problem
from newsgen.executors import Workers
from newsgen.filetypes import TREATED_ENDINGS, ending
from newsgen.gate import judge
from newsgen.glossary import FILE as TERMS
from newsgen.load import Loaded, Reading, Recall, Task, load, readings
from newsgen.order import Reporter
from newsgen.parse import dates_of
from newsgen.purged import KEY_FILE
from newsgen.scan import Found, scan
from newsgen.state import DamagedStateError, State
from newsgen.statefile import guarded, open_state, passing
from newsgen.templating import ASSETS
from newsgen.versions import parse_settings
from newsgen.wording import FILE as WORDS
from newsgen.workspace import FOLDER, STATE_NAME, locked

STATIC = "static"
TEMPLATES = "templates"


class Listed(msgspec.Struct, frozen=True):
    content: Found
    static: Found
    beside: tuple[tuple[str, int, int], ...]
    """Other files that all pages may depend on, with size and time; of the theme's assets only which ones there are."""


def look(site: Path, config: Config) -> Listed:
    content = scan(site / config.content, config.content, config.exclude)
    return Listed(content, scan(site / STATIC, STATIC, hidden=True), tuple(_beside(site, config)))


def _beside(site: Path, config: Config) -> Iterator[tuple[str, int, int]]:
    for path in (f"{config.content}/{TERMS}", WORDS, REGISTER, KEY_FILE):
        with contextlib.suppress(OSError):
            status = (site / path).stat()
            yield path, status.st_size, status.st_mtime_ns
    assets = scan(site / TEMPLATES / ASSETS, ASSETS)
    for source in (*assets.documents, *assets.files):
        yield source.path, 0, 0


def _treated(listed: Listed) -> list[Source]:
    """Files that are not shown as they lie there, or on whose bytes pages depend, as they are now."""
    return [
        each for some in (listed.content, listed.static) for each in some.files if ending(each.path) in TREATED_ENDINGS
    ]


class Shelf:
    """The documents of a site under one configuration. Not for several threads at once."""

    def __init__(
        self, site: Path, config: Config, listed: Listed, loaded: Loaded, memory: State, *, drafts: bool
    ) -> None:
        """`memory` keeps what was read of public documents, and ends with this shelf."""
        self.site = site
        self.config = config
        self.memory = memory
        self.drafts = drafts
        self.documents = {document.source: document for document in loaded.documents}
        self.broken = set(loaded.broken)
        self.withdrawn = set(loaded.withdrawn)
        self._said: dict[str, tuple[Problem, ...]] = {}
        prefix = len(config.content) + 1
        said = defaultdict(list)
        for problem in loaded.problems:
            said[problem.path[prefix:]].append(problem)
        self._said.update((source, tuple(problems)) for source, problems in said.items())
        self.put(listed)

    def put(self, listed: Listed) -> None:
        self.listed = listed
        self.sources = {source.path: source for source in listed.content.documents}
        self.files = {source.path for source in listed.content.files}
        static = listed.static
        self.static = {source.path for source in (*static.documents, *static.files)}

    def said_of(self, source: str) -> tuple[Problem, ...]:
        """What is wrong in the file itself."""
        return self._said.get(source, ())

    def loaded(self) -> Loaded:
        return Loaded(
            documents=tuple(self.documents[source] for source in sorted(self.documents)),
            problems=tuple(problem for problems in self._said.values() for problem in problems),
            broken=frozenset(self.broken),
            withdrawn=frozenset(self.withdrawn),
            parsed=0,
        )

    def differences(self, listed: Listed) -> tuple[list[Source], list[str], bool]:
        """Sources that are new or changed, those that are gone, and whether there are other files than before."""
        new = [source for source in listed.content.documents if self.sources.get(source.path) != source]
        now = {source.path for source in listed.content.documents}
        gone = [path for path in self.sources if path not in now]
        other = (
            self.listed.beside != listed.beside
            or _treated(self.listed) != _treated(listed)
            or self.files != {source.path for source in listed.content.files}
            or self.static != {source.path for source in (*listed.static.documents, *listed.static.files)}
            or (listed.content.problems, listed.static.problems)
            != (self.listed.content.problems, self.listed.static.problems)
        )
        return new, gone, other

    def read(self, sources: Iterable[Source], workers: Workers) -> list[Reading]:
        """The sources as they are now; nothing is kept yet."""
        tasks = [Task(source, None) for source in sources]
        batches = readings(tasks, self.config, self.site / self.config.content, workers)
        return [reading for batch in batches for reading in batch]

    def accept(self, reading: Reading, now: dt.datetime) -> Document | None:
        """Keep what the file says is wrong with it and, where it may be public, its text.

        Returns the document to show: a file that cannot be read stays what it was, unless that might say what is to
        be held back.
        """
        path = reading.source.path
        parsed = reading.parsed
        assert parsed is not None, "a reading of bytes that were not known beforehand"
        self.sources[path] = reading.source
        self._said[path] = parsed.problems
        document = parsed.document
        if document is None:
            self.broken.add(path)
            if parsed.gated and not self.drafts:
                self.withdrawn.add(path)
                self.memory.forget_sources([path])
                return None
            return self.documents.get(path)
        self.broken.discard(path)
        self.withdrawn.discard(path)
        if judge(document, now, dates_of(self.config)).public:
            self.memory.put_source(reading.source, reading.hash, document, (), reading.html)
        else:
            self.memory.forget_sources([path])
        return document

    def forget(self, path: str) -> None:
        self.documents.pop(path, None)
        self.sources.pop(path, None)
        self._said.pop(path, None)
        self.broken.discard(path)
        self.withdrawn.discard(path)
        self.memory.forget_sources([path])


def read(site: Path, config: Config, listed: Listed, now: dt.datetime, reporter: Reporter, *, drafts: bool) -> Shelf:
    """Read the whole site: what the last build knew comes from its state, which stays as it is."""
    memory = passing()
    recall = _recall(site, config, listed, memory, reporter.say)

    def progress(done: int, total: int) -> None:
        reporter.step("Reading", done, total)

    with Workers(threads=True) as workers:
        loaded = load(recall, memory, config, site / config.content, workers, now, progress)
    return Shelf(site, config, listed, loaded, memory, drafts=drafts)


def _recall(site: Path, config: Config, listed: Listed, memory: State, say: Callable[[str], None]) -> Recall:
    path = site / FOLDER / STATE_NAME
    if path.is_file():
        # Neither a lock nor a damaged state is a reason not to serve: then every file is read.
        with contextlib.suppress(DamagedStateError, MachineError), locked(path.parent, say), guarded(path):
            state = open_state(path)
            with contextlib.closing(state):
                if state.about("settings") == parse_settings(config):
                    recall = Recall(listed.content.documents, state)
                    for folder in (STATIC, config.content):
                        memory.put_files(folder, state.files(folder))
                    return recall
    return Recall(listed.content.documents, memory)
