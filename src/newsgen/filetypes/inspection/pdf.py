"""The second look at PDF documents: the whole is opened again."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from newsgen.filetypes.inspection.pictures import LOOKS
from newsgen.filetypes.inspection.profiles import Finding


def look(data: bytes) -> Iterator[Finding]:
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data)) as document:
            if "/Info" in document.trailer:
                yield "the names of an author or a program"
            for each in document.objects:
                if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                    yield from (f"the part {key}" for key in ("/Metadata", "/PieceInfo", "/Thumb") if key in each)
                if isinstance(each, pikepdf.Stream):
                    yield from _pdf_stream(each, str(each.get("/Filter")))
    except pikepdf.PdfError:
        yield "what cannot be followed to its end"


def _pdf_stream(stream: Any, filters: str) -> Iterator[Finding]:
    """`filters` is one or several as text."""
    if stream.get("/Type") == "/Metadata" or "JPX" in filters:
        yield "a part that tells"
    elif "DCT" in filters:
        photograph = stream.read_raw_bytes()
        if filters != "/DCTDecode":
            yield "a photograph within other filters"
        yield from LOOKS["jpeg"](photograph)
