"""Digests: short names for values and bytes, equal exactly when what they name is equal."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import msgspec

Digest = bytes
"""16 bytes of BLAKE2b: no two inputs of one archive share one by chance."""

SIZE = 16

NOTHING: Digest = bytes(SIZE)
"""Stands for what there is not."""

_encoder = msgspec.msgpack.Encoder(order="deterministic")


def of_bytes(data: bytes) -> Digest:
    return blake2b(data, digest_size=SIZE).digest()


def of(*values: object) -> Digest:
    """The digest of any values that msgspec can encode: structs, tuples, mappings, text, numbers, dates.

    >>> of({"a": 1, "b": 2}) == of({"b": 2, "a": 1})
    True
    """
    return blake2b(_encoder.encode(values), digest_size=SIZE).digest()


def in_order(*values: object) -> Digest:
    """As `of`, but the order of mappings counts: for values whose readers go through a mapping from first to last.

    >>> in_order({"a": 1, "b": 2}) == in_order({"b": 2, "a": 1})
    False
    """
    return blake2b(msgspec.msgpack.encode(values), digest_size=SIZE).digest()


def joined(digests: Iterable[bytes | bytearray]) -> Digest:
    """The digest of a sequence of digests, its order included."""
    return blake2b(b"".join(digests), digest_size=SIZE).digest()
