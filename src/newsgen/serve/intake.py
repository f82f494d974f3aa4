"""What a change to one file of a site asks for. It looks at the file's place and kind; its text is read by others."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from enum import IntEnum
from pathlib import Path

from newsgen.article import Source
from newsgen.config import FILE_NAME, REGISTER
from newsgen.filetypes import TREATED_ENDINGS, ending
from newsgen.glossary import FILE as TERMS
from newsgen.purged import KEY_FILE
from newsgen.scan import LEFTOVERS, is_stray
from newsgen.serve.shelf import STATIC, TEMPLATES, Shelf
from newsgen.templating import ASSETS
from newsgen.views import Copy
from newsgen.wording import FILE as WORDS


class Due(IntEnum):
    """What has to be done for a change; the higher includes the lower."""

    NOTHING = 0
    """It is not the site's."""
    SHOWING = 1
    """Pages may look different, and that is all."""
    PLANNING = 2
    LOOKING = 3
    """Files came or went, or settings changed."""
    BEGINNING = 4
    """Nothing is known yet, or not of these settings."""


def asked(path: str, site: Path, content: str, known: Shelf | None, assets: Mapping[str, Copy]) -> Due | Source:
    """For the file at a path relative to the site; a known source that is there is to be read, and is returned.

    `content` is the folder with the articles; `assets` are those of the theme that are shown, by path.
    """
    if path == FILE_NAME:
        return Due.LOOKING
    if path in {REGISTER, KEY_FILE, WORDS, TEMPLATES}:
        return Due.PLANNING
    folder, _, inside = path.partition("/")
    if folder == TEMPLATES:
        shown = assets.get(inside)
        cleaned = shown is not None and shown.kind
        new = inside.startswith(f"{ASSETS}/") and (shown is None or _status(site / path) is None)
        return Due.PLANNING if new or cleaned else Due.SHOWING
    if not f"{path}/".startswith((f"{content}/", f"{STATIC}/")):
        return Due.NOTHING
    if known is None or path in {content, STATIC, f"{content}/{TERMS}"}:
        return Due.LOOKING
    if folder == STATIC:
        return _of_file(path, site, known, is_known=inside in known.static)
    inside = path.removeprefix(f"{content}/")
    if inside not in known.sources:
        return _of_file(path, site, known, is_known=inside in known.files)
    status = _status(site / path)
    return Source(inside, status.st_size, status.st_mtime_ns, status.st_ctime_ns) if status else Due.LOOKING


def _of_file(path: str, site: Path, known: Shelf, *, is_known: bool) -> Due:
    """For what is copied, or may be new."""
    name = path.rpartition("/")[2]
    if name.endswith(LEFTOVERS) or any(map(is_stray, path.split("/"))):
        return Due.NOTHING
    if name.startswith(".") and not path.startswith(f"{STATIC}/"):
        return Due.NOTHING
    if is_known:
        plain = _status(site / path) is not None and ending(name) not in TREATED_ENDINGS
        return Due.SHOWING if plain else Due.LOOKING
    # Some editors try out whether they may write by a file that is gone at once.
    return Due.LOOKING if os.path.lexists(site / path) or _was_folder(path, known) else Due.NOTHING


def _was_folder(path: str, known: Shelf) -> bool:
    below = f"{path}/"
    folders = ((known.config.content, known.sources), (known.config.content, known.files), (STATIC, known.static))
    return any(f"{folder}/{name}".startswith(below) for folder, names in folders for name in names)


def _status(file: Path) -> os.stat_result | None:
    """None for what is no plain file: a link, or what is gone."""
    with suppress(OSError):
        status = file.lstat()
        return status if stat.S_ISREG(status.st_mode) else None
    return None
