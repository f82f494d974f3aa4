"""Which files go with a document because they lie in its folder.

Whoever puts a file beside a text may mean another text that lies there and is not public. So a file goes with the
folder's index document where a public text names it, or where it lies in that very folder and nothing there or below
is held back, broken or withdrawn. What only texts name that are not public goes with nothing.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from newsgen import permalink
from newsgen.article import Article, Document
from newsgen.config import Config
from newsgen.filetypes import PICTURE_ENDINGS, ending


class Bundles(msgspec.Struct, frozen=True):
    owners: Mapping[str, Document | None]
    """Folders with an index document, and the public one that their files go with; None where none is public."""
    below: Mapping[str, tuple[str, ...]]
    """By the same folders: all files in them, and further below as far as the next such folder."""
    files: Mapping[str, tuple[str, ...]]
    """By the sources of owners: those that go with them."""
    left: Mapping[str, int]
    """By the sources of owners: how many files are left out that no text names, public or not."""

    def owning(self, path: str) -> str | None:
        """The folder of the index document nearest to a file."""
        folder = posixpath.dirname(path)
        while folder and folder not in self.owners:
            folder = posixpath.dirname(folder)
        return folder or None


def gather(
    public: Mapping[str, Document],
    hidden: Collection[str],
    gone: Iterable[str],
    unpublished: Iterable[Document],
    withheld: Collection[str],
    files: Collection[str],
    config: Config,
) -> Bundles:
    """`public` documents by source; `hidden`: sources of all others that there are; `gone`: of some that there were.

    `unpublished` are those documents of `hidden` that could be read; `withheld` are files that are no one's.
    """
    owners: dict[str, Document | None] = {}
    # Nearly all of a large archive lie alone: only the few that own a folder are sorted and taken apart.
    for source in sorted(each for each in (*public, *hidden) if "/index." in each):
        folder, name = posixpath.split(source)
        if name.startswith("index.") and owners.get(folder) is None:
            owners[folder] = public.get(source)
    if not owners:
        return Bundles({}, {}, {}, {})
    shut = set(_folders((*hidden, *gone)))
    secret = {target for document in unpublished for target in targets(document)}.union(withheld)
    below: dict[str, list[str]] = defaultdict(list)
    taken: dict[str, list[str]] = defaultdict(list)
    doubtful: dict[str, Document] = {}
    for path in sorted(files):
        own = folder = posixpath.dirname(path)
        while folder and folder not in owners:
            folder = posixpath.dirname(folder)
        if not folder:
            continue
        below[folder].append(path)
        owner = owners[folder]
        if owner is None:
            continue
        if own == folder and folder not in shut and path not in secret:
            taken[owner.source].append(path)
        else:
            doubtful[path] = owner
    left: Counter[str] = Counter()
    named = _named(public.values(), doubtful) if doubtful else set()
    for path, owner in doubtful.items():
        if path in named:
            taken[owner.source].append(path)
        elif path not in secret and is_served(path, config):
            left[owner.source] += 1
    return Bundles(
        owners=owners,
        below={folder: tuple(paths) for folder, paths in below.items()},
        files={source: tuple(paths) for source, paths in taken.items()},
        left=left,
    )


def targets(document: Document) -> Iterator[str]:
    """What a document links to and shows, as paths below the content folder and as addresses; also what it tells the
    site's own templates, as far as that can be a file's name.
    """
    for link in document.links:
        yield link.target
    if isinstance(document, Article) and document.image is not None:
        yield document.image.target
    if document.extra:
        folder = posixpath.dirname(document.source)
        for text in _texts(document.extra):
            yield posixpath.normpath(posixpath.join(folder, text))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        if "." in value and "\n" not in value:
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def named(documents: Iterable[Document], among: Collection[str]) -> set[str]:
    """Those of the paths or addresses that a document links to or shows."""
    return {target for document in documents for target in targets(document) if target in among}


def is_served(path: str, config: Config) -> bool:
    """Whether files of its kind are published from beside articles."""
    kind = ending(path)
    # SVG is shown as a picture and run as a page: only what was put into static/ on purpose is served.
    if kind in {"svg", "svgz"}:
        return config.html == "trusted"
    return kind in PICTURE_ENDINGS or kind in config.files.allow


def address_of(path: str, owner: Document) -> str:
    """Of a file in the folder of its owner, or below it."""
    name = posixpath.relpath(path, posixpath.dirname(owner.source))
    return permalink.folder_of(owner.address) + permalink.nfc(name)


def _named(documents: Iterable[Document], doubtful: Mapping[str, Document]) -> set[str]:
    """Those of the files that a document names by their path or by their address."""
    paths = {address_of(path, owner): path for path, owner in doubtful.items()}
    paths |= {path: path for path in doubtful}
    found = set()
    for document in documents:
        for target in targets(document):
            plain = permalink.nfc(permalink.without_query(target)) if target.startswith("/") else target
            if plain in paths:
                found.add(paths[plain])
    return found


def _folders(sources: Iterable[str]) -> Iterator[str]:
    """All folders that documents lie in, those around them too."""
    seen: set[str] = set()
    for source in sources:
        folder = posixpath.dirname(source)
        while folder and folder not in seen:
            seen.add(folder)
            yield folder
            folder = posixpath.dirname(folder)
