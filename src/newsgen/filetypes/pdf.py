"""PDF: without author, programs, dates and XMP, and without what pictures in it tell. Needs pikepdf."""

from __future__ import annotations

import base64
import binascii
import io
import logging
import zlib
from typing import Any

from newsgen.filetypes import FileFault, jpeg

_DROPPED = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
_JPEG = frozenset({"/DCTDecode", "/DCT"})
MOST_BYTES = 40_000_000
"""Of a photograph in it, as of one beside an article."""
_PRINT = "print it to a new PDF"


def clean(data: bytes) -> bytes:
    """Raises FileFault for one that is locked, damaged or signed, or has a picture that cannot be cleaned."""
    import pikepdf

    logging.getLogger("pikepdf").setLevel(logging.CRITICAL)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise FileFault("this PDF is locked", "save it without a password, or print it to a new PDF")
            form = pdf.Root.get("/AcroForm")
            if isinstance(form, pikepdf.Dictionary) and int(form.get("/SigFlags", 0)) & 1:
                raise FileFault("this PDF is signed, and cleaning it would break the signature", _PRINT)
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
    except (pikepdf.PdfError, ArithmeticError, AttributeError, RuntimeError, TypeError, ValueError) as error:
        raise FileFault("this PDF is damaged", "open it and save it again as PDF") from error


def _strip(each: Any, pikepdf: Any) -> None:
    if not isinstance(each, pikepdf.Stream | pikepdf.Dictionary):
        return
    for key in _DROPPED:
        if key in each:
            del each[key]
    if not isinstance(each, pikepdf.Stream):
        return
    filters = _listed(each.get("/Filter"), pikepdf)
    if "/JPXDecode" in filters:
        raise FileFault("this PDF has a picture in JPEG 2000, which newsgen cannot clean", _PRINT)
    if not _JPEG.intersection(filters):
        return
    settings = _listed(each.get("/DecodeParms"), pikepdf)
    if "/F" in each or filters[-1] not in _JPEG or any(_told(each) for each in settings[: len(filters) - 1]):
        raise _unclean()
    try:
        photograph = jpeg.read(_unpacked(each.read_raw_bytes(), filters[:-1])).clean
    except FileFault as fault:
        raise _unclean() from fault
    own = settings[-1] if len(settings) == len(filters) and _told(settings[-1]) else None
    each.write(photograph, filter=pikepdf.Name.DCTDecode, decode_parms=own)


def _listed(value: Any, pikepdf: Any) -> list[Any]:
    """Of a value that may be missing, one or several."""
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


def _told(settings: Any) -> bool:
    """Whether a filter is told anything: how a predictor undoes its work, or how a photograph has its colours."""
    return settings is not None and len(settings) > 0


def _unclean() -> FileFault:
    return FileFault("this PDF has a photograph that cannot be cleaned", _PRINT)


def _unpacked(data: bytes, filters: list[Any]) -> bytes:
    """The photograph without the filters that were laid around it (ISO 32000-2, section 7.4)."""
    for each in filters:
        try:
            data = _UNPACK[str(each)](data)
        except (KeyError, ValueError, binascii.Error, zlib.error) as error:
            raise _unclean() from error
    return data


def _hexadecimal(data: bytes) -> bytes:
    digits = b"".join(data.partition(b">")[0].split())
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def _inflated(data: bytes) -> bytes:
    inflate = zlib.decompressobj()
    whole = inflate.decompress(data, MOST_BYTES)
    if not inflate.eof:
        raise _unclean()
    return whole


_UNPACK = {
    "/ASCII85Decode": lambda data: base64.a85decode(data.strip().removeprefix(b"<~").partition(b"~")[0]),
    "/ASCIIHexDecode": _hexadecimal,
    "/FlateDecode": _inflated,
}
