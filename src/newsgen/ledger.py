"""What is asked for against what the last build recorded, sheaf by sheaf: most of an archive is not even opened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import msgspec

from newsgen import fingerprint, plan
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.output import Sheaf, sheaf
from newsgen.permalink import collision_key
from newsgen.plan import Keys, Plan, Rendered, Stale
from newsgen.records import Bound, Record
from newsgen.survey import Differences
from newsgen.versions import versions

LEFT = "left"
"""The sheaf of what stays because its source is broken, and nothing asks for."""


def distinct(
    sheaves: Sequence[Sheaf], places: Sequence[str], content: str
) -> tuple[tuple[Sheaf, ...], tuple[Problem, ...]]:
    """The sheaves with one output for each path, and what is wrong with those that were left out.

    `places` are the collision keys of all paths: as a rule they alone show that nothing has to be.
    """
    if len({*places}) == len(places) and not _nested(places):
        return tuple(sheaves), ()
    stay, problems = plan.distinct(chain.from_iterable(each.outputs for each in sheaves), content)
    staying = {id(output) for output in stay}
    left: list[Sheaf] = []
    for each in sheaves:
        outputs = [output for output in each.outputs if id(output) in staying]
        left.append(each if len(outputs) == len(each.outputs) else sheaf(each.name, each.kind, outputs))
    return tuple(left), problems


def known(asked: Sheaf, recorded: Mapping[str, Bound]) -> Bound | None:
    """The sheaf as it was recorded, if its outputs are those that are asked for now."""
    bound = recorded.get(asked.name)
    return bound if bound is not None and bound.key == _key_of(asked) else None


def _key_of(asked: Sheaf) -> Digest:
    # Another version of newsgen may plan other outputs from the same.
    return fingerprint.joined((versions(), asked.key))


def _nested(places: Sequence[str]) -> bool:
    """Whether a file may lie where another one needs a folder."""
    if any("index.html/" in place for place in places):
        return True
    ordered = sorted(places)
    for place in places:
        if not place.endswith("/index.html"):
            at = bisect_left(ordered, f"{place}/")
            if at < len(ordered) and ordered[at].startswith(f"{place}/"):
                return True
    return False


def draw(
    sheaves: Iterable[Sheaf],
    keys: Keys,
    part_names: Mapping[str, tuple[str, ...]],
    recorded: Mapping[str, Bound],
    differences: Differences,
    hash_of: Callable[[str], Digest],
    frozen: frozenset[str] = frozenset(),
) -> Plan:
    """The plan of all outputs, as `plan.make` makes it of those in sheaves that are not as they were recorded."""
    touched = {collision_key(path) for path in differences}
    fresh: dict[str, Bound] = {}
    opened: list[Sheaf] = []
    for each in sheaves:
        bound = known(each, recorded)
        if bound is not None and bound.made_with == keys.shared(each.templates) and touched.isdisjoint(bound.places):
            fresh[each.name] = bound
        else:
            opened.append(each)
    before = (bound.records() for name, bound in recorded.items() if name not in fresh)
    drawn = plan.make(
        chain.from_iterable(each.outputs for each in opened),
        keys.of,
        part_names,
        {record.path: record for record in chain.from_iterable(before)},
        differences,
        hash_of,
        frozen,
    )
    return msgspec.structs.replace(drawn, fresh=tuple(fresh.values()))


def bind(sheaves: Iterable[Sheaf], keys: Keys, drawn: Plan, results: Sequence[Rendered | Problem]) -> Iterator[Bound]:
    """What to record of all sheaves that were opened; every other record is of the fresh ones, or is to go.

    One after the other, since together the records of a first build are as large as the articles.
    """
    kept = {record.path: record for record in drawn.kept}
    made = zip(drawn.stale, results, strict=True)  # in the order of the sheaves and their outputs
    stale, result = next(made, (None, None))
    fresh = {bound.name for bound in drawn.fresh}
    for each in sheaves:
        if each.name in fresh:
            continue
        records: list[Record] = []
        whole = True
        for output in each.outputs:
            key = keys.of(output)
            record = kept.pop(output.path, None)
            if stale is not None and stale.output is output:
                record = _made(stale, key, result)
                stale, result = next(made, (None, None))
            whole = whole and record is not None and record.parts == key
            if record is not None:
                records.append(record)
        yield _bound(each.name, _key_of(each) if whole else b"", keys.shared(each.templates), records)
    if kept:
        yield _bound(LEFT, b"", b"", [*kept.values()])


def _made(stale: Stale, key: bytes, result: Rendered | Problem | None) -> Record | None:
    if not isinstance(result, Rendered):
        return stale.record  # nothing took its place
    output = stale.output
    return Record(output.path, result.size, result.mtime_ns, output.kind, key, result.hash, output.source)


def _bound(name: str, key: Digest, made_with: Digest, records: list[Record]) -> Bound:
    return Bound(name, key, made_with, tuple([collision_key(each.path) for each in records]), lambda: records)
