"""What a reader's telephone has to load for an article, beside its text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from benchmarks import corpus
from tests.sites import Site

LIMIT = 8 * 1024
"""Bytes of HTML beside the text: for the article itself, and all that leads on from it."""

TEXT = re.compile(r'<div class="text">\n.*</div>(?=\n<(?:p class="external|section|dl|details))', re.DOTALL)

HEADLINE = "The court hears the case of {} for the third time"
FRONT = """---
title: {title}
date: {year}-09-28 10:30
section: Courts
summary: Three witnesses told the court on Wednesday what they had seen in the building, and were not asked again.
authors: [A. Writer, B. Correspondent]
tags: [trial, detention, torture, witnesses, police, appeal, courts]
{more}---
Text.
"""
MORE = """sources:
  - {title: Indictment of the district prosecutor, url: https://records.example/96216}
  - {title: Minutes of the hearing, url: https://records.example/89323, archived: https://archive.example/89323}
corrections: [{date: 2023-02-03, text: An earlier version gave the wrong name of the court.}]
"""


def beside_text(page: str) -> int:
    text = TEXT.search(page)
    assert text, page
    return len(page.encode()) - len(text[0].encode())


def test_an_article_with_ten_terms_stays_below_the_limit(tmp_path: Path):
    site = Site(
        tmp_path,
        """
        -- newsgen.yaml --
        title: Human Rights Archive
        description: What was done, to whom, and by whom
        base_url: https://archive.example.org/
        timezone: Asia/Almaty
        sections: [News, Reports, Courts, Elections, Prisons, Press]
        """,
    )
    for year in range(2015, 2025):
        title = HEADLINE.format(f"a student of {year}")
        more = MORE if year == 2023 else ""
        site.write(f"content/court-hears-case-of-a-student-{year}.md", FRONT.format(title=title, year=year, more=more))
    site.build()
    page = site.page("/2023/09/28/court-hears-case-of-a-student-2023/")
    assert page.count('rel="author"') + page.count("<dd>") + page.count('class="kicker"') == 10
    assert page.count("<li><time") == 6  # one correction, five related articles
    assert beside_text(page) <= LIMIT


@pytest.mark.slow
def test_every_article_of_a_large_archive_stays_below_the_limit(tmp_path: Path):
    corpus.make(tmp_path / "site", 400, 1, "commonmark")
    site = Site(tmp_path / "site", "-- newsgen.yaml --\n" + (tmp_path / "site/newsgen.yaml").read_text("utf-8"))
    site.build()
    weights = sorted(
        beside_text(page)
        for page in (path.read_text("utf-8") for path in site.output.rglob("*/*/*/*/index.html"))
        if 'class="cite"' in page
    )
    assert len(weights) == 400
    assert weights[len(weights) // 2] < 7_000
    assert weights[-1] <= LIMIT
