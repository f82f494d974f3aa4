"""What becomes of a file that lies beside an article or in `static/`: a record of it, and what that depends on."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from typing import Literal

import msgspec

from newsgen import fingerprint
from newsgen.config import Config, Images
from newsgen.fingerprint import Digest

Use = Literal["", "shown", "card"]
"""Whether a page shows the file as a picture, and whether it stands for an article elsewhere."""

UNCLEANED = "PDF files that may name their author"
"""The cause of a warning."""

RULES = 3
"""Raised when the same file would be made into something else than before."""


class Variant(msgspec.Struct, frozen=True, gc=False):
    """A picture in another size or format."""

    name: str
    """What tells it from the others of its picture: `960.webp`."""
    width: int
    height: int
    digest: Digest
    size: int

    @property
    def format(self) -> str:
        return self.name.rpartition(".")[2]


class Treated(msgspec.Struct, frozen=True, gc=False):
    """What became of a file."""

    key: Digest
    """Of its bytes, of what it is for, and of the settings."""
    kind: str
    """One of `filetypes.TREATED`; empty for a file that is published as it is."""
    digest: Digest
    """Of what is published of it."""
    size: int
    width: int = 0
    """Upright, in pixels; 0 for what is no picture."""
    height: int = 0
    stored: bool = False
    """Whether it had to be written anew: else it can be cleaned again in no time."""
    variants: tuple[Variant, ...] = ()
    card: Variant | None = None
    fault: str = ""
    """Why it cannot be published."""
    unread: bool = False
    """Whether that is because it could not be read, and not because of what is in it."""
    warning: str = ""
    hint: str = ""


class Recipe(msgspec.Struct, frozen=True):
    """All that decides what is made of the bytes of a file."""

    images: Images
    pillow: str
    pikepdf: str
    """Its version; empty where it is not installed."""
    rules: int = RULES

    def key(self, digest: Digest, use: Use, *, beside: bool, named: str) -> Digest:
        """`named` is the ending of its name, which a file must be what it says."""
        return fingerprint.of(self.digest, digest, use, beside, named)

    @property
    def digest(self) -> Digest:
        return _digest_of(self)


@lru_cache(maxsize=4)
def _digest_of(recipe: Recipe) -> Digest:
    return fingerprint.of(recipe)


def recipe(config: Config) -> Recipe:
    from importlib.metadata import version

    return Recipe(config.images, version("pillow"), version("pikepdf") if find_spec("pikepdf") else "")
