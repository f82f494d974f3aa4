"""MP3: the frames of sound, without the tags before and behind them."""

from __future__ import annotations

import re

from newsgen.filetypes import FileFault, cut_off

_FRAME = re.compile(rb"\xff[\xe2-\xe5\xf2-\xf5\xfa-\xfd]")


def clean(data: bytes) -> bytes:
    start, end = 0, len(data)
    while data[start : start + 3] == b"ID3" and start + 10 <= end:
        size = 0
        for byte in data[start + 6 : start + 10]:
            size = size << 7 | byte & 0x7F
        start += 10 + size + (10 if data[start + 5] & 0x10 else 0)
    while (shorter := _without_tag(data, end)) < end:
        end = shorter
    if start >= end:
        raise cut_off()
    first = _FRAME.search(data, start, min(end, start + 65_536))
    if first is None or any(data[start : first.start()]):
        raise FileFault("this MP3 file is damaged", "save it as MP3 again")
    return data[first.start() : end]


def _without_tag(data: bytes, end: int) -> int:
    """Where the file ends without the tag at its end."""
    if data[max(0, end - 128) : end][:3] == b"TAG" and end >= 128:
        enhanced = end - 128 - 227
        return enhanced if enhanced >= 0 and data[enhanced : enhanced + 4] == b"TAG+" else end - 128
    if end >= 32 and data[end - 32 : end - 24] == b"APETAGEX":
        size = int.from_bytes(data[end - 20 : end - 16], "little")
        flags = int.from_bytes(data[end - 12 : end - 8], "little")
        return max(0, end - size - (32 if flags >> 31 else 0)) if size >= 32 else end - 32
    if end >= 15 and data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        return max(0, end - 15 - int(data[end - 15 : end - 9]))
    return end
