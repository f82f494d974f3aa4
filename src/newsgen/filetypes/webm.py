"""WebM and Matroska (RFC 9559): all but what is needed to play it is blanked where it stands."""

from __future__ import annotations

from newsgen.filetypes import cut_off, damaged, ogg

_SEGMENT, _INFO, _TRACKS, _TRACK, _CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0xAE, 0x1F43B675
_PRIVATE = 0x63A2
"""What the decoder of a track is told; Vorbis keeps its comments there."""
_ENTERED = frozenset({_SEGMENT, _INFO, _TRACKS, _TRACK})
_VOID = frozenset(
    (
        *(0x1254C367, 0x1941A469, 0x1043A770),  # tags, attachments, chapters
        *(0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB, 0x73A4, 0x3CB923, 0x3EB923, 0x4444),  # of the whole: title,
        # date, names of files, and numbers by which a file is known among others
        *(0x536E, 0x258688, 0x3A9697, 0x3B4040, 0x26B240, 0x7446),  # of a track: its name, and notes on its codec
        0xBF,  # checksums of what is no more as it was
    )
)
_BLANKED = frozenset({0x4D80, 0x5741, 0xEC})
"""The programs that wrote it, which must be there and may be empty; and what programs left of what they took out."""


def clean(data: bytes) -> bytes:
    edited = bytearray(data)
    at, segments = 0, 0
    while at < len(data):
        name, inside = _number(data, at, keep_mark=True)
        size, start = _number(data, inside)
        unknown = size == (1 << 7 * (start - inside)) - 1
        segments += name == _SEGMENT
        # One without a length goes on until an element that cannot be in it: what is in it is then read in a row.
        if name in _ENTERED or (unknown and name == _CLUSTER):
            at = start
            continue
        end = start + size
        if end > len(data) or unknown:
            raise cut_off()
        if name in _VOID:
            edited[at:end] = _void(end - at)
        elif name in _BLANKED:
            edited[start:end] = bytes(size)
        elif name == _PRIVATE:
            edited[start:end] = _without_comments(data[start:end])
        at = end
    if not segments:
        raise cut_off()
    return bytes(edited)


def _without_comments(private: bytes) -> bytes:
    """Of Vorbis and Theora, whose three packets stand one behind another (RFC 9559, section 5.1.4.1.1)."""
    for name, next_ in ((b"\x03vorbis", b"\x05vorbis"), (b"\x81theora", b"\x82theora")):
        if name[1:] in private:
            start, end = private.find(name), private.rfind(next_)
            if not 0 <= start < end:
                raise damaged()
            private = private[:start] + ogg.blanked(private[start:end]) + private[end:]
    return private


def _number(data: bytes, at: int, *, keep_mark: bool = False) -> tuple[int, int]:
    """A number of variable length (RFC 8794, section 4), and where it ends."""
    if at >= len(data) or not data[at]:
        raise cut_off()
    length = 9 - data[at].bit_length()
    value = int.from_bytes(data[at : at + length], "big")
    if at + length > len(data):
        raise cut_off()
    return (value if keep_mark else value & (1 << 7 * length) - 1), at + length


def _void(size: int) -> bytes:
    """An element of that size which says nothing."""
    if size < 9:
        return b"\xec" + bytes([0x80 | size - 2]) + bytes(size - 2)
    return b"\xec" + ((1 << 56) | size - 9).to_bytes(8, "big") + bytes(size - 9)
