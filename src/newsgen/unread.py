"""Files beside the articles that were probably meant to be articles: texts of Word, and those saved as `.md.txt`."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator

from newsgen import bundles
from newsgen.article import Document
from newsgen.bundles import Bundles
from newsgen.config import Config, Files
from newsgen.errors import Problem
from newsgen.filetypes import ending

CAUSE = "a text that is no article"

FEW = 5
"""Files that are told one by one; more of them have one cause."""

KINDS = {
    **dict.fromkeys(("docx", "doc", "docm", "dotx"), "a Word document"),
    **dict.fromkeys(("odt", "fodt", "ott"), "a LibreOffice document"),
    "rtf": "a document in Rich Text",
    "pages": "a Pages document",
    **dict.fromkeys(("txt", "text"), "a text file"),
}
"""Endings, and what people call files that have them."""

_NOTES = frozenset(
    {"ads", "authors", "changelog", "changes", "contributing", "copying", "credits", "humans", "install", "licence"}
    | {"license", "notes", "notice", "read me", "readme", "robots", "security", "thanks", "todo", "version"}
)
"""Names, without their endings, of texts for those who keep a site, which nobody takes for articles."""

_MARKDOWN = (".md", ".markdown")


def problems(files: Collection[str], documents: Iterable[Document], beside: Bundles, config: Config) -> list[Problem]:
    """A warning for each of the `files` in the content folder that looks like a text, and that nothing refers to.

    `documents` are all that could be read, public or not. What lies in the folder of an `index.md` goes with that one.
    """
    likely = {path: kind for path in files if (kind := KINDS.get(ending(path), "")) and not _is_note(path)}
    if not likely:
        return []
    # Whoever writes the list on their own means what it says; newsgen's own holds .txt, for files beside articles.
    meant = frozenset(config.files.allow) if config.files.allow != Files().allow else frozenset[str]()
    linked = bundles.named(documents, likely)
    found = [
        path
        for path in sorted(likely)
        if path not in linked and ending(path) not in meant and beside.owning(path) != posixpath.dirname(path)
    ]
    return list(_told(found, likely, config))


def _told(found: list[str], kinds: dict[str, str], config: Config) -> Iterator[Problem]:
    for path in found:
        name = posixpath.basename(path)
        stem = posixpath.splitext(name)[0]
        hint = f'save its text as "Plain text, UTF-8" under the name {stem}.md'
        if stem.lower().endswith(_MARKDOWN):
            hint = f"take .{name.rpartition('.')[2]} off the name: {stem}"
            if kinds[path] != KINDS["txt"]:
                hint = f'save its text as "Plain text, UTF-8" under the name {stem}'
        elif kinds[path] == KINDS["txt"]:
            hint = f"name it {stem}.md, or, if it is none, add {name} to exclude in newsgen.yaml"
        cause = CAUSE if len(found) > FEW else f"{CAUSE}: {path}"
        message = f"{kinds[path]} is not an article, so nobody reads it"
        yield Problem(f"{config.content}/{path}", 0, message, hint, severity="warning", cause=cause)


def _is_note(path: str) -> bool:
    return posixpath.splitext(posixpath.basename(path))[0].lower() in _NOTES
