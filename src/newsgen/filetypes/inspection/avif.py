"""The second look at AVIF pictures, box by box."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from newsgen.filetypes.inspection.profiles import Finding, profile_tells

_PROPERTIES = frozenset(
    (
        b"ispe",
        b"pixi",
        b"av1C",
        b"colr",
        b"auxC",
        b"irot",
        b"imir",
        b"pasp",
        b"clap",
        b"clli",
        b"mdcv",
        b"a1op",
        b"lsel",
    )
)


def look(data: bytes) -> Iterator[Finding]:
    held: list[tuple[int, int]] = []
    items: list[tuple[int, int]] = []
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"mdat":
            held.append((start, end))
        elif kind == b"meta":
            for inner, first, last in _boxes(data, start + 4, end):
                items += _locations(data[first:last]) if inner == b"iloc" else ()
                yield from _meta(data, inner, first, last)
        elif kind != b"ftyp":
            yield f"the box {kind.decode('latin-1')}"
    for start, end in held:
        place = start
        for at, size in sorted(each for each in items if start <= each[0] < end):
            if at > place:
                yield "bytes that are no part of the picture"
            place = max(place, at + size)
        if place < end:
            yield "bytes that are no part of the picture"


def _meta(data: bytes, kind: bytes, first: int, last: int) -> Iterator[Finding]:
    """What a box that describes the picture says beside that."""
    if kind == b"iinf":
        yield from _items(data, first, last)
    elif kind == b"iprp":
        yield from _properties(data, first, last)
    elif kind == b"hdlr":
        if data[first + 8 : first + 12] != b"pict" or data[first + 24 : last].strip(b"\0") not in _WRITERS:
            yield "the name of a program"
    elif kind not in {b"iloc", b"pitm", b"iref", b"idat"} or (kind == b"idat" and last - first > 8):
        yield f"the box {kind.decode('latin-1')}"


_WRITERS = frozenset({b"", b"libavif", b"PictureHandler"})


def _items(data: bytes, first: int, last: int) -> Iterator[Finding]:
    head = 6 if data[first] == 0 else 8
    for _, start, _ in _boxes(data, first + head, last):
        kind = data[start + 8 : start + 12] if data[start] == 2 else data[start + 10 : start + 14]
        if kind not in {b"av01", b"grid"}:
            yield f"the item {kind.decode('latin-1')}"


def _properties(data: bytes, first: int, last: int) -> Iterator[Finding]:
    for group, start, end in _boxes(data, first, last):
        for kind, inside, after in _boxes(data, start, end) if group == b"ipco" else ():
            if kind not in _PROPERTIES:
                yield f"the property {kind.decode('latin-1')}"
            elif kind == b"colr" and data[inside : inside + 4] != b"nclx":
                yield from profile_tells(data[inside + 4 : after])


def _boxes(data: bytes, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while place < end:
        size, kind = struct.unpack_from(">I4s", data, place)
        size = size or end - place
        if size < 8 or place + size > end:
            raise IndexError
        yield kind, place + 8, place + size
        place += size


def _locations(box: bytes) -> Iterator[tuple[int, int]]:
    """Where the items lie (ISO/IEC 14496-12, section 8.11.3)."""
    version, sizes, more = box[0], box[4], box[5]
    base_size, index_size = more >> 4, more & 15 if version else 0
    wide = 4 if version == 2 else 2
    place = 6

    def number(size: int) -> int:
        nonlocal place
        place += size
        if place > len(box):
            raise IndexError
        return int.from_bytes(box[place - size : place], "big")

    for _ in range(number(wide)):
        number(wide)
        if version:
            number(2)
        number(2)
        base = number(base_size)
        for _ in range(number(2)):
            number(index_size)
            at = base + number(sizes >> 4)
            yield at, number(sizes & 15)
