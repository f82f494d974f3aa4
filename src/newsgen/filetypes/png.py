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


_COLOURS = frozenset((b"cICP", b"sRGB", b"gAMA", b"cHRM"))
_CICP_SRGB = b"\x01\x0d"
_GAMMA_SRGB = 45_455
_PLACES_SRGB = (31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000)
"""Of white, red, green and blue."""
_NEAR = 0.05
_MOST_PROFILE = 1 << 24
"""Bytes: profiles of printers with tables have some millions."""
_STEP = 1 << 18


class Png(msgspec.Struct, frozen=True):
    clean: bytes
    width: int
    height: int
    orientation: int
    animated: bool
    colours: bool
    """As in `jpeg.Jpeg`."""
    profile: bytes
    """As it came, for a picture that is written anew."""
    own: bytes
    """The chunks by which its colours are other than those of sRGB, without a profile."""


def read(data: bytes) -> Png:
    kept = [data[:8]]
    width = height = 0
    orientation = 1
    animated = ended = False
    colours = True
    profile = b""
    told: dict[bytes, bytes] = {}
    for kind, body in _chunks(data):
        if kind == b"IHDR" and len(body) == 13:
            width, height = struct.unpack_from(">II", body)
        if kind == b"acTL" and any(each[4:8] == b"IDAT" for each in kept):
            continue  # behind the picture it announces nothing
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
            if kind in _COLOURS:
                told[kind] = body
    if not ended:
        raise cut_off()
    if not width or not height:
        raise FileFault("this PNG is damaged", "open it and save it again as PNG")
    own = b"".join(_chunk(*each) for each in told.items()) if _own_colours(told, with_profile=bool(profile)) else b""
    return Png(b"".join(kept), width, height, orientation, animated, colours, profile, own)


def _own_colours(told: dict[bytes, bytes], *, with_profile: bool) -> bool:
    """Whether a browser shows the picture otherwise than as sRGB, by a chunk that is no profile.

    The one first named here counts: cICP, a profile, sRGB, then gAMA and cHRM (PNG, third edition, section 13.14).
    """
    if b"cICP" in told:
        return told[b"cICP"][:2] != _CICP_SRGB
    if with_profile or b"sRGB" in told:
        return False
    gamma, places = told.get(b"gAMA", b""), told.get(b"cHRM", b"")
    if len(gamma) == 4 and abs(int.from_bytes(gamma, "big") / _GAMMA_SRGB - 1) > _NEAR:
        return True
    return len(places) == 32 and any(
        abs(one / other - 1) > _NEAR for one, other in zip(struct.unpack(">8I", places), _PLACES_SRGB, strict=True)
    )


def trimmed(data: bytes) -> bytes:
    """A cleaned one without what its chunks hold behind the end of the picture's own data.

    It takes as long as to decode it: its size must have been judged. What is damaged stays, for others to tell.
    """
    chunks = list(_chunks(data))
    packed = b"".join(body for kind, body in chunks if kind == b"IDAT")
    width, height = struct.unpack_from(">II", data, 16)
    left = _stream_end(packed, 16 * (width + 1) * (height + 1))
    if left == len(packed):
        return data
    kept = [data[:8]]
    for kind, body in chunks:
        if kind != b"IDAT":
            kept.append(_chunk(kind, body))
        elif left:
            kept.append(_chunk(kind, body[:left]))
            left -= min(left, len(body))
    return b"".join(kept)


def _stream_end(packed: bytes, most: int) -> int:
    """Where the compressed data ends; its own end where that is not found, or beyond so many bytes of what it holds."""
    inflate, left = zlib.decompressobj(), packed
    try:
        while not inflate.eof and most > 0:
            got = len(inflate.decompress(left, _STEP))
            left = inflate.unconsumed_tail
            most -= got
            if not got and not left:
                break
    except zlib.error:
        return len(packed)
    return len(packed) - len(inflate.unused_data)


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
        return zlib.decompressobj().decompress(body.partition(b"\0")[2][1:], _MOST_PROFILE)
    except zlib.error:
        return b""
