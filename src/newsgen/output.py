"""One file that the site consists of, planned; and the protocol of those who plan them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import Protocol, runtime_checkable
from zlib import crc32

import msgspec

from newsgen import fingerprint
from newsgen.fingerprint import Digest
from newsgen.views import Copy, View

REDIRECT = "redirect"
"""The kind that stands at former addresses: it gives way to any other at the same path."""

MOVED = "moved page"
"""As REDIRECT, from the register: planned only where nothing else stands."""

MOVED_FILE = "moved file"
"""The kind that stands where a file that goes with an article was before: the file itself once more."""

FILE = "file"
"""The kind that is copied as it is."""

RETRACTION = "retraction"
"""The kind that stands at the address of a retracted article."""

TOMBSTONE = "tombstone"
"""The kind that stands at the address of what was withdrawn."""


class Output(msgspec.Struct, frozen=True, gc=False):
    """A file of the site and all that its bytes depend on, as digests that are already known.

    The view itself is made only for an output that is stale (`kind.view(subject)`).
    """

    path: str
    """Relative to the output folder, with forward slashes: `2022/09/28/report/index.html`."""
    kind: str
    """Name of the kind that planned it."""
    template: str
    """Empty for a file that is copied as it is."""
    parts: tuple[Digest, ...]
    """One digest for each name in the kind's `parts`: equal parts mean an equal view."""
    subject: object
    """What the kind needs to make the view."""
    source: str = ""
    """The source file that it is the page of, relative to the site's folder; empty for a page of many."""


class Kind(Protocol):
    """One kind of output: it names its files, says what each depends on, and makes a view when asked."""

    @property
    def name(self) -> str: ...

    @property
    def parts(self) -> tuple[str, ...]:
        """What each digest of an output's `parts` stands for, in words that complete `its … changed`."""

    def view(self, output: Output) -> View | Copy: ...


@runtime_checkable
class Listed(Kind, Protocol):
    """A kind that plans its outputs one by one."""

    def outputs(self) -> Iterator[Output]: ...


class Sheaf(msgspec.Struct, frozen=True, dict=True):
    """Outputs of one kind that are compared and recorded together.

    Nearly all of a large archive is as it was: a sheaf whose key is the recorded one is never opened.
    """

    name: str
    """No other sheaf of the site has it. An output stays in its sheaf for as long as it is of the same articles."""
    kind: str
    templates: frozenset[str]
    """Those of its outputs."""
    key: Digest
    """Of all that its outputs are: equal keys mean equal outputs, but for their subjects."""
    plan: Callable[[], Iterable[Output]]

    @cached_property
    def outputs(self) -> list[Output]:
        return list(self.plan())


@runtime_checkable
class Sheaved(Kind, Protocol):
    """A kind of which an archive has so many outputs that it plans those alone whose sheaf is opened."""

    def sheaves(self) -> Iterator[Sheaf]: ...


SHEAVES = 64
"""Of each kind that plans its outputs one by one: few enough to look at, and small enough to write again."""


def sheaves(kind: Kind) -> Iterator[Sheaf]:
    """All outputs of a kind. Which sheaf one is in depends on its path alone, where the kind does not know better."""
    if isinstance(kind, Sheaved):
        yield from kind.sheaves()
        return
    assert isinstance(kind, Listed), f"{kind.name} plans nothing"
    gathered: dict[int, list[Output]] = {}
    for output in kind.outputs():
        gathered.setdefault(crc32(output.path.encode()) % SHEAVES, []).append(output)
    for number, outputs in gathered.items():
        yield sheaf(f"{kind.name} {number}", kind.name, outputs)


def sheaf(name: str, kind: str, outputs: list[Output]) -> Sheaf:
    """A sheaf of outputs that are planned already."""
    key = fingerprint.of([(each.path, each.kind, each.template, each.parts, each.source) for each in outputs])
    return Sheaf(name, kind, frozenset([each.template for each in outputs]), key, lambda: outputs)
