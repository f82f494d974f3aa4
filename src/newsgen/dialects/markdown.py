"""The default dialect: Python-Markdown with tables, footnotes, definition lists, fences and typographic punctuation.

One instance a language lives as long as the process. What Python-Markdown spends on marks that a document does not
hold is left out: a pattern or a processor runs only where the characters that it needs occur.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, cast
from xml.etree.ElementTree import Element, ElementTree

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockQuoteProcessor, HashHeaderProcessor, HRProcessor, OListProcessor
from markdown.extensions.def_list import DefListIndentProcessor, DefListProcessor
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import InlineProcessor

from newsgen.dialects import MarkupError, brackets, refuse_deep_nesting
from newsgen.dialects.source import SourcePreprocessor
from newsgen.dialects.tree import TypographyTreeprocessor, VocabularyTreeprocessor
from newsgen.dialects.typography import quotes

WINDOW = 500
"""Blocks that are parsed at a time: Python-Markdown moves all that follow each time it takes one."""


LONG = 10_000
"""Characters from which a paragraph is looked at for its marks."""
MAX_MARK_WORK = 1_000_000_000
"""Marks times characters: Python-Markdown writes a paragraph anew for each mark in it."""

_MARK = re.compile(r"[\[\]*_`~<&\\]")
_MARKS = {
    "backtick": "`",
    "escape": "\\",
    "link": "](",
    "image_link": "![",
    "autolink": "<",
    "automail": "<",
    "linebreak": "  \n",
    "html": "<",
    "entity": "&",
}
_REFERENCES = ("reference", "image_reference", "short_reference", "short_image_ref")


def html(text: str, lang: str) -> str:
    refuse_deep_nesting(text)
    md = _instance(lang)
    try:
        return md.convert(text)
    except RecursionError:
        _instance.cache_clear()
        raise MarkupError("this is nested too deeply", "flatten the lists, quotes or links") from None
    finally:
        md.reset()


@lru_cache(maxsize=64)
def _instance(lang: str) -> Markdown:
    md = Markdown(output_format="html")
    footnotes = _Footnotes(BACKLINK_TITLE="", BACKLINK_TEXT="↩\ufe0e", USE_DEFINITION_ORDER=False)
    footnotes.extendMarkdown(md)
    # It fails on a note without text; the vocabulary puts them in order.
    md.treeprocessors.deregister("footnote-reorder")
    md.ESCAPED_CHARS.extend("|\"'~")

    md.preprocessors.deregister("html_block")
    source = SourcePreprocessor(md)
    md.preprocessors.register(source, "normalize_whitespace", 30)

    parser = _Parser(md)
    parser.blockprocessors = md.parser.blockprocessors
    for processor, name, priority in (
        (DefListIndentProcessor(parser), "defindent", 85),
        (_Tables(parser, {"use_align_attribute": True}), "table", 75),
        (_Headings(parser), "hashheader", 70),
        (_Rules(parser), "hr", 50),
        (_Numbered(parser), "olist", 40),
        (_Definitions(parser), "deflist", 25),
        (_Quotes(parser), "quote", 20),
    ):
        parser.blockprocessors.register(processor, name, priority)
    for each in parser.blockprocessors:
        each.parser = parser
    footnotes.parser = md.parser = parser

    brackets.register(md)
    assert md.delimiters is not None
    md.delimiters.add("~", "del", double=True)
    md.treeprocessors.register(_Inline(md, source, footnotes), "inline", 20)
    md.treeprocessors.register(TypographyTreeprocessor(md, quotes(lang)), "typography", 6)
    md.treeprocessors.register(VocabularyTreeprocessor(footnotes), "vocabulary", 5)
    return md


class _Footnotes(FootnoteExtension):
    """Tells the marks of one note apart without trying all names before."""

    def reset(self) -> None:
        super().reset()
        self._marks: Counter[str] = Counter()

    def unique_ref(self, reference: str, found: bool = False) -> str:
        if not found:
            return reference
        self._marks[reference] += 1
        self.found_refs[reference] = self._marks[reference]
        head, _, label = reference.partition(self.get_separator())
        return (
            reference if self._marks[reference] == 1 else f"{head}{self._marks[reference]}{self.get_separator()}{label}"
        )


class _Parser(BlockParser):
    """Python-Markdown's parser, which asks for its processors anew for every block."""

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802
        self.state.clear()
        self._processors = tuple(self.blockprocessors)
        self.root = Element("div")
        blocks = "\n".join(lines).split("\n\n")
        start = 0
        while start < len(blocks):
            end = start + WINDOW
            # Indented blocks belong to what stands before them.
            while end < len(blocks) and blocks[end].startswith((" ", "\n")):
                end += 1
            self.parseBlocks(self.root, blocks[start:end])
            start = end
        return ElementTree(self.root)

    def parseBlocks(self, parent: Element, blocks: list[str]) -> None:  # noqa: N802
        while blocks:
            for processor in self._processors:
                if processor.test(parent, blocks[0]) and processor.run(parent, blocks) is not False:
                    break


class _Tables(TableProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return "|" in block and super().test(parent, block)


class _Headings(HashHeaderProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return "#" in block and super().test(parent, block)


class _Rules(HRProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return ("-" in block or "*" in block or "_" in block) and super().test(parent, block)


class _Numbered(OListProcessor):
    LAZY_OL = False
    """A list that begins with 5 is shown from 5: it goes on after an interruption, or quotes a law."""


class _Definitions(DefListProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return ": " in block and super().test(parent, block)


class _Quotes(BlockQuoteProcessor):
    def test(self, parent: Element, block: str) -> bool:
        return ">" in block and super().test(parent, block)


class _Inline(InlineProcessor):
    """Applies only those patterns whose marks the document holds."""

    def __init__(self, md: Markdown, source: SourcePreprocessor, footnotes: FootnoteExtension) -> None:
        super().__init__(md)
        self._source = source
        self._footnotes = footnotes
        marks = {md.inlinePatterns[name]: mark for name, mark in _MARKS.items()}
        self._patterns = [(pattern, marks.get(pattern, "")) for pattern in md.inlinePatterns]
        self._references = {md.inlinePatterns[name] for name in _REFERENCES}
        self._notes = md.inlinePatterns["footnote"]

    def run(self, tree: Element, ancestors: list[str] | None = None) -> Element:
        text = self._source.text
        for element in tree.iter():
            _refuse_excess(element.text)
            _refuse_excess(element.tail)
        patterns = [
            pattern
            for pattern, mark in self._patterns
            if mark in text
            and (self.md.references or pattern not in self._references)
            and (self._footnotes.footnotes or pattern is not self._notes)
        ]
        # It is only counted and indexed, and a list does that many times faster than a Registry.
        self.inlinePatterns = cast("Any", patterns)
        blocks = list(tree)
        if len(blocks) <= WINDOW:
            return super().run(tree, ancestors)
        for start in range(0, len(blocks), WINDOW):
            part = Element(tree.tag)
            part.extend(blocks[start : start + WINDOW])
            super().run(part, ancestors)
        return tree


def _refuse_excess(text: str | None) -> None:
    if text and len(text) > LONG and len(_MARK.findall(text)) * len(text) > MAX_MARK_WORK:
        raise MarkupError("this paragraph is too long for so many marks", "divide it with blank lines")
