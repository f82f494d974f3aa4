"""Bytes of a source file to text: UTF-8, with line feeds."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

_MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_UTF8_MARK = "\ufeff"
_SAVE = "save the file as UTF-8"
_SAVE_TEXT = 'save its text as "Plain text, UTF-8" under the same name'
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")
"""How documents of Word, LibreOffice and Pages begin, whatever they are called."""

# In windows-1251 the letters of a Cyrillic word are all bytes from 0xC0 up, or one of these.
_CYRILLIC_EXTRAS = frozenset(b"\xa8\xb8\xb2\xb3\xaa\xba\xaf\xbf\x8a\x9a\xa3\xbc\xbd\xbe")


class DecodingFault(ValueError):
    """Bytes that are not text in UTF-8."""

    def __init__(self, line: int, message: str, hint: str) -> None:
        super().__init__(line, message, hint)
        self.line = line
        """Of the first byte that is not understood, from 1."""
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"line {self.line}: {self.message}"


def decode(data: bytes) -> str:
    """The text, without byte order mark, each line ended by a line feed. Raises DecodingFault."""
    if data.startswith(_PACKED):
        raise DecodingFault(1, f"{_kind_of(data)} is not a text file", _SAVE_TEXT)
    if b"\0" in data or data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        raise _not_utf8(data)
    try:
        text = data.decode()
    except UnicodeDecodeError as fault:
        raise _foreign(data, fault.start) from None
    if b"\r" in data:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix(_UTF8_MARK)


def lines_below(folder: Path) -> Callable[[str], list[str]]:
    """What gives the lines of a file below the folder by its path, for messages; none where it cannot be read.

    The files asked for last are kept.
    """

    @lru_cache(maxsize=64)
    def lines(path: str) -> list[str]:
        try:
            return decode((folder / path).read_bytes()).split("\n")
        except (OSError, DecodingFault):
            return []

    return lines


def _line(data: bytes, position: int) -> int:
    before = data[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return 1 + before.count(b"\n")


def _kind_of(data: bytes) -> str:
    if data.startswith(b"{"):
        return "a document in Rich Text"
    if b"opendocument" in data[:256]:
        return "a LibreOffice document"
    if b"Index/Document.iwa" in data:
        return "a Pages document"
    return "a Word document" if b"word/" in data or data[:1] == b"\xd0" else "a packed file"


def _not_utf8(data: bytes) -> DecodingFault:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return DecodingFault(1, f"the file is in {name}", _SAVE)
    # Text of European scripts in UTF-16 has a zero in nearly every other byte, in UTF-32 in two of four or more.
    head = data[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if min(even, odd) > half * 0.4:
        return DecodingFault(1, "the file seems to be in UTF-32", _SAVE)
    if max(even, odd) > half * 0.4:
        return DecodingFault(1, "the file seems to be in UTF-16", _SAVE)
    line = _line(data, data.index(b"\0"))
    return DecodingFault(line, "a zero byte: this is not a text file, or it is damaged", "restore it from a copy")


def _foreign(data: bytes, position: int) -> DecodingFault:
    guess = _guess(data)
    hint = f"{_SAVE}; it seems to be in {guess}" if guess else _SAVE
    word = data[position : position + 16].split(b"\n")[0].decode(guess or "latin-1", "replace")
    shown = f' ("{word.strip()}" in {guess})' if guess and word.strip() else ""
    return DecodingFault(_line(data, position), f"the file is not in UTF-8: byte {data[position]:02X}{shown}", hint)


def _guess(data: bytes) -> str:
    """`windows-1251` for bytes that come in long words, as Cyrillic does; `windows-1252` for single ones."""
    high = [byte for byte in data if byte > 0x7F]
    letters = sum(byte >= 0xC0 or byte in _CYRILLIC_EXTRAS for byte in high)
    neighbours = sum(a > 0x7F and b > 0x7F for a, b in pairwise(data))
    if letters > 0.8 * len(high) and neighbours > 0.5 * len(high):
        return "windows-1251"
    try:
        data.decode("windows-1252")
    except UnicodeDecodeError:
        return ""
    return "windows-1252"
