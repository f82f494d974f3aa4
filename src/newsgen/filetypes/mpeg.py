"""MP3: the frames of sound, without the tags before, behind and between them."""

from __future__ import annotations

import re

from newsgen.filetypes import FileFault, cut_off, id3_size, tags

_FRAME = re.compile(rb"\xff[\xe2-\xe5\xf2-\xf5\xfa-\xfd][\x10-\xeb]")
"""Layers II and III, with a bit rate: what has none cannot be followed."""
_RATES = {
    (1, 2): (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    (1, 3): (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    (2, 0): (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Kilobits a second, by version and layer; in version 2 both layers have the same."""
_SAMPLES = (44_100, 48_000, 32_000)
_TAGS = (b"ID3", b"TAG", b"APETAGEX", b"LYRICSBEGIN")
"""What stands between files that were joined."""


def clean(data: bytes) -> bytes:
    """The frames alone. One behind which nothing known begins may be part of something else, and is left out."""
    start, end = tags.sound(data)
    if start >= end:
        raise cut_off()
    kept = []
    strange = 0
    at = start
    while first := _FRAME.search(data, at, end):
        strange += first.start() - at
        begin = at = last = first.start()
        while (size := _size(data, at)) and at + size <= end:
            last, at = at, at + size
        sure = at if at == end or size or data.startswith(_TAGS, at) else last
        kept.append(data[begin:sure])
        strange += at - sure
        if data.startswith(b"ID3", at):
            at += 10 + id3_size(data, at + 6)
        elif at == begin:
            at, strange = at + 1, strange + 1
    sound = sum(map(len, kept))
    if sound < strange or not sound:
        raise FileFault("this MP3 file is damaged", "save it as MP3 again")
    return b"".join(kept)


def _size(data: bytes, at: int) -> int:
    """Bytes of the frame there; 0 where there is none."""
    if not _FRAME.match(data, at):
        return 0
    second, third = data[at + 1], data[at + 2]
    if third & 0x0C == 0x0C:
        return 0
    first, layer = second & 0x18 == 0x18, 4 - (second >> 1 & 3)
    kilobits = _RATES[(1, layer) if first else (2, 0)][third >> 4]
    samples = _SAMPLES[third >> 2 & 3] >> (0 if first else 1 if second & 0x10 else 2)
    return (144 if first or layer == 2 else 72) * kilobits * 1000 // samples + (third >> 1 & 1)
