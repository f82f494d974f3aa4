"""Ogg (RFC 3533) with Vorbis, Opus or Theora: the comments are blanked where they stand."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from newsgen.filetypes import FileFault, cut_off

_COMMENTS = (b"\x03vorbis", b"OpusTags", b"\x81theora")
_STREAMS = (b"\x01vorbis", b"OpusHead", b"\x80theora")
_BEGINS = 2
"""The flag of a page that begins a stream: one may follow another, under the same number."""

Span = tuple[int, int]


def clean(data: bytes) -> bytes:
    edited = bytearray(data)
    for spans in _comments(data):
        blank = blanked(b"".join(data[first:after] for first, after in spans))
        at = 0
        for first, after in spans:
            edited[first:after] = blank[at : at + after - first]
            at += after - first
    for start, end, _, _, _ in _pages(data):
        if edited[start:end] != data[start:end]:
            edited[start + 22 : start + 26] = bytes(4)
            edited[start + 22 : start + 26] = _checksum(bytes(edited[start:end])).to_bytes(4, "little")
    return bytes(edited)


def _comments(data: bytes) -> list[list[Span]]:
    """Where the second packet of each stream lies."""
    found: list[list[Span]] = []
    packets: dict[int, int] = {}
    """How many packets of each stream have begun."""
    own: dict[int, list[Span]] = {}
    open_: set[int] = set()
    for _, _, serial, begins, pieces in _pages(data):
        if begins:
            packets[serial] = 0
            open_.discard(serial)
        for first, after, ends in pieces:
            if serial not in open_:
                packets[serial] = packets.get(serial, 0) + 1
                open_.add(serial)
                if packets[serial] == 1 and not data[first:after].startswith(_STREAMS):
                    raise FileFault("this kind of Ogg file cannot be cleaned", "save it as Ogg Vorbis or Opus")
                if packets[serial] == 2:
                    own[serial] = []
                    found.append(own[serial])
            if packets[serial] == 2:
                own[serial].append((first, after))
            if ends:
                open_.discard(serial)
    if not found:
        raise cut_off()
    return found


def blanked(packet: bytes) -> bytes:
    """Comments of the same length: a vendor of spaces, and no others."""
    name = next((name for name in _COMMENTS if packet.startswith(name)), None)
    framing = b"\x01" if name == b"\x03vorbis" else b""
    room = len(packet) - len(name or b"") - 8 - len(framing)
    if name is None or room < 0:
        raise FileFault("this Ogg file is damaged", "save it again")
    return name + room.to_bytes(4, "little") + b" " * room + bytes(4) + framing


def _pages(data: bytes) -> Iterator[tuple[int, int, int, bool, list[tuple[int, int, bool]]]]:
    """Start, end, stream, whether it begins there, and pieces of packets: start, end, whether the packet ends there."""
    at = 0
    while at < len(data):
        if data[at : at + 4] != b"OggS" or at + 27 > len(data):
            raise cut_off()
        lacing = data[at + 27 : at + 27 + data[at + 26]]
        place = at + 27 + len(lacing)
        pieces = []
        begin = place
        for size in lacing:
            place += size
            if size < 255:
                pieces.append((begin, place, True))
                begin = place
        if begin < place:
            pieces.append((begin, place, False))
        if place > len(data):
            raise cut_off()
        yield at, place, int.from_bytes(data[at + 14 : at + 18], "little"), bool(data[at + 5] & _BEGINS), pieces
        at = place


_MIRRORED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def _checksum(page: bytes) -> int:
    """That of zlib with the bits of all bytes the other way round, and no inversion before and behind."""
    value = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{value:032b}"[::-1], 2)
