"""One file that the site consists of, planned; and the protocol of those who plan them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import msgspec

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

    def outputs(self) -> Iterator[Output]: ...

    def view(self, output: Output) -> View | Copy: ...
