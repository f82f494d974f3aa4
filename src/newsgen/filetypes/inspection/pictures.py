"""The second look at pictures: JPEG, PNG, WebP, GIF, TIFF, and the chunks of WAVE, which are those of WebP."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from newsgen.filetypes.inspection.profiles import Finding, profile_tells


def _jpeg(data: bytes) -> Iterator[Finding]:
    if data[:2] != b"\xff\xd8" or data[-2:] != b"\xff\xd9":
        yield "bytes around the picture"
    place = 2
    profile = b""
    while True:
        mark, code, length = struct.unpack_from(">BBH", data, place)
        body = data[place + 4 : place + 2 + length]
        place += 2 + length
        if mark != 0xFF or len(body) != length - 2:
            yield "bytes between segments"
            return
        if code == 0xE2 and body.startswith(b"ICC_PROFILE\0"):
            profile += body[14:]
        elif not _harmless(code, body):
            yield f"the segment {code:X}"
        if code != 0xDA:
            continue
        # The data of a scan: only stuffed zeros and restarts stand behind its 0xFF.
        place = data.index(b"\xff", place)
        while data[place + 1] == 0 or 0xD0 <= data[place + 1] <= 0xD7:
            place = data.index(b"\xff", place + 2)
        if data[place + 1] == 0xD9:
            break
    if place != len(data) - 2:
        yield "bytes behind the picture"
    yield from profile_tells(profile)


def _harmless(code: int, body: bytes) -> bool:
    """Whether a JPEG segment is one that shows the picture, and as long as it must be."""
    size = len(body)
    if code in {0xC0, 0xC1, 0xC2}:
        return size == 6 + 3 * body[5]
    if code == 0xDA:
        return size == 4 + 2 * body[0]
    if code == 0xDB:
        at = 0
        while at < size:
            at += 129 if body[at] >> 4 else 65
        return at == size
    if code == 0xC4:
        at = 0
        while at < size:
            at += 17 + sum(body[at + 1 : at + 17])
        return at == size
    if code == 0xE0:
        return size == 14 and body.startswith(b"JFIF\0") and body.endswith(b"\0\0")
    if code == 0xEE:
        return size == 12 and body.startswith(b"Adobe")
    return code == 0xDD and size == 2


def _png(data: bytes) -> Iterator[Finding]:
    fixed = {b"gAMA": 4, b"cHRM": 32, b"sRGB": 1, b"pHYs": 9, b"cICP": 4, b"acTL": 8, b"fcTL": 26, b"IEND": 0}
    most = {b"IHDR": 13, b"sBIT": 4, b"bKGD": 6, b"tRNS": 512, b"PLTE": 768}
    place, kind = 8, b""
    width, height = struct.unpack_from(">II", data, 16)
    points: list[bytes] = []
    while kind != b"IEND":
        size, kind = struct.unpack_from(">I4s", data, place)
        if kind in {b"IDAT", b"fdAT"}:
            points.append(data[place + (8 if kind == b"IDAT" else 12) : place + 8 + size])
        elif kind in {b"fcTL", b"IEND"} and points:
            yield from _points(points, width, height, data[24:29])
            points = []
        if kind == b"fcTL":
            width, height = struct.unpack_from(">II", data, place + 12)
        if kind == b"iCCP":
            name, _, packed = data[place + 8 : place + 8 + size].partition(b"\0")
            if name != b"ICC":
                yield "the name of a profile"
            yield from profile_tells(zlib.decompressobj().decompress(packed[1:], 1 << 20))
        elif kind in fixed:
            if fixed[kind] != size:
                yield f"a long {kind.decode()}"
        elif kind in most:
            if size > most[kind]:
                yield f"a long {kind.decode()}"
        elif kind not in {b"IDAT", b"fdAT"}:
            yield f"the chunk {kind.decode('latin-1')}"
        place += 12 + size
    if place != len(data):
        yield "bytes behind the picture"


_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced picture: the first column and row of each, and their distances."""


def _points(parts: list[bytes], width: int, height: int, form: bytes) -> Iterator[Finding]:
    """Whether the rows of a picture, or of a frame, are all that its data holds. `form`: IHDR from its depth on."""
    bits = form[0] * {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[form[1]]
    expected = 0
    for column, row, across, down in _PASSES if form[4] else ((0, 0, 1, 1),):
        wide, high = -((column - width) // across), -((row - height) // down)
        expected += high * (1 + (wide * bits + 7) // 8) if wide > 0 < high else 0
    inflate, left = zlib.decompressobj(), b"".join(parts)
    while not inflate.eof:
        got = len(inflate.decompress(left, 1 << 18))
        left, expected = inflate.unconsumed_tail, expected - got
        if expected < 0:
            yield "more points than the picture has"
            return
        if not got and not left:
            break
    if not inflate.eof or inflate.unused_data:
        yield "bytes behind the points of the picture"


def _webp(data: bytes) -> Iterator[Finding]:
    return _riff(data, b"WEBP", {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})


def _wave(data: bytes) -> Iterator[Finding]:
    return _riff(data, b"WAVE", {b"fmt ", b"fact", b"data"})


def _riff(data: bytes, form: bytes, known: set[bytes]) -> Iterator[Finding]:
    if data[8:12] != form or struct.unpack_from("<I", data, 4)[0] + 8 != len(data):
        yield "bytes behind the file"
    for kind, start, size in _riff_chunks(data, 12, len(data)):
        if kind == b"ICCP":
            yield from profile_tells(data[start : start + size])
        elif kind not in known:
            yield f"the chunk {kind.decode('latin-1')}"
        elif kind == b"VP8X" and (size != 10 or data[start] & 0x0C):
            yield "the mark of Exif or XMP"
        elif kind == b"ANMF":
            inner = {name for name, _, _ in _riff_chunks(data, start + 16, start + size)}
            yield from (f"the chunk {name.decode('latin-1')}" for name in inner - {b"VP8 ", b"VP8L", b"ALPH"})


def _riff_chunks(data: bytes, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    while place < end:
        kind, size = struct.unpack_from("<4sI", data, place)
        yield kind, place + 8, size
        place += 8 + size + (size & 1)


def _gif(data: bytes) -> Iterator[Finding]:
    place = 13 + (3 * 2 ** ((data[10] & 7) + 1) if data[10] >> 7 else 0)
    while data[place] != 0x3B:
        first = data[place]
        if first == 0x2C:
            flags = data[place + 9]
            place += 11 + (3 * 2 ** ((flags & 7) + 1) if flags >> 7 else 0)
        elif first == 0x21 and data[place + 1] == 0xF9:
            if data[place + 2] != 4 or data[place + 7]:
                yield "a long control block"
            place += 2
        elif first == 0x21 and data[place + 1] == 0xFF:
            known = data[place + 2 : place + 15] in {b"\x0bNETSCAPE2.0\3", b"\x0bANIMEXTS1.0\3"}
            if not known or data[place + 15] != 1 or data[place + 18]:
                yield "an application's block"
            place += 2
        else:
            yield f"the block {data[place + 1]:X}"
            return
        while data[place]:
            place += data[place] + 1
        place += 1
    if place != len(data) - 1:
        yield "bytes behind the picture"


_TIFF_TAGS = frozenset(
    (254, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 282, 283, 284, 296, 317, 320, 338, 339, 530, 532)
)


def _tiff(data: bytes) -> Iterator[Finding]:
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, 4)
    (count,) = struct.unpack_from(order + "H", data, directory)
    used = [(0, 8), (directory, directory + 6 + 12 * count)]
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8}
    strips: dict[int, tuple[int, ...]] = {}
    for number in range(count):
        tag, kind, length, value = struct.unpack_from(order + "HHII", data, directory + 2 + 12 * number)
        if tag not in _TIFF_TAGS:
            yield f"the tag {tag}"
        size = sizes.get(kind, 8) * length
        place = value if size > 4 else directory + 10 + 12 * number
        if size > 4:
            used.append((place, place + size))
        if tag in {273, 279}:
            strips[tag] = struct.unpack_from(f"{order}{length}{'H' if kind == 3 else 'I'}", data, place)
    if struct.unpack_from(order + "I", data, directory + 2 + 12 * count)[0]:
        yield "another picture"
    used += [(at, at + size) for at, size in zip(strips.get(273, ()), strips.get(279, ()), strict=False)]
    place = 0
    for start, end in sorted(used):
        if start > place and any(data[place:start]):
            yield "bytes that are no part of the picture"
        place = max(place, end)
    if any(data[place:]):
        yield "bytes behind the picture"


LOOKS: dict[str, Callable[[bytes], Iterator[Finding]]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "gif": _gif,
    "tiff": _tiff,
    "wav": _wave,
}
