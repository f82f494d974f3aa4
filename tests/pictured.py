"""A site of one article with pictures beside it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.photographs import drawn, encoded
from tests.sites import Site

ARTICLE = "content/2022-09-28-port/index.md"
FOLDER = "content/2022-09-28-port"
ADDRESS = "/2022/09/28/port/"


def photo(seed: int = 0, width: int = 1000, height: int = 700) -> bytes:
    return encoded(drawn(width, height).rotate(seed), "JPEG", quality=92)


def write(folder: Path, text: str, front: str = "", **pictures: bytes) -> Site:
    """A site with one article, and pictures beside it."""
    site = Site(folder)
    site.write(ARTICLE, f"---\ntitle: Port\n{front}\n---\n{text}\n")
    for name, data in pictures.items():
        site.write(f"{FOLDER}/{name}.jpg", data)
    return site


def shown(site: Site, address: str = ADDRESS) -> str:
    return site.page(address).partition('<div class="text">')[2].partition("</article>")[0]


def images(html: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) for tag in re.findall(r"<img [^>]*>", html)]


def store(site: Site) -> list[str]:
    return sorted(path.name for path in (site.folder / ".newsgen" / "pictures").rglob("*") if path.is_file())
