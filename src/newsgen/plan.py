"""What is to be made, what is good as it is, what must go, and why. Pure: it decides, others act."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from newsgen import permalink
from newsgen.errors import Problem
from newsgen.fingerprint import SIZE, Digest
from newsgen.output import Kind, Output
from newsgen.state import Record
from newsgen.views import Copy

NEVER_MADE = "it has not been made before"
MISSING = "its file is missing"
ALTERED = "its file was altered"
FRESH = "nothing that it shows has changed"
UNPLANNED = "nothing asks for it"


class Rendered(msgspec.Struct, frozen=True, gc=False):
    """A stale output that was made."""

    path: str
    size: int
    mtime_ns: int
    hash: Digest
    moved: bool
    """False where the file that lies there has these bytes already, and is left alone."""


class OnDisk(msgspec.Struct, frozen=True, gc=False):
    size: int
    mtime_ns: int


class Stale(msgspec.Struct, frozen=True, gc=False):
    output: Output
    parts: bytes
    """The whole key: settings, template, and the output's own parts."""
    reason: str
    exists: bool
    """Whether a file lies at its path."""
    intact: bool
    """Whether that file is as the record says."""


class Plan(msgspec.Struct, frozen=True):
    stale: tuple[Stale, ...]
    kept: tuple[Record, ...]
    """Good as they are, or left as they are because their source is broken."""
    gone: tuple[str, ...]
    """Files in the output folder that nothing asks for."""
    forgotten: tuple[str, ...]
    """Records that no longer stand for a file."""
    renewed: tuple[Record, ...]
    """Kept ones whose bytes are the same and whose time is new."""

    def records(self, rendered: Iterable[Rendered]) -> Iterator[Record]:
        """What to record of the files that were made."""
        stale = {each.output.path: each for each in self.stale}
        for file in rendered:
            made = stale[file.path]
            yield Record(
                file.path, made.output.kind, made.parts, file.size, file.mtime_ns, file.hash, made.output.source
            )

    def why(self, path: str) -> str:
        """Why the output at a path is made, left alone or removed."""
        for stale in self.stale:
            if stale.output.path == path:
                return f"made, because {stale.reason}"
        if any(record.path == path for record in self.kept):
            return f"left as it is, because {FRESH}"
        if path in self.gone:
            return f"removed, because {UNPLANNED}"
        return "not a file of this site"


def keyed(
    makers: Iterable[Kind], settings: Digest, template_digest: Callable[[str], Digest]
) -> Iterator[tuple[Output, bytes]]:
    """Every output of every kind with its whole key. A copy depends on no setting and no template."""
    prefixes: dict[str, bytes] = {"": bytes(2 * SIZE)}
    for kind in makers:
        for output in kind.outputs():
            prefix = prefixes.get(output.template)
            if prefix is None:
                prefix = prefixes[output.template] = settings + template_digest(output.template)
            yield output, prefix + b"".join(output.parts)


def make(
    outputs: Iterable[tuple[Output, bytes]],
    part_names: Mapping[str, tuple[str, ...]],
    recorded: Mapping[str, Record],
    disk: Mapping[str, OnDisk],
    hash_of: Callable[[str], Digest],
    frozen: frozenset[str] = frozenset(),
) -> Plan:
    """Compare what is asked for with what is recorded and what lies on disk.

    `outputs` come with their whole keys, one for a path. `hash_of` gives the digest of a file in the output folder.
    The outputs of `frozen` sources, which are broken, stay as they are where they exist.
    """
    stale: list[Stale] = []
    kept: list[Record] = []
    renewed: list[Record] = []
    wanted: set[str] = set()
    for output, parts in outputs:
        path = output.path
        wanted.add(path)
        record = recorded.get(path)
        there = disk.get(path)
        if record is not None and there is not None and output.source in frozen:
            kept.append(record)
            continue
        if record is None:
            stale.append(Stale(output, parts, NEVER_MADE, exists=there is not None, intact=False))
            continue
        intact = there is not None and there.size == record.size and there.mtime_ns == record.mtime_ns
        if intact and record.parts == parts:
            kept.append(record)
        elif there is not None and record.parts == parts and there.size == record.size and hash_of(path) == record.hash:
            kept.append(msgspec.structs.replace(record, mtime_ns=there.mtime_ns))
            renewed.append(kept[-1])
        else:
            if record.parts != parts:
                reason = changed(record.parts, parts, part_names.get(output.kind, ()))
            else:
                reason = MISSING if there is None else ALTERED
            stale.append(Stale(output, parts, reason, exists=there is not None, intact=intact))
    for path, record in recorded.items():
        if path not in wanted and record.source in frozen and path in disk:
            kept.append(record)
            wanted.add(path)
    return Plan(
        stale=tuple(stale),
        kept=tuple(kept),
        gone=tuple(sorted(path for path in disk if path not in wanted)),
        forgotten=tuple(sorted(path for path in recorded if path not in wanted)),
        renewed=tuple(renewed),
    )


def changed(before: bytes, now: bytes, names: tuple[str, ...]) -> str:
    """Which parts of a key differ, in words: `its newer neighbour changed`."""
    if len(before) != len(now):
        return "it is of another kind than before"
    names = ("settings or version", "template", *names)
    pairs = [(before[at : at + SIZE], now[at : at + SIZE]) for at in range(0, len(now), SIZE)]
    differing = [name for name, (old, new) in zip(names, pairs, strict=True) if old != new]
    return f"its {' and '.join(differing)} changed"


def collisions(outputs: Iterable[tuple[Output, bytes]], content: str) -> tuple[Problem, ...]:
    """Outputs with one path, or with paths that some file systems hold to be one, as problems of who asks for them."""
    claimed: dict[str, Output] = {}
    problems = []
    for output, _ in outputs:
        key = permalink.collision_key(output.path)
        first = claimed.setdefault(key, output)
        if first is not output:
            mine, other = (output, first) if output.source else (first, output)
            address = "/" + mine.path.removesuffix("index.html")
            problems.append(
                Problem(
                    f"{content}/{mine.source}" if mine.source else mine.path,
                    0,
                    f"its address {address} is also that of {_owner(other, content)}",
                    "give it another `slug:` or `permalink:`, or take the alias out",
                )
            )
    return tuple(problems)


def _owner(output: Output, content: str) -> str:
    if output.source:
        return f"{content}/{output.source}"
    if isinstance(output.subject, Copy):
        return output.subject.path
    return f"a page that newsgen makes ({output.kind})"
