"""What one more article costs does not grow with the archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site

TERMS = ["tags/torture", "tags/trial", "tags/law", "authors/a-writer", "section/news"]
PAGE = """---
title: Report {number}
date: {day}
tags: [torture, {tag}, law]
authors: A. Writer
section: News
---
Text of {number}.
"""


def archive(folder: Path, size: int) -> Site:
    """Articles from 2018 to 2022; each term has some in each of its years."""
    site = Site(folder)
    for number in range(size):
        year, month, day = 2018 + number % 5, 1 + number // 5 % 12, 1 + number // 60 % 28
        date = f"{year}-{month:02d}-{day:02d}"
        tag = "trial" if number % 3 else "appeal"
        site.write(f"content/{year}/a{number}.md", PAGE.format(number=number, day=date, tag=tag))
    site.build(jobs=2)
    return site


def written_for_one_more(folder: Path, size: int) -> set[str]:
    site = archive(folder, size)
    before = site.tree() if size < 5_000 else {}
    site.write("content/2022/new.md", PAGE.format(number="new", day="2022-12-30", tag="trial"))
    made = site.build()
    assert made.parsed == 1
    assert made.removed == ()
    if before:
        after = site.tree()
        assert {path for path in after if after[path] != before.get(path)} == set(made.written)
    return set(made.written)


def check(written: set[str]) -> None:
    of_terms = {path for path in written if path.startswith(tuple(f"{term}/" for term in TERMS))}
    for term in TERMS:
        assert len([path for path in of_terms if path.startswith(f"{term}/")]) <= 5
    assert len(written - of_terms) <= 20
    assert of_terms == {f"{term}/{page}" for term in TERMS for page in ("index.html", "2022/index.html", "feed.xml")}
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


def test_one_more_article_writes_as_many_files_into_a_hundred_as_into_a_thousand(tmp_path: Path):
    few = written_for_one_more(tmp_path / "few", 100)
    many = written_for_one_more(tmp_path / "many", 1_000)
    check(few)
    check(many)
    assert len(few) == len(many) == 29


@pytest.mark.slow
def test_one_more_article_writes_as_many_files_into_ten_thousand(tmp_path: Path):
    written = written_for_one_more(tmp_path / "site", 10_000)
    check(written)
    assert len(written) == 29


def test_an_edited_text_writes_its_page_and_its_month_of_the_feed(tmp_path: Path):
    site = archive(tmp_path / "site", 100)
    site.replace("content/2020/a52.md", "Text of", "Mended text of")
    assert site.build().written == ("2020/11/01/a52/index.html", "feed/2020-11.xml")
