"""TIFF 6.0 as far as Exif needs it: which way up a picture is."""

from __future__ import annotations

ORIENTATION = 274
_SHORT = 3


def orientation(data: bytes) -> int:
    """1 to 8; 0 where it says nothing of it that can be understood."""
    order = {b"II*\0": "little", b"MM\0*": "big"}.get(data[:4])
    if order is None or len(data) < 8:
        return 0
    little = order == "little"

    def number(at: int, size: int) -> int:
        return int.from_bytes(data[at : at + size], "little" if little else "big")

    first = number(4, 4)
    for entry in range(min(number(first, 2), 1000)):
        at = first + 2 + 12 * entry
        if number(at, 2) == ORIENTATION and number(at + 2, 2) == _SHORT:
            value = number(at + 8, 2)
            return value if 1 <= value <= 8 else 0
    return 0
