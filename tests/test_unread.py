"""Texts that were meant to be articles and are no Markdown files: they are told, in a build and in a check."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import report
from newsgen.errors import Problem

SOUND = "-- content/2022-01-01-sound.md --\n---\ntitle: Sound\n---\nText.\n"
PLAIN = 'save its text as "Plain text, UTF-8" under the name '


def told(site: Site) -> list[Problem]:
    """What both a build and a check say."""
    problems = list(site.build().problems)
    assert [finding.problem.message for finding in site.check("unread-text")] == [each.message for each in problems]
    assert not any(problem.is_error for problem in problems)
    return problems


@pytest.mark.parametrize(
    ("name", "message", "hint"),
    [
        ("note.docx", "a Word document", PLAIN + "note.md"),
        ("NOTE.DOC", "a Word document", PLAIN + "NOTE.md"),
        ("note.odt", "a LibreOffice document", PLAIN + "note.md"),
        ("note.rtf", "a document in Rich Text", PLAIN + "note.md"),
        ("note.pages", "a Pages document", PLAIN + "note.md"),
        ("note.md.rtf", "a document in Rich Text", PLAIN + "note.md"),
        ("note.md.txt", "a text file", "take .txt off the name: note.md"),
        ("note.txt", "a text file", "name it note.md, or, if it is none, add note.txt to exclude in newsgen.yaml"),
    ],
)
def test_a_text_of_another_kind_is_told_with_the_way_out(tmp_path: Path, name: str, message: str, hint: str):
    site = Site(tmp_path, SOUND)
    site.write(f"content/2022/{name}", b"x")
    [problem] = told(site)
    assert problem.path == f"content/2022/{name}"
    assert problem.message == f"{message} is not an article, so nobody reads it"
    assert problem.hint == hint


@pytest.mark.parametrize("name", ["README.txt", "license.TXT", "content.csv", "photo.jpg", "robots.txt"])
def test_notes_and_data_are_left_in_peace(tmp_path: Path, name: str):
    site = Site(tmp_path, SOUND)
    site.write(f"content/{name}", "x")
    assert told(site) == []


def test_a_file_that_is_linked_to_is_meant_to_be_one(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-01-01-a.md --\n---\ntitle: A\n---\n[Data](data.txt)\n")
    site.write("content/data.txt", "1")
    assert told(site) == []


def test_a_file_that_only_a_draft_links_to_is_meant_too(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-01-01-a.md --\n---\ntitle: A\ndraft: true\n---\n[Data](data.txt)\n")
    site.write("content/data.txt", "1")
    assert told(site) == []


def test_a_file_in_the_folder_of_an_article_goes_with_it(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-01-01-a/index.md --\n---\ntitle: A\n---\nText.\n")
    site.write("content/2022-01-01-a/data.txt", "1")
    assert told(site) == []


def test_endings_that_the_site_allows_itself_are_meant(tmp_path: Path):
    settings = "-- newsgen.yaml --\ntitle: T\nbase_url: https://example.org/\nfiles: {allow: [docx, txt]}\n"
    site = Site(tmp_path, settings + SOUND)
    site.write("content/form.docx", b"PK\x03\x04")
    site.write("content/note.txt", "x")
    assert told(site) == []


def test_what_is_excluded_is_not_told(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: T\nbase_url: https://example.org/\nexclude: [note.txt]\n" + SOUND)
    site.write("content/2022/note.txt", "x")
    assert told(site) == []


@pytest.mark.parametrize(("count", "lines"), [(5, 5), (6, 1)])
def test_a_few_are_told_one_by_one_and_many_in_a_line(tmp_path: Path, count: int, lines: int):
    site = Site(tmp_path, SOUND)
    for number in range(count):
        site.write(f"content/{number}.docx", b"PK")
    grouped = report.grouped(told(site))
    assert len(grouped) == lines
    assert grouped[0][1] == (1 if lines == count else count)
