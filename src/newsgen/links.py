"""What the links of a document lead to, once it is known which documents and files are public."""

from __future__ import annotations

import dataclasses
import difflib
import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec

from newsgen import permalink
from newsgen.article import Article, Document, Link, Page
from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.gate import Gate, Retracted

Published = Article | Page | Retracted

MANY = 5_000
"""Names beyond which a near one is no longer looked for: that takes a second for each dead link."""


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """The links of one document, followed."""

    hrefs: tuple[str, ...] = ()
    """One for each of the document's links; empty where the reader gets plain text."""
    attachments: tuple[tuple[str, str], ...] = ()
    """Files that go with the document: path below the content folder, and address."""
    image: str = ""
    """The href of the article's picture."""
    problems: tuple[Problem, ...] = ()


_NOTHING = Resolved()


@dataclasses.dataclass(frozen=True, slots=True)
class Links:
    config: Config
    published: Mapping[str, Published]
    """By source."""
    held: Collection[str]
    """Sources that exist and are not public."""
    files: Collection[str]
    """Everything below the content folder that is no document."""
    owners: Mapping[str, Published | None]
    """Folders with an index document, and the one that their files go with; None when it is not public."""
    bundles: Mapping[str, tuple[str, ...]]
    """Owners by source, and the files that go with each."""
    followed: dict[str, Resolved] = dataclasses.field(default_factory=dict)
    """What was resolved already, by source."""
    names: dict[str, str] = dataclasses.field(default_factory=dict)
    """File names and where they lie; filled when the first dead link asks for a likely target."""

    def namesake(self, name: str) -> str:
        """A public document or a file of that name, or of the nearest one; empty if there is none."""
        if not self.names:
            for path in sorted((*self.published, *self.files), reverse=True):
                self.names[posixpath.basename(path)] = path
        near = difflib.get_close_matches(name, self.names, n=1, cutoff=0.8) if len(self.names) < MANY else ()
        return self.names.get(name) or (self.names[near[0]] if near else "")

    def resolve(self, document: Document) -> Resolved:
        bundle = self.bundles.get(document.source, ())
        image = document.image if isinstance(document, Article) else None
        if not document.links and not bundle and image is None:
            return _NOTHING
        if document.source in self.followed:
            return self.followed[document.source]
        walk = _Walk(self, document)
        for path in bundle:
            walk.attach(path)
        hrefs = tuple([walk.follow(link) for link in document.links])
        picture = ""
        if image is not None:
            picture = walk.follow(Link(image.target, line=document.title_line, written=image.target, embedded=True))
        resolved = Resolved(hrefs, tuple(sorted(walk.attachments.items())), picture, tuple(walk.problems))
        self.followed[document.source] = resolved
        return resolved


def gather(gate: Gate, sources: Iterable[str], files: Collection[str], config: Config) -> Links:
    """`sources` are the documents that exist, public or not."""
    published: dict[str, Published] = {}
    for document in gate.addressed:
        published[document.source] = document
    held = {source for source in sources if source not in published}
    owners: dict[str, Published | None] = {}
    for source in sorted((*published, *held)):
        folder, name = posixpath.split(source)
        if name.startswith("index.") and folder and owners.get(folder) is None:
            owners[folder] = published.get(source)
    bundles: dict[str, list[str]] = defaultdict(list)
    if owners:
        for path in sorted(files):
            if (owner := owners.get(_owning(path, owners) or "")) is not None:
                bundles[owner.source].append(path)
    return Links(
        config=config,
        published=published,
        held=held,
        files=files,
        owners=owners,
        bundles={source: tuple(paths) for source, paths in bundles.items()},
    )


def _owning(path: str, owners: Mapping[str, Published | None]) -> str | None:
    folder = posixpath.dirname(path)
    while folder:
        if folder in owners:
            return folder
        folder = posixpath.dirname(folder)
    return None


class _Walk:
    """Follows the links of one document and notes what goes with it."""

    def __init__(self, links: Links, document: Document) -> None:
        self.links = links
        self.document = document
        self.folder = permalink.folder_of(document.address)
        self.attachments: dict[str, str] = {}
        self.problems: list[Problem] = []

    def follow(self, link: Link) -> str:
        """The href, or nothing for a link that becomes plain text."""
        root = self.links.config.root
        tail = f"#{link.fragment}" if link.fragment else ""
        if link.target.startswith("/"):
            return permalink.href(root, permalink.nfc(link.target)) + tail
        if "://" in link.target[:12]:
            self.warn(link, "a page loads nothing from another host, so this picture is left out", "put the file beside the article")
            return ""
        target = self.links.published.get(link.target)
        if target is not None:
            if link.fragment and not isinstance(target, Retracted) and link.fragment not in target.ids:
                self.warn(link, f'link to "{link.written}": that article has no part "{link.fragment}"', "", "links to a part that is not there")
            return permalink.href(root, target.address) + tail
        if link.target in self.links.held:
            self.warn(link, f'link to "{link.written}": that article is not public, so the link is left out', "", "links to what is not public")
            return ""
        if link.target in self.links.files:
            return self.file(link, root) + tail
        self.problems.append(self.dead(link))
        return ""

    def file(self, link: Link, root: str) -> str:
        folder = _owning(link.target, self.links.owners)
        if folder is not None and folder != posixpath.dirname(self.document.source):
            owner = self.links.owners[folder]
            if owner is None:
                self.warn(link, f'link to "{link.written}": it goes with an article that is not public, so the link is left out', "", "links to what is not public")
                return ""
            name = posixpath.relpath(link.target, posixpath.dirname(owner.source))
            return permalink.href(root, permalink.folder_of(owner.address) + permalink.nfc(name))
        return permalink.href(root, self.attach(link.target))

    def attach(self, path: str) -> str:
        """The address at which a file goes with the document."""
        inside = posixpath.relpath(path, posixpath.dirname(self.document.source) or ".")
        name = posixpath.basename(path) if inside.startswith("../") else inside
        address = self.folder + permalink.nfc(name)
        if path not in self.attachments:
            try:
                for step in name.split("/"):
                    permalink.check_step(permalink.nfc(step))
            except permalink.AddressError as fault:
                self.problems.append(self.problem(0, f"the file {path!r} cannot be published: {fault.message}", "rename it"))
            if address in self.attachments.values():
                self.problems.append(self.problem(0, f'two files named "{name}" go with this article', "rename one of them"))
            self.attachments[path] = address
        return address

    def dead(self, link: Link) -> Problem:
        message = f'link to "{link.written}": there is no such file'
        if link.target.startswith("../"):
            return self.problem(link.line, f'link to "{link.written}": it leaves the content folder', "link to a file of the site")
        namesake = self.links.namesake(posixpath.basename(link.target))
        if namesake:
            here = posixpath.dirname(self.document.source) or "."
            return self.problem(link.line, message, f"write {posixpath.relpath(namesake, here)}")
        return self.problem(link.line, message, "mend the path, or take the link out")

    def problem(self, line: int, message: str, hint: str) -> Problem:
        return Problem(posixpath.join(self.links.config.content, self.document.source), line, message, hint)

    def warn(self, link: Link, message: str, hint: str, cause: str = "") -> None:
        problem = self.problem(link.line, message, hint)
        self.problems.append(msgspec.structs.replace(problem, severity="warning", cause=cause))
