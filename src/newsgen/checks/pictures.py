"""Pictures: what they say to those who do not see them, and whether anybody shows them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from newsgen.article import Article
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding, shortened
from newsgen.checks.manuscript import Manuscript
from newsgen.checks.phrases import PICTURE_WORDS

_FILE_NAME = re.compile(r"(?i)\S+\.(?:jpe?g|png|gif|webp|avif|svg|tiff?|bmp)")
_CAMERA = re.compile(r"(?i)(?:img|dsc[fn]?|dcim|image|photo|pic|screenshot)[ _-]*[\d _.:-]+(?:at [\d.]+)?|[\d_. -]+")


def poor_alt(manuscript: Manuscript) -> Iterator[Finding]:
    for picture in manuscript.pictures:
        if picture.alt and says_nothing(picture.alt):
            yield _poor(manuscript.path, picture.line, picture.alt)


def poor_alt_of_image(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        if isinstance(document, Article) and document.image is not None and says_nothing(document.image.alt):
            yield _poor(archive.path(document.source), document.image.line, document.image.alt)


def says_nothing(alt: str) -> bool:
    bare = alt.strip(" .!:-_[]()").casefold()
    return bool(alt) and (bare in PICTURE_WORDS or any(pattern.fullmatch(bare) for pattern in (_FILE_NAME, _CAMERA)))


def _poor(path: str, line: int, alt: str) -> Finding:
    message = f'the alternative text "{shortened(alt)}" says nothing of the picture'
    return finding("poor-alt", path, line, message, "write what it shows")


def unused_image(archive: Archive) -> Iterator[Finding]:
    for file in archive.idle_images:
        hint = "delete it, or name it in the text it is for"
        yield finding("unused-image", file, 0, "nothing refers to this image", hint)
