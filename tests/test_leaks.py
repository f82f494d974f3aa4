"""The scan before files move finds what is held back, wherever a fault would let it out, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, NoReturn

import msgspec
import pytest
from tests.photographs import drawn, encoded
from tests.sites import Site

from newsgen import bundles, needles, permalink
from newsgen.gate import Gate
from newsgen.leaks import known, new
from newsgen.links import Links
from newsgen.load import Loaded
from newsgen.needles import Needle, Scanner
from newsgen.outputs.archives import Home
from newsgen.structured import as_json
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
        ('<a href="/2022/story.php">', True),
        ("/2022/story.aspx?page=2", True),
        ("/2022/story.htm", True),
        ("/2022/story.phpx", False),
    ],
)
def test_a_slug_is_found_as_a_whole_part_of_an_address(data: str, found: bool):
    assert hits("address", "story", data) is found


def test_a_slug_of_another_script_is_found_as_browsers_send_it_too():
    assert hits("address", "суд", "/2022/%D1%81%D1%83%D0%B4/")
    assert hits("address", "суд", "/2022/суд/")


@pytest.mark.parametrize(
    "data",
    [
        "A &amp; B’s &#34;C&#34;",
        "A &amp;amp; B’s &amp;#34;C&amp;#34;",
        'A & B’s \\"C\\"',
        'A & B’s "C"',
        r"A \u0026 B’s \"C\"",
        r"A \u0026 B\u2019s \"C\"",
        r"A \u0026amp; B’s \u0026#34;C\u0026#34;",
    ],
)
def test_a_title_is_found_in_every_form_that_files_have_it_in(data: str):
    assert hits("title", 'A & B’s "C"', f"<p>{data}</p>")


@pytest.mark.parametrize("title", ["Editor's note & <sum>", 'A "word"', "Суд над «судом» & другими"])
def test_a_title_is_found_in_what_newsgen_writes_for_machines(title: str):
    from jinja2.utils import htmlsafe_json_dumps

    for data in (as_json(title), as_json({"@graph": [title]}), str(htmlsafe_json_dumps(title))):
        assert hits("title", title, data)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ('srcset="/2022/a/witness-1f3a5c7e-960.webp 960w"', True),
        ("https://example.org/a/witness-1f3a5c7e-card.jpg", True),
        ("/a/witness.jpg", True),
        ("/a/witness-statement-960.webp", False),
        ("/a/eyewitness-1f3a5c7e-960.webp", False),
    ],
)
def test_the_other_forms_of_a_picture_are_found(data: str, found: bool):
    assert hits("file's name", "witness.jpg", data) is found


@pytest.mark.parametrize("name", ["свидетель.jpg", "a b.jpeg", "ж" * 120 + ".jpg", "e\u0301tude.png"])
def test_the_other_forms_of_a_picture_are_found_under_any_name(name: str):
    address = permalink.variant(f"/2022/a/{permalink.nfc(name)}", bytes(range(16)), "960.webp")
    assert hits("file's name", name, address)
    assert hits("file's name", name, permalink.href("/", address))


def test_a_public_picture_whose_name_begins_like_a_hidden_one_is_no_leak(tmp_path: Path):
    site = Site(tmp_path, SITE)
    site.write("content/hidden-picture.jpg", encoded(drawn(900, 600), "JPEG", quality=92))
    site.write("content/2022-09-29-next.md", "---\ntitle: Next\n---\n![x](hidden-picture.jpg)\n")
    assert site.build().problems == ()
    assert any(path.endswith("-480.webp") for path in site.tree())


def test_a_file_of_the_same_name_in_the_folder_of_a_public_article_is_no_leak(tmp_path: Path):
    site = Site(tmp_path, SITE)
    site.write("content/2022-09-29-next/index.md", "---\ntitle: Next\n---\nText.\n")
    site.write("content/2022-09-29-next/hidden-picture.png", "another")
    assert site.build().problems == ()
    assert site.exists("/2022/09/29/next/hidden-picture.png")


def test_a_picture_of_a_draft_that_is_published_by_mistake_does_not_speak_for_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    gather = bundles.gather

    def mistaken(*arguments: object) -> bundles.Bundles:
        found = gather(*arguments)  # type: ignore[arg-type]
        return msgspec.structs.replace(found, files={"2022-09-29-next/index.md": ("2022-09-29-next/hidden.png",)})

    monkeypatch.setattr(bundles, "gather", mistaken)
    site = Site(tmp_path, SITE)
    site.write("content/2022-09-29-next/index.md", "---\ntitle: Next\n---\nText.\n")
    site.write("content/2022-09-29-next/hidden.png", "hidden")
    draft = "---\ntitle: Two\ndraft: true\ndate: 2022-10-01\n---\n![x](hidden.png)\n"
    site.write("content/2022-09-29-next/two.md", draft)
    [problem] = site.problems()
    assert problem.path == "content/2022-09-29-next/two.md"
    assert "file's name" in problem.message


@pytest.mark.parametrize("address", ["/old/hidden-story.php", "/old/hidden-story.pdf", "/old/hidden-story.v2/"])
def test_an_address_is_found_with_the_ending_that_it_has(tmp_path: Path, faulty: list[str], address: str):
    site = Site(tmp_path, SITE)
    site.write("content/2022-10-02-x.md", f"---\ntitle: Xyz\ndraft: true\npermalink: {address}\n---\n")
    faulty[0] = f"see {address} there"
    assert any("its address would stand in index.html" in problem.message for problem in site.problems())


class OnlyAsked(frozenset[str]):
    """Files that are asked for one by one."""

    def __iter__(self) -> NoReturn:
        raise AssertionError("all files were gone through")


def test_what_is_held_back_is_not_held_against_all_files_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sought = needles.sought

    def counted(loaded: Loaded, gate: Gate, links: Links, *rest: Any) -> tuple[Needle, ...]:
        return sought(loaded, gate, msgspec.structs.replace(links, files=OnlyAsked(links.files)), *rest)

    monkeypatch.setattr(needles, "sought", counted)
    site = Site(tmp_path, SITE)
    for number in range(3):
        site.write(f"content/2022-10-0{number + 1}-x/index.md", f"---\ntitle: Xyz {number}\ndraft: true\n---\n")
        site.write(f"content/2022-10-0{number + 1}-x/file-{number}.jpg", "x")
    assert site.build().problems == ()


def test_what_is_remembered_of_needles_shows_new_ones_and_not_what_they_are():
    one, other = Needle("One", "title", "a.md"), Needle("Other", "title", "b.md")
    assert not new([one], known([one, other]))
    assert new([one, other], known([one]))
    assert b"One" not in known([one])
    assert len(known([one, other])) == 4
