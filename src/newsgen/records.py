"""What is recorded of outputs: each as it was written, and the sheaves in which they are bound."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from newsgen.fingerprint import Digest


class Written(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A file of the output folder as it was when it was written."""

    path: str
    size: int
    mtime_ns: int


class Record(Written, frozen=True, gc=False, array_like=True):
    """An output as it was last written."""

    kind: str
    parts: bytes
    """The digests that it was made from, one after the other."""
    hash: Digest
    source: str


class Bound(msgspec.Struct, frozen=True):
    """A sheaf of outputs as the last build left it."""

    name: str
    key: Digest
    """Empty where one of its outputs is not as it was asked for."""
    made_with: Digest
    """Settings and templates."""
    places: tuple[str, ...]
    """The collision keys of the paths of its outputs, in their order."""
    records: Callable[[], list[Record]]
    """Read when they are asked for."""
