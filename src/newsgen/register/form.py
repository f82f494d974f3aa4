"""The file `urls.txt`: what a line says, and how one is read and written.

One line an address, its fields divided by tabs, in the order of the addresses:

    address   kind   first recorded   source   mark of the title   mark of the text

The file is text that git merges line by line. Lines may therefore come in any order and twice, and the marks that a
conflict leaves behind are passed over: nothing that a merge does can lose an address.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Literal, get_args

import msgspec

from newsgen.config import REGISTER
from newsgen.errors import Problem
from newsgen.glossary import FILE

HEADER = "# The addresses of this site. newsgen writes this file; keep it with the articles."
PURGED = "purged"

Kind = Literal["article", "page", "former", "alias", "listing", "file", "gone"]
"""A `former` address was a document's own once, as far as is known; an `alias` never was."""

_KINDS: frozenset[str] = frozenset(get_args(Kind))
_CONFLICT = re.compile(r"(<{7}|>{7}|\|{7}|={7})( |$)")


class Entry(msgspec.Struct, frozen=True, order=True, gc=False):
    address: str
    kind: Kind
    since: str = ""
    """When it was first recorded, in UTC: `2026-11-20T12:00:00Z`."""
    source: str = ""
    """Relative to the content folder; empty for what lists many. Of a file, that of the document that it goes with."""
    title: str = ""
    """Mark of the title; as that of the text, only good for comparing."""
    text: str = ""
    """Mark of the text; of a file, of its bytes."""

    def line(self) -> str:
        return f"{self.address}\t{self.kind}\t{self.since}\t{self.source}\t{self.title}\t{self.text}".rstrip("\t")


class Register(msgspec.Struct, frozen=True):
    entries: tuple[Entry, ...] = ()
    """Of one address there may be several."""
    purged: frozenset[str] = frozenset()
    """Keyed hashes of addresses of which nothing else may be kept."""
    strange: tuple[str, ...] = ()
    """Lines that this version cannot read; they are kept as they are."""

    def __len__(self) -> int:
        return len(self.entries)


def parse(text: str) -> tuple[Register, tuple[Problem, ...]]:
    """What a register says, and a warning for each line that cannot be read."""
    entries: list[Entry] = []
    purged: set[str] = set()
    strange: list[str] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        fields = line.rstrip("\r").split("\t")
        if fields[0].startswith("/") and 2 <= len(fields) <= 6 and fields[1] in _KINDS:
            # Addresses that the glossary moved were once written with its name: no document is there to be found.
            if FILE in fields:
                fields = fields[:3]
            entries.append(Entry(*fields))  # type: ignore[arg-type]
        elif fields[0] == PURGED and len(fields) == 2:
            purged.add(fields[1])
        elif line.strip() and not line.startswith("#") and not _CONFLICT.match(line):
            strange.append(line.rstrip("\r"))
            message = "this line is no address with its kind, so it answers for nothing"
            hint = "take the line as it was before from the file's history"
            problems.append(Problem(REGISTER, number, message, hint, severity="warning"))
    return Register(tuple(entries), frozenset(purged), tuple(strange)), tuple(problems)


def text_of(register: Register) -> str:
    lines = [
        HEADER,
        *register.strange,
        *(entry.line() for entry in sorted(register.entries)),
        *(f"{PURGED}\t{each}" for each in sorted(register.purged)),
    ]
    return "\n".join(lines) + "\n"


def hashed(address: str, key: bytes) -> str:
    """What stands for a purged address: without the key it cannot even be guessed and compared."""
    return hmac.new(key, address.encode(), hashlib.sha256).hexdigest()[:32]
