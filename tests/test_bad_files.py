"""Files as machines and people leave them: each is a right page or a located error, and never half of either."""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable
from io import FileIO
from pathlib import Path

import pytest
from tests.served import Served
from tests.sites import Site

from newsgen import load
from newsgen.errors import Problem
from newsgen.gate import judge
from newsgen.serve.intake import Due

FRONT = "---\ntitle: Заголовок\n---\n"
TEXT = "Первый абзац.\n\nВторой абзац.\n"
NAME = "content/2022-09-28-a.md"
ADDRESS = "/2022/09/28/a/"
SOUND = "-- content/2022-01-01-sound.md --\n---\ntitle: Sound\n---\nText.\n"


def fault(site: Site) -> Problem:
    """The one problem, while the site as it was stays."""
    site_before = site.tree() if site.output.exists() else {}
    [problem] = site.problems()
    assert problem.is_error
    if site_before:
        assert site.tree() == site_before
    return problem


@pytest.mark.parametrize(
    "data",
    [
        pytest.param((FRONT + TEXT).encode(), id="as it should be"),
        pytest.param(b"\xef\xbb\xbf" + (FRONT + TEXT).encode(), id="a byte order mark"),
        pytest.param((FRONT + TEXT).replace("\n", "\r\n").encode(), id="lines of Windows"),
        pytest.param((FRONT + TEXT).replace("\n", "\r").encode(), id="lines of old Macs"),
        pytest.param(("\ufeff" + FRONT.replace("\n", "\r\n") + TEXT).encode(), id="both kinds of lines"),
        pytest.param(("\n\n" + FRONT + TEXT).encode(), id="blank lines before"),
        pytest.param((FRONT + TEXT).rstrip().encode(), id="no line break at the end"),
        pytest.param((FRONT.replace("---", "--- ") + TEXT).encode(), id="spaces after the fences"),
    ],
)
def test_ways_in_which_editors_save_a_file_make_no_difference(tmp_path: Path, data: bytes):
    site = Site(tmp_path)
    site.write(NAME, data)
    site.build()
    page = site.page(ADDRESS)
    assert "<h1>Заголовок</h1>" in page
    assert "<p>Первый абзац.</p>\n<p>Второй абзац.</p>" in page
    assert "\r" not in page
    assert "\ufeff" not in page


@pytest.mark.parametrize(
    ("data", "line", "message", "hint"),
    [
        (
            (FRONT + TEXT).encode("windows-1251"),
            2,
            'the file is not in UTF-8: byte C7 ("Заголовок" in windows-1251)',
            "save the file as UTF-8; it seems to be in windows-1251",
        ),
        (
            b"---\ntitle: A\n---\nCaf\xe9\n",
            4,
            'the file is not in UTF-8: byte E9 ("é" in windows-1252)',
            "windows-1252",
        ),
        ((FRONT + TEXT).encode("utf-16"), 1, "the file is in UTF-16", "save the file as UTF-8"),
        ((FRONT + TEXT).encode("utf-16-be"), 1, "the file seems to be in UTF-16", "save the file as UTF-8"),
        ((FRONT + TEXT).encode("utf-32"), 1, "the file is in UTF-32", "save the file as UTF-8"),
        (
            b"---\ntitle: A\n---\nOne\n\nTwo\0\n",
            6,
            "a zero byte: this is not a text file, or it is damaged",
            "restore it from a copy",
        ),
        (b"PK\x03\x04\0\0word/document.xml", 1, "a Word document is not a text file", '"Plain text, UTF-8"'),
        (
            b"PK\x03\x04\0\0mimetypeapplication/vnd.oasis.opendocument.text",
            1,
            "a LibreOffice document is not a text file",
            "save its",
        ),
        (b"PK\x03\x04\0\0Index/Document.iwa", 1, "a Pages document is not a text file", "save its text"),
        (b"PK\x03\x04\0\0other", 1, "a packed file is not a text file", "save its text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", 1, "a Word document is not a text file", "save its text"),
        (b"{\\rtf1\\ansi A}", 1, "a document in Rich Text is not a text file", "save its text"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", 1, "a zero byte: this is not a text file, or it is damaged", "restore"),
    ],
)
def test_bytes_that_are_no_text_in_utf_8_are_an_error_with_its_line(
    tmp_path: Path, data: bytes, line: int, message: str, hint: str
):
    site = Site(tmp_path, SOUND)
    site.build()
    site.write(NAME, data)
    problem = fault(site)
    assert (problem.path, problem.line) == (NAME, line)
    assert problem.message == message
    assert hint in problem.hint


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"   \n"])
def test_an_empty_file_is_told_how_to_begin(tmp_path: Path, data: bytes):
    site = Site(tmp_path)
    site.write(NAME, data)
    problem = fault(site)
    assert problem.message == "the file is empty"
    assert "title: …" in problem.hint


@pytest.mark.parametrize("text", [FRONT, FRONT.rstrip(), FRONT + "\n\n"])
def test_an_article_without_a_text_is_a_page_with_a_headline(tmp_path: Path, text: str):
    site = Site(tmp_path)
    site.write(NAME, text)
    site.build()
    assert "<h1>Заголовок</h1>" in site.page(ADDRESS)


def test_a_text_of_ten_megabytes_is_built(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: T\nmarkdown: {dialect: commonmark}\n")
    paragraph = "Слово за словом " * 40 + "\n\n"
    site.write(NAME, FRONT + paragraph * (10_000_000 // len(paragraph.encode())) + "Конец.\n")
    begun = time.monotonic()
    site.build()
    assert time.monotonic() - begun < 60
    assert "<p>Конец.</p>" in site.page(ADDRESS)


def test_a_folder_named_like_an_article_is_a_folder(tmp_path: Path):
    site = Site(tmp_path, "-- content/x.md/2022-09-28-a.md --\n---\ntitle: A\n---\n")
    assert site.build().articles == 1


def test_a_link_to_a_folder_above_itself_is_an_error_and_no_endless_walk(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    (site.folder / "content/loop").symlink_to(site.folder / "content", target_is_directory=True)
    problem = fault(site)
    assert (problem.path, problem.message) == (
        "content/loop",
        "this link leads back to a folder that it lies in",
    )


def test_two_folders_that_link_to_each_other_end(tmp_path: Path):
    site = Site(tmp_path, "-- content/a/2022-01-01-x.md --\n---\ntitle: X\n---\n-- content/b/y.csv --\ny\n")
    (site.folder / "content/a/to-b").symlink_to(site.folder / "content/b", target_is_directory=True)
    (site.folder / "content/b/to-a").symlink_to(site.folder / "content/a", target_is_directory=True)
    assert all("leads back" in problem.message or "address" in problem.message for problem in site.problems())


@pytest.mark.parametrize("target", ["/etc/passwd", "/etc", "../../outside.md"])
def test_a_link_out_of_the_site_is_an_error_and_is_not_followed(tmp_path: Path, target: str):
    (tmp_path / "outside.md").write_text("---\ntitle: Outside\ndate: 2022-01-01\n---\n")
    site = Site(tmp_path / "site", SOUND)
    (site.folder / "content/link.md").symlink_to(target)
    problem = fault(site)
    assert problem.path == "content/link.md"
    assert problem.message == "this link leads out of the site"


def test_a_link_to_nothing_is_an_error(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    (site.folder / "content/link.md").symlink_to("nowhere.md")
    assert fault(site).message == "this link leads to nothing"


def test_a_link_to_itself_is_an_error(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    (site.folder / "content/link.md").symlink_to("link.md")
    assert fault(site).path == "content/link.md"


def test_a_name_of_255_bytes_of_cyrillic_is_an_address(tmp_path: Path):
    site = Site(tmp_path)
    stem = "ж" * 126
    site.write(f"content/{stem}.md", "---\ntitle: A\ndate: 2022-09-28\n---\n")
    site.build()
    assert site.exists(f"/2022/09/28/{stem}/")


def test_a_slug_longer_than_file_systems_take_is_cut(tmp_path: Path):
    site = Site(tmp_path, f"-- {NAME} --\n---\ntitle: A\nslug: {'слово-' * 60}\n---\n")
    site.build()
    [page] = (site.output / "2022/09/28").iterdir()
    assert set(page.name.split("-")) == {"слово"}


def test_an_address_longer_than_file_systems_take_is_an_error(tmp_path: Path):
    site = Site(tmp_path, f"-- {NAME} --\n---\ntitle: A\npermalink: /{'ж' * 128}/\n---\n")
    problem = fault(site)
    assert problem.line == 3
    assert "256 bytes" in problem.message


def test_names_that_differ_by_case_are_an_error_of_both(tmp_path: Path):
    site = Site(tmp_path)
    site.write("content/2022-09-28-a.md", FRONT)
    site.write("content/2022-09-28-A.md", FRONT)
    assert [problem.path for problem in site.problems()] == ["content/2022-09-28-A.md", "content/2022-09-28-a.md"]


def test_names_that_differ_by_unicode_form_are_an_error_of_both(tmp_path: Path):
    site = Site(tmp_path)
    for form in ("NFC", "NFD"):
        site.write(f"content/2022-09-28-{unicodedata.normalize(form, 'чай-й')}.md", FRONT)
    assert len(site.problems()) == 2


def test_a_name_in_decomposed_form_is_served_in_the_composed_one(tmp_path: Path):
    site = Site(tmp_path)
    site.write(f"content/2022-09-28-{unicodedata.normalize('NFD', 'й')}.md", FRONT)
    site.build()
    assert (site.output / "2022/09/28" / unicodedata.normalize("NFC", "й")).is_dir()


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("2022-09-28-a..b.md", "a-b"),
        ('2022-09-28-it\'s "so" & <b>.md', "it-s-so-b"),
        ("2022-09-28-a b.md", "a-b"),
        ("2022-09-28-100%.md", "100"),
        ("2022-09-28-{{ x }}.md", "x"),
        ("2022-09-28-$(rm).md", "rm"),
        ("2022-09-28--a.md", "a"),
    ],
)
def test_strange_names_give_plain_addresses(tmp_path: Path, name: str, slug: str):
    site = Site(tmp_path)
    site.write(f"content/{name}", FRONT)
    site.build()
    assert site.exists(f"/2022/09/28/{slug}/")


@pytest.mark.parametrize("name", ["2022-09-28-..md", "2022-09-28-?!.md"])
def test_a_name_without_a_letter_or_digit_gives_no_address_and_is_an_error(tmp_path: Path, name: str):
    site = Site(tmp_path)
    site.write(f"content/{name}", FRONT)
    assert fault(site).message == "neither the file's name nor `slug:` gives an address"


@pytest.mark.parametrize(
    ("name", "shown"), [("a\nb.md", "a\\nb.md"), ("a\u202eb.md", "a\\u202eb.md"), ("a\x1b[31m.md", "a\\x1b[31m.md")]
)
def test_a_name_with_invisible_characters_is_an_error_that_shows_them(tmp_path: Path, name: str, shown: str):
    site = Site(tmp_path, SOUND)
    site.write(f"content/{name}", FRONT)
    problem = fault(site)
    assert problem.path == f"content/{shown}"
    assert problem.hint == "rename the file"


def test_a_name_that_is_not_in_utf_8_is_an_error(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    try:
        (site.folder / "content").joinpath(os.fsdecode(b"caf\xe9.md")).write_text(FRONT)
    except OSError:
        pytest.skip("this file system takes no such name")
    assert fault(site).message == "its name is not in UTF-8"


def test_an_ending_in_capitals_is_an_ending(tmp_path: Path):
    site = Site(tmp_path)
    site.write("content/2022-09-28-A.MD", FRONT)
    site.build()
    assert site.exists(ADDRESS)


def test_what_editors_and_merges_leave_behind_is_no_article(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    for name in (".2022-01-01-a.md", "2022-01-01-a.md~", "2022-01-01-a.md.orig", ".a.md.swp"):
        site.write(f"content/{name}", "rubbish")
    assert site.build().articles == 1


@pytest.mark.parametrize(
    "name",
    [".DS_Store", "._CNAME", "Thumbs.db", "desktop.ini", ".git/config", ".git", "old/._a.jpg", "__MACOSX/._a.jpg"],
)
def test_what_computers_leave_in_folders_is_not_published(tmp_path: Path, name: str):
    site = Site(tmp_path / "site", SOUND)
    site.write("static/CNAME", "example.org")
    site.write("static/.well-known/security.txt", "Write to us.")
    site.build()
    whole = site.tree().keys()
    for folder in ("static", "content", "content/2022-09-28-folder"):
        site.write(f"{folder}/{name}", b"\0\0\0\1Bud1 hidden")
    assert site.build().problems == ()
    assert site.tree().keys() == whole
    served = Served(site)
    try:
        assert served.take([f"static/{name}"]) == Due.NOTHING
    finally:
        served.close()


def refuse(monkeypatch: pytest.MonkeyPatch, path: str, error: OSError) -> None:
    """Files whose name ends in `path` cannot be read, also for those whom permissions do not bind."""
    read = Path.read_bytes

    def read_bytes(self: Path) -> bytes:
        if self.as_posix().endswith(path):
            raise error
        return read(self)

    class Refused(FileIO):
        def __init__(self, name: str) -> None:
            if name.endswith(path):
                raise error
            super().__init__(name)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(load, "FileIO", Refused)


def test_a_file_that_may_not_be_read_is_an_error_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, SOUND)
    refuse(monkeypatch, "sound.md", PermissionError(13, "Permission denied"))
    problem = fault(site)
    assert problem.path == "content/2022-01-01-sound.md"
    assert problem.message == "this file cannot be read: Permission denied"
    assert problem.hint == "allow newsgen to read it"


def test_the_page_of_a_file_that_may_no_longer_be_read_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, SOUND)
    site.build()
    before = site.tree()
    site.replace("content/2022-01-01-sound.md", "Text", "Other")
    refuse(monkeypatch, "sound.md", PermissionError(13, "Permission denied"))
    site.build(keep_going=True)
    assert site.tree() == before


def test_a_file_that_vanishes_while_the_site_is_built_asks_for_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = Site(tmp_path, SOUND)
    refuse(monkeypatch, "sound.md", FileNotFoundError(2, "No such file or directory"))
    problem = fault(site)
    assert problem.message == "this file vanished while the site was built"
    assert problem.hint == "build again"


def after_reading(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do something once the sources were read and before the pages are made."""

    def judged(*arguments: object) -> object:
        act()
        return judge(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr("newsgen.load.judge", judged)


@pytest.mark.parametrize("end", ["changed", "removed"])
def test_a_draft_that_changes_while_its_preview_is_built_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
):
    site = Site(tmp_path, f"-- {NAME} --\n---\ntitle: A\ndraft: true\n---\nText.\n")

    def act() -> None:
        if end == "removed":
            (site.folder / NAME).unlink(missing_ok=True)
        else:
            site.write(NAME, FRONT)

    after_reading(monkeypatch, act)
    [problem] = site.problems(drafts=True)
    assert (problem.path, problem.message) == (NAME, "this file changed while the site was built")
    assert problem.hint == "build again"


def test_an_article_that_changes_while_it_is_built_is_built_as_it_was_read_and_then_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = Site(tmp_path, f"-- {NAME} --\n---\ntitle: A\n---\nFirst.\n")
    after_reading(monkeypatch, lambda: site.write(NAME, "---\ntitle: A\n---\nLater.\n"))
    site.build()
    assert "<p>First.</p>" in site.page(ADDRESS)
    monkeypatch.undo()
    site.build()
    assert "<p>Later.</p>" in site.page(ADDRESS)


def test_a_picture_that_vanishes_while_the_site_is_built_asks_for_another_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    site = Site(tmp_path, f"-- {NAME} --\n---\ntitle: A\n---\n![p](p.png)\n-- content/p.png --\npng\n")
    after_reading(monkeypatch, lambda: (site.folder / "content/p.png").unlink(missing_ok=True))
    problem = fault(site)
    assert problem.path == "content/p.png"
    assert problem.hint == "build again"


def test_a_picture_that_may_not_be_read_leaves_its_article_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, SOUND + f"-- {NAME} --\n---\ntitle: A\n---\n![p](p.png)\n-- content/p.png --\npng\n")
    site.build()
    before = site.tree()
    site.replace(NAME, "title: A", "title: B")
    site.write("content/p.png", "other")
    site.replace("content/2022-01-01-sound.md", "Text", "New text")
    refuse(monkeypatch, "content/p.png", PermissionError(13, "Permission denied"))
    [problem] = site.build(keep_going=True).problems
    assert (problem.path, problem.message) == ("content/p.png", "this file cannot be read: Permission denied")
    assert "New text" in site.page("/2022/01/01/sound/")
    for path in ("2022/09/28/a/index.html", "2022/09/28/a/p.png"):
        assert site.tree()[path] == before[path]


def test_a_link_out_of_the_site_in_static_is_an_error_too(tmp_path: Path):
    site = Site(tmp_path, SOUND + "-- static/a.txt --\na\n")
    (site.folder / "static/passwd").symlink_to("/etc/passwd")
    assert fault(site).path == "static/passwd"


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("article.html", '{% include "article.html" %}'),
        ("article.html", '{% extends "article.html" %}'),
        ("article.html", "{% macro again(n) %}{{ again(n) }}{% endmacro %}{{ again(1) }}"),
    ],
)
def test_a_template_that_calls_itself_is_an_error_and_no_crash(tmp_path: Path, name: str, template: str):
    site = Site(tmp_path, SOUND)
    site.write(f"templates/{name}", template)
    problem = site.problems()[0]
    assert problem.path == f"templates/{name}"
    assert problem.message.startswith("the template calls itself without end")


def test_a_template_in_another_encoding_is_an_error(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    site.write("templates/article.html", "<h1>Привет</h1>".encode("windows-1251"))
    problem = site.problems()[0]
    assert problem.path == "templates/article.html"
    assert "UTF-8" in problem.message
