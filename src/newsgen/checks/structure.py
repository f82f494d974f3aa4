"""The shape of a text: its headings, and whether there is any text at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from newsgen.article import Article, Document
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding, shortened
from newsgen.checks.manuscript import Heading, Manuscript

_SENTENCE = 80
"""Characters from which on a line is no heading."""
_ENOUGH = 200
"""Characters from which on the same text twice is no coincidence."""


def accidental_heading(manuscript: Manuscript) -> Iterator[Finding]:
    """Python-Markdown makes a heading of any line that begins with a #, be it within a paragraph."""
    for heading in manuscript.headings:
        if _is_accident(heading):
            message = f'"{shortened(heading.written)}" became a heading, because its line begins with a #'
            hint = f"write \\{shortened(heading.written, 20)}"
            yield finding("accidental-heading", manuscript.path, heading.line, message, hint)


def _is_accident(heading: Heading) -> bool:
    number = len(heading.written) - len(heading.written.lstrip("#"))
    if not number or heading.written[number : number + 1].isspace():
        return False
    return heading.follows or (number == 1 and len(heading.words) > _SENTENCE)


def skipped_heading(manuscript: Manuscript) -> Iterator[Finding]:
    """The first of a document: the others most often follow from it."""
    headings = [heading for heading in manuscript.headings if not _is_accident(heading)]
    accidents = len(headings) < len(manuscript.headings)
    moved = any(heading.moved for heading in headings)
    if moved and headings[0].level > 2:
        if accidents:
            return  # they are what moved it
        first = next((heading for heading in headings if heading.level == 2), headings[0])
        message = f'"{shortened(first.words)}" is a heading of level 1, which moves all the others of the text down'
        yield finding("skipped-heading", manuscript.path, first.line, message, "make it one of level 2")
        return
    above = 1
    for heading in headings:
        if heading.level > above + 1:
            steps = heading.level - above
            before = "the headline" if above == 1 else "the heading before it"
            message = f'"{shortened(heading.words)}" is a heading {steps} levels below {before}'
            hint = "raise it, and those that belong to it, to the level below that"
            yield finding("skipped-heading", manuscript.path, heading.line, message, hint)
            return
        above = heading.level


def empty_heading(manuscript: Manuscript) -> Iterator[Finding]:
    for heading in manuscript.headings:
        if not heading.words and not heading.pictured:
            message = "a heading without words"
            yield finding("empty-heading", manuscript.path, heading.line, message, "write its words, or take it out")


def empty_text(manuscript: Manuscript) -> Iterator[Finding]:
    document = manuscript.document
    if not isinstance(document, Article) or document.external or document.template or document.extra:
        return
    if not manuscript.html.strip() or not (
        manuscript.prose.strip() or any(tag in manuscript.html for tag in ("<img", "<audio", "<video", "<pre", "<code"))
    ):
        yield finding(
            "empty-text",
            manuscript.path,
            document.title_line,
            "this article has no text",
            "write it, or say with `redirectto:` where it can be read",
        )


def duplicate_text(archive: Archive) -> Iterator[Finding]:
    same: dict[bytes, list[Document]] = defaultdict(list)
    for document in archive.documents:
        if archive.lengths.get(document.source, 0) >= _ENOUGH:
            same[document.body].append(document)
    for documents in same.values():
        first = documents[0]
        for other in documents[1:]:
            where = "" if first.lang == other.lang else f', though one is in "{first.lang}" and one in "{other.lang}"'
            yield finding(
                "duplicate-text",
                archive.path(other.source),
                other.title_line,
                f"its text is also that of {archive.path(first.source)}{where}",
                "delete one of the two" if first.lang == other.lang else "put the translation in its place",
                private=archive.is_held(first.source),
            )
