"""What earlier builds found out, on disk: a cache that is never migrated, only dropped and made again.

It holds nothing of what is not public: no record, no text, no name. What a later build takes back is overwritten
(`secure_delete`), not merely unlinked.
"""

from __future__ import annotations

import contextlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import starmap
from pathlib import Path

import msgspec

from newsgen import listing
from newsgen.article import Document, Source
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.records import Bound, Record, Written

FORMAT = 9
"""Raised with every change of the tables or of what they hold."""

SCHEMA = (
    """
create table about (key text primary key, value blob) without rowid;
create table sources (
    path text primary key, size integer, mtime_ns integer, ctime_ns integer, hash blob, document blob, warnings blob
);
create table bodies (path text primary key, digest blob, html blob);
create table examined (path text primary key, hash blob, found blob) without rowid;
create table files (folder text, path text, size integer, mtime_ns integer, ctime_ns integer, hash blob,
    primary key (folder, path)) without rowid;
create table treated (key blob primary key, record blob) without rowid;
create table folders (folder text, number integer, times blob, primary key (folder, number)) without rowid;
create table outputs (
    folder text, sheaf text, key blob, made_with blob, count integer, places blob, records blob,
    primary key (folder, sheaf));
"""
    + listing.SCHEMA
)

_FileRows = list[tuple[str, int, int, int, bytes]]

_document: msgspec.msgpack.Decoder[Document] = msgspec.msgpack.Decoder(Document)
_warnings = msgspec.msgpack.Decoder(tuple[Problem, ...])


class Known(msgspec.Struct, frozen=True, gc=False):
    """A source as it was last read. The document is decoded when it is asked for."""

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int
    hash: Digest
    encoded: bytes
    encoded_warnings: bytes

    def is_as(self, source: Source) -> bool:
        """Whether the file looks as it did."""
        return self.mtime_ns == source.mtime_ns and self.size == source.size and self.ctime_ns == source.ctime_ns

    def document(self) -> Document:
        return _document.decode(_unsealed(self.encoded))

    def warnings(self) -> tuple[Problem, ...]:
        return _warnings.decode(_unsealed(self.encoded_warnings)) if self.encoded_warnings else ()


_places = msgspec.msgpack.Decoder(tuple[str, ...])
_records = msgspec.msgpack.Decoder(list[Record])
_written = msgspec.msgpack.Decoder(list[Written])
_times = msgspec.msgpack.Decoder(dict[str, int])

_BODIES = 1 << 23
"""Bytes of bodies that are put into the file at a time. What is put there together lies together: a build that changes
something reads all sources and hardly a body, and need not fetch both from a disk that has gone cold.
"""

_PILES = 64
"""Into which the times of folders are divided: read in little more than half the time that a row for each takes."""


class DamagedStateError(Exception):
    """The file is there and cannot be used."""


class State:
    """An open state. Nothing lasts until `commit`: a build that ends before leaves no trace."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self._forgot = False
        """Whether anything was taken back since the last commit."""
        self._traces = False
        """Whether what was taken back for good may have left a trace in the file."""
        self._bodies: list[tuple[str, Digest, bytes]] = []
        """New ones that are not in the file yet."""
        self._waiting = 0
        """Their bytes."""

    def close(self) -> None:
        # `secure_delete` overwrites rows, but not what is left of them where pages of the file were merged or split.
        # That takes half a second for 20,000 articles, and only a build that takes something back pays it.
        if self._traces:
            self._db.rollback()
            with contextlib.suppress(sqlite3.OperationalError):
                self._db.execute("vacuum")
        self._db.close()

    def _forget(self, statement: str, keys: Iterable[tuple[str, ...]]) -> None:
        self._forgot |= self._db.executemany(statement, keys).rowcount > 0

    def commit(self) -> None:
        self._put_bodies()
        self._db.commit()
        self._traces |= self._forgot
        self._forgot = False

    def format(self) -> int:
        version: int = self._db.execute("pragma user_version").fetchone()[0]
        return version

    def rollback(self) -> None:
        """As if nothing had been done since the last `commit`."""
        self._bodies.clear()
        self._waiting = 0
        self._db.rollback()
        self._forgot = False

    @property
    def built(self) -> bool:
        """Whether a build has ever ended well: until then nothing that is known was published."""
        return self._db.execute("select 1 from outputs limit 1").fetchone() is not None

    def about(self, key: str) -> bytes | None:
        row = self._db.execute("select value from about where key = ?", (key,)).fetchone()
        return bytes(_unsealed(row[0])) if row else None

    def note(self, key: str, value: bytes) -> None:
        self._db.execute("insert or replace into about values (?, ?)", (key, _sealed(value)))

    def sources(self) -> Iterator[Known]:
        """One after the other, since together they are as large as the archive."""
        rows = self._db.execute("select path, size, mtime_ns, ctime_ns, hash, document, warnings from sources")
        return starmap(Known, rows)

    def source(self, path: str) -> Known | None:
        query = "select path, size, mtime_ns, ctime_ns, hash, document, warnings from sources where path = ?"
        return next((Known(*row) for row in self._db.execute(query, (path,))), None)

    def times(self, path: str) -> tuple[Source, Digest] | None:
        """As `source`, without what the file says."""
        query = "select path, size, mtime_ns, ctime_ns, hash from sources where path = ?"
        return next(((Source(*row[:4]), row[4]) for row in self._db.execute(query, (path,))), None)

    def listing(self) -> listing.Listing:
        return listing.Listing(self._db)

    def put_source(
        self, source: Source, digest: Digest, document: Document, warnings: tuple[Problem, ...], html: bytes
    ) -> None:
        encoded = _sealed(msgspec.msgpack.encode(document))
        row = (
            *msgspec.structs.astuple(source),
            digest,
            encoded,
            _sealed(msgspec.msgpack.encode(warnings)) if warnings else b"",
        )
        self._db.execute("insert or replace into sources values (?, ?, ?, ?, ?, ?, ?)", row)
        self._db.execute(listing.INSERT, listing.values(document, _newest(source)))
        self._bodies.append((source.path, document.body, html))
        self._waiting += len(html)
        if self._waiting > _BODIES:
            self._put_bodies()

    def _put_bodies(self) -> None:
        if not self._bodies:
            return
        self._db.executemany("insert or replace into bodies values (?, ?, ?)", self._bodies)
        self._bodies.clear()
        self._waiting = 0

    def touch_source(self, source: Source) -> None:
        """The same bytes have a new time."""
        row = (source.size, source.mtime_ns, source.ctime_ns, source.path)
        self._db.execute("update sources set size = ?, mtime_ns = ?, ctime_ns = ? where path = ?", row)
        self._db.execute("update listing set newest = ? where path = ?", (_newest(source), source.path))

    def forget_sources(self, paths: Iterable[str]) -> None:
        self._put_bodies()
        keys = [(path,) for path in paths]
        self._forget("delete from sources where path = ?", keys)
        self._forget("delete from bodies where path = ?", keys)
        self._forget("delete from listing where path = ?", keys)
        self._forget("delete from examined where path = ?", keys)

    def forget_all_sources(self) -> None:
        self._put_bodies()
        self._db.execute("delete from sources")
        self._db.execute("delete from bodies")
        self._db.execute("delete from listing")
        self._db.execute("delete from examined")

    def examined(self) -> dict[str, bytes]:
        """What checks found in sources, by path: in those only whose bytes are still the ones that were read."""
        rows = self._db.execute("select path, found from examined join sources using (path, hash)")
        return {path: bytes(_unsealed(found)) for path, found in rows}

    def put_examined(self, path: str, digest: Digest, found: bytes) -> None:
        """Kept for a source that is known with these bytes, and for no other: with the source it is forgotten."""
        self._db.execute(
            "insert or replace into examined select path, hash, ? from sources where path = ? and hash = ?",
            (_sealed(found), path, digest),
        )

    def body(self, path: str, digest: Digest) -> bytes | None:
        self._put_bodies()
        row = self._db.execute("select digest, html from bodies where path = ?", (path,)).fetchone()
        return row[1] if row and row[0] == digest else None

    def files(self, folder: str) -> dict[str, tuple[Source, Digest]]:
        rows = self._db.execute("select path, size, mtime_ns, ctime_ns, hash from files where folder = ?", (folder,))
        checked = msgspec.convert(rows.fetchall(), _FileRows)
        return {row[0]: (Source(*row[:4]), row[4]) for row in checked}

    def put_files(self, folder: str, files: Mapping[str, tuple[Source, Digest]]) -> None:
        self._db.execute("delete from files where folder = ?", (folder,))
        self._db.executemany(
            "insert into files values (?, ?, ?, ?, ?, ?)",
            ((folder, *msgspec.structs.astuple(source), digest) for source, digest in files.values()),
        )

    def treated(self) -> dict[Digest, bytes]:
        """What became of files that were not published as they are, encoded, by digests of their own."""
        return {key: bytes(_unsealed(record)) for key, record in self._db.execute("select key, record from treated")}

    def put_treated(self, records: Mapping[Digest, bytes], gone: Iterable[Digest]) -> None:
        self._db.executemany("delete from treated where key = ?", ((key,) for key in gone))
        self._db.executemany(
            "insert or replace into treated values (?, ?)", ((key, _sealed(record)) for key, record in records.items())
        )

    def sheaves(self, folder: str) -> dict[str, Bound]:
        """The sheaves of the outputs in a folder, by name."""
        query = "select sheaf, key, made_with, places from outputs where folder = ?"
        return {
            name: Bound(name, key, made_with, _places.decode(_unsealed(places)), partial(self._records, folder, name))
            for name, key, made_with, places in self._db.execute(query, (folder,))
        }

    def _records(self, folder: str, sheaf: str) -> list[Record]:
        query = "select records from outputs where folder = ? and sheaf = ?"
        rows = self._db.execute(query, (folder, sheaf))
        return [record for (records,) in rows for record in _records.decode(_unsealed(records))]

    def outputs(self, folder: str) -> dict[str, Record]:
        """All outputs in a folder, by path."""
        return {record.path: record for encoded in self._encoded(folder) for record in _records.decode(encoded)}

    def written(self, folder: str) -> list[Written]:
        """As `outputs`, without what they were made from."""
        return [each for encoded in self._encoded(folder) for each in _written.decode(encoded)]

    def _encoded(self, folder: str) -> Iterator[memoryview]:
        for (records,) in self._db.execute("select records from outputs where folder = ?", (folder,)):
            yield _unsealed(records)

    def folders(self, folder: str) -> dict[str, int]:
        """The mtime_ns of each folder within an output folder when it was last written to; the empty path is itself."""
        times: dict[str, int] = {}
        for (encoded,) in self._db.execute("select times from folders where folder = ?", (folder,)):
            times |= _times.decode(_unsealed(encoded))
        return times

    def count_outputs(self, folder: str) -> int:
        row = self._db.execute("select sum(count) from outputs where folder = ?", (folder,)).fetchone()
        return row[0] or 0

    def put_folders(self, folder: str, times: Mapping[str, int] | Mapping[str, int | None]) -> None:
        """The times of folders within an output folder; None for one that is gone."""
        numbered: dict[int, dict[str, int | None]] = {}
        for path, time in times.items():
            numbered.setdefault(zlib.crc32(path.encode()) % _PILES, {})[path] = time
        for number, new in numbered.items():
            query = "select times from folders where folder = ? and number = ?"
            row = self._db.execute(query, (folder, number)).fetchone()
            known = _times.decode(_unsealed(row[0])) if row else {}
            self._forgot |= any(time is None and path in known for path, time in new.items())
            left = {path: time for path, time in (known | new).items() if time is not None}
            encoded = _sealed(msgspec.msgpack.encode(left))
            self._db.execute("insert or replace into folders values (?, ?, ?)", (folder, number, encoded))

    def put_sheaf(self, folder: str, bound: Bound) -> None:
        """Its records replace those that the sheaf had."""
        records = bound.records()
        row = (
            folder,
            bound.name,
            bound.key,
            bound.made_with,
            len(records),
            _sealed(msgspec.msgpack.encode(bound.places)),
            _sealed(msgspec.msgpack.encode(records)),
        )
        self._db.execute("insert or replace into outputs values (?, ?, ?, ?, ?, ?, ?)", row)

    def drop_sheaves(self, folder: str, names: Iterable[str]) -> None:
        self._db.executemany("delete from outputs where folder = ? and sheaf = ?", ((folder, name) for name in names))

    def forgot(self) -> None:
        """What was written over is taken back: a path that is no output any more may leave no trace."""
        self._forgot = True


def _newest(source: Source) -> int:
    """0 for a file that might have changed in the tick in which it was read: it is to be looked at again."""
    return max(source.mtime_ns, source.ctime_ns) if source.mtime_ns else 0


def _sealed(data: bytes) -> bytes:
    """With a checksum in front: SQLite notices a damaged table, but not damaged bytes within a value."""
    return zlib.crc32(data).to_bytes(4, "big") + data


def _unsealed(sealed: object) -> memoryview:
    if isinstance(sealed, bytes):
        data = memoryview(sealed)[4:]
        if zlib.crc32(data).to_bytes(4, "big") == sealed[:4]:
            return data
    raise DamagedStateError("it is damaged")
