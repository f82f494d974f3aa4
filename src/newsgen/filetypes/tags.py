"""Tags that programs for music lay around sound, whatever its format: ID3, APE, Lyrics3."""

from __future__ import annotations

from newsgen.filetypes import id3_end, id3_size

_OLD = 128
"""Bytes of an ID3v1 tag; the enhanced one before it has 227."""
_ENHANCED = 227
_MOST_LYRICS = 5_120
"""Of the first version of Lyrics3, which has no length."""


def sound(data: bytes) -> tuple[int, int]:
    """Where the sound begins and ends."""
    start, end = id3_end(data), len(data)
    while (shorter := _without_last(data, end)) < end:
        end = shorter
    return start, end


def _without_last(data: bytes, end: int) -> int:
    """Where the file ends without the tag at its end."""
    if end >= _OLD and data[end - _OLD : end - _OLD + 3] == b"TAG":
        enhanced = end - _OLD - _ENHANCED
        return enhanced if enhanced >= 0 and data[enhanced : enhanced + 4] == b"TAG+" else end - _OLD
    if end >= 32 and data[end - 32 : end - 24] == b"APETAGEX":
        size = int.from_bytes(data[end - 20 : end - 16], "little")
        flags = int.from_bytes(data[end - 12 : end - 8], "little")
        return max(0, end - size - (32 if flags >> 31 else 0)) if size >= 32 else end - 32
    if end >= 15 and data[end - 9 : end] == b"LYRICS200" and data[end - 15 : end - 9].isdigit():
        return max(0, end - 15 - int(data[end - 15 : end - 9]))
    if data[max(0, end - 9) : end] == b"LYRICSEND":
        return max(0, data.rfind(b"LYRICSBEGIN", max(0, end - _MOST_LYRICS), end))
    if end >= 20 and data[end - 10 : end - 7] == b"3DI":
        # An ID3v2.4 tag behind the sound: its footer says how long it is without header and footer.
        return max(0, end - 20 - id3_size(data, end - 4))
    return end
