"""The program in docs/moving.md that turns Pelican's files into newsgen's does so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import settings

FILES = """
-- content/first.md --
Title: Minister: no comment
Date: 2010-12-03 10:20
Modified: 2010-12-05 19:30
Category: Letters
Tags: pelican, publishing
Authors: Writer, A.; Second Writer
Summary: A short version
    on two lines

The text, with [a link]({filename}/python/second.md) and [another]({filename}python/second.md).
-- content/python/second.md --
title: The second "one"
date: 2010-12-04
author: A. Writer
save_as: old/second/index.html

![A picture]({static}/images/a.png) See [the first]({filename}/first.md).
-- content/images/a.png --
picture
-- content/draft.md --
Title: Canary
Date: 2010-12-05
Status: draft

Not yet.
-- content/pages/about.md --
Title: About

Who we are.
"""


@pytest.fixture
def moved(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    page = (root / "docs/moving.md").read_text(encoding="utf-8")
    [program] = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    site = Site(tmp_path, FILES)
    site.write("newsgen.yaml", re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)[-1])
    site.write("convert.py", program)
    for _ in range(2):  # what is converted already is left alone
        subprocess.run([sys.executable, "convert.py", "content"], cwd=tmp_path, check=True)
    return site


def test_files_of_pelican_become_articles_that_newsgen_reads_without_a_word(moved: Site):
    assert settings.load(moved.folder).sections == ("Python", "Letters")
    outcome = moved.build()
    assert outcome.problems == ()
    assert (outcome.articles, [each.reason for each in outcome.held]) == (2, ["draft"])
    first = moved.page("/first.html")
    assert "Minister: no comment" in first
    assert "A short version on two lines" in first
    assert first.count('href="/old/second/"') >= 2
    for name in ("Writer, A.", "Second Writer", "pelican", "publishing", "Letters"):
        assert f">{name}<" in first
    second = moved.page("/old/second/")
    assert "a.png" in second
    assert 'href="/first.html"' in second
    assert moved.exists("/about/")
    assert not any(b"Canary" in data for data in moved.tree().values())
