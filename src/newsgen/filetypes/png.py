"""PNG (ISO/IEC 15948): the picture, its colours, its animation; no text, no time, no Exif, no chunk unknown."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import msgspec

from newsgen.filetypes import FileFault, cut_off, icc, tiff

KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs", b"cICP")
) | {b"acTL", b"fcTL", b"fdAT"}


class Png(msgspec.Struct, frozen=True):
    clean: bytes
    width: int
    height: int
    orientation: int
    animated: bool
    colours: bool
    """As in `jpeg.Jpeg`."""


def read(data: bytes) -> Png:
    kept = [data[:8]]
    width = height = 0
    orientation = 1
    animated = ended = False
    colours = True
    for kind, body in _chunks(data):
        if kind == b"IHDR" and len(body) == 13:
            width, height = struct.unpack_from(">II", body)
        animated |= kind == b"acTL"
        if kind == b"eXIf":
            orientation = tiff.orientation(body) or orientation
        elif kind == b"iCCP":
            profile = _profile(body)
            neutral = icc.kept(profile)
            colours &= neutral is not None
            if neutral:
                kept.append(_chunk(b"iCCP", b"ICC\0\0" + zlib.compress(neutral, 9)))
            elif neutral is not None:
                kept.append(_chunk(b"sRGB", b"\0"))
        elif kind == b"IEND":
            kept.append(_chunk(kind, b""))
            ended = True
            break
        elif kind in KEPT:
            kept.append(_chunk(kind, body))
    if not ended:
        raise cut_off()
    if not width or not height:
        raise FileFault("this PNG is damaged", "open it and save it again as PNG")
    return Png(b"".join(kept), width, height, orientation, animated, colours)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(body, zlib.crc32(kind)))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if at + 12 + length > len(data):
            raise cut_off()
        body = data[at + 8 : at + 8 + length]
        if zlib.crc32(body, zlib.crc32(kind)) != struct.unpack_from(">I", data, at + 8 + length)[0]:
            raise FileFault("this PNG is damaged", "open it and save it again as PNG")
        yield kind, body
        at += 12 + length


def _profile(body: bytes) -> bytes:
    """The profile of an iCCP chunk; nothing for one that is damaged or too large."""
    try:
        return zlib.decompressobj().decompress(body.partition(b"\0")[2][1:], icc.MAX_SIZE)
    except zlib.error:
        return b""
