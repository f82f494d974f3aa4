"""The register after a build was published."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from newsgen.register.form import Entry, Kind, Register


class Answer(msgspec.Struct, frozen=True, gc=False):
    """An address that the last build answers, as its record tells."""

    address: str
    kind: Kind
    source: str
    mark: str = ""
    """Of a file's bytes."""


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
        title, text = ("", each.mark) if each.kind == "file" else marked.get(each.source, ("", ""))
        same = [
            entry
            for entry in before
            if each.source == moved.get(entry.source, entry.source)
            or (title and entry.title == title)
            or (text and entry.text == text)
        ]
        if same and not title and not text:
            title, text = max((entry.title, entry.text) for entry in same)
        first = min((entry.since for entry in same if entry.since), default=since)
        kind = _lasting(each.kind, {entry.kind for entry in same})
        result[each.address] = Entry(each.address, kind, first, each.source, title, text)
    for address, before in known.items():
        if address not in result:
            entry = min(before)
            result[address] = msgspec.structs.replace(entry, source=moved.get(entry.source, entry.source))
    own = {entry.source: entry.since for entry in result.values() if entry.kind in {"article", "page"}}
    for address, entry in result.items():
        # A document has one address of its own at a time: what was recorded together with that is an alias.
        if entry.kind == "former" and entry.source and own.get(entry.source) == entry.since:
            result[address] = msgspec.structs.replace(entry, kind="alias")
    return Register(tuple(sorted(result.values())), register.purged, register.strange)


def _lasting(kind: Kind, before: Collection[Kind]) -> Kind:
    """Whether an address that leads to its document was ever its own is known from what it was before."""
    if kind not in {"former", "alias"} or not before:
        return kind
    return "alias" if set(before) == {"alias"} else "former"
