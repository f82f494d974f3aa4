"""Every document of a site as it is now, without a build: from the state where it is right, else from the files."""

from __future__ import annotations

import contextlib
import datetime as dt
import sqlite3
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path

import msgspec

from newsgen import fingerprint, glossary, listing, versions
from newsgen.article import Document
from newsgen.config import Config
from newsgen.errors import MachineError, Problem
from newsgen.executors import Workers
from newsgen.filters import Filter, Filters
from newsgen.glance import Glance, Place, glance
from newsgen.listing import Listing, Row, Values
from newsgen.state import FORMAT, State
from newsgen.statefile import read_only
from newsgen.workspace import FOLDER, STATE_NAME

Progress = Callable[[int, int], None]


class Spec(msgspec.Struct, frozen=True):
    """What a worker needs to read the front matter of files."""

    config: Config
    content: str
    """Path of the content folder."""


class Read(msgspec.Struct, frozen=True):
    """What a file says above its text."""

    path: str
    document: Document | None
    problem: Problem | None
    """Why there is no document."""


class Inventory:
    def __init__(self, config: Config, now: dt.datetime, state: State | None, rows: Listing) -> None:
        self.config = config
        self.now = now
        self.state = state
        self.rows = rows
        self.fresh: dict[str, Read] = {}
        """Files that are not as the state knows them, held-back ones among them, by path."""
        self.problems: tuple[Problem, ...] = ()
        """Of what could not be looked at."""

    def find(self, filters: Collection[Filter]) -> list[Row]:
        return list(self.rows.find((each.condition for each in filters), self.now))

    def document(self, path: str) -> Document | None:
        if path in self.fresh:
            return self.fresh[path].document
        known = self.state.source(path) if self.state is not None else None
        return known.document() if known is not None else None

    def count(self) -> int:
        return self.rows.count()


@contextlib.contextmanager
def taken(site: Path, config: Config, now: dt.datetime, workers: Workers, progress: Progress) -> Iterator[Inventory]:
    """The state is read and not written, so what changed is read again each time, until a build has read it."""
    with _current(site, config) as state:
        inventory = Inventory(config, now, state, state.listing() if state is not None else listing.alone())
        try:
            _refresh(inventory, site / config.content, workers, progress)
            yield inventory
        except sqlite3.Error as error:
            raise _unread(error) from error


def filters(site: Path, config: Config) -> Filters:
    return Filters(config, glossary.read(site / config.content, config, (glossary.FILE,)))


@contextlib.contextmanager
def _current(site: Path, config: Config) -> Iterator[State | None]:
    """The state, if there is one from a build with these settings by this version of newsgen."""
    path = site / FOLDER / STATE_NAME
    if not path.exists():
        yield None
        return
    try:
        state = read_only(str(path))
        usable = state.format() == FORMAT and state.about("settings") == versions.parse_settings(config)
    except sqlite3.Error as error:
        raise _unread(error) from error
    with contextlib.closing(state):
        yield state if usable else None


def _unread(error: sqlite3.Error) -> MachineError:
    if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return MachineError("a build of this site is running; ask again when it has ended")
    return MachineError(f"what the last build left cannot be read: {error}. Build again: newsgen build")


def _refresh(inventory: Inventory, content: Path, workers: Workers, progress: Progress) -> None:
    config, rows = inventory.config, inventory.rows
    known = str(inventory.state.path) if inventory.state is not None else ""
    seen = glance(Place(str(content), config.content, config.exclude, known), rows, workers)
    inventory.problems = seen.problems
    paths = [*_changed(seen, inventory.state, content), *(source.path for source in seen.new)]
    for batch in workers.run(read, Spec(config, str(content)), paths) if paths else ():
        for each in _decoder.decode(batch):
            inventory.fresh[each.path] = each
        progress(len(inventory.fresh), len(paths))
    rows.replace({*seen.gone, *inventory.fresh}, _rows(inventory.fresh, config, inventory.now))


def _changed(seen: Glance, state: State | None, content: Path) -> Iterator[str]:
    """Of the files that may have changed those that did: a fresh checkout has new times and the same bytes."""
    for source in seen.touched:
        known = state.times(source.path) if state is not None else None
        if known is None or (known[0] != source and known[1] != _hash(content / source.path)):
            yield source.path


def _hash(path: Path) -> bytes:
    try:
        return fingerprint.of_bytes(path.read_bytes())
    except OSError:
        return b""


def _rows(fresh: Mapping[str, Read], config: Config, now: dt.datetime) -> Iterator[Values]:
    if not fresh:
        return
    from newsgen.gate import judge
    from newsgen.parse import dates_of

    for path, each in fresh.items():
        if each.document is None:
            yield listing.broken(path, each.problem.message if each.problem is not None else "")
        else:
            verdict = judge(each.document, now, dates_of(config))
            until = verdict.changes.isoformat() if verdict.changes is not None and not verdict.public else ""
            yield listing.values(each.document, 0, verdict.reason or "public", until)


_decoder: msgspec.msgpack.Decoder[list[Read]] = msgspec.msgpack.Decoder(list[Read])


def read(spec: Spec, paths: list[str]) -> bytes:
    """A `Read` for each file, encoded."""
    return msgspec.msgpack.encode([_read(spec, path) for path in paths])


def _read(spec: Spec, path: str) -> Read:
    from newsgen.parse import parse

    try:
        data = Path(spec.content, path).read_bytes()
    except OSError as error:
        problem = Problem(f"{spec.config.content}/{path}", 0, f"this file cannot be read: {error.strerror}")
        return Read(path, None, problem)
    parsed = parse(_without_body(data), path, spec.config)
    if parsed.document is None:
        parsed = parse(data, path, spec.config)  # what is wrong may be mended by what stands in the text
    return Read(path, parsed.document, next((each for each in parsed.problems if each.is_error), None))


def _without_body(data: bytes) -> bytes:
    """Nothing in the text counts here, and reading it takes ten times as long as all else."""
    from newsgen.fences import split

    try:
        text = data.decode().replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return data
    return text.removesuffix(split(text).body).encode()
