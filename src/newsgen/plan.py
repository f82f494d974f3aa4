"""What is to be made, what is good as it is, what must go, and why. Pure: it decides, others act."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

import msgspec

from newsgen import collector, fingerprint, permalink
from newsgen.errors import Problem
from newsgen.fingerprint import SIZE, Digest
from newsgen.output import REDIRECT, Output
from newsgen.records import Bound, Record
from newsgen.survey import Differences
from newsgen.views import Copy

NEVER_MADE = "it has not been made before"
MISSING = "its file is missing"
ALTERED = "its file was altered"
FRESH = "nothing that it shows has changed"
UNPLANNED = "nothing asks for it"


class Rendered(msgspec.Struct, frozen=True, gc=False):
    """A stale output that was made."""

    size: int
    mtime_ns: int
    hash: Digest
    moved: bool
    """False where the file that lies there has these bytes already, and is left alone."""
    hits: tuple[int, ...] = ()
    """Places, in the list of what is not public, of what stands in it all the same."""


class Stale(msgspec.Struct, frozen=True, gc=False):
    output: Output
    reason: str
    exists: bool
    """Whether a file lies at its path."""
    intact: bool
    """Whether that file is as the record says."""
    record: Record | None = None
    """As it was made before."""


class Plan(msgspec.Struct, frozen=True):
    stale: tuple[Stale, ...]
    kept: tuple[Record, ...]
    """Good as they are, or left as they are because their source is broken."""
    gone: tuple[str, ...]
    """Files in the output folder that nothing asks for."""
    forgotten: tuple[str, ...]
    """Records that no longer stand for a file."""
    fresh: tuple[Bound, ...] = ()
    """Whole sheaves that are good as they are."""

    def standing(self) -> Iterator[Record]:
        """All that is left alone. To go through it takes as long as reading what is recorded."""
        yield from self.kept
        for bound in self.fresh:
            yield from bound.records()

    @property
    def unchanged(self) -> int:
        """How many outputs are left alone."""
        return len(self.kept) + sum(len(bound.places) for bound in self.fresh)

    def made(self, results: Iterable[Rendered | Problem]) -> Iterator[tuple[Output, Rendered]]:
        """The stale outputs that could be made; there is one result for each stale one, in their order."""
        for stale, result in zip(self.stale, results, strict=True):
            if isinstance(result, Rendered):
                yield stale.output, result

    def replaced(self, results: Iterable[Rendered | Problem]) -> Iterator[str]:
        """The paths at which a new file takes the place of another."""
        for stale, result in zip(self.stale, results, strict=True):
            if stale.exists and isinstance(result, Rendered) and result.moved:
                yield stale.output.path

    def without(self, paths: Collection[str]) -> Plan:
        """The plan with some outputs neither made nor kept."""
        places = {permalink.collision_key(path) for path in paths}
        opened = [bound for bound in self.fresh if not places.isdisjoint(bound.places)]
        kept = [*self.kept, *(record for bound in opened for record in bound.records())]
        exist = {stale.output.path for stale in self.stale if stale.exists} | {record.path for record in kept}
        return Plan(
            stale=tuple(stale for stale in self.stale if stale.output.path not in paths),
            kept=tuple(record for record in kept if record.path not in paths),
            gone=tuple(sorted({*self.gone, *(exist & {*paths})})),
            forgotten=tuple(sorted({*self.forgotten, *paths})),
            fresh=tuple(bound for bound in self.fresh if bound not in opened),
        )

    def why(self, path: str) -> str:
        """Why the output at a path is made, left alone or removed."""
        for stale in self.stale:
            if stale.output.path == path:
                return f"made, because {stale.reason}"
        if any(record.path == path for record in self.standing()):
            return f"left as it is, because {FRESH}"
        if path in self.gone:
            return f"removed, because {UNPLANNED}"
        return "not a file of this site"


class Keys:
    """The whole key of an output: settings, template, and its own parts. A copy depends on no setting or template.

    Made when it is compared and then let go: a hundred thousand of them are twenty megabytes.
    """

    def __init__(self, settings: Digest, template_digest: Callable[[str], Digest]) -> None:
        self._settings = settings
        self._template_digest = template_digest
        self._prefixes: dict[str, bytes] = {"": bytes(2 * SIZE)}

    def of(self, output: Output) -> bytes:
        """Raises what the template's digest raises, for a template that cannot be read."""
        return self._prefix(output.template) + b"".join(output.parts)

    def shared(self, templates: Iterable[str]) -> Digest:
        """Of settings and templates, which many outputs have in common. Raises as `of`."""
        return fingerprint.joined(map(self._prefix, sorted(templates)))

    def _prefix(self, template: str) -> bytes:
        known = self._prefixes.get(template)
        if known is None:
            known = self._prefixes[template] = self._settings + self._template_digest(template)
        return known


@collector.paused()
def make(
    outputs: Iterable[Output],
    key_of: Callable[[Output], bytes],
    part_names: Mapping[str, tuple[str, ...]],
    recorded: Mapping[str, Record],
    differences: Differences,
    hash_of: Callable[[str], Digest],
    frozen: frozenset[str] = frozenset(),
) -> Plan:
    """Compare what is asked for with what is recorded, and with how the disk differs from that.

    There is one output for a path. `hash_of` gives the digest of a file in the output folder.
    The outputs of `frozen` sources, which are broken, stay as they are where they exist.
    """
    stale: list[Stale] = []
    kept: list[Record] = []
    wanted: set[str] = set()
    for output in outputs:
        path = output.path
        parts = key_of(output)
        wanted.add(path)
        record = recorded.get(path)
        if record is None:
            stale.append(Stale(output, NEVER_MADE, exists=differences.get(path) is not None, intact=False))
            continue
        intact = path not in differences
        there = differences.get(path)
        if (intact and record.parts == parts) or (
            record.source in frozen and record.source == output.source and (intact or there)
        ):
            if record.parts == parts and (record.source, record.kind) != (output.source, output.kind):
                # The same bytes, which from now on are those of another source: a renamed one, as a rule.
                record = msgspec.structs.replace(record, source=output.source, kind=output.kind)
            kept.append(record)
        elif there is not None and record.parts == parts and there.size == record.size and hash_of(path) == record.hash:
            kept.append(
                msgspec.structs.replace(record, mtime_ns=there.mtime_ns, source=output.source, kind=output.kind)
            )
        else:
            if record.parts != parts:
                reason = changed(record.parts, parts, part_names.get(output.kind, ()))
            else:
                reason = ALTERED if there else MISSING
            stale.append(Stale(output, reason, exists=intact or there is not None, intact=intact, record=record))
    for path, record in recorded.items():
        if path not in wanted and record.source in frozen and differences.get(path, record) is not None:
            kept.append(record)
            wanted.add(path)
    return Plan(
        stale=tuple(stale),
        kept=tuple(kept),
        gone=tuple(
            sorted(
                path
                for path in {*recorded, *differences}
                if path not in wanted and (path not in differences or differences[path] is not None)
            )
        ),
        forgotten=tuple(sorted(path for path in recorded if path not in wanted)),
    )


def changed(before: bytes, now: bytes, names: tuple[str, ...]) -> str:
    """Which parts of a key differ, in words: `its newer neighbour changed`."""
    if len(before) != len(now):
        return "it is of another kind than before"
    names = ("settings or version", "template", *names)
    pairs = [(before[at : at + SIZE], now[at : at + SIZE]) for at in range(0, len(now), SIZE)]
    differing = [name for name, (old, new) in zip(names, pairs, strict=True) if old != new]
    return f"its {' and '.join(differing)} changed"


def distinct(outputs: Iterable[Output], content: str) -> tuple[list[Output], tuple[Problem, ...]]:
    """One output for each path; what asks for a path that is taken is a problem.

    Paths that some file systems hold to be one are one. A former address gives way to a page, whoever comes first.
    """
    claimed: dict[str, Output] = {}
    problems = []
    for output in sorted(outputs, key=_gives_way):
        first = claimed.setdefault(permalink.collision_key(output.path), output)
        if first is output:
            continue
        if _gives_way(output) and output.source == first.source:
            if output.path != first.path:
                addresses = permalink.address_of(output.path), permalink.address_of(first.path)
                problems.append(_taken(output, "{} is {} but for capital letters".format(*addresses), content))
            continue
        mine, other = sorted((output, first), key=lambda each: (not each.source, not _is_copy(each)))
        problems.append(
            _taken(mine, f"{permalink.address_of(mine.path)} is also that of {_owner(other, content)}", content)
        )
    problems += _files_that_are_folders(claimed, content)
    return list(claimed.values()), tuple(problems)


def _files_that_are_folders(claimed: dict[str, Output], content: str) -> Iterator[Problem]:
    """Problems of outputs whose path another one needs as a folder; whichever of the two is at fault is taken out."""
    folders: set[str] = set()
    for key in claimed:
        folder = key.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    for folder in sorted(folders & claimed.keys()):
        file = claimed[folder]
        below = {key: output for key, output in claimed.items() if key.startswith(f"{folder}/")}
        at_fault = {key: output for key, output in below.items() if output.source}
        if file.source or len(at_fault) < len(below):
            at_fault = {folder: file}
        for key, output in at_fault.items():
            claimed.pop(key, None)
            other = _owner(file if output is not file else next(iter(below.values())), content)
            relation = "lies below the file of" if output is not file else "is that of a file, and below it lies"
            yield _taken(output, f"{permalink.address_of(output.path)} {relation} {other}", content)


def _taken(output: Output, what: str, content: str) -> Problem:
    """That the output cannot have its address; `what` begins with that."""
    if output.kind == REDIRECT:
        return Problem(
            f"{content}/{output.source}",
            0,
            f"its former address {what}, so nothing leads from there to it",
            "take it out of `aliases:`",
            severity="warning",
            cause="former addresses that are taken",
        )
    hint = "give it another `slug:` or `permalink:`" if output.source else "rename it, or take it out"
    return Problem(_owner(output, content), 0, f"its address {what}", hint)


def _gives_way(output: Output) -> bool:
    return output.kind == REDIRECT


def _is_copy(output: Output) -> bool:
    return isinstance(output.subject, Copy)


def _owner(output: Output, content: str) -> str:
    if output.source:
        return f"{content}/{output.source}"
    if _is_copy(output):
        return output.path if output.path.startswith("assets/") else f"static/{output.path}"
    return f"a page that newsgen makes ({output.kind})"
