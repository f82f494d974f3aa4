"""Sources to documents: known ones from the state, new ones read and parsed by the workers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import FileIO
from operator import attrgetter
from pathlib import Path

import msgspec

from newsgen import collector, fingerprint
from newsgen.article import Document, Pool, Source
from newsgen.bodies import pack
from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.fingerprint import Digest
from newsgen.gate import judge
from newsgen.parse import Parsed, dates_of, parse
from newsgen.scan import settled
from newsgen.state import Known, State


class Spec(msgspec.Struct, frozen=True):
    """What a worker needs to read sources."""

    config: Config
    content: str
    """Path of the content folder."""


class Task(msgspec.Struct, frozen=True):
    source: Source
    known: Digest | None
    """Of its bytes when it was last parsed."""


class Reading(msgspec.Struct, frozen=True):
    """What a worker made of one source."""

    source: Source
    hash: Digest
    parsed: Parsed | None
    """None where the bytes are the known ones."""
    html: bytes
    """Of the body, packed."""


class Loaded(msgspec.Struct, frozen=True):
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...]
    broken: frozenset[str]
    """Sources that could not be read this time; where they could before, what they were is among the documents."""
    withdrawn: frozenset[str]
    """Those of the broken ones that speak of draft, embargo, expiry or retraction: what they were is not shown."""
    parsed: int
    """How many were parsed, and not known."""
    withheld: frozenset[str] = frozenset()
    """Files that are published only where a public text names them, whatever folder they lie in."""


Progress = Callable[[int, int], None]


class Recall:
    """What the state knows of the sources that there are. Going through it writes nothing.

    What is as it was is taken at once, so that never all that was known is in memory.
    """

    @collector.paused()
    def __init__(self, sources: Iterable[Source], state: State) -> None:
        self.new = {source.path: source for source in sources}
        """Sources that look changed, or are not known, by path."""
        self.known: dict[str, Known] = {}
        """What was known of those that look changed."""
        self.gone: list[str] = []
        """Known ones that are there no longer."""
        self.documents: list[Document] = []
        self.problems: list[Problem] = []
        for known in state.sources():
            source = self.new.get(known.path)
            if source is None:
                self.gone.append(known.path)
            elif known.is_as(source):
                del self.new[known.path]
                self.accept(known)
            else:
                self.known[known.path] = known

    def accept(self, known: Known) -> None:
        self.documents.append(known.document())
        if known.encoded_warnings:
            self.problems += known.warnings()


def load(
    recall: Recall,
    state: State,
    config: Config,
    content: Path,
    workers: Workers,
    now: dt.datetime,
    progress: Progress,
) -> Loaded:
    """The documents of the sources. What may be public at `now` is put into the state, and nothing else."""
    state.forget_sources(recall.gone)
    workers.prepare(len(recall.new))
    documents, problems, known = recall.documents, recall.problems, recall.known
    broken: set[str] = set()
    withdrawn: set[str] = set()
    pool = Pool(recall.new)
    parsed = done = 0
    tasks = [Task(source, known[path].hash if path in known else None) for path, source in recall.new.items()]
    for batch in readings(tasks, config, content, workers):
        for reading in batch:
            path = reading.source.path
            if reading.parsed is None:
                state.touch_source(_settled(reading.source))
                recall.accept(known[path])
                continue
            parsed += 1
            document = reading.parsed.document
            public = document is not None and judge(document, now, dates_of(config)).public
            hidden = reading.parsed.gated or (document is not None and not public)
            problems += [_private(each) for each in reading.parsed.problems] if hidden else reading.parsed.problems
            if document is None:
                broken.add(path)
                if reading.parsed.gated:
                    withdrawn.add(path)
                    state.forget_sources([path])
                elif path in known and state.built:
                    documents.append(known[path].document())
                continue
            documents.append(pool.share(document))
            if public:
                state.put_source(
                    _settled(reading.source), reading.hash, document, reading.parsed.problems, reading.html
                )
            else:
                state.forget_sources([path])
        done += len(batch)
        progress(done, len(tasks))
    documents.sort(key=attrgetter("source"))
    return Loaded(tuple(documents), tuple(problems), frozenset(broken), frozenset(withdrawn), parsed)


def readings(tasks: Sequence[Task], config: Config, content: Path, workers: Workers) -> Iterator[list[Reading]]:
    """One reading for each task, in their order."""
    return map(_decoder.decode, workers.run(read, Spec(config, str(content)), tasks))


def _private(problem: Problem) -> Problem:
    return msgspec.structs.replace(problem, private=True)


def _settled(source: Source) -> Source:
    """The source as it is recorded: one that may still change within this tick is to be looked at again."""
    return source if settled([source]) else msgspec.structs.replace(source, mtime_ns=0)


_decoder: msgspec.msgpack.Decoder[list[Reading]] = msgspec.msgpack.Decoder(list[Reading])


def read(spec: Spec, tasks: list[Task]) -> bytes:
    """Readings, encoded: a fifth of what pickle takes for the same, on both sides."""
    return msgspec.msgpack.encode([_read(spec, task) for task in tasks])


def _read(spec: Spec, task: Task) -> Reading:
    path = task.source.path
    try:
        # A path object and a buffer take as long as the reading itself, for each of all articles.
        with FileIO(f"{spec.content}/{path}") as file:
            data = file.readall()
    except OSError as error:
        problem = _unread(f"{spec.config.content}/{path}", error)
        return Reading(task.source, b"", Parsed(None, "", (problem,)), b"")
    digest = fingerprint.of_bytes(data)
    if digest == task.known:
        return Reading(task.source, digest, None, b"")
    parsed = parse(data, path, spec.config)
    html = pack(parsed.html) if parsed.document is not None else b""
    return Reading(task.source, digest, msgspec.structs.replace(parsed, html=""), html)


def digests(
    folder: str, top: Path, files: Iterable[Source], state: State, workers: Workers
) -> tuple[dict[str, tuple[Source, Digest]], tuple[Problem, ...]]:
    """The digests of files that are copied, and a problem for each that cannot be read.

    They come from the state where the files' times are as they were.
    """
    known = state.files(folder)
    found: dict[str, tuple[Source, Digest]] = {}
    problems: list[Problem] = []
    new: list[Source] = []
    for source in files:
        if source.path in known and known[source.path][0] == source:
            found[source.path] = known[source.path]
        else:
            new.append(source)
    for batch in workers.run(hash_files, str(top), new, batch=16):
        for source, digest in batch:
            if isinstance(digest, OSError):
                problems.append(_unread(f"{folder}/{source.path}", digest))
            else:
                found[source.path] = (_settled(source), digest)
    return found, tuple(problems)


def hash_files(top: str, files: list[Source]) -> list[tuple[Source, Digest | OSError]]:
    return [(source, _hash(Path(top, source.path))) for source in files]


def _hash(path: Path) -> Digest | OSError:
    try:
        return fingerprint.of_bytes(path.read_bytes())
    except OSError as error:
        return error


def _unread(path: str, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(path, 0, "this file vanished while the site was built", "build again")
    return Problem(path, 0, f"this file cannot be read: {error.strerror}", "allow newsgen to read it")
