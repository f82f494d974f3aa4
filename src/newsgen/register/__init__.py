"""The register of addresses, `urls.txt`: every address that was ever published, and how to find what moved from it."""

from __future__ import annotations

from newsgen.register.form import Entry, Kind, Register, hashed, parse, text_of
from newsgen.register.heirs import mark, marks, renamed, vanished
from newsgen.register.identity import identities
from newsgen.register.listings import Forward, Remnant
from newsgen.register.recording import Answer, record
from newsgen.register.succession import Strayed, Succession, accidental, succeed

__all__ = [
    "Answer",
    "Entry",
    "Forward",
    "Kind",
    "Register",
    "Remnant",
    "Strayed",
    "Succession",
    "accidental",
    "hashed",
    "identities",
    "mark",
    "marks",
    "parse",
    "record",
    "renamed",
    "succeed",
    "text_of",
    "vanished",
]
