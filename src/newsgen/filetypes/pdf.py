"""PDF: without author, programs, dates and XMP, and without what pictures in it tell. Needs pikepdf."""

from __future__ import annotations

import io
import logging
from typing import Any

from newsgen.filetypes import FileFault, jpeg

_DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")


def clean(data: bytes) -> bytes:
    """Raises FileFault for one that is locked, damaged or signed."""
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.ERROR)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise FileFault("this PDF is locked", "save it without a password, or print it to a new PDF")
            form = pdf.Root.get("/AcroForm")
            if isinstance(form, pikepdf.Dictionary) and int(form.get("/SigFlags", 0)) & 1:
                raise FileFault(
                    "this PDF is signed, and cleaning it would break the signature", "print it to a new PDF"
                )
            if "/Info" in pdf.trailer:
                del pdf.trailer["/Info"]
            for each in pdf.objects:
                _strip(each, pikepdf)
            written = io.BytesIO()
            pdf.save(
                written,
                deterministic_id=True,
                fix_metadata_version=False,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
            )
            return written.getvalue()
    except pikepdf.PasswordError:
        raise FileFault("this PDF is locked", "save it without a password, or print it to a new PDF") from None
    except (pikepdf.PdfError, ValueError, RuntimeError, TypeError) as error:
        raise FileFault("this PDF is damaged", "open it and save it again as PDF") from error


def _strip(each: Any, pikepdf: Any) -> None:
    if isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
        for key in _DROPPED:
            if key in each:
                del each[key]
    if isinstance(each, pikepdf.Stream) and each.get("/Filter") == pikepdf.Name.DCTDecode:
        try:
            cleaned = jpeg.read(each.read_raw_bytes()).clean
        except FileFault:
            return  # not as a page of the web would need it; its reader may show it all the same
        each.write(cleaned, filter=pikepdf.Name.DCTDecode)
