"""JPEG (ITU T.81): only the segments without which the picture cannot be shown are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from newsgen.filetypes import FileFault, cut_off, icc, tiff

_SCAN_END = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""A marker that ends entropy-coded data: neither a stuffed zero nor a restart."""
_FILL = re.compile(rb"\xff+(?=\xff)")
"""Bytes before a marker that stand for nothing (section B.1.1.2)."""
SOS, EOI, DNL = 0xDA, 0xD9, 0xDC
FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive with Huffman codes: what browsers show."""
_TABLES = frozenset({0xC4, 0xDB, 0xDD})
_STRANGE = frozenset({*range(0xC3, 0xD0), DNL, 0xDE, 0xDF}) - _TABLES
"""Frames of other kinds, and what goes with them."""
_ICC = b"ICC_PROFILE\0"


class Jpeg(msgspec.Struct, frozen=True):
    clean: bytes
    width: int
    height: int
    components: int
    orientation: int
    """1 to 8, as Exif has it."""
    colours: bool
    """Whether the colours are those of the file: of a profile that cannot be kept, they would be others."""
    buffered: bool
    """Whether a decoder must hold all of it at once, as of a progressive one."""


def read(data: bytes) -> Jpeg:
    """Raises FileFault for what is cut off, or of a kind that browsers do not show."""
    head: list[bytes] = []
    body: list[bytes] = []
    profile: dict[int, bytes] = {}
    orientation = 1
    frame: tuple[int, int, int] | None = None
    ended = False  # after the last of them
    progressive, scans = False, 0
    for marker, payload, scan in _segments(data):
        ended = marker == EOI
        if marker == 0xE0 and payload[:5] == b"JFIF\0" and len(payload) >= 12:
            # Version, density and its unit; the thumbnail, if any, would follow.
            head = [_segment(0xE0, payload[:12] + b"\0\0")]
        elif marker == 0xE1 and payload[:6] == b"Exif\0\0":
            orientation = tiff.orientation(payload[6:]) or orientation
        elif marker == 0xE2 and payload[:12] == _ICC and len(payload) > 14:
            profile[payload[12]] = payload[14:]
        elif marker == 0xEE and payload[:5] == b"Adobe" and len(payload) >= 12:
            # How colours are stored (0 to 2); version and flags are constants.
            body.append(_segment(0xEE, b"Adobe\0\x64\0\0\0\0" + payload[11:12]))
        elif marker in FRAMES:
            if len(payload) < 6:
                raise cut_off()
            frame = int.from_bytes(payload[3:5], "big"), int.from_bytes(payload[1:3], "big"), payload[5]
            progressive |= marker == 0xC2
            body.append(_segment(marker, payload))
        elif marker in _TABLES:
            body.append(_segment(marker, payload))
        elif marker == SOS:
            scans += 1
            body += [_segment(marker, payload), scan]
        elif marker in _STRANGE:
            raise FileFault("this kind of JPEG is not shown by browsers", "open it and save it again as JPEG")
    if not ended or frame is None:
        raise cut_off()
    kept = icc.kept(b"".join(profile[number] for number in sorted(profile)))
    head += _profile(kept or b"")
    clean = b"\xff\xd8" + b"".join((*head, *body)) + b"\xff\xd9"
    width, height, components = frame
    return Jpeg(clean, width, height, components, orientation, kept is not None, progressive or scans > 1)


def _profile(profile: bytes) -> list[bytes]:
    parts = [profile[at : at + 65_000] for at in range(0, len(profile), 65_000)]
    return [_segment(0xE2, _ICC + bytes((number, len(parts))) + part) for number, part in enumerate(parts, 1)]


def _segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(payload) + 2).to_bytes(2, "big") + payload


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, payload and, after a start of scan, the entropy-coded data."""
    at, size = 2, len(data)
    while at + 1 < size:
        if data[at] != 0xFF:
            raise FileFault("this JPEG is damaged", "open it and save it again as JPEG")
        marker = data[at + 1]
        if marker == 0xFF:  # a filler
            at += 1
            continue
        if marker == EOI:
            yield marker, b"", b""
            return
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if length < 2 or at + 2 + length > size:
            raise cut_off()
        payload = data[at + 4 : at + 2 + length]
        at += 2 + length
        scan = b""
        if marker == SOS:
            end = _SCAN_END.search(data, at)
            if end is None:
                raise cut_off()
            scan = data[at : end.start()]
            if scan.endswith(b"\xff") or b"\xff\xff" in scan:
                scan = _FILL.sub(b"", scan + b"\xff")[:-1]
            at = end.start()
        yield marker, payload, scan
