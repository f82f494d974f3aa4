"""What one more article costs does not grow with the archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

TERMS = ["tags/torture", "tags/trial", "tags/law", "authors/a-writer", "section/news"]
PAGE = """---
title: Report {number}
date: {day}
tags: [torture, trial, law]
authors: A. Writer
section: News
---
Text of {number}.
"""


def archive(folder: Path, size: int) -> Site:
    """Articles from 2018 to 2022, all with the same terms."""
    site = Site(folder)
    for number in range(size):
        year, month, day = 2018 + number % 5, 1 + number // 5 % 12, 1 + number // 60 % 28
        date = f"{year}-{month:02d}-{day:02d}"
        site.write(f"content/{year}/a{number}.md", PAGE.format(number=number, day=date))
    site.build(jobs=2)
    return site


def written_for_one_more(folder: Path, size: int) -> set[str]:
    site = archive(folder, size)
    before = site.tree() if size < 5_000 else {}
    site.write("content/2022/new.md", PAGE.format(number="new", day="2022-12-30"))
    made = site.build()
    assert made.parsed == 1
    assert made.removed == ()
    if before:
        after = site.tree()
        assert {path for path in after if after[path] != before.get(path)} == set(made.written)
    return set(made.written)


def check(written: set[str], *pages: str) -> None:
    of_terms = {path for path in written if path.startswith(tuple(f"{term}/" for term in TERMS))}
    assert len(written - of_terms) <= 20
    assert of_terms == {f"{term}/{page}" for term in TERMS for page in pages}
    rest = written - of_terms
    neighbour = {path for path in rest if path.startswith("2022/12/") and path.count("/") == 4 and "/new/" not in path}
    assert len(neighbour) == 1
    assert rest - neighbour == {
        "2022/12/30/new/index.html",
        "2022/12/index.html",
        "2022/index.html",
        "archive/index.html",
        "authors/index.html",
        "feed.json",
        "feed.xml",
        "feed/2022-12.xml",
        "index.html",
        "section/index.html",
        "sitemap.xml",
        "sitemap/2022-12.xml",
        "tags/index.html",
    }


FRONT = ("index.html", "feed.xml")
"""Of a term of which all articles stand on its own page."""


def test_one_more_article_writes_no_more_files_into_a_thousand_than_into_a_hundred(tmp_path: Path):
    check(written_for_one_more(tmp_path / "few", 60), *FRONT)
    many = written_for_one_more(tmp_path / "many", 1_000)
    check(many, *FRONT, "2022/index.html")
    assert len(many) == 29


def test_the_article_that_fills_the_page_of_a_term_makes_a_page_of_its_first_year_alone(tmp_path: Path):
    check(written_for_one_more(tmp_path / "site", 100), *FRONT, "2018/index.html")


@pytest.mark.slow
def test_one_more_article_writes_as_many_files_into_ten_thousand(tmp_path: Path):
    written = written_for_one_more(tmp_path / "site", 10_000)
    check(written, *FRONT, "2022/index.html")
    assert len(written) == 29


def test_an_edited_text_writes_its_page_and_its_month_of_the_feed(tmp_path: Path):
    site = archive(tmp_path / "site", 100)
    site.replace("content/2020/a52.md", "Text of", "Mended text of")
    assert site.build().written == ("2020/11/01/a52/index.html", "feed/2020-11.xml")
