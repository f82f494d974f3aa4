"""Colour profiles (ICC.1): what they say of colours is kept, what they say of a device or a person is not."""

from __future__ import annotations

import struct

_HEADER = struct.Struct(">4x4xI4s4s4s")
"""Version, class, colour space, connection space."""
_MATRIX = (b"wtpt", b"chad", b"rXYZ", b"gXYZ", b"bXYZ", b"rTRC", b"gTRC", b"bTRC")
_GREY = (b"wtpt", b"chad", b"kTRC")
_TYPES = frozenset({b"XYZ ", b"curv", b"para", b"sf32"})
MAX_SIZE = 1 << 20
"""Bytes of a profile of matrices and curves: they have a few hundred, or some thousands with curves as tables."""

_SRGB = {b"rXYZ": (0.4361, 0.2225, 0.0139), b"gXYZ": (0.3851, 0.7169, 0.0971), b"bXYZ": (0.1431, 0.0606, 0.7141)}
"""The colorants of sRGB as seen under D50."""
_NEAR = 0.002


def kept(profile: bytes) -> bytes | None:
    """What is kept of a profile: nothing of one that says what is taken for granted; None where it cannot be kept."""
    return b"" if not profile or is_srgb(profile) else neutral(profile)


def neutral(profile: bytes) -> bytes | None:
    """A profile of the same colours with nothing else in it; None for one that is not of matrices and curves.

    All that names a maker, a device, a time or an owner is replaced by constants.
    """
    tags = _tags(profile)
    if tags is None:
        return None
    version, _, space, connection = _HEADER.unpack_from(profile)
    wanted = {b"RGB ": _MATRIX, b"GRAY": _GREY}.get(space)
    if wanted is None or connection != b"XYZ ":
        return None
    needed = {tag for tag in wanted if tag != b"chad"}
    if not needed <= tags.keys() or any(tags[tag][:4] not in _TYPES for tag in wanted if tag in tags):
        return None
    text = _text_v4 if version >> 24 >= 4 else _text_v2
    bodies = {tag: text(tag) for tag in (b"desc", b"cprt")}
    for tag in wanted:
        if tag in tags:
            body = _trimmed(tags[tag])
            if body is None:
                return None
            bodies[tag] = body
    return _written(bodies, version & 0xFFF00000, space)


def is_srgb(profile: bytes) -> bool:
    """Whether it describes sRGB, which a picture without a profile is taken to be in."""
    tags = _tags(profile)
    if tags is None or b"rTRC" not in tags:
        return False
    for tag, expected in _SRGB.items():
        body = tags.get(tag, b"")
        if body[:4] != b"XYZ " or len(body) < 20:
            return False
        if any(abs(a / 65536 - b) > _NEAR for a, b in zip(struct.unpack(">3i", body[8:20]), expected, strict=True)):
            return False
    return _is_srgb_curve(tags[b"rTRC"])


def _is_srgb_curve(body: bytes) -> bool:
    """By its value at half: 0.2140 for sRGB, 0.2176 for a plain power of 2.2."""
    if body[:4] == b"para" and len(body) >= 16:
        kind, gamma = struct.unpack(">H2xi", body[8:16])
        return kind in {3, 4} and bool(abs(gamma / 65536 - 2.4) < 0.001)
    if body[:4] == b"curv" and len(body) >= 12:
        count = struct.unpack(">I", body[8:12])[0]
        if count >= 256 and len(body) >= 12 + 2 * count:
            middle = struct.unpack(">H", body[12 + 2 * (count // 2) : 14 + 2 * (count // 2)])[0]
            return bool(abs(middle / 65535 - ((count // 2 / (count - 1) + 0.055) / 1.055) ** 2.4) < 0.001)
    return False


def _tags(profile: bytes) -> dict[bytes, bytes] | None:
    """By signature; None for what is no profile."""
    if not 132 <= len(profile) <= MAX_SIZE or profile[36:40] != b"acsp":
        return None
    count = struct.unpack(">I", profile[128:132])[0]
    if count > 100 or len(profile) < 132 + 12 * count:
        return None
    found = {}
    for number in range(count):
        tag, offset, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        if offset + size > len(profile):
            return None
        found[tag] = profile[offset : offset + size]
    return found


def _trimmed(body: bytes) -> bytes | None:
    """A value without what may stand behind its end."""
    kind = body[:4]
    if kind == b"XYZ ":
        size = 20
    elif kind == b"sf32":
        size = 44
    elif kind == b"curv" and len(body) >= 12:
        size = 12 + 2 * int.from_bytes(body[8:12], "big")
    elif kind == b"para" and len(body) >= 12 and body[9] < 5:
        size = 12 + 4 * (1, 3, 4, 5, 7)[body[9]]
    else:
        return None
    return kind + bytes(4) + body[8:size] if len(body) >= size else None


def _text_v2(tag: bytes) -> bytes:
    if tag == b"cprt":
        return b"text\0\0\0\0none\0"
    return b"desc\0\0\0\0" + struct.pack(">I", 4) + b"RGB\0" + bytes(4 + 4 + 2 + 1 + 67)


def _text_v4(_: bytes) -> bytes:
    return b"mluc\0\0\0\0" + struct.pack(">II2s2sII", 1, 12, b"en", b"US", 6, 28) + "RGB".encode("utf-16-be")


def _written(bodies: dict[bytes, bytes], version: int, space: bytes) -> bytes:
    table, data = b"", b""
    begin = 132 + 12 * len(bodies)
    places: dict[bytes, int] = {}
    for tag, body in bodies.items():
        if body not in places:
            places[body] = begin + len(data)
            data += body + bytes(-len(body) % 4)
        table += struct.pack(">4sII", tag, places[body], len(body))
    size = begin + len(data)
    header = struct.pack(">I4xI4s4s4s", size, version, b"mntr", space, b"XYZ ")
    header += struct.pack(">6H", 2000, 1, 1, 0, 0, 0) + b"acsp" + bytes(24 + 4)
    header += struct.pack(">3i", 63190, 65536, 54061)  # D50, as section 7.2.16 has it
    return header + bytes(128 - len(header)) + struct.pack(">I", len(bodies)) + table + data
