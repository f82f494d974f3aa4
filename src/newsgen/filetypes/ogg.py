"""Ogg (RFC 3533) with Vorbis, Opus or Theora: the comments are blanked where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from newsgen.filetypes import FileFault, cut_off

_COMMENTS = (b"\x03vorbis", b"OpusTags", b"\x81theora")
_STREAMS = (b"\x01vorbis", b"OpusHead", b"\x80theora")


def clean(data: bytes) -> bytes:
    edited = bytearray(data)
    packets: dict[int, int] = {}
    """How many packets of each stream have begun."""
    comments: dict[int, list[int]] = {}
    """The places of the bytes of each stream's second packet."""
    open_: set[int] = set(packets)
    touched: list[tuple[int, int]] = []
    for start, end, serial, pieces in _pages(data):
        for first, after, ends in pieces:
            if serial not in open_:
                packets[serial] = packets.get(serial, 0) + 1
                open_.add(serial)
                if packets[serial] == 1 and not data[first:after].startswith(_STREAMS):
                    raise FileFault("this kind of Ogg file cannot be cleaned", "save it as Ogg Vorbis or Opus")
            if packets[serial] == 2:
                comments.setdefault(serial, []).extend(range(first, after))
                touched.append((start, end))
            if ends:
                open_.discard(serial)
    if not comments:
        raise cut_off()
    for places in comments.values():
        _blank(edited, places)
    for start, end in dict.fromkeys(touched):
        edited[start + 22 : start + 26] = bytes(4)
        edited[start + 22 : start + 26] = _checksum(bytes(edited[start:end])).to_bytes(4, "little")
    return bytes(edited)


def _blank(data: bytearray, places: list[int]) -> None:
    """Comments of the same length: a vendor of spaces, and no others."""
    packet = bytes(data[place] for place in places)
    name = next((name for name in _COMMENTS if packet.startswith(name)), None)
    if name is None or len(packet) < len(name) + 9:
        raise FileFault("this Ogg file is damaged", "save it again")
    framing = b"\x01" if name == b"\x03vorbis" else b""
    room = len(packet) - len(name) - 8 - len(framing)
    blank = name + room.to_bytes(4, "little") + b" " * room + bytes(4) + framing
    for place, byte in zip(places, blank, strict=True):
        data[place] = byte


def _pages(data: bytes) -> Iterator[tuple[int, int, int, list[tuple[int, int, bool]]]]:
    """Start, end, stream, and pieces of packets: start, end, and whether the packet ends there."""
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
        yield at, place, int.from_bytes(data[at + 14 : at + 18], "little"), pieces
        at = place


@lru_cache(maxsize=1)
def _table() -> tuple[int, ...]:
    table = []
    for byte in range(256):
        value = byte << 24
        for _ in range(8):
            value = (value << 1 ^ (0x04C11DB7 if value & 0x80000000 else 0)) & 0xFFFFFFFF
        table.append(value)
    return tuple(table)


def _checksum(page: bytes) -> int:
    table, value = _table(), 0
    for byte in page:
        value = (value << 8 & 0xFFFFFFFF) ^ table[value >> 24 ^ byte]
    return value
