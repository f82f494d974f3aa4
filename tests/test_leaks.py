"""The scan before files move finds what is held back, wherever a fault would let it out, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen.leaks import known, new
from newsgen.needles import Needle, Scanner
from newsgen.outputs.archives import Home
from newsgen.views import HomeView

SITE = """
-- content/2022-09-27-open.md --
---
title: Open
---
What everybody may read.
-- content/2022-09-28-hidden-story.md --
---
title: 'The minister''s "secret" <sum> & more'
draft: true
---
![x](hidden-picture.png)
-- content/hidden-picture.png --
picture
"""
TITLE = 'The minister\'s "secret" <sum> & more'


def leaking(template: str) -> str:
    page = f"{{% extends 'newsgen/home.html' %}}{{% block main %}}{template}{{% endblock %}}"
    return f"\n-- templates/home.html --\n{page}\n"


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the list's one text says, the home page shows in its description, as a fault of newsgen's own would."""
    import msgspec

    said = [""]
    view = Home.view

    def betraying(self: Home, output: object) -> HomeView:
        made = view(self, output)  # type: ignore[arg-type]
        return msgspec.structs.replace(made, head=msgspec.structs.replace(made.head, description=said[0]))

    monkeypatch.setattr(Home, "view", betraying)
    return said


@pytest.mark.parametrize(
    ("said", "what"),
    [
        (TITLE, "title"),
        ("see /2022/09/28/hidden-story/ there", "address"),
        ("see https://example.org/2022/09/28/hidden-story", "address"),
        ("the file 2022-09-28-hidden-story.md", "file's name"),
        ("hidden-picture.png", "file's name"),
    ],
)
def test_what_is_held_back_moves_into_no_page(tmp_path: Path, faulty: list[str], said: str, what: str):
    site = Site(tmp_path, SITE)
    faulty[0] = said
    [problem] = site.problems()
    assert problem.path == "content/2022-09-28-hidden-story.md"
    assert problem.private
    assert f"its {what} would stand in index.html" in problem.message
    assert not (site.output / "index.html").exists()


def test_with_keep_going_the_page_that_tells_is_left_out_and_everything_else_is_published(
    tmp_path: Path, faulty: list[str]
):
    site = Site(tmp_path, SITE)
    site.build()
    faulty[0] = TITLE
    site.write("content/2022-09-29-next.md", "---\ntitle: Next\n---\n")
    outcome = site.build(keep_going=True)
    assert not site.exists("/")
    assert site.exists("/2022/09/29/next/")
    assert "index.html" in outcome.removed
    faulty[0] = ""
    site.build()
    assert site.exists("/")


def test_a_page_that_was_good_before_is_searched_once_when_there_is_something_new_to_hide(tmp_path: Path):
    site = Site(tmp_path, SITE)
    site.write("content/2022-09-26-other.md", "---\ntitle: Other\n---\nThe wording nobody else has.\n")
    site.build()
    site.write("content/2022-10-01-later.md", "---\ntitle: The wording nobody else has\ndraft: true\n---\n")
    assert site.build().problems == ()  # a public file says it
    tampered = site.output / "2022/09/26/other/index.html"
    site.write("content/2022-10-02-last.md", "---\ntitle: Never said anywhere\ndraft: true\n---\n")
    status = tampered.stat()
    text = tampered.read_bytes().decode().replace("<p>The wording", "<p>Never said anywhere")
    tampered.write_text(text.encode()[: status.st_size].decode(), "utf-8")
    os.utime(tampered, ns=(status.st_atime_ns, status.st_mtime_ns))
    [problem] = [each for each in site.build(keep_going=True).problems if each.is_error]
    assert problem.path == "content/2022-10-02-last.md"
    assert not site.exists("/2022/09/26/other/")
    assert [each for each in site.build(keep_going=True).problems if each.is_error] == []
    assert site.exists("/2022/09/26/other/")


def test_a_broken_page_that_names_what_is_held_back_is_taken_away(tmp_path: Path):
    site = Site(tmp_path, SITE.replace("draft: true\n", ""))
    site.build()
    assert "minister" in site.page("/2022/09/27/open/")
    site.replace("content/2022-09-27-open.md", "title: Open", "title: Open\ndate: 2022-02-31")
    site.replace("content/2022-09-28-hidden-story.md", "---\n![x]", "draft: true\n---\n![x]")
    site.build(keep_going=True)
    assert "minister" not in "".join(data.decode("utf-8", "replace") for data in site.tree().values())


@pytest.mark.parametrize(
    "said",
    [
        "September 2022",
        "Breadcrumb",
        "What everybody may read",
        "Archive",
        "Template says it",
        "About",
    ],
)
def test_what_the_site_says_itself_is_no_leak(tmp_path: Path, said: str):
    site = Site(tmp_path, SITE + leaking("Template says it <a href='/about/'>x</a>"))
    site.write("content/2022-09-28-about.md", f"---\ntitle: {said}\ndraft: true\n---\n")
    assert site.build().problems == ()


def test_a_registered_address_of_what_was_public_once_is_no_leak(tmp_path: Path):
    site = Site(tmp_path, SITE.replace("draft: true\n", ""))
    site.build()
    site.record()
    site.replace("content/2022-09-28-hidden-story.md", "---\n![x]", "draft: true\n---\n![x]")
    assert [problem.path for problem in site.build().problems] == ["urls.txt"]
    assert "withdrawn" in site.page("/2022/09/28/hidden-story/")
    assert "minister" not in "".join(data.decode("utf-8", "replace") for data in site.tree().values())


def hits(what: str, text: str, data: str) -> bool:
    return Scanner([Needle(text, what, "a.md")]).hits(data.encode()) == (0,)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('<a href="/2022/story/">', True),
        ('<a href="/2022/story">', True),
        ("/2022/story.html", True),
        ("/2022/story", True),
        ("/2022/story-two/", False),
        ("/2022/a-story/", False),
        ("/2022/story.pdf", False),
        ("a story in words", False),
    ],
)
def test_a_slug_is_found_as_a_whole_part_of_an_address(data: str, found: bool):
    assert hits("address", "story", data) is found


def test_a_slug_of_another_script_is_found_as_browsers_send_it_too():
    assert hits("address", "суд", "/2022/%D1%81%D1%83%D0%B4/")
    assert hits("address", "суд", "/2022/суд/")


@pytest.mark.parametrize("data", ["A &amp; B &#34;C&#34;", 'A & B \\"C\\"', 'A & B "C"'])
def test_a_title_is_found_in_every_form_that_files_have_it_in(data: str):
    assert hits("title", 'A & B "C"', f"<p>{data}</p>")


def test_what_is_remembered_of_needles_shows_new_ones_and_not_what_they_are():
    one, other = Needle("One", "title", "a.md"), Needle("Other", "title", "b.md")
    assert not new([one], known([one, other]))
    assert new([one, other], known([one]))
    assert b"One" not in known([one])
    assert len(known([one, other])) == 4
