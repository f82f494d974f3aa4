"""MP4, M4A and QuickTime (ISO/IEC 14496-12): what tells of places, times and people is blanked where it stands.

Nothing moves, because tables within the file name places of sound and pictures by their distance from its beginning.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from newsgen.filetypes import FileFault, cut_off, damaged

_KEPT = {
    b"": frozenset((b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"pdin")),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex", b"iods")),
    b"trak": frozenset((b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"load")),
    b"tref": frozenset((b"chap", b"cdsc", b"subt", b"font", b"sync", b"folw", b"forc", b"fall", b"dpnd", b"auxl")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    b"minf": frozenset((b"vmhd", b"smhd", b"sthd", b"nmhd", b"gmhd", b"hdlr", b"dinf", b"stbl")),
    b"dinf": frozenset((b"dref",)),
    b"stbl": frozenset(
        (
            *(b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss", b"stps"),
            *(b"stsh", b"sdtp", b"stdp", b"padb", b"subs", b"sgpd", b"sbgp", b"saiz", b"saio"),
        )
    ),
    b"moof": frozenset((b"mfhd", b"traf")),
}
"""What is kept within each box; all else becomes free space."""

_TIMED = {b"mvhd": (100, 112), b"tkhd": (84, 96), b"mdhd": (24, 36)}
"""Boxes with times, and how long their contents are in either version; nothing more is read."""
_SHOWN = frozenset({b"vide", b"soun", b"subt", b"sbtl", b"text", b"clcp"})
"""Tracks that a viewer sees or hears. Others hold, a moment each, where the camera was."""
_VENDOR, _COMPRESSOR, _VIDEO_ENTRY = slice(20, 24), slice(50, 82), 86
"""Within the description of a video track's pictures: who wrote it, with what or on which camera; and its length."""
_CAMERA = bytes.fromhex("17ee8c60f84d11d98cd60800200c9a66") + b"MDPM"
"""How cameras note model, time and place between the pictures themselves, as a message of H.264."""


def clean(data: bytes) -> bytes:
    if _CAMERA in data:
        raise FileFault(
            "this video has notes of the camera between its pictures, with times and places",
            "take them out: ffmpeg -i in.mp4 -map_metadata -1 -c copy -bsf:v filter_units=remove_types=6 out.mp4",
        )
    edited = bytearray(data)
    for each in _timecode_tracks(edited):
        _free(edited, *each)
    _visit(edited, b"", 0, len(edited))
    if b"moov" not in {kind for kind, _, _, _ in _boxes(edited, 0, len(edited))}:
        raise cut_off()
    if len(edited) != len(data):
        raise damaged()
    return bytes(edited)


def _boxes(data: bytearray, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, start, start of its contents, end."""
    outermost = at == 0
    while at + 8 <= end:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0 and outermost:
            size = end - at
        if size < head or at + size > end:
            if at and not any(data[at:end]):
                return  # QuickTime ends a list of boxes with zeros
            raise cut_off()
        yield kind, at, at + head, at + size
        at += size


def _within(data: bytearray, at: int, end: int, *path: bytes) -> Iterator[tuple[int, int, int]]:
    """Start, start of its contents and end of each box on this path."""
    for kind, start, inside, after in list(_boxes(data, at, end)):
        if kind == path[0]:
            if len(path) == 1:
                yield start, inside, after
            else:
                yield from _within(data, inside, after, *path[1:])


def _free(data: bytearray, at: int, inside: int, after: int) -> None:
    data[at + 4 : at + 8] = b"free"
    data[inside:after] = bytes(after - inside)


def _timecode_tracks(data: bytearray) -> Iterator[tuple[int, int, int]]:
    """Of what time a camera's clock showed, and of which reel: nobody sees them. Their samples are blanked."""
    for each in _within(data, 0, len(data), b"moov", b"trak"):
        _, start, end = each
        if any(data[at + 8 : at + 12] == b"tmcd" for _, at, _ in _within(data, start, end, b"mdia", b"hdlr")):
            table = (b"mdia", b"minf", b"stbl")
            sizes = [data[at + 4 : after] for _, at, after in _within(data, start, end, *table, b"stsz")]
            each_size, count = struct.unpack_from(">II", sizes[0]) if sizes and len(sizes[0]) >= 8 else (4, 1)
            places = [*_places(data, start, end, b"stco", 4), *_places(data, start, end, b"co64", 8)]
            length = (each_size or 4) * (count if len(places) == 1 else 1)
            for _, first, last in _within(data, 0, len(data), b"mdat"):
                for place in places:
                    if first <= place < last:
                        size = min(length, last - place)
                        data[place : place + size] = bytes(size)
            yield each


def _places(data: bytearray, start: int, end: int, kind: bytes, width: int) -> Iterator[int]:
    """Where the samples of a track lie."""
    for _, at, after in _within(data, start, end, b"mdia", b"minf", b"stbl", kind):
        for place in range(at + 8, after - width + 1, width):
            yield int.from_bytes(data[place : place + width], "big")


def _visit(data: bytearray, parent: bytes, start: int, end: int) -> None:
    kept = _KEPT[parent]
    for kind, at, inside, after in list(_boxes(data, start, end)):
        if kind == b"cmov":
            raise FileFault("this video has a compressed header, as old QuickTime had", "save it as MP4 again")
        if kind not in kept:
            _free(data, at, inside, after)
        elif kind in _KEPT:
            _visit(data, kind, inside, after)
        elif kind in _TIMED:
            # Created and modified, in 4 bytes each or, in version 1, in 8.
            later = after > inside and data[inside] == 1
            _blank(data, inside + 4, inside + (20 if later else 12), after)
            _blank(data, min(inside + _TIMED[kind][later], after), after, after)
        elif kind == b"hdlr":
            _blank(data, inside + 24, after, after)
            if parent == b"mdia" and bytes(data[inside + 8 : inside + 12]) not in _SHOWN:
                raise FileFault(
                    "this video has a track that is neither picture nor sound, where cameras note places",
                    "take it out: ffmpeg -i in.mp4 -map 0:v -map 0:a? -map_metadata -1 -c copy out.mp4",
                )
        elif kind == b"dref":
            _references(data, inside, after)
    if parent == b"mdia":
        _descriptions(data, start, end)


def _descriptions(data: bytearray, start: int, end: int) -> None:
    """Of the pictures of a video track: their programs and cameras."""
    if all(data[at + 8 : at + 12] != b"vide" for _, at, _ in _within(data, start, end, b"hdlr")):
        return
    for _, inside, after in _within(data, start, end, b"minf", b"stbl", b"stsd"):
        for _, at, _, behind in list(_boxes(data, inside + 8, after)):
            if behind - at < _VIDEO_ENTRY:
                raise damaged()
            for part in (_VENDOR, _COMPRESSOR):
                _blank(data, at + part.start, at + part.stop, behind)


def _blank(data: bytearray, start: int, end: int, most: int) -> None:
    if not start <= end <= most:
        raise damaged()
    data[start:end] = bytes(end - start)


def _references(data: bytearray, inside: int, after: int) -> None:
    """Where the samples are: in this file, and no word of where it lay on a computer."""
    for _, _, own, behind in list(_boxes(data, inside + 8, after)):
        here = behind - own >= 4 and data[own + 3] & 1
        if not here and any(data[own + 4 : behind]):
            raise FileFault("this video has its pictures or its sound in another file", "save it as MP4 again")
        _blank(data, own + 4, behind, behind)
