"""A second look at a file that was cleaned, before it moves into place: is anything in it that should be gone?

It shares no code with what cleans, so that a fault there does not hide itself. Everything that it does not know as
harmless is told, and no file with anything to tell is published.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator

from newsgen.filetypes.inspection import avif, pdf, pictures, recordings
from newsgen.filetypes.inspection.profiles import Finding

_TRACES = (b"http://ns.adobe.com/xap/", b"<x:xmpmeta", b"Photoshop 3.0\0", b"Exif\0\0", b"MPF\0MM", b"MPF\0II")
"""Beginnings of what tells, wherever they stand."""

_LOOKS: dict[str, Callable[[bytes], Iterator[Finding]]] = {
    **pictures.LOOKS,
    "avif": avif.look,
    "pdf": pdf.look,
    **recordings.LOOKS,
}


def findings(data: bytes, kind: str) -> tuple[Finding, ...]:
    """What a cleaned file of a kind still holds; nothing for a good one."""
    found = [f"the text {trace.decode('latin-1')!r}" for trace in _TRACES if trace in data]
    look = _LOOKS.get(kind)
    try:
        found += look(data) if look else ()
    except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError, struct.error, zlib.error):
        found.append("what cannot be followed to its end")
    return tuple(found)
