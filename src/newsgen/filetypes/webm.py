"""WebM and Matroska (RFC 9559): tags, attachments, titles and dates are blanked where they stand."""

from __future__ import annotations

from newsgen.filetypes import cut_off

_SEGMENT, _INFO, _CLUSTER = 0x18538067, 0x1549A966, 0x1F43B675
_ENTERED = frozenset({_SEGMENT, _INFO})
_VOID = frozenset({0x1254C367, 0x1941A469, 0x7BA9, 0x4461, 0x7384, 0x3C83AB, 0x3E83BB})
"""Tags, attachments, title, date, and names of files."""
_BLANKED = frozenset({0x4D80, 0x5741})
"""The programs that wrote it: these must be there, and may be empty."""


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
        at = end
    if not segments:
        raise cut_off()
    return bytes(edited)


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
