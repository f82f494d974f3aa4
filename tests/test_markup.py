from __future__ import annotations

import re
import time

import pytest

from newsgen import markup
from newsgen.article import Link
from newsgen.markup import Markup, MarkupError

DIALECTS = ("markdown", "commonmark")


@pytest.fixture(params=DIALECTS)
def dialect(request):
    return request.param


def body(text, dialect="markdown", *, lang="en", html="safe", source="2023/a.md", first_line=1) -> Markup:
    return markup.render(text, source=source, lang=lang, first_line=first_line, dialect=dialect, html=html)


def html(text, dialect="markdown", **settings) -> str:
    return body(text, dialect, **settings).html


def filled(text, *values, dialect="markdown", **settings) -> str:
    return markup.fill(html(text, dialect, **settings), values)


def flat(text: str) -> str:
    return re.sub(r">\s+<", "><", text)


# What writers write


def test_emphasis_and_strikethrough(dialect):
    assert html("*a* **b** ~~c~~", dialect) == "<p><em>a</em> <strong>b</strong> <del>c</del></p>"


def test_alignment_of_a_column_is_a_class(dialect):
    table = html("|a|b|c|\n|:-|:-:|-:|\n|1|2|3|", dialect)
    for side in ("left", "center", "right"):
        assert f'<td class="align-{side}">' in table
    assert "style=" not in table


def test_a_table_scrolls_in_a_region_named_by_its_head(dialect):
    table = html("|Year|*Cases*|\n|-|-|\n|2022|2|", dialect)
    assert table.startswith('<div class="table" tabindex="0" role="region" aria-label="Year, Cases"><table>')
    assert table.endswith("</table></div>")


def test_a_caption_names_a_table():
    table = html("<table><caption>Cases a year</caption><tr><th>x</th></tr></table>")
    assert 'aria-label="Cases a year"' in table


def test_a_table_within_a_table_is_wrapped_once():
    table = html("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>")
    assert table.count('class="table"') == 1


def test_a_table_without_a_head_claims_no_region():
    assert html("<table><tr><td>x</td></tr></table>").startswith('<div class="table" tabindex="0"><table>')


def test_fences_are_code_that_can_be_reached_by_keyboard(dialect):
    code = html('```python\nx = "<b>" -- 1\n```', dialect)
    assert code == '<pre tabindex="0"><code class="language-python">x = "&lt;b&gt;" -- 1\n</code></pre>'


def test_a_fence_that_nothing_closes_runs_to_the_end(dialect):
    assert html("~~~\na\n\n# b", dialect) == '<pre tabindex="0"><code>a\n\n# b\n</code></pre>'


def test_a_shorter_fence_does_not_close_a_longer_one(dialect):
    assert html("````\n```\nx\n```\n````", dialect) == '<pre tabindex="0"><code>```\nx\n```\n</code></pre>'


def test_a_definition_list(dialect):
    assert flat(html("Term\n: what it means", dialect)) == "<dl><dt>Term</dt><dd>what it means</dd></dl>"


def test_a_list_right_after_a_paragraph_is_a_list(dialect):
    assert flat(html("He said:\n- one\n- two", dialect)) == "<p>He said:</p><ul><li>one</li><li>two</li></ul>"


def test_only_a_numbered_list_that_begins_with_one_interrupts_a_paragraph(dialect):
    assert "<ol>" in html("Text\n1. one", dialect)
    assert "<ol" not in html("It happened in\n1986. A great year.", dialect)


def test_a_line_that_continues_an_item_does_not_part_the_list(dialect):
    assert flat(html("- one\ngoes on\n- two", dialect)) == "<ul><li>one\ngoes on</li><li>two</li></ul>"


def test_dashes_in_a_fence_are_no_list(dialect):
    assert "a\n- b\n" in html("```\na\n- b\n```", dialect)


def test_a_list_keeps_the_number_that_it_begins_with(dialect):
    assert '<ol start="5">' in html("5. five\n6. six", dialect)


def test_a_picture_alone_with_a_title_is_a_figure(dialect):
    figure = filled('![A court](court.jpg "The court, 2022")', "/c.jpg", dialect=dialect)
    assert figure == '<figure><img src="/c.jpg" alt="A court"><figcaption>The court, 2022</figcaption></figure>'


def test_a_linked_picture_with_a_title_is_a_figure_too(dialect):
    figure = html('[![A](a.jpg "T")](b.md)', dialect)
    assert figure.startswith("<figure><a")
    assert figure.endswith("</a><figcaption>T</figcaption></figure>")


def test_a_picture_within_text_is_no_figure(dialect):
    assert "<figure>" not in html('See ![A](a.jpg "T") here', dialect)


# Headings


def test_ids_of_headings_keep_letters_of_all_scripts(dialect):
    assert html("## Что случилось: день 1?", dialect) == '<h2 id="что-случилось-день-1">Что случилось: день 1?</h2>'


def test_ids_of_equal_headings_are_told_apart(dialect):
    assert body("## A\n\n## A\n\n## A_1\n\n## A", dialect).ids == ("a", "a_1", "a_2", "a_3")


def test_a_heading_may_be_given_its_id(dialect):
    assert html("## Background {#history}", dialect) == '<h2 id="history">Background</h2>'


def test_headings_go_down_a_level_where_one_is_the_title_of_the_body(dialect):
    assert re.findall(r"<h(\d)", html("# T\n\n## A\n\n###### B", dialect)) == ["2", "3", "6"]
    assert re.findall(r"<h(\d)", html("## A\n\n### B", dialect)) == ["2", "3"]


def test_formatting_and_footnotes_leave_no_trace_in_an_id(dialect):
    assert "the-law" in body("## The *law*[^1]\n\n[^1]: Note.", dialect).ids


# Footnotes


def test_footnotes_are_numbered_in_the_order_of_their_marks_with_ways_back(dialect):
    notes = flat(html("A[^b] B[^a] again[^b]\n\n[^a]: First.\n\n[^b]: Second.", dialect))
    assert 'A<sup class="footnote-ref" id="fnref:1"><a href="#fn:1" role="doc-noteref">1</a></sup>' in notes
    assert 'again<sup class="footnote-ref" id="fnref2:1">' in notes
    assert '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:1"><p>Second.' in notes
    assert 'href="#fnref:1"' in notes
    assert 'href="#fnref2:1"' in notes
    assert '<li id="fn:2"><p>First.' in notes


def test_a_label_with_spaces_makes_no_invalid_id(dialect):
    assert body('A[^the "note"]\n\n[^the "note"]: x', dialect).ids == ("fnref:1", "fn:1")


def test_ids_of_footnotes_never_meet_those_of_headings(dialect):
    ids = body("# fn:1\n\n# fnref1\n\nA[^1]\n\n[^1]: x", dialect).ids
    assert len(set(ids)) == len(ids) == 4


def test_footnotes_of_one_body_do_not_leak_into_the_next(dialect):
    html("A[^1]\n\n[^1]: x\n\n[ref]: b.md", dialect)
    assert html("A[^1] [ref]", dialect) == "<p>A[^1] [ref]</p>"


def test_a_note_that_nothing_refers_to_has_no_way_back(dialect):
    notes = html("A[^1]\n\n[^1]: One.\n[^2]: Two.", dialect)
    assert notes.count('role="doc-backlink"') == 1
    assert "Two." in notes


def test_a_mark_without_a_note_stays_text(dialect):
    assert "[^9]" in html("A[^9]", dialect)


# Typography


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("en", "“a ‘b’ c” – it’s"),
        ("ru", "«a „b“ c» – it’s"),
        ("kk", "«a „b“ c» – it’s"),
        ("ky", "«a „b“ c» – it’s"),
        ("uk", "«a „b“ c» – it’s"),
        ("es", "«a “b” c» – it’s"),
        ("fr", "«\u202fa “b” c\u202f» – it’s"),
        ("de", "„a ‚b‘ c“ – it’s"),
        ("de-AT", "„a ‚b‘ c“ – it’s"),
        ("pl", "„a «b» c” – it’s"),
        ("xx", "“a ‘b’ c” – it’s"),
    ],
)
def test_quotes_are_those_of_the_language(dialect, lang, expected):
    assert html("\"a 'b' c\" -- it's", dialect, lang=lang) == f"<p>{expected}</p>"


def test_quotes_look_through_formatting(dialect):
    assert html('"*a*" ("b") **"c"**', dialect, lang="ru") == "<p>«<em>a</em>» («b») <strong>«c»</strong></p>"


def test_quotes_look_through_html(dialect):
    assert html('"<b>a</b>" x', dialect, lang="ru") == "<p>«<b>a</b>» x</p>"


def test_dashes_and_ellipses(dialect):
    assert html("a --- b 1--2 ...", dialect) == "<p>a — b 1–2 …</p>"


def test_code_is_not_typeset(dialect):
    assert html('`"a" -- ...`', dialect, lang="ru") == '<p><code>"a" -- ...</code></p>'


def test_a_backslash_keeps_a_quote_straight(dialect):
    assert html(r"5\' 10\"", dialect, lang="ru") == "<p>5' 10\"</p>"


def test_quotes_that_are_typographic_already_stay(dialect):
    assert html('“a” ‘b’ "c"', dialect, lang="ru") == "<p>“a” ‘b’ «c»</p>"


# Links


def link(text, dialect="markdown", **settings) -> Link:
    (found,) = body(text, dialect, **settings).links
    return found


@pytest.mark.parametrize(
    ("written", "target", "fragment"),
    [
        ("other.md", "2023/other.md", ""),
        ("./other.md", "2023/other.md", ""),
        ("../2022/other.md#part", "2022/other.md", "part"),
        ("../pages/about.md", "pages/about.md", ""),
        ("photo.jpg?w=300", "2023/photo.jpg", ""),
        ("<a%20b.pdf>", "2023/a b.pdf", ""),
        ("отчёт.md#часть", "2023/отчёт.md", "часть"),
        ("%D0%BE.md#%D1%87", "2023/о.md", "ч"),
        ("folder/", "2023/folder/", ""),
        ("../../etc/passwd", "../etc/passwd", ""),
        ("../../../etc/passwd", "../../etc/passwd", ""),
        ("%2e%2e/%2e%2e/x", "../x", ""),
        ("..\\2022\\b.md", "2022/b.md", ""),
        ("/about/#top", "/about/", "top"),
        ("/?p=12", "/?p=12", ""),
        ("%2Fb.md", "2023/b.md", ""),
        ("a%00b.md", "2023/a%00b.md", ""),
    ],
)
def test_links_to_files_of_the_site_are_normalised(dialect, written, target, fragment):
    found = link(f"[a]({written})", dialect)
    assert (found.target, found.fragment, found.embedded) == (target, fragment, False)


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.md", "http://example.org", "//example.org/x", "mailto:a@example.org", "#part", "?q=1"],
)
def test_other_links_are_left_as_they_are(dialect, address):
    rendered = body(f"[a]({address})", dialect)
    assert rendered.links == ()
    assert f'href="{address}"' in rendered.html


def test_a_link_remembers_its_line_and_spelling(dialect):
    text = "One.\n\nTwo [a](x.md) and [b](../2022/b.md#p).\n\n![c](<c d.jpg>)\n\n[x](x.md) [r][]\n\n[r]: r.md"
    links = body(text, dialect, first_line=10).links
    assert [(found.line, found.written) for found in links] == [
        (12, "x.md"),
        (12, "../2022/b.md#p"),
        (14, "c d.jpg"),
        (16, "x.md"),
        (18, "r.md"),
    ]


def test_links_of_one_spelling_have_a_line_each(dialect):
    links = body("[a](x.md)\n\n[b](x.md)\n\n[c](x.md)", dialect).links
    assert [found.line for found in links] == [1, 3, 5]


def test_a_link_at_the_top_of_the_content_folder(dialect):
    assert [found.target for found in body("[a](b.md) [c](../d.md)", dialect, source="a.md").links] == [
        "b.md",
        "../d.md",
    ]


def test_a_picture_is_embedded(dialect):
    assert link("![a](p.jpg)", dialect) == Link("2023/p.jpg", "", 1, "p.jpg", embedded=True)


def test_sources_of_recordings_are_embedded(dialect):
    found = body('<video controls src="v.mp4"><track src="v.vtt"></video>', dialect).links
    assert [(each.target, each.embedded) for each in found] == [("2023/v.mp4", True), ("2023/v.vtt", True)]


def test_filling_puts_addresses_in_place(dialect):
    text = '[a](b.md "T") ![c](d.jpg) [e](/f/)'
    assert filled(text, "/b/?x=1&y", "/d.jpg", "/site/f/", dialect=dialect) == (
        '<p><a href="/b/?x=1&amp;y" title="T">a</a> <img src="/d.jpg" alt="c"> <a href="/site/f/">e</a></p>'
    )


def test_a_link_without_an_address_is_text_and_a_picture_goes(dialect):
    assert filled('[a](b.md) ![x > y](d.jpg "T") z', "", "", dialect=dialect) == "<p><a>a</a>  z</p>"


def test_html_without_markers_is_returned_as_it_is():
    text = "<p>nothing here</p>"
    assert markup.fill(text, ()) is text


@pytest.mark.parametrize("mode", ["safe", "trusted"])
def test_markers_cannot_be_forged(dialect, mode):
    rendered = body("a \x020\x03 b &#2;0&#3; &#x2;0&#x3; [c](d.md)", dialect, html=mode)
    assert rendered.html.count("\x02") == rendered.html.count("\x03") == 1


def test_control_characters_are_stripped(dialect):
    assert html("a\x00b\x08c\x1fd\ufffee", dialect) == "<p>abcde</p>"


# HTML


def test_a_picture_of_another_host_becomes_a_link(dialect):
    assert (
        html("![A map](https://example.org/m.png)", dialect) == '<p><a href="https://example.org/m.png">A map</a></p>'
    )
    assert html("![](//example.org/m.png)", dialect) == '<p><a href="//example.org/m.png">//example.org/m.png</a></p>'


def test_a_picture_of_another_host_within_a_link_becomes_its_text(dialect):
    text = "[![A map](https://example.org/m.png)](https://example.org/)"
    assert html(text, dialect) == '<p><a href="https://example.org/">A map</a></p>'


def test_backslashes_do_not_hide_another_host(dialect):
    rendered = body('<img src="/\\example.org/m.png" alt="x">', dialect)
    assert "<img" not in rendered.html
    assert rendered.links == ()


def test_a_recording_of_another_host_becomes_a_link(dialect):
    rendered = html('<video controls><source src="https://example.org/v.mp4"></video>', dialect)
    assert "<video" not in rendered
    assert '<a href="https://example.org/v.mp4">https://example.org/v.mp4</a>' in rendered


def test_an_embedded_page_becomes_a_link(dialect):
    rendered = html("<iframe width=1 src='https://example.org/e?a=1&amp;b=2'></iframe>", dialect)
    assert "iframe" not in rendered
    assert '<a href="https://example.org/e?a=1&amp;b=2">' in rendered


def test_ids_of_bodies_never_meet_those_of_the_theme(dialect):
    rendered = body('<p id="ng-main">x</p>\n\n## Ng main\n\n[a](#ng-main)', dialect)
    assert rendered.ids == ("text-ng-main", "text-ng-main_1")
    assert 'href="#text-ng-main"' in rendered.html


def test_trusted_html_passes_with_its_links_marked(dialect):
    text = (
        "<div onclick=\"go()\"><a class=x href='b.md'>b</a> <IMG SRC=c.png></div>\n\n"
        "<script>\nf('<a href=\"q\">')\n</script>"
    )
    rendered = body(text, dialect, html="trusted")
    assert [found.target for found in rendered.links] == ["2023/b.md", "2023/c.png"]
    shown = markup.fill(rendered.html, ["/b/", "/c.png"])
    assert '<div onclick="go()"><a href="/b/" class=x>b</a> <img src="/c.png"></div>' in shown
    assert "f('<a href=\"q\">')" in shown


def test_a_blank_body_is_empty(dialect):
    assert body(" \n\n", dialect) == Markup("")


# Excess


HOSTILE = {
    "quotes": ">" * 10_000,
    "lists": "- " * 10_000,
    "brackets": "[" * 10_000,
    "links": "[a](" * 10_000,
    "nested links": "[" * 5_000 + "](a)" * 5_000,
    "pictures": "![" * 10_000,
    "stars": "*a **b " * 5_000,
    "nested emphasis": "*" * 10_000 + "a" + "*" * 10_000,
    "backticks": "`a``b```c" * 3_000,
    "open tags": "<a " * 10_000,
    "elements": "<div>" * 10_000,
    "formatting": "".join(f"<b id={number}>" for number in range(5_000)),
    "frames": "<iframe src=x " * 5_000,
    "comments": "a\n\n" + "<!--" * 10_000,
    "footnotes": "[^a]" * 3_000 + "\n\n[^a]: x",
    "headings": "# a\n" * 3_000,
    "fences": "```a\n" * 10_000,
    "escapes": "\\*" * 10_000,
    "indents": "\n".join("    " * depth + "- a" for depth in range(400)),
}


def outcome(text, dialect) -> str:
    try:
        return html(text, dialect)
    except MarkupError as fault:
        return fault.hint


@pytest.mark.parametrize("name", HOSTILE)
def test_absurd_bodies_end_soon_in_html_or_in_a_clear_error(dialect, name):
    started = time.process_time()
    assert outcome(HOSTILE[name], dialect)
    assert time.process_time() - started < 10


def test_after_an_absurd_body_the_next_is_as_ever(dialect):
    outcome(HOSTILE["nested emphasis"], dialect)
    outcome(HOSTILE["indents"], dialect)
    assert html("- a", dialect) == "<ul>\n<li>a</li>\n</ul>"


def test_the_error_names_the_line_of_the_file(dialect):
    with pytest.raises(MarkupError) as caught:
        body("fine\n\n" + "> " * 100, dialect, first_line=8)
    assert caught.value.line == 10
    assert str(caught.value) == "64 quotes or lists within one another"
