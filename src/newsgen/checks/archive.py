"""A whole archive as its rules see it: what is public and what is to come, and what stands at which address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

import msgspec

from newsgen import permalink
from newsgen.article import Article, Document, Link
from newsgen.config import Config
from newsgen.gate import Reason
from newsgen.glossary import Glossary

_TELLING = 8
"""Letters of a name from which on it is hardly anybody else's."""


class Place(msgspec.Struct, frozen=True, gc=False):
    """What stands at an address of the site."""

    path: str
    """Relative to the output folder."""
    leads_to: str = ""
    """The address to which a former one leads on."""
    withdrawn: bool = False


class Archive(msgspec.Struct, frozen=True, dict=True):
    config: Config
    now: dt.datetime
    glossary: Glossary
    documents: tuple[Document, ...]
    """Those whose text is shown, or will be, oldest first; pages behind the articles."""
    held: Mapping[str, Reason]
    """Sources of those among them that are not public, and why."""
    places: Mapping[str, Place]
    """What is published, by path."""
    own_addresses: Mapping[str, tuple[Link, ...]]
    """By source: links that name the site by its whole address."""
    lengths: Mapping[str, int]
    """By source: letters that readers read."""
    idle_images: tuple[str, ...]
    """Image files that nothing refers to, as the person knows them."""

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        return tuple(document for document in self.documents if isinstance(document, Article))

    @cached_property
    def by_source(self) -> dict[str, Document]:
        return {document.source: document for document in self.documents}

    def path(self, source: str) -> str:
        """The document's file as the person knows it."""
        return f"{self.config.content}/{source}"

    def is_held(self, source: str) -> bool:
        return source in self.held

    def answer(self, address: str) -> Place | None:
        """What a host sends for an address from the site's root; a folder's own page also without its last slash."""
        path = permalink.output_path(address)
        return self.places.get(path) or self.places.get(f"{path}/index.html")

    def at(self, path: str) -> Document | None:
        """The public document at a path."""
        return self._by_path.get(path)

    def held_at(self, address: str) -> str:
        """The source of what is not public yet and will stand at an address; else nothing."""
        path = permalink.output_path(address)
        return self._held_by_path.get(path) or self._held_by_path.get(f"{path}/index.html", "")

    def nearest(self, address: str) -> str:
        """The one address that ends as this one does; else nothing."""
        return self._by_last_step.get(_last_step(address), "")

    @cached_property
    def _by_path(self) -> dict[str, Document]:
        public = (document for document in self.documents if document.source not in self.held)
        return {permalink.output_path(document.address): document for document in public}

    @cached_property
    def _held_by_path(self) -> dict[str, str]:
        held = (document for document in self.documents if document.source in self.held)
        return {permalink.output_path(document.address): document.source for document in held}

    @cached_property
    def _by_last_step(self) -> dict[str, str]:
        """Names that only one address ends in: those of years and months end many."""
        found: dict[str, str] = {}
        for path, place in self.places.items():
            if place.leads_to or place.withdrawn:
                continue
            address = permalink.address_of(path)
            step = _last_step(address)
            found[step] = "" if step in found or len(step) < _TELLING or step.isdigit() else address
        return found


def _last_step(address: str) -> str:
    step = address.rstrip("/").rpartition("/")[2]
    return permalink.collision_key(step.removesuffix(".html").removesuffix(".htm"))
