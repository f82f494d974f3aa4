"""What the links of a document lead to, once it is known which documents and files are public."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import TypeVar

import msgspec

from newsgen import bundles, fingerprint, nearby, permalink, templatecode
from newsgen.article import Article, Document, Link, Page
from newsgen.bundles import Bundles
from newsgen.config import Config
from newsgen.errors import Problem
from newsgen.filetypes import ending
from newsgen.fingerprint import NOTHING, Digest
from newsgen.gate import Gate, Retracted
from newsgen.nearby import Nearby

_NAMES_A_FILE = re.compile(r"\.[A-Za-z0-9]{1,5}$")

Published = Article | Page | Retracted
P = TypeVar("P", Published, Document)

NOT_PUBLIC = "links to what is not public"
UNNAMED = "files in folders of articles that no text names"

NOT_SHOWN = {
    "heic": "HEIC",
    "heif": "HEIC",
    "bmp": "BMP",
    "psd": "Photoshop files",
    "jp2": "JPEG 2000",
    "jxl": "JPEG XL",
}
"""Endings of pictures that browsers do not show, and what people call them."""


class Resolved(msgspec.Struct, frozen=True, gc=False):
    """The links of one document, followed."""

    hrefs: tuple[str, ...] = ()
    """One for each of the document's links; empty where the reader gets plain text."""
    digest: Digest = NOTHING
    """Of all hrefs, that of the picture included."""
    attachments: tuple[tuple[str, str], ...] = ()
    """Files that go with the document: path below the content folder, and address."""
    image: str = ""
    """The href of the article's picture."""
    problems: tuple[Problem, ...] = ()
    dead: tuple[Problem, ...] = ()
    """Errors too: links to files that are not there. With these alone the page can be made, its links as plain text."""


_NOTHING = Resolved()


class Links(msgspec.Struct, frozen=True):
    config: Config
    published: Mapping[str, Published]
    """By source."""
    held: Collection[str]
    """Sources that exist and are not public."""
    files: Collection[str]
    """Everything below the content folder that is no document."""
    bundles: Bundles
    nearby: Nearby
    followed: dict[str, Resolved] = {}
    """What was resolved already, by source."""
    documents: dict[str, str] = {}
    """File names of documents and where they lie, empty for a name that several have; filled when first asked for."""

    def named(self, name: str, folder: str) -> str:
        """The document that a path means, or a name that only one document has; empty where there is none."""
        known = (posixpath.normpath(posixpath.join(folder, name)), name, f"{name}.md", f"{name}/index.md")
        for path in known:
            if path in self.published or path in self.held:
                return path
        if not self.documents:
            for path in (*self.published, *self.held):
                base = posixpath.basename(path)
                self.documents[base] = "" if base in self.documents else path
        base = posixpath.basename(name)
        return self.documents.get(base) or self.documents.get(f"{base}.md") or ""

    def resolve(self, document: Document) -> Resolved:
        known = self.followed.get(document.source)
        if known is None:
            known = self.followed[document.source] = self._plainly(document) or self._wholly(document)
        return known

    def _plainly(self, document: Document) -> Resolved | None:
        """Of a document that only links to whole documents that are public, if at all, as most of an archive do."""
        if isinstance(document, Article) and document.image is not None:
            return None
        if document.source in self.bundles.files or document.source in self.bundles.left:
            return None
        hrefs: list[str] = []
        for link in document.links:
            target = self.published.get(link.target)
            if target is None or link.fragment:
                return None
            hrefs.append(permalink.href(self.config.root, target.address))
        return Resolved(tuple(hrefs), fingerprint.of(hrefs, "")) if hrefs else _NOTHING

    def _wholly(self, document: Document) -> Resolved:
        walk = _Walk(self, document)
        hrefs = tuple([walk.follow(link) for link in document.links])
        picture = ""
        if isinstance(document, Article) and (image := document.image) is not None:
            picture = walk.follow(Link(image.target, line=image.line, written=image.written, embedded=True))
        for path in self.bundles.files.get(document.source, ()):
            if not walk.left_out(path):
                walk.attach(path)
        if left := self.bundles.left.get(document.source):
            walk.tell_left(left)
        return Resolved(
            hrefs=hrefs,
            digest=fingerprint.of(hrefs, picture) if hrefs or picture else NOTHING,
            attachments=tuple(sorted(walk.attachments.items())),
            image=picture,
            problems=tuple(walk.problems),
            dead=tuple(walk.dead),
        )


def gather(
    gate: Gate,
    documents: Iterable[Document],
    sources: Iterable[str],
    gone: Iterable[str],
    withheld: Collection[str],
    files: Collection[str],
    config: Config,
    successor: Callable[[str], str] = lambda _: "",
) -> Links:
    """`documents` could be read, and `sources` exist, public or not; `gone` are sources that did once, and `withheld`
    are files that only a public text that names them publishes. `successor` gives the source to which one was renamed.
    """
    published = _by_source(gate.addressed)
    held = {*sources}.difference(published)
    readable = _by_source(gate.readable)
    hidden = held.union(document.source for document in gate.retracted)
    unpublished = (document for document in documents if document.source not in readable) if hidden else ()
    beside = bundles.gather(readable, hidden, gone, unpublished, withheld, files, config)
    near = Nearby(published, files, config.all_languages, successor)
    return Links(config=config, published=published, held=held, files=files, bundles=beside, nearby=near)


def _by_source(documents: Sequence[P]) -> dict[str, P]:
    return dict(zip(map(attrgetter("source"), documents), documents, strict=True))


class _Walk:
    """Follows the links of one document and notes what goes with it."""

    def __init__(self, links: Links, document: Document) -> None:
        self.links = links
        self.document = document
        self.folder = permalink.folder_of(document.address)
        self.attachments: dict[str, str] = {}
        self.problems: list[Problem] = []
        self.dead: list[Problem] = []
        self.told: set[str] = set()
        """Files that are left out."""
        self.missed: set[tuple[str, str]] = set()
        """Targets of pictures and recordings that are not there, and how they are written."""

    def follow(self, link: Link) -> str:
        """The href, or nothing for a link that becomes plain text."""
        root = self.links.config.root
        tail = f"#{link.fragment}" if link.fragment else ""
        target = self.links.published.get(link.target)
        if target is not None:
            if link.fragment and not isinstance(target, Retracted) and link.fragment not in target.ids:
                self.warn(
                    link,
                    f'link to "{link.written}": that article has no part "{link.fragment}"',
                    "",
                    "links to a part that is not there",
                )
            return permalink.href(root, target.address) + tail
        if link.target.startswith("/"):
            return permalink.href(root, permalink.nfc(link.target)) + tail
        if "://" in link.target[:12] and not nearby.on_this_computer(link.written):
            self.warn(
                link,
                "a page loads nothing from another host, so this picture is left out",
                "put the file beside the article",
            )
            return ""
        if "{{" in link.written or "{%" in link.written:
            if meant := self.meant(link):
                return self.follow(meant)
            self.warn(
                link,
                f'link to "{link.written}": this is template code of another system, so the link is left out',
                "write the address itself",
                "template code in links",
            )
            return ""
        if link.target in self.links.held:
            self.warn(
                link, f'link to "{link.written}": that article is not public, so the link is left out', "", NOT_PUBLIC
            )
            return ""
        if link.target in self.links.files:
            href = self.file(link, root)
            return href + tail if href else ""
        if _NAMES_A_FILE.search(link.target):
            # A player holds a link to its recording, for browsers that have none: that is not missed twice.
            if (link.target, link.written) not in self.missed or link.embedded:
                self.dead.append(self.fault_of(link))
            if link.embedded:
                self.missed.add((link.target, link.written))
        elif whole := nearby.as_web_address(link.written):
            self.warn(
                link,
                f'link to "{link.written}": its beginning is missing, so the link is left out',
                f"write {whole}",
                "links that lead nowhere",
            )
        else:
            self.warn(
                link,
                f'link to "{link.written}": that is no address and no file of the site, so the link is left out',
                "write an address that begins with https://, or the path of a file",
                "links that lead nowhere",
            )
        return ""

    def meant(self, link: Link) -> Link | None:
        """The link that template code of another system stands for."""
        reference = templatecode.reference(link.written.removesuffix(f"#{link.fragment}"))
        if reference is None:
            return None
        target = reference.address or self.links.named(reference.document, posixpath.dirname(self.document.source))
        written = reference.address or reference.document
        return Link(target, link.fragment or reference.fragment, link.line, written, link.embedded) if target else None

    def file(self, link: Link, root: str) -> str:
        if self.left_out(link.target, link.line):
            return ""
        folder = self.links.bundles.owning(link.target)
        if folder is not None and folder != posixpath.dirname(self.document.source):
            owner = self.links.bundles.owners[folder]
            if owner is None:
                self.warn(
                    link,
                    f'link to "{link.written}": it goes with an article that is not public, so the link is left out',
                    "",
                    NOT_PUBLIC,
                )
                return ""
            return permalink.href(root, bundles.address_of(link.target, owner))
        return permalink.href(root, self.attach(link.target))

    def left_out(self, path: str, line: int = 0) -> bool:
        """Whether a file is of a kind that is not published from beside articles, which is then told."""
        if path in self.told:
            return True
        if bundles.is_served(path, self.links.config):
            return False
        kind = ending(path)
        name = posixpath.basename(path)
        if kind in {"svg", "svgz"}:
            message = f'"{name}" is left out: an SVG file can hold scripts, so it is not served from beside an article'
            hint, cause = f"put it into static/ and write /{name}", "SVG files beside articles"
        elif kind in NOT_SHOWN:
            message = f'"{name}" is left out: browsers do not show {NOT_SHOWN[kind]}'
            hint, cause = "save it as JPEG or PNG", f"pictures in {NOT_SHOWN[kind]}"
        else:
            what = f"a .{kind} file" if kind else "a file without an ending"
            message = (
                f'"{name}" is left out: {what} may tell of its author, and is not published from beside an article'
            )
            hint = f"add {kind} to allow, below files in newsgen.yaml, or save it as PDF" if kind else "rename it"
            cause = f"{what.removeprefix('a ')}s beside articles" if kind else "files without an ending beside articles"
        problem = self.problem(line, message, hint)
        self.problems.append(msgspec.structs.replace(problem, severity="warning", cause=cause))
        self.told.add(path)
        return True

    def tell_left(self, count: int) -> None:
        what = "1 file in its folder is" if count == 1 else f"{count:,} files in its folder are"
        problem = self.problem(
            0,
            f"{what} left out: no public text names them, and they lie further below, or beside what is not public",
            "link to each file that readers may have",
        )
        self.problems.append(msgspec.structs.replace(problem, severity="warning", cause=UNNAMED, private=True))

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
                self.problems.append(
                    self.problem(0, f"the file {path!r} cannot be published: {fault.message}", "rename it")
                )
            if address in self.attachments.values():
                self.problems.append(
                    self.problem(0, f'two files named "{name}" go with this article', "rename one of them")
                )
            self.attachments[path] = address
        return address

    def fault_of(self, link: Link) -> Problem:
        here = posixpath.dirname(self.document.source) or "."
        if name := nearby.on_this_computer(link.written):
            message = f'"{link.written}": this address is on your computer, where no reader can follow it'
            return self.problem(link.line, message, f"put the file beside the article and write {name}")
        if link.target.startswith("../"):
            message = f'link to "{link.written}": it leaves the content folder'
            return self.problem(link.line, message, "link to a file of the site")
        if not link.embedded:
            if whole := nearby.as_web_address(link.written):
                message = f'link to "{link.written}": the beginning of the address is missing'
                return self.problem(link.line, message, f"write {whole}")
            now = self.links.nearby.moved(link.target)
            if now and now != self.document.source:
                message = f'link to "{link.written}": that file is now {self.links.config.content}/{now}'
                return self.problem(link.line, message, f"write {posixpath.relpath(now, here)}")
        message = f'link to "{link.written}": there is no such file'
        if link.embedded:
            message = f'there is no {nearby.noun(link.target)} "{link.written}"'
        near = self.links.nearby.nearest(link.target)
        if near and near != self.document.source:
            return self.problem(link.line, message, f"write {posixpath.relpath(near, here)}")
        other = "mend its name, or take it out" if link.embedded else "mend the path, or take the link out"
        return self.problem(link.line, message, other)

    def problem(self, line: int, message: str, hint: str) -> Problem:
        return Problem(posixpath.join(self.links.config.content, self.document.source), line, message, hint)

    def warn(self, link: Link, message: str, hint: str, cause: str = "") -> None:
        problem = self.problem(link.line, message, hint)
        private = cause == NOT_PUBLIC
        self.problems.append(msgspec.structs.replace(problem, severity="warning", cause=cause, private=private))
