"""What a build changes for readers, found by comparing its plan with what the build before it recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from newsgen import permalink
from newsgen.article import Article, Page
from newsgen.changes import Basis, Changes, Lead, Told
from newsgen.fingerprint import SIZE
from newsgen.gate import Gate, Retracted
from newsgen.links import Published
from newsgen.output import FILE, MOVED, REDIRECT, RETRACTION, Output
from newsgen.outputs.terms import FormerTerm
from newsgen.plan import Keys, Plan, Stale
from newsgen.records import Record
from newsgen.register import Forward, Register

_PAGES = frozenset({"article", "page", RETRACTION})
_REDIRECTS = frozenset({REDIRECT, MOVED})
_SHARED = 2 * SIZE
"""Bytes of a key that tell of settings and template; behind them stands the page's own text."""


def compare(drawn: Plan, recorded: Mapping[str, Record], keys: Keys, gate: Gate, registered: Register) -> Changes:
    """`recorded` is what the build before left; where it left nothing, addresses are compared with the register."""
    basis: Basis = "build" if recorded else "register" if registered.entries else "nothing"
    before = {path for path, record in recorded.items() if record.kind in _PAGES}
    if basis == "register":
        before = {permalink.output_path(each.address) for each in registered.entries if each.kind in _PAGES}
    told = {each.address: _told(each) for each in gate.addressed}
    new: list[Told] = []
    changed: list[Told] = []
    retracted: list[Told] = []
    anew = others = 0
    for output, record in _differing(drawn.stale, recorded, keys):
        if output.kind not in _PAGES:
            others += output.kind not in _REDIRECTS and output.kind != FILE
            continue
        page = told[permalink.address_of(output.path)]
        if output.path not in before:
            (retracted if output.kind == RETRACTION else new).append(page)
        elif record is None:
            continue  # the register does not know whether its text is another one
        elif output.kind == RETRACTION and record.kind != RETRACTION:
            retracted.append(page)
        elif _own(record.parts) != _own(keys.of(output)):
            changed.append(page)
        elif record.parts[:_SHARED] != keys.of(output)[:_SHARED]:
            anew += 1
        else:
            others += 1
    answered = {each.output.path: each.output.kind for each in drawn.stale}
    answered |= {record.path: record.kind for record in drawn.standing()}
    live = _PAGES | _REDIRECTS
    return Changes(
        basis=basis,
        new=_newest_first(new),
        changed=_newest_first(changed),
        retracted=_newest_first(retracted),
        withdrawn=tuple(sorted(permalink.address_of(path) for path in before if answered.get(path) not in live)),
        leads=tuple(sorted(_leads(drawn.stale, recorded))),
        anew=anew,
        others=others,
        held=gate.held,
    )


def _differing(
    stale: Iterable[Stale], recorded: Mapping[str, Record], keys: Keys
) -> Iterator[tuple[Output, Record | None]]:
    """Outputs that are not as they were recorded, for any other reason than that their file is missing."""
    for each in stale:
        record = recorded.get(each.output.path)
        if record is None or record.parts != keys.of(each.output) or record.kind != each.output.kind:
            yield each.output, record


def _own(key: bytes) -> bytes:
    return key[_SHARED : _SHARED + SIZE]


def _leads(stale: Iterable[Stale], recorded: Mapping[str, Record]) -> Iterator[Lead]:
    for each in stale:
        record, subject = recorded.get(each.output.path), each.output.subject
        if each.output.kind in _REDIRECTS and (record is None or record.kind not in _REDIRECTS):
            assert isinstance(subject, Forward | Article | Page | Retracted | FormerTerm)
            target = subject.target if isinstance(subject, Forward) else subject.address
            yield Lead(permalink.address_of(each.output.path), target)


def _told(document: Published) -> Told:
    date = None if isinstance(document, Page) else document.date
    return Told(document.address, document.title, document.lang, date)


def _newest_first(pages: list[Told]) -> tuple[Told, ...]:
    dated = {page: page.date.order for page in pages if page.date is not None}
    return (*sorted(dated, key=dated.__getitem__, reverse=True), *sorted(page for page in pages if page.date is None))
