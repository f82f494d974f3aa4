"""What a colour profile says beside colours."""

from __future__ import annotations

import struct
from collections.abc import Iterator

Finding = str

_PROFILE_TEXT = frozenset({b"RGB\0", b"\0R\0G\0B", b"none\0"})


def profile_tells(profile: bytes) -> Iterator[Finding]:
    if not profile:
        return
    if any(profile[4:8]) or any(profile[40:64]) or any(profile[80:128]):
        yield "the maker of a profile"
    (count,) = struct.unpack_from(">I", profile, 128)
    spans = [(0, 132 + 12 * count)]
    for number in range(count):
        tag, start, size = struct.unpack_from(">4sII", profile, 132 + 12 * number)
        kind, body = profile[start : start + 4], profile[start + 8 : start + size]
        spans.append((start, start + size))
        if kind in {b"text", b"desc", b"mluc"}:
            said = {b"text": body, b"desc": body[4:8], b"mluc": body[20:]}[kind]
            if said not in _PROFILE_TEXT or len(body) > 86:
                yield "the text of a profile"
        elif kind not in {b"XYZ ", b"curv", b"para", b"sf32"}:
            yield f"the tag {tag.decode('latin-1')} of a profile"
    place = 0
    for start, end in sorted(spans):
        if any(profile[place:start]):
            yield "bytes within a profile"
        place = max(place, end)
    if any(profile[place:]):
        yield "bytes behind a profile"
