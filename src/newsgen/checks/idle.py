"""Images that nothing refers to: neither a text, public or not, nor a template, a style or another setting."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

from newsgen.article import Article, Document
from newsgen.config import FILE_NAME, Config
from newsgen.scan import Found, tree

IMAGES = (".avif", ".bmp", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".tif", ".tiff", ".webp")
_WELL_KNOWN = re.compile(r"(?i)(?:favicon|apple-touch-icon|android-chrome|mstile|safari-pinned-tab|icon)[\w.-]*$")
"""Names that browsers ask for unbidden."""

_NAME = re.compile(r"[\w%.~+@-]+\.\w{2,5}")
_TEXTS = (
    ".css",
    ".htm",
    ".html",
    ".js",
    ".json",
    ".j2",
    ".md",
    ".svg",
    ".txt",
    ".webmanifest",
    ".xml",
    ".yaml",
    ".yml",
)
_LARGE = 2_000_000
"""Bytes from which on a file is not searched for names: it is data."""


def idle_images(
    site: Path,
    config: Config,
    found: Found,
    static: Found,
    documents: Iterable[Document],
    broken: Iterable[str],
    named: Iterable[str],
) -> tuple[str, ...]:
    """As the person knows them. `documents` are all that could be read; `broken` the sources of the others.

    `named` are addresses and names of files by which texts refer to files besides.
    """
    documents = tuple(documents)
    paths = {target for document in documents for target in _targets(document)}
    names = {_name(target) for target in named}
    names |= {_name(target) for target in paths if target.startswith("/") or "{" in target or "%7B" in target}
    names |= {name for document in documents for name in _names_in(document.extra)}
    unknown = {posixpath.dirname(source) for source in broken}
    idle = {
        f"{config.content}/{file.path}": _name(file.path)
        for file in found.files
        if _is_image(file.path) and file.path not in paths and posixpath.dirname(file.path) not in unknown
    }
    idle |= {f"static/{file.path}": _name(file.path) for file in static.files if _is_image(file.path)}
    idle = {path: name for path, name in idle.items() if name not in names}
    # Reading files takes longest, and mostly there is nothing left to look for.
    for found_there in _names_in_files(site, static) if idle else ():
        idle = {path: name for path, name in idle.items() if name not in found_there}
        if not idle:
            break
    return tuple(idle)


def _is_image(path: str) -> bool:
    return path.lower().endswith(IMAGES) and not _WELL_KNOWN.match(posixpath.basename(path))


def _targets(document: Document) -> Iterator[str]:
    for link in document.links:
        yield link.target
    if isinstance(document, Article) and document.image is not None:
        yield document.image.target


def _name(target: str) -> str:
    return unquote(posixpath.basename(target.partition("?")[0].partition("#")[0]))


def _names_in(value: object) -> Iterator[str]:
    """File names in whatever a site's own templates are given."""
    if isinstance(value, str):
        yield from map(unquote, _NAME.findall(value))
    elif isinstance(value, dict):
        for each in value.values():
            yield from _names_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _names_in(each)


def _names_in_files(site: Path, static: Found) -> Iterator[set[str]]:
    templates = site / "templates"
    paths = [site / FILE_NAME]
    paths += [templates / path for path, _ in tree(templates)] if templates.is_dir() else []
    paths += [site / "static" / file.path for file in (*static.files, *static.documents) if file.size < _LARGE]
    for path in paths:
        if path.suffix.lower() in _TEXTS:
            try:
                text = path.read_text("utf-8", errors="replace")
            except OSError:
                continue
            yield {*_names_in(text)}
