"""What a build did, as a value; and, when the next one would see the same, what it would do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import msgspec

from newsgen.changes import Changes
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.gate import Reason


class Waiting(msgspec.Struct, frozen=True):
    """How many documents are held back for one reason, and until when the first of them; none is named."""

    reason: Reason
    count: int
    until: dt.datetime | None


def waiting(held: Iterable[tuple[Reason, dt.datetime | None]]) -> tuple[Waiting, ...]:
    held = list(held)
    counts = Counter(reason for reason, _ in held)
    return tuple(
        Waiting(reason, count, min((until for other, until in held if other == reason and until), default=None))
        for reason, count in sorted(counts.items())
    )


class Outcome(msgspec.Struct, frozen=True):
    articles: int
    sources: int
    parsed: int
    """Sources that were not known already."""
    written: tuple[str, ...]
    """Files whose bytes are new, relative to the output folder."""
    unchanged: int
    removed: tuple[str, ...]
    held: tuple[Waiting, ...]
    next_change: dt.datetime | None
    """When time alone will next change what is public, or what is new enough for the news sitemap."""
    problems: tuple[Problem, ...]
    """Warnings; under --keep-going also errors."""
    why: str = ""
    changes: Changes | None = None
    """What changes for readers, where that was asked for."""


class Snapshot(msgspec.Struct, frozen=True):
    """Everything that a build looked at, as one digest, and what a build that sees the same has to tell."""

    seen: Digest
    at: dt.datetime
    outcome: Outcome

    def holds(self, seen: Digest, now: dt.datetime) -> bool:
        """Whether a build at `now`, that sees this, would do nothing."""
        change = self.outcome.next_change
        return self.seen == seen and self.at <= now and (change is None or now < change)


def snapshot(seen: Digest, at: dt.datetime, outcome: Outcome) -> Snapshot:
    done = msgspec.structs.replace(
        outcome,
        parsed=0,
        written=(),
        unchanged=outcome.unchanged + len(outcome.written),
        removed=(),
        why="",
        changes=None,
    )
    return Snapshot(seen, at, done)


_decoder = msgspec.msgpack.Decoder(Snapshot)


def encode(snapshot: Snapshot) -> bytes:
    return msgspec.msgpack.encode(snapshot)


def decode(data: bytes) -> Snapshot:
    return _decoder.decode(data)
