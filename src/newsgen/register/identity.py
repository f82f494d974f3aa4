"""The address at which an article was first published: what names it in feeds for ever."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from newsgen.catalogue import Catalogue
from newsgen.links import Published
from newsgen.register.form import Entry, Register
from newsgen.register.heirs import Heirs, documents


def identities(register: Register, catalogue: Catalogue, existing: Collection[str]) -> dict[str, str]:
    """By source, for documents that are not where they were first published: that address.

    `existing` are the sources that exist. An address that another document has now names that one.
    """
    heirs = Heirs(register, documents(catalogue), existing)
    public = heirs.public
    # Nearly every line says what is so: only the others are looked at twice.
    elsewhere = [
        entry
        for entry in register.entries
        if entry.source
        and entry.kind != "file"
        and ((document := public.get(entry.source)) is None or document.address != entry.address)
    ]
    if not elsewhere:
        return {}
    sources = {entry.source for entry in elsewhere}
    now = dict(heirs.moved(sources))
    first = _first(
        [
            (entry, now.get(entry.source, entry.source))
            for entry in register.entries
            if entry.source in sources and entry.kind not in {"file", "alias"}
        ],
        public,
    )
    taken = {document.address for document in public.values()}
    found: dict[str, str] = {}
    for source, address in sorted(first.items()):
        if source in public and address not in taken:
            taken.add(address)
            found[source] = address
    return found


def _first(entries: Iterable[tuple[Entry, str]], public: Mapping[str, Published]) -> dict[str, str]:
    """Of entries with the present names of their sources: the first address of each."""
    found: dict[str, tuple[str, bool, bool, str]] = {}
    for entry, source in entries:
        # Registers did not always tell an alias from a former address: one that the document still names gives way.
        named = source in public and entry.address in public[source].aliases
        rank = (entry.since, entry.kind == "former", named, entry.address)
        found[source] = min(rank, found.get(source, rank))
    return {source: address for source, (_, _, _, address) in found.items()}
