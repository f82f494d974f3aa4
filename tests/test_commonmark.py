from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from newsgen import markup
from newsgen.dialects import commonmark

SPEC = os.environ.get("NEWSGEN_COMMONMARK_SPEC", "")
"""Path of the CommonMark specification's `spec.txt`."""


def html(text: str) -> str:
    return markup.render(text, source="a.md", lang="en", first_line=1, dialect="commonmark", html="safe").html


def same(text: str) -> str:
    """Differences that the specification's own test passes over: quotes in text, white space at block tags."""
    return re.sub(r"\s*(</?(?:li|ul|div)>)\s*", r"\1", text.replace("&quot;", '"'))


@pytest.mark.skipif(not SPEC, reason="NEWSGEN_COMMONMARK_SPEC names no file")
def test_the_examples_of_the_specification():
    fence = "`" * 32
    examples = re.findall(
        rf"^{fence} example\n(.*?)^\.\n(.*?)^{fence}$", Path(SPEC).read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    assert len(examples) > 600
    differing = [
        text
        for text, expected in ((each.replace("→", "\t") for each in example) for example in examples)
        if same(commonmark.specified(text)) != same(expected)
    ]
    assert differing == []


def test_emphasis_needs_no_blank_around_words_of_other_scripts():
    assert html("**Суд**, *дело*") == "<p><strong>Суд</strong>, <em>дело</em></p>"


def test_a_nested_list_needs_two_columns():
    assert "<ul>\n<li>a\n<ul>" in html("- a\n  - b")


def test_code_in_a_list_item():
    assert "<li>a\n<pre" in html("- a\n  ```\n  x\n  ```")


def test_a_table_in_a_quote():
    assert "<blockquote>\n<div" in html("> |a|b|\n> |-|-|\n> |1|2|")


def test_a_note_may_hold_paragraphs_and_lists():
    notes = html("A[^1]\n\n[^1]: One.\n\n    Two.\n\n    - three\n\nAfter.")
    assert notes.index("After.") < notes.index('class="footnotes"') < notes.index("One.") < notes.index("three")
    assert notes.count('role="doc-backlink"') == 1


def test_a_note_may_hold_the_mark_of_another():
    notes = html("A[^1]\n\n[^1]: See[^2].\n\n[^2]: Two.")
    assert '<li id="fn:2">\n<p>Two.' in notes
    assert 'href="#fnref:2"' in notes


def test_a_note_without_a_mark_comes_last_and_has_no_way_back():
    notes = html("A[^b]\n\n[^a]: Never.\n\n[^b]: Yes.")
    assert notes.index("Yes.") < notes.index("Never.")
    assert notes.count('role="doc-backlink"') == 1


def test_html_within_a_note_stays_in_it():
    notes = html("A[^1]\n\n[^1]: <div>x</div> y\n\nAfter.")
    assert notes.index("After.") < notes.index("<div>x</div> y")


def test_the_library_at_fault_is_a_clear_error(monkeypatch):
    class PanicException(BaseException):
        pass

    class Panicking:
        @staticmethod
        def html(_text):
            raise PanicException

    monkeypatch.setattr(commonmark, "_markdown", Panicking)
    with pytest.raises(markup.MarkupError, match="cannot be read as Markdown"):
        html("x")
