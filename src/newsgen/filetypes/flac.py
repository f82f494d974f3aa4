"""FLAC (RFC 9639): the stream and its seek table, without the tags that some programs lay around it."""

from __future__ import annotations

from newsgen.filetypes import cut_off, damaged, tags

_STREAM_INFO, _SEEK_TABLE = 0, 3
_LAST = 0x80


def clean(data: bytes) -> bytes:
    start, behind = tags.sound(data)
    kept: list[tuple[int, bytes]] = []
    at = start + 4
    last = False
    while not last:
        if at + 4 > behind:
            raise cut_off()
        kind, last = data[at] & 0x7F, bool(data[at] & _LAST)
        end = at + 4 + int.from_bytes(data[at + 1 : at + 4], "big")
        if kind in {_STREAM_INFO, _SEEK_TABLE}:
            kept.append((kind, data[at + 1 : end]))
        at = end
    if not kept or at > behind:
        raise cut_off()
    if at < behind and (data[at] != 0xFF or data[at + 1 : at + 2] not in {b"\xf8", b"\xf9"}):
        raise damaged()  # no frame begins there (section 9.1.1)
    blocks = [
        bytes([kind | (_LAST if number == len(kept) else 0)]) + body for number, (kind, body) in enumerate(kept, 1)
    ]
    return b"".join((b"fLaC", *blocks, data[at:behind]))
