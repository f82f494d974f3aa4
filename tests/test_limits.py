"""Time and memory grow with what there is, and not with its square: bounds for what no newsroom ever wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.sites import Site

FRONT = "---\ntitle: {}\ndate: {}\n---\n"


MEASURED = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell a peak")


def measured(site: Site) -> tuple[float, float]:
    """Seconds, and megabytes at the most, of a whole build in a process of its own."""
    # Not `ru_maxrss`: what a process inherits there is the peak of the one that started it.
    code = (
        "from newsgen.cli import main\n"
        "try: main(['build', '--jobs', '1'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM:')))\n"
    )
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=site.folder,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return time.monotonic() - begun, float(done.stdout.split()[-1]) / 1024


@MEASURED
@pytest.mark.slow
def test_twenty_thousand_tags_stay_in_bounds(tmp_path: Path):
    site = Site(tmp_path)
    for number in range(200):
        tags = ", ".join(f"tag {number} {each}" for each in range(100))
        site.write(f"content/{2000 + number % 20}-01-01-a{number}.md", f"---\ntitle: A\ntags: [{tags}]\n---\nText.\n")
    seconds, megabytes = measured(site)
    assert site.exists("/tags/tag-199-99/")
    assert seconds < 240
    assert megabytes < 400


@MEASURED
@pytest.mark.slow
def test_ten_thousand_articles_on_one_day_stay_in_bounds(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\ndays: true\nmarkdown: {dialect: commonmark}\n")
    for number in range(10_000):
        site.write(f"content/2022-09-28-a{number}.md", "---\ntitle: A\n---\nText.\n")
    seconds, megabytes = measured(site)
    assert site.page("/2022/09/28/").count('href="/2022/09/28/a') >= 10_000
    assert seconds < 120
    assert megabytes < 800


@MEASURED
@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_an_article_of_ten_megabytes_stays_in_bounds(tmp_path: Path, dialect: str):
    site = Site(tmp_path, f"-- newsgen.yaml --\ntitle: A\nmarkdown: {{dialect: {dialect}}}\n")
    paragraph = "Some *words* of a text, [one](https://example.org/) after another.\n" * 5 + "\n"
    body = paragraph * (10_000_000 // len(paragraph)) + "The end.\n"
    site.write("content/2022-09-28-a.md", FRONT.format("A", "2022-09-28") + body)
    seconds, megabytes = measured(site)
    assert "The end." in site.page("/2022/09/28/a/")
    assert seconds < (240 if dialect == "markdown" else 30)
    assert megabytes < (4000 if dialect == "markdown" else 800)


@MEASURED
@pytest.mark.slow
@pytest.mark.parametrize("dialect", ["markdown", "commonmark"])
def test_an_article_with_five_thousand_links_stays_in_bounds(tmp_path: Path, dialect: str):
    site = Site(tmp_path, f"-- newsgen.yaml --\ntitle: A\nmarkdown: {{dialect: {dialect}}}\n")
    for number in range(5000):
        site.write(f"content/2022-09-27-b{number}.md", FRONT.format("B", "2022-09-27") + "Text.\n")
    links = "".join(f"- [link {number}](2022-09-27-b{number}.md)\n" for number in range(5000))
    site.write("content/2022-09-28-a.md", FRONT.format("A", "2022-09-28") + links)
    seconds, megabytes = measured(site)
    assert site.page("/2022/09/28/a/").count('<li><a href="/2022/09/27/b') == 5000
    assert seconds < 120
    assert megabytes < 800


def test_five_thousand_dead_links_are_told_in_seconds(tmp_path: Path):
    site = Site(tmp_path)
    links = "".join(f"- [link {number}](b{number}.md)\n" for number in range(5000))
    site.write("content/2022-09-28-a.md", FRONT.format("A", "2022-09-28") + links)
    begun = time.monotonic()
    assert len(site.problems()) == 5000
    assert time.monotonic() - begun < 30


def test_the_first_and_the_last_year_are_years_like_others(tmp_path: Path):
    site = Site(tmp_path)
    site.write("content/0001-01-01-first.md", "---\ntitle: First\n---\nText.\n")
    site.write("content/9999-12-31-last.md", "---\ntitle: Last\n---\nText.\n")
    site.write("content/2022-09-28-open.md", "---\ntitle: Open\nexpires: 9999-12-31\n---\nText.\n")
    site.write("content/2022-09-28-shut.md", "---\ntitle: Shut\nembargo: 9999-12-31\n---\nText.\n")
    outcome = site.build()
    assert outcome.articles == 2
    assert "<h1>First</h1>" in site.page("/0001/01/01/first/")
    assert site.exists("/0001/01/")
    assert site.exists("/2022/09/28/open/")
    assert {each.reason: each.count for each in outcome.held} == {"future": 1, "embargo": 1}


@pytest.mark.parametrize("date", ["0001-01-01 00:00:00 +06:00", "9999-12-31 23:59:59 -06:00"])
def test_a_time_that_is_in_no_year_of_utc_is_an_error(tmp_path: Path, date: str):
    site = Site(tmp_path)
    site.write("content/a.md", f"---\ntitle: A\ndate: {date}\n---\nText.\n")
    [problem] = site.problems()
    assert (problem.line, problem.hint) == (3, "leave the time out")
