"""Follows every reference of every page of a built site, as a browser and a search engine would."""

from __future__ import annotations

from functools import lru_cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from tests.sites import Site

from newsgen.config import Config

ATTRIBUTES = ("href", "src", "poster", "data", "action", "cite")
PROPERTIES = ("og:url", "og:image")


class References(HTMLParser):
    """What one page refers to, and the ids that others may refer to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self.found += [given[name] for name in ATTRIBUTES if name in given]
        self.found += [part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()]
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.found.append(given["content"].partition("url=")[2])
        if tag == "meta" and given.get("property") in PROPERTIES:
            self.found.append(given["content"])


@lru_cache(maxsize=4096)
def references(text: str) -> References:
    return References(text)


def file_of(output: Path, root: str, path: str) -> Path | None:
    """The file that a static host serves for a path; None for one outside of the site or without a file."""
    if not path.startswith(root):
        return None
    file = output / unquote(path.removeprefix(root))
    if path.endswith("/") or path == root:
        file /= "index.html"
    return file if file.is_file() else None


def faults(site: Site, config: Config) -> list[str]:
    """References of pages that lead nowhere, one sentence each. References to other hosts are not followed."""
    parts = urlsplit(config.base_url)
    host = f"{parts.scheme}://{parts.netloc}"
    found: list[str] = []
    for page in sorted(site.output.rglob("*.html")):
        name = page.relative_to(site.output).as_posix()
        own = host + config.root + name.removesuffix("index.html")
        for reference in references(page.read_text("utf-8")).found:
            target = urlsplit(urljoin(own, reference))
            if f"{target.scheme}://{target.netloc}" != host:
                continue
            file = file_of(site.output, config.root, target.path)
            if file is None:
                found.append(f"{name} refers to {reference}, which is not there")
            elif (
                target.fragment
                and file.suffix == ".html"
                and unquote(target.fragment) not in references(file.read_text("utf-8")).ids
            ):
                found.append(f"{name} refers to {reference}, a part that is not there")
    return found


def internal(site: Site, config: Config) -> list[str]:
    """Every reference of every page that does not name a host, as it is written."""
    return [
        reference
        for page in sorted(site.output.rglob("*.html"))
        for reference in references(page.read_text("utf-8")).found
        if reference and not reference.startswith("#") and not urlsplit(reference).scheme
    ]


def unreachable(site: Site, config: Config) -> list[str]:
    """Pages that no way of links leads to from the home page of a language, by their path in the output folder."""
    waiting = [config.root] + [f"{config.root}{lang}/" for lang in config.all_languages if lang != config.language]
    reached: set[Path] = set()
    while waiting:
        path = waiting.pop()
        file = file_of(site.output, config.root, path)
        if file is None or file in reached:
            continue
        reached.add(file)
        if file.suffix == ".html":
            waiting += [urlsplit(urljoin(path, each)).path for each in _anchors(file.read_text("utf-8"))]
    return sorted(
        page.relative_to(site.output).as_posix() for page in site.output.rglob("*.html") if page not in reached
    )


def _anchors(text: str) -> list[str]:
    return [each for each in references(text).found if not urlsplit(each).scheme]
