"""The second look at recordings, a part of `inspection`: it shares no code with what cleans them either."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator

from newsgen.filetypes.inspection.profiles import Finding

_TAG = re.compile(rb"ID3[\x02-\x04]\0[\0-\xf0][\0-\x7f]{4}[A-Z0-9]{3}|LYRICSBEGIN|LYRICS200|APETAGEX")
"""Longer than what sound holds by chance."""


def _mp3(data: bytes) -> Iterator[Finding]:
    """From frame to frame, each of a length that its own header tells (ISO/IEC 11172-3, section 2.4.2.3)."""
    place = 0
    while place < len(data):
        (head,) = struct.unpack_from(">I", data, place)
        version, layer, rate, sample = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
        if head >> 21 != 0x7FF or version == 1 or layer not in {1, 2} or rate in {0, 15} or sample == 3:
            yield "bytes between the frames of sound"
            return
        hertz = [44100, 48000, 32000][sample] // {3: 1, 2: 2, 0: 4}[version]
        if version == 3:
            kilobits = _FASTER[layer][rate - 1]
        else:
            kilobits = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)[rate - 1]
        each = 72 if version != 3 and layer == 1 else 144
        place += each * kilobits * 1000 // hertz + (head >> 9 & 1)
    if place != len(data):
        yield "bytes behind the sound"
    if _TAG.search(data):
        yield "a tag within the sound"


_FASTER = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
}


def _flac(data: bytes) -> Iterator[Finding]:
    if data[:4] != b"fLaC":
        yield "a tag before the sound"
    place, first = 4, 0
    while not first & 0x80:
        first = data[place]
        if first & 0x7F not in {0, 3}:
            yield f"the block {first & 0x7F}"
        place += 4 + int.from_bytes(data[place + 1 : place + 4], "big")
    if data[-128:-125] == b"TAG" or data[-10:-7] == b"3DI" or _TAG.search(data):
        yield "a tag behind the sound"


_AROUND = frozenset((b"ftyp", b"styp", b"moov", b"moof", b"mfra", b"sidx", b"ssix", b"pdin"))
_HEADERS = {b"mvhd": 100, b"tkhd": 84, b"mdhd": 24}
"""Bytes in version 0; version 1 has 12 more, of which 8 before the times end."""
_CONTAINERS = frozenset((b"moov", b"trak", b"mdia", b"minf", b"dinf", b"stbl"))
_TELLING = (b"udta", b"meta", b"uuid", b"\xa9xyz", b"mebx", b"gpmd", b"tmcd", b"cmov")


def _mp4(data: bytes) -> Iterator[Finding]:
    if b"MDPM" in data and bytes.fromhex("17ee8c60f84d11d98cd60800200c9a664d44504d") in data:
        yield "notes of a camera"
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind == b"mdat":
            continue
        body = data[start:end]
        if kind == b"free":
            if any(body):
                yield "what was taken out before"
        elif kind not in _AROUND:
            yield f"the box {kind.decode('latin-1')}"
        yield from (f"the box {name.decode('latin-1')}" for name in _TELLING if name in body)
        if kind == b"moov":
            yield from _movie(data, start, end)


def _movie(data: bytes, place: int, end: int, handler: bytes = b"") -> Iterator[Finding]:
    """`handler` says what the track shows."""
    for kind, start, after in _boxes(data, place, end):
        body = data[start:after]
        if kind in _HEADERS:
            yield from _header(body, _HEADERS[kind])
        elif kind == b"hdlr":
            if any(body[24:]) or len(body) < 24:
                yield "the name of a program"
        elif kind == b"dref":
            if any(any(data[first + 4 : last]) for _, first, last in _boxes(data, start + 8, after)):
                yield "the place of another file"
        elif kind == b"stsd" and handler == b"vide":
            if any(any(data[first + 42 : first + 74]) for _, first, _ in _boxes(data, start + 8, after)):
                yield "the name of a camera or a program"
        elif kind == b"free":
            if any(body):
                yield "what was taken out before"
        elif kind in _CONTAINERS:
            own = [data[first + 8 : first + 12] for name, first, _ in _boxes(data, start, after) if name == b"hdlr"]
            yield from _movie(data, start, after, own[0] if kind == b"mdia" and own else handler)


def _header(body: bytes, size: int) -> Iterator[Finding]:
    more = 1 if body[0] == 1 else 0
    if len(body) < 12 or any(body[4 : 12 + 8 * more]):
        yield "a time"
    if any(body[size + 12 * more :]):
        yield "bytes behind a header"


def _boxes(data: bytes, place: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Kind, start and end of the contents."""
    while place + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, place)
        head = 8
        if kind == bytes(4) and not any(data[place:end]):
            return
        if size == 1:
            (size,) = struct.unpack_from(">Q", data, place + 8)
            head = 16
        size = size or end - place
        if size < head or place + size > end:
            raise IndexError
        yield kind, place + head, place + size
        place += size


def _ogg(data: bytes) -> Iterator[Finding]:
    """Each packet that has a name of comments has none."""
    packets: dict[bytes, bytearray] = {}
    place = 0
    while place < len(data):
        if data[place : place + 4] != b"OggS":
            yield "bytes between pages"
            return
        flags, serial = data[place + 5], data[place + 14 : place + 18]
        lacing = data[place + 27 : place + 27 + data[place + 26]]
        place += 27 + len(lacing)
        if not flags & 1:
            packets.pop(serial, None)
        for size in lacing:
            packets.setdefault(serial, bytearray()).extend(data[place : place + size])
            place += size
            if size < 255 and _has_comments(bytes(packets.pop(serial))):
                yield "comments"
    if any(_has_comments(bytes(rest)) for rest in packets.values()):
        yield "comments"


def _has_comments(packet: bytes) -> bool:
    found = re.match(rb"\x03vorbis|OpusTags|\x81theora", packet)
    return found is not None and packet[found.end() + 4 :].strip(b" \0\1") != b""


_WEBM_WITHIN = frozenset((0x18538067, 0x1549A966, 0x1654AE6B, 0xAE))
_WEBM_TOP = frozenset((0x1A45DFA3, 0x18538067, 0x114D9B74, 0x1549A966, 0x1654AE6B, 0x1F43B675, 0x1C53BB6B))
_WEBM_INFO = frozenset((0x2AD7B1, 0x4489, 0x4D80, 0x5741))
_WEBM_TRACK = frozenset(
    (
        *(0xAE, 0xD7, 0x73C5, 0x83, 0xB9, 0x88, 0x55AA, 0x55AB, 0x55AC, 0x55AD, 0x55AE, 0x55AF, 0x9C, 0x6DE7, 0x6DF8),
        *(0x23E383, 0x234E7A, 0x23314F, 0x537F, 0x55EE, 0x41E4, 0x22B59C, 0x22B59D, 0x86, 0x63A2, 0xAA, 0x6FAB),
        *(0x56AA, 0x56BB, 0x6624, 0xE0, 0xE1, 0xE2, 0x6D80),
    )
)
_WEBM_BLOCKS = frozenset((0xE7, 0x5854, 0xA7, 0xAB, 0xA3, 0xA0, 0xAF))
_WEBM_KNOWN = _WEBM_TOP | _WEBM_INFO | _WEBM_TRACK | _WEBM_BLOCKS | {0xEC}


def _webm(data: bytes) -> Iterator[Finding]:
    place = 0
    while place < len(data):
        long = 9 - data[place].bit_length()
        name = int.from_bytes(data[place : place + long], "big")
        place += long
        width = 9 - data[place].bit_length()
        size = int.from_bytes(data[place : place + width], "big") - (1 << 7 * width)
        place += width
        endless = size == (1 << 7 * width) - 1
        if name not in _WEBM_KNOWN:
            yield f"the element {name:X}"
        if name in _WEBM_WITHIN or endless:
            continue
        body = data[place : place + size]
        if len(body) != size:
            raise IndexError
        if name in {0x4D80, 0x5741, 0xEC} and any(body):
            yield "the name of a program"
        elif name == 0x63A2:
            told = re.search(rb"\x03vorbis(.*)\x05vorbis|\x81theora(.*)\x82theora", body, re.DOTALL)
            if (b"vorbis" in body or b"theora" in body) and not told:
                yield "comments that cannot be found"
            if told and (told[1] or told[2] or b"")[4:].strip(b" \0\1"):
                yield "comments"
        place += size


LOOKS: dict[str, Callable[[bytes], Iterator[Finding]]] = {
    "mp3": _mp3,
    "mp4": _mp4,
    "flac": _flac,
    "ogg": _ogg,
    "webm": _webm,
}
