"""The archive that benchmarks are made with: the same everywhere, and like a real one."""

from __future__ import annotations

import hashlib
import os
import posixpath
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from benchmarks import corpus, peers
from benchmarks.edits import Edit, added, body_edited, retitled
from benchmarks.measure import Run, RunFailed, run
from benchmarks.results import Result, size_table
from benchmarks.rounds import lay_out
from benchmarks.snapshot import compare, snapshot
from benchmarks.stories import AUTHORS, SECTIONS, TAGS, Story, stories
from benchmarks.tools import Newsgen, Tool

ROOT = Path(__file__).resolve().parent.parent

FINGERPRINT = "95aa5d5a5d3390727c970bd4acd703fc"
"""Of forty articles of seed 1. It changes with the corpus, and then measurements before and after do not compare."""

NEWSGEN = Newsgen("markdown")
TOOLS: tuple[Tool, ...] = (
    NEWSGEN,
    peers.Hugo(("hugo",), feeds=False),
    peers.Pelican(("pelican",), feeds=False),
    peers.Eleventy(("eleventy",)),
)


@pytest.fixture(scope="module")
def archive() -> list[Story]:
    return list(stories(600, seed=1))


def fingerprint(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:32]


def front_matter(story: Story) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(corpus.document(story).split("---\n")[1])
    return loaded


@pytest.mark.parametrize("hash_seed", ["0", "12345"])
def test_a_seed_gives_the_same_archive_on_every_machine(tmp_path: Path, hash_seed: str) -> None:
    surroundings = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    command = [sys.executable, "-m", "benchmarks.corpus", str(tmp_path / "site"), "--articles", "40", "--seed", "1"]
    subprocess.run(command, cwd=ROOT, env=surroundings, check=True, capture_output=True)
    assert fingerprint(tmp_path / "site") == FINGERPRINT


def test_another_seed_gives_another_archive() -> None:
    assert list(stories(3, seed=1)) != list(stories(3, seed=2))


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit):
        corpus.main([str(tmp_path), "--articles", "1"])
    assert "is not empty" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_thirty_years_are_told_in_order_and_grow(archive: list[Story]) -> None:
    days = [story.key.date for story in archive]
    assert days == sorted(days)
    years = Counter(day.year for day in days)
    assert sorted(years) == list(range(1996, 2026))
    assert sum(years[year] for year in range(2016, 2026)) > 2 * sum(years[year] for year in range(1996, 2006))


def test_no_two_articles_share_an_address() -> None:
    addresses = [story.key.address for story in stories(5_000, seed=3)]
    assert len(set(addresses)) == len(addresses)


def test_bodies_have_the_length_of_news(archive: list[Story]) -> None:
    lengths = sorted(len(story.markdown.split()) for story in archive)
    assert lengths[0] > 250
    assert lengths[-1] < 900
    assert 450 < lengths[len(lengths) // 2] < 600


def test_bodies_hold_what_writers_use(archive: list[Story]) -> None:
    text = "\n\n".join(story.markdown for story in archive)
    for feature in (r"^## \w", r"^- \w", r"^1\. \w", r"^> .?\w", r"^\|---", r"^\[\^1\]: ", r"\*\*\w", r"\]\(https://"):
        assert re.search(feature, text, re.MULTILINE), feature


def test_front_matter_is_read_back_as_it_was_meant(archive: list[Story]) -> None:
    for story in archive:
        meta = front_matter(story)
        assert meta["title"] == story.title
        assert meta["summary"] == story.summary
        assert str(meta["date"]).startswith(story.key.date.isoformat())
        assert tuple(meta["tags"]) == story.tags
        assert tuple(meta["authors"]) == story.authors
        assert [item["title"] for item in meta.get("sources", [])] == [source.title for source in story.sources]


def test_articles_differ_in_what_they_say_of_themselves(archive: list[Story]) -> None:
    keys = Counter(key for story in archive for key in front_matter(story))
    assert all(keys[key] == 600 for key in ("title", "date", "section", "tags", "authors", "summary"))
    assert all(0 < keys[key] < 300 for key in ("updated", "sources", "corrections"))
    assert 200 < sum(bool(story.time) for story in archive) < 400


def test_terms_have_a_long_tail(archive: list[Story]) -> None:
    tags = Counter(tag for story in archive for tag in story.tags)
    assert len(TAGS) == 300
    assert tags[TAGS[0]] > 10 * tags[TAGS[200]]
    assert len(tags) > 200
    assert {len(story.tags) for story in archive} == {1, 2, 3, 4, 5}
    assert {author for story in archive for author in story.authors} <= set(AUTHORS)
    assert len(set(AUTHORS)) == 60
    assert {story.section for story in archive} == set(SECTIONS)


def test_every_link_to_another_article_leads_to_its_file(archive: list[Story]) -> None:
    paths = {story.key.path for story in archive}
    followed = 0
    for story in archive:
        for target in re.findall(r"\]\((\.\.[^)]*)\)", story.body(link_to_sources=True)):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(story.key.path), target)) in paths
            followed += 1
    assert followed > 100
    assert not any("(article:" in story.body(link_to_sources=True) for story in archive)


def test_articles_in_cyrillic_say_their_language_only_when_asked(archive: list[Story]) -> None:
    russian = [story for story in archive if story.cyrillic]
    assert 5 < len(russian) < 60
    assert all(re.search("[а-я]", story.title) and story.key.slug.isascii() for story in russian)
    assert all("lang: ru" not in corpus.document(story) for story in archive)
    assert [story for story in archive if "lang: ru" in corpus.document(story, bilingual=True)] == russian


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: type(tool).__name__)
def test_every_generator_gets_every_article(tool: Tool, tmp_path: Path) -> None:
    (site,) = lay_out(tmp_path, 30, 1, [tool])
    assert all(site.tool.source(site.folder, story).is_file() for story in stories(30, seed=1))


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: type(tool).__name__)
@pytest.mark.parametrize("edit", [body_edited, retitled, added])
def test_an_edit_changes_one_file_and_is_undone(tool: Tool, edit: Edit, tmp_path: Path) -> None:
    (site,) = lay_out(tmp_path, 30, 1, [tool])
    before = snapshot(site.folder, contents=True)
    with edit(site):
        during = compare(before, snapshot(site.folder, contents=True))
    after = compare(before, snapshot(site.folder, contents=True))
    assert len(during.added + during.changed) == 1
    assert after.added + after.changed + after.removed == ()


def test_a_file_written_again_with_the_same_bytes_is_told_from_a_changed_one(tmp_path: Path) -> None:
    for name in ("same", "touched", "changed", "removed"):
        (tmp_path / name).write_text("before")
        os.utime(tmp_path / name, ns=(1, 1))
    before = snapshot(tmp_path, contents=True)
    (tmp_path / "touched").write_text("before")
    (tmp_path / "changed").write_text("behind")
    (tmp_path / "removed").unlink()
    (tmp_path / "added").write_text("new")
    difference = compare(before, snapshot(tmp_path, contents=True))
    assert (difference.added, difference.removed) == (("added",), ("removed",))
    assert (difference.changed, difference.touched) == (("changed",), ("touched",))
    assert difference.written == 3


def test_a_process_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="took longer than"):
        run([sys.executable, "-c", "import time; time.sleep(60)"], tmp_path, {}, limit=0.1)


def test_a_process_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(RunFailed, match="no such article"):
        run([sys.executable, "-c", "raise SystemExit('no such article')"], tmp_path, {})


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="this system does not tell shared memory")
def test_the_memory_of_children_is_counted(tmp_path: Path) -> None:
    child = "import time; held = b'x' * 80_000_000; time.sleep(0.6)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    assert run([sys.executable, "-c", parent], tmp_path, {}).memory > 80_000_000


def test_a_table_compares_clean_builds_with_clean_builds_and_edits_with_edits() -> None:
    def result(tool: str, scenario: str, taken: float) -> Result:
        return Result(tool, scenario, 10, tuple(Run(taken + late, 0.0, 0) for late in (1.0, -1.0, 0.0)), 3)

    table = size_table(
        [
            result("Hugo", "clean build", 4.0),
            result("Hugo", "one body edited", 5.0),
            result("newsgen", "clean build", 2.0),
            result("newsgen", "nothing changed", 2.0),
        ]
    )
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert [row[2] for row in rows] == ["4.00 s", "5.00 s", "2.00 s", "2.00 s"]
    assert [row[4] for row in rows] == ["1.00", "1.00", "0.50", "0.40"]
