"""GIF89a: frames, their timing, and how often they repeat; no comments, no other extensions."""

from __future__ import annotations

import msgspec

from newsgen.filetypes import FileFault, cut_off, damaged

_CONTROL, _APPLICATION = 0xF9, 0xFF
_REPEATS = (b"\x0bNETSCAPE2.0\3", b"\x0bANIMEXTS1.0\3")


class Gif(msgspec.Struct, frozen=True):
    clean: bytes
    frames: int


def read(data: bytes) -> Gif:
    at = 13 + _table(data, 10)
    kept = [data[:at]]
    control = b""
    frames = 0
    while True:
        if at >= len(data):
            raise cut_off()
        mark = data[at]
        if mark == 0x3B:
            break
        if mark == 0x2C:
            end = _blocks_end(data, at + 10 + _table(data, at + 9) + 1)
            kept += [control, data[at:end]]
            control = b""
            frames += 1
        elif mark == 0x21:
            end = _blocks_end(data, at + 2)
            label = data[at + 1 : at + 2]
            if label == bytes([_CONTROL]):
                if data[at + 2] != 4:
                    raise damaged()
                control = data[at : at + 7] + b"\0"
            elif label == bytes([_APPLICATION]) and data[at + 2 : at + 15] in _REPEATS:
                # Of its data only the first block says how often; another could say anything.
                kept.append(data[at : at + 14] + b"\x03\x01" + data[at + 16 : at + 18] + b"\0")
        elif mark == 0:
            end = at + 1  # some writers leave such a byte between blocks
        else:
            raise FileFault("this GIF is damaged", "open it and save it again")
        at = end
    if not frames:
        raise cut_off()
    return Gif(b"".join((*kept, b"\x3b")), frames)


def _table(data: bytes, flags: int) -> int:
    """Bytes of the colour table that these flags announce."""
    if flags >= len(data):
        raise cut_off()
    return 3 << (data[flags] & 7) + 1 if data[flags] & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    if at >= len(data):
        raise cut_off()
    return at + 1
