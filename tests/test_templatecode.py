"""Template code of other systems in bodies: understood where it is an address, else shown, counted and told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import templatecode
from newsgen.report import grouped

OTHER = "-- content/2022-09-27-other.md --\n---\ntitle: Other\n---\n## Part\n"


def body(tmp_path: Path, text: str, dialect: str = "markdown") -> str:
    site = Site(tmp_path, f"-- newsgen.yaml --\ntitle: A\nmarkdown: {{dialect: {dialect}}}\n{OTHER}")
    site.write("content/2022-09-28-a.md", f"---\ntitle: A\n---\n{text}\n")
    site.build()
    return site.page("/2022/09/28/a/").split('<div class="text">\n')[1].split("\n</div>")[0]


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    ("code", "href"),
    [
        ('{{< ref "2022-09-27-other.md" >}}', "/2022/09/27/other/"),
        ('{{< relref "/2022-09-27-other.md#part" >}}', "/2022/09/27/other/#part"),
        ('{{% ref "2022-09-27-other" %}}#part', "/2022/09/27/other/#part"),
        ('{{< ref "news/2022-09-27-other.md" >}}', "/2022/09/27/other/"),
        ("{% post_url 2022-09-27-other %}", "/2022/09/27/other/"),
        ("{% link _posts/2022-09-27-other.md %}", "/2022/09/27/other/"),
        ('{{ "/about/" | url }}', "/about/"),
        ('{{ "/about/" | relative_url }}#us', "/about/#us"),
        ("{{ site.baseurl }}/about/", "/about/"),
        ("{{site.url}}{{site.baseurl}}/a.pdf", "/a.pdf"),
        ('{{ "/about/" | url }} "Title"', '/about/" title="Title'),
    ],
)
def test_code_that_is_an_address_is_understood(tmp_path: Path, dialect: str, code: str, href: str):
    assert body(tmp_path, f"[x]({code})", dialect) == f'<p><a href="{href}">x</a></p>'


@pytest.mark.parametrize("quote", ['"', "'"])
def test_code_in_html_is_understood(tmp_path: Path, quote: str):
    assert body(tmp_path, f'<a href={quote}{{{{ "/about/" | url }}}}{quote}>x</a>') == '<p><a href="/about/">x</a></p>'


def test_code_that_means_nothing_here_is_told_and_leaves_the_words(tmp_path: Path):
    site = Site(tmp_path)
    site.write("content/2022-09-28-a.md", '---\ntitle: A\n---\nSee\n[x]({{< ref "gone.md" >}}) and [y]({{ y.url }}).\n')
    problems = site.build().problems
    assert [(problem.line, problem.cause) for problem in problems] == [(5, "template code in links")] * 2
    assert len(grouped(problems)) == 1
    assert "<a>x</a> and <a>y</a>" in site.page("/2022/09/28/a/")


def test_a_name_that_two_documents_have_means_neither(tmp_path: Path):
    site = Site(tmp_path)
    for folder in ("a", "b"):
        site.write(f"content/{folder}/2022-09-27-x.md", f"---\ntitle: X\nslug: {folder}\n---\n")
    site.write("content/2022-09-28-a.md", '---\ntitle: A\n---\n[x]({{< ref "2022-09-27-x.md" >}})\n')
    assert [problem.cause for problem in site.build().problems] == ["template code in links"]


def test_code_never_leads_to_another_host(tmp_path: Path):
    shown = body(tmp_path, '![x]({{ "//example.net/a.png" | url }}) [y]({{ site.baseurl }}//example.net/)')
    assert "example.net" not in shown


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_html_that_is_shown_as_code_stays_as_it_is(tmp_path: Path, dialect: str):
    shown = body(tmp_path, "    <a href=\"{{ '/a' | url }}\">\n\nand `<img src={{ x }}>`", dialect)
    assert "<code>&lt;a href=\"{{ '/a' | url }}\"&gt;\n</code>" in shown
    assert "<code>&lt;img src={{ x }}&gt;</code>" in shown


def test_a_link_to_what_is_not_public_stays_private(tmp_path: Path):
    site = Site(tmp_path)
    site.write("content/2022-09-27-x.md", "---\ntitle: X\ndraft: true\n---\n")
    site.write("content/2022-09-28-a.md", '---\ntitle: A\n---\n[x]({{< ref "2022-09-27-x.md" >}})\n')
    [problem] = site.build().problems
    assert problem.private
    assert "<a>x</a>" in site.page("/2022/09/28/a/")


@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
@pytest.mark.parametrize(
    "text", ['`[x]({{ "/a" | url }})`', '    [x]({{ "/a" | url }})', '```\n[x]({{ "/a" | url }})\n```']
)
def test_code_that_is_shown_as_code_stays_as_it_is(tmp_path: Path, dialect: str, text: str):
    assert '[x]({{ "/a" | url }})' in body(tmp_path, text, dialect)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{< img src="x" >}}', 'a shortcode of Hugo, {{< img src="x" >}},'),
        ("{{% note %}}", "a shortcode of Hugo, {{% note %}},"),
        ("{% include notes.html %}", "a tag of a template, {% include notes.html %},"),
        ("{{ page.title }}", "a value of a template, {{ page.title }},"),
        ('[caption id="1"]Words[/caption]', 'a shortcode of WordPress, [caption id="1"],'),
    ],
)
def test_code_in_text_is_a_warning_with_its_line(text: str, shown: str):
    [problem] = templatecode.warnings(f"Words.\n\nMore {text}\nand {text}\n", 5, "a.md")
    assert problem.message == f"{shown} is shown as it is"
    assert (problem.path, problem.line, problem.severity) == ("a.md", 7, "warning")


@pytest.mark.parametrize(
    "text", ["`{{< x >}}`", "```\n{% if %}\n```", "<!-- {{ x }} -->", "{1} and {a: 1}", "[a caption]", "{:.center}"]
)
def test_what_is_shown_as_code_or_is_none_is_no_warning(text: str):
    assert templatecode.warnings(text, 1, "a.md") == []


def test_code_in_many_articles_is_one_line(tmp_path: Path):
    site = Site(tmp_path)
    for number in range(30):
        site.write(f"content/2022-09-28-a{number}.md", "---\ntitle: A\n---\n{{< x >}} {% y %} {{< z >}}\n")
    told = grouped(site.build().problems)
    assert [(problem.path, files) for problem, files in told] == [("content/2022-09-28-a0.md", 30)] * 2


@pytest.mark.parametrize(
    "sign", ["`", "`a", "<!--{{", "{{", "{%", "](", "href=", "{{a", "```\n", "]({{}}", "{{}}", "%7B", "{{site.url}}"]
)
def test_repeated_signs_take_no_longer_than_their_number(sign: str):
    text = sign * (200_000 // len(sign)) + "{{[/caption]"
    begun = time.monotonic()
    templatecode.warnings(text, 1, "a.md")
    templatecode.restored(templatecode.hidden(text), text)
    templatecode.reference(text)
    assert time.monotonic() - begun < 3
