"""A second look at a file that was cleaned, before it moves into place: is anything in it that should be gone?

It shares no code with what cleans, so that a fault there does not hide itself. Everything that it does not know as
harmless is told, and no file with anything to tell is published.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from newsgen.filetypes import recordings

_TRACES = (b"http://ns.adobe.com/xap/", b"<x:xmpmeta", b"Photoshop 3.0\0", b"Exif\0\0", b"MPF\0MM", b"MPF\0II")
"""Beginnings of what tells, wherever they stand."""
_PROFILE_TEXT = frozenset({b"RGB\0", b"\0R\0G\0B", b"none\0"})

Finding = str


def findings(data: bytes, kind: str) -> tuple[Finding, ...]:
    """What a cleaned file of a kind still holds; nothing for a good one."""
    found = [f"the text {trace.decode('latin-1')!r}" for trace in _TRACES if trace in data]
    look = _LOOKS.get(kind)
    try:
        found += look(data) if look else ()
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, struct.error, zlib.error):
        found.append("what cannot be followed to its end")
    return tuple(found)


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
    yield from _profile(profile)


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
            yield from _profile(zlib.decompressobj().decompress(packed[1:], 1 << 20))
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
            yield from _profile(data[start : start + size])
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


_AVIF_PROPERTIES = frozenset(
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


def _avif(data: bytes) -> Iterator[Finding]:
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
            if kind not in _AVIF_PROPERTIES:
                yield f"the property {kind.decode('latin-1')}"
            elif kind == b"colr" and data[inside : inside + 4] != b"nclx":
                yield from _profile(data[inside + 4 : after])


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


def _profile(profile: bytes) -> Iterator[Finding]:
    """What a colour profile says beside colours."""
    if not profile:
        return
    if any(profile[4:8]) or any(profile[40:64]) or any(profile[80:128]):
        yield "the maker of a profile"
    (count,) = struct.unpack_from(">I", profile, 128)
    spans = [(0, 132 + 12 * count)]
    for number in range(count):
        tag, start, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        kind, body = profile[start : start + 4], profile[start + 8 : start + size]
        spans.append((start, start + size))
        if kind in {b"text", b"desc", b"mluc"}:
            said = {b"text": body, b"desc": body[4:8], b"mluc": body[20:]}[kind]
            if said not in _PROFILE_TEXT or len(body) > 86:
                yield "the text of a profile"
        elif kind not in {b"XYZ ", b"curv", b"para", b"sf32"}:
            yield f"the tag {tag.decode('latin-1')} of a profile"
    place = 0
    for start, end in sorted(spans):
        if any(profile[place:start]):
            yield "bytes within a profile"
        place = max(place, end)
    if any(profile[place:]):
        yield "bytes behind a profile"


def _pdf(data: bytes) -> Iterator[Finding]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if "/Info" in document.trailer:
                yield "the names of an author or a program"
            for each in document.objects:
                if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                    yield from (f"the part {key}" for key in ("/Metadata", "/PieceInfo", "/Thumb") if key in each)
                if isinstance(each, pikepdf.Stream):
                    yield from _pdf_stream(each, str(each.get("/Filter")))
    except pikepdf.PdfError:
        yield "what cannot be followed to its end"


def _pdf_stream(stream: Any, filters: str) -> Iterator[Finding]:
    """`filters` is one or several as text."""
    if stream.get("/Type") == "/Metadata" or "JPX" in filters:
        yield "a part that tells"
    elif "DCT" in filters:
        photograph = stream.read_raw_bytes()
        if filters != "/DCTDecode":
            yield "a photograph within other filters"
        yield from findings(photograph, "jpeg")


_LOOKS: dict[str, Callable[[bytes], Iterator[Finding]]] = {
    "jpeg": _jpeg,
    "png": _png,
    "webp": _webp,
    "avif": _avif,
    "gif": _gif,
    "tiff": _tiff,
    "wav": _wave,
    "pdf": _pdf,
    **recordings.LOOKS,
}
