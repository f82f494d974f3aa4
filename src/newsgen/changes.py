"""What a build changes for readers, as a value: the pages that it adds, changes, moves and takes away."""

from __future__ import annotations

from typing import Literal

import msgspec

from newsgen.article import Moment
from newsgen.gate import Held

Basis = Literal["build", "register", "nothing"]


class Told(msgspec.Struct, frozen=True, order=True):
    """A public page, as a list of changes names it."""

    address: str
    title: str
    lang: str
    date: Moment | None = None
    """None for an undated page."""


class Lead(msgspec.Struct, frozen=True, order=True):
    """An address that leads to another one from now on."""

    address: str
    target: str


class Changes(msgspec.Struct, frozen=True):
    basis: Basis
    """What is compared with: the pages of the build before, the register's addresses, or nothing."""
    new: tuple[Told, ...] = ()
    changed: tuple[Told, ...] = ()
    retracted: tuple[Told, ...] = ()
    withdrawn: tuple[str, ...] = ()
    """Addresses of pages that are no more, and lead nowhere."""
    leads: tuple[Lead, ...] = ()
    anew: int = 0
    """Pages that are made again for nothing but a setting or a template."""
    others: int = 0
    """Other files that change with them."""
    held: tuple[Held, ...] = ()

    @property
    def nothing(self) -> bool:
        """Whether readers see what they saw before."""
        return not (self.new or self.changed or self.retracted or self.withdrawn or self.leads or self.anew)
