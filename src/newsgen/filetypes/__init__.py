"""Formats of files that are published beside text: what a file truly is, and the file without what it tells in secret.

One module a format. Each takes the bytes of a file and returns those that may be published, with the pixels, the sound
or the text as they were; `inspection` looks at the result again, in ways of its own.
"""

from __future__ import annotations

import re

from newsgen.errors import NewsgenError

PICTURES = frozenset({"jpeg", "png", "webp", "avif", "gif", "tiff"})
"""Kinds that are cleaned, and shown as pictures."""

RECORDINGS = frozenset({"mp4", "mp3", "wav", "flac", "webm", "ogg"})

TREATED = PICTURES | RECORDINGS | {"pdf"}
"""Kinds that are not published as they are."""

PICTURE_ENDINGS = frozenset({"jpg", "jpeg", "jpe", "jfif", "png", "webp", "avif", "gif", "tif", "tiff"})
AUDIO_ENDINGS = frozenset({"mp3", "m4a", "ogg", "oga", "opus", "wav", "flac"})
VIDEO_ENDINGS = frozenset({"mp4", "m4v", "mov", "webm", "ogv"})

_EXPECTED = {
    **dict.fromkeys(PICTURE_ENDINGS, PICTURES),
    **dict.fromkeys(("mp4", "m4v", "mov", "m4a"), frozenset({"mp4"})),
    **dict.fromkeys(("ogg", "oga", "opus", "ogv"), frozenset({"ogg"})),
    **{kind: frozenset({kind}) for kind in ("mp3", "wav", "flac", "webm", "pdf")},
}
"""What a file with an ending must be. A picture may be of another kind of picture: browsers look at the bytes too."""

TREATED_ENDINGS = frozenset(_EXPECTED)
"""Of files that are not published as they are."""

_TEXTS = frozenset({"csv", "json", "srt", "tsv", "txt", "vtt"})
_MP3_FRAME = re.compile(rb"\xff[\xe2-\xe5\xf2-\xf5\xfa-\xfd][\x10-\xeb]")
"""Layers II and III, with a bit rate; text in UTF-16 begins much like it."""
_ID3 = re.compile(rb"ID3[\x02-\x04]")
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_BRANDS = {b"avif": "avif", b"avis": "avif", **dict.fromkeys(_HEIF, "heif")}
_FORMS = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi", b"AIFF": "aiff", b"AIFC": "aiff"}
_HEADS = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "bigtiff"),
    (b"MM\0+", "bigtiff"),
    (b"\0\0\0\x0cJXL \r\n\x87\n", "jxl"),
    (b"\xff\x0a", "jxl"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jp2"),
    (b"\xff\x4f\xff\x51", "jp2"),
    (b"RF64", "rf64"),
    (b"BW64", "rf64"),
    (b"caff\0\1", "caf"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"\x1a\x45\xdf\xa3", "webm"),
    (b"BM", "bmp"),
    (b"8BPS", "psd"),
    (b"PK\x03\x04", "zip"),
    (b"\xd0\xcf\x11\xe0", "office"),
)
_SHOWN = {"bmp": "BMP", "office": "old Office file"}
_MOVIE = frozenset({b"moov", b"mdat", b"wide", b"skip", b"free", b"pnot", b"uuid"})
"""What QuickTime begins with, before there was `ftyp` and where a camera leaves it out."""
_PDF = re.compile(rb"%PDF-\d")
_PDF_WITHIN = 1024
"""Bytes: readers of PDF look for its beginning so far into a file."""
_PICTURE_HINT, _SOUND_HINT = "save it as JPEG or PNG", "save it as WAV or MP3"
_UNCLEANED = {
    "heif": ("picture", "HEIC", "save it as JPEG"),
    "bigtiff": ("picture", "BigTIFF", _PICTURE_HINT),
    "psd": ("picture", "Photoshop's own form", _PICTURE_HINT),
    "bmp": ("picture", "BMP", _PICTURE_HINT),
    "jxl": ("picture", "JPEG XL", _PICTURE_HINT),
    "jp2": ("picture", "JPEG 2000", _PICTURE_HINT),
    "rf64": ("recording", "RF64", _SOUND_HINT),
    "aiff": ("recording", "AIFF", _SOUND_HINT),
    "caf": ("recording", "Apple's Core Audio", _SOUND_HINT),
    "avi": ("recording", "AVI", "save it as MP4"),
    "asf": ("recording", "Windows Media", "save it as MP4 or MP3"),
}
"""Kinds that tell as much as those that are cleaned, and are not: what each is, its name, and what to do."""


class FileFault(NewsgenError):
    """A file that cannot be published, and what to do about it."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return self.message


def cut_off() -> FileFault:
    return FileFault("this file is cut off before its end", "copy it here again")


def damaged() -> FileFault:
    return FileFault("this file is damaged", "open it and save it again, or copy it here anew")


def ending(path: str) -> str:
    """The letters after the last full stop of a file's name, in lower case."""
    name = path.rpartition("/")[2]
    return name.rpartition(".")[2].lower() if "." in name else ""


def kind_of(data: bytes) -> str:
    """What a file is, by its beginning; empty for text and for what is not known."""
    if data[4:8] == b"ftyp" and data[:2] == b"\0\0":
        return _BRANDS.get(data[8:12], "mp4")
    if data[:4] in {b"RIFF", b"FORM"}:
        return _FORMS.get(data[8:12], "")
    # A size before the name, of any four bytes: a text in which such a word stands there has no bytes as low.
    if data[4:8] in _MOVIE and (min(data[:4]) < 9 or b"\0" in data[:_PDF_WITHIN]):
        return "mp4"
    if kind := next((kind for magic, kind in _HEADS if data.startswith(magic)), ""):
        # Text may begin with the two letters of a bitmap.
        return "" if kind == "bmp" and data[6:10] != bytes(4) else kind
    if _ID3.match(data):
        return "flac" if data.startswith(b"fLaC", id3_end(data)) else "mp3"
    if _MP3_FRAME.match(data):
        return "mp3"
    return "pdf" if _PDF.search(data, 0, _PDF_WITHIN + 6) else ""


def id3_end(data: bytes) -> int:
    """Where what follows the ID3v2 tags at the beginning begins."""
    at = 0
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        at += 10 + id3_size(data, at + 6) + (10 if data[at + 5] & 0x10 else 0)
    return at


def id3_size(data: bytes, at: int) -> int:
    """A number of four bytes, of which the highest bits are not used (ID3v2.4.0, section 6.2)."""
    size = 0
    for byte in data[at : at + 4]:
        size = size << 7 | byte & 0x7F
    return size


def check_kind(path: str, kind: str, head: bytes, *, beside: bool) -> None:
    """Raises FileFault for a picture or a recording of a kind that is not cleaned, and for what a name only promises.

    `beside` an article a file that says it is text must be text.
    """
    named = ending(path)
    expected = _EXPECTED.get(named)
    if kind in _UNCLEANED:
        what, shown, hint = _UNCLEANED[kind]
        why = "browsers do not show" if what == "picture" else "newsgen cannot clean"
        raise FileFault(f"this {what} is in {shown}, which {why}", hint)
    if expected is None:
        if beside and named in _TEXTS and kind not in TREATED and (kind or not _is_text(head)):
            raise FileFault(f"this file is named .{named} and holds no text", "save it again as text")
    elif kind not in expected:
        told = f"and is a {_SHOWN.get(kind) or kind.upper()}" if kind else f"and is no {_what(named)}"
        raise FileFault(f"this file is named .{named} {told}", _hint(named))


def _is_text(head: bytes) -> bool:
    return b"\0" not in head or head[:2] in {b"\xff\xfe", b"\xfe\xff"}


def _what(named: str) -> str:
    if named in PICTURE_ENDINGS:
        return "picture"
    if named in AUDIO_ENDINGS | VIDEO_ENDINGS:
        return "recording"
    return f"{named.upper()} file"


def _hint(named: str) -> str:
    return "save it as JPEG or PNG" if named in PICTURE_ENDINGS else f"save it as {named.upper()} again"
