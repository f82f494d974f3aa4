"""RIFF: WebP pictures and WAVE recordings without the chunks that tell of more."""

from __future__ import annotations

import struct
from collections.abc import Iterator

import msgspec

from newsgen.filetypes import FileFault, cut_off, damaged, icc, tiff

WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"})
FRAME_KEPT = frozenset({b"VP8 ", b"VP8L", b"ALPH"})
WAVE_KEPT = frozenset({b"fmt ", b"fact", b"data"})
_ICC_FLAG, _EXIF_FLAG, _XMP_FLAG = 0x20, 0x08, 0x04
_FRAME_HEADER = 16


class Webp(msgspec.Struct, frozen=True):
    clean: bytes
    orientation: int
    animated: bool
    lossless: bool
    colours: bool
    """As in `jpeg.Jpeg`."""


def webp(data: bytes) -> Webp:
    kept: list[tuple[bytes, bytes]] = []
    orientation = 1
    colours = True
    for kind, body in _chunks(data, 12, _end(data)):
        if kind == b"EXIF":
            orientation = tiff.orientation(body.removeprefix(b"Exif\0\0")) or orientation
        elif kind == b"ICCP":
            neutral = icc.kept(body)
            colours &= neutral is not None
            if neutral:
                kept.append((kind, neutral))
        elif kind == b"ANMF":
            frame = body[:_FRAME_HEADER] + b"".join(
                _chunk(*inner) for inner in _chunks(body, _FRAME_HEADER, len(body)) if inner[0] in FRAME_KEPT
            )
            kept.append((kind, frame))
        elif kind in WEBP_KEPT:
            kept.append((kind, body))
    kinds = {kind for kind, _ in kept}
    if not kinds & {b"VP8 ", b"VP8L", b"ANMF"}:
        raise FileFault("this WebP file holds no picture", "open it and save it again")
    flags = (_ICC_FLAG if b"ICCP" in kinds else 0, 0xFF ^ (_ICC_FLAG | _EXIF_FLAG | _XMP_FLAG))
    if any(kind == b"VP8X" and len(body) < 10 for kind, body in kept):
        raise damaged()
    chunks = [
        (kind, bytes([body[0] & flags[1] | flags[0]]) + body[1:10]) if kind == b"VP8X" else (kind, body)
        for kind, body in kept
    ]
    return Webp(_riff(b"WEBP", chunks), orientation, b"ANMF" in kinds, b"VP8L" in kinds, colours)


def wave(data: bytes) -> bytes:
    chunks = [(kind, body) for kind, body in _chunks(data, 12, _end(data)) if kind in WAVE_KEPT]
    if not any(kind == b"data" for kind, _ in chunks):
        raise cut_off()
    return _riff(b"WAVE", chunks)


def _end(data: bytes) -> int:
    end = 8 + int(struct.unpack_from("<I", data, 4)[0])
    if end > len(data) + 1:  # some writers leave the last byte of padding out
        raise cut_off()
    return min(end, len(data))


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    while at + 8 <= end:
        kind, size = struct.unpack_from("<4sI", data, at)
        if at + 8 + size > end:
            raise cut_off()
        yield kind, data[at + 8 : at + 8 + size]
        at += 8 + size + size % 2


def _chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)


def _riff(form: bytes, chunks: list[tuple[bytes, bytes]]) -> bytes:
    body = form + b"".join(_chunk(*each) for each in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body
