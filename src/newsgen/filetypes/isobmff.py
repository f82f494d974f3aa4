"""MP4, M4A and QuickTime (ISO/IEC 14496-12): what tells of places, times and people is blanked where it stands.

Nothing moves, because tables within the file name places of sound and pictures by their distance from its beginning.
"""

from __future__ import annotations

from collections.abc import Iterator

from newsgen.filetypes import FileFault, cut_off, damaged

_KEPT = {
    b"": frozenset((b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"ssix", b"pdin")),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex", b"iods")),
    b"trak": frozenset((b"tkhd", b"edts", b"mdia", b"tref", b"tapt", b"load")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    b"moof": frozenset((b"mfhd", b"traf")),
}
"""What is kept within each box; all else becomes free space."""

_TIMED = frozenset({b"mvhd", b"tkhd", b"mdhd"})
_SHOWN = frozenset({b"vide", b"soun", b"subt", b"sbtl", b"text", b"clcp", b"tmcd"})
"""Tracks that a viewer sees or hears. Others hold, a moment each, where the camera was."""


def clean(data: bytes) -> bytes:
    edited = bytearray(data)
    _visit(edited, b"", 0, len(edited))
    if b"moov" not in {kind for kind, _, _, _ in _boxes(edited, 0, len(edited))}:
        raise cut_off()
    return bytes(edited)


def _boxes(data: bytearray, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Kind, start, start of its contents, end."""
    while at + 8 <= end:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), bytes(data[at + 4 : at + 8]), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = end - at
        if size < head or at + size > end:
            if at and not any(data[at:end]):
                return  # QuickTime ends a list of boxes with zeros
            raise cut_off()
        yield kind, at, at + head, at + size
        at += size


def _visit(data: bytearray, parent: bytes, start: int, end: int) -> None:
    kept = _KEPT[parent]
    for kind, at, inside, after in list(_boxes(data, start, end)):
        if kind not in kept:
            data[at + 4 : at + 8] = b"free"
            data[inside:after] = bytes(after - inside)
        elif kind in _KEPT:
            _visit(data, kind, inside, after)
        elif kind in _TIMED:
            # Created and modified, in 4 bytes each or, in version 1, in 8.
            size = 16 if after > inside and data[inside] == 1 else 8
            if after - inside < 4 + size:
                raise damaged()
            data[inside + 4 : inside + 4 + size] = bytes(size)
        elif kind == b"hdlr":
            if after - inside < 24:
                raise damaged()
            if parent == b"mdia" and bytes(data[inside + 8 : inside + 12]) not in _SHOWN:
                raise FileFault(
                    "this video has a track that is neither picture nor sound, where cameras note places",
                    "take it out: ffmpeg -i in.mp4 -map 0:v -map 0:a? -map_metadata -1 -c copy out.mp4",
                )
            data[inside + 24 : after] = bytes(after - inside - 24)
