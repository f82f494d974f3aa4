"""The same site gives the same bytes, whoever builds it, wherever, and with however many hands."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen.executors import Serial

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/archive/
timezone: Asia/Almaty
languages: [en, ru, kk]
days: true
taxonomies: {section: {}, tags: {archive: month}, authors: {}, countries: {}}
footer: [pages/about.md]
-- content/pages/about.md --
---
title: About
---
Who we are.
-- content/2022-03-01-bundle/index.md --
---
title: A bundle
image: photo.jpg
---
![A photo](photo.jpg) and [data](more/data.csv).
-- content/2022-03-01-bundle/photo.jpg --
photo
-- content/2022-03-01-bundle/more/data.csv --
1,2
-- static/CNAME --
example.org
"""
TAGS = ["суд", "Суд", "torture", "Torture", "éducation", "Zebra", "ábaco"]


def archive(folder: Path) -> Site:
    site = Site(folder, SETTINGS)
    for number in range(90):
        lang = ("en", "ru", "kk")[number % 3]
        tags = ", ".join(sorted({TAGS[number % 7], TAGS[number % 5]}))
        time = ("", " 10:30", " 23:59", "T01:00:00+03:00")[number % 4]
        site.write(
            f"content/{lang}/2022/a{number}.md",
            f"---\ntitle: '«Title» {number}'\ndate: 2022-{1 + number % 12:02d}-{1 + number % 5:02d}{time}\n"
            f"tags: [{tags}]\nauthors: [A. Writer, B{number % 3}]\nsection: News\ncountries: [Kazakhstan]\n"
            f"aliases: [/old/{number}/]\ntranslation_key: k{number // 3}\nextra: {{b: 1, a: 2, c: [x, y]}}\n---\n"
            f'A "text" *of* {number}.[^1]\n\n[^1]: A note.\n\n[another](a{(number + 3) % 90}.md)\n',
        )
    return site


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    site = archive(tmp_path_factory.mktemp("archive") / "site")
    site.build()
    return site.tree()


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Pacific/Apia", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/St_Johns", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4711", "LANGUAGE": "ru"},
    ],
    ids=lambda surroundings: surroundings["TZ"],
)
def test_zone_locale_and_hash_seed_of_the_machine_change_nothing(
    tmp_path: Path, expected: dict[str, bytes], surroundings: dict[str, str]
):
    site = archive(tmp_path / "site")
    subprocess.run(
        [sys.executable, "-m", "newsgen", "build", "--site", str(site.folder), "--at", "2026-11-20 12:00"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **surroundings},
        check=True,
        capture_output=True,
    )
    assert site.tree() == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_order_of_files_on_disk_changes_nothing(tmp_path: Path, expected: dict[str, bytes], seed: int):
    original = archive(tmp_path / "original")
    files = sorted(path.relative_to(original.folder) for path in original.folder.rglob("*") if path.is_file())
    random.Random(seed).shuffle(files)  # noqa: S311
    other = tmp_path / "other"
    for path in files:
        (other / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(original.folder / path, other / path)
    copy = Site(other, "newsgen.yaml")
    copy.build()
    assert copy.tree() == expected


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_number_of_processes_changes_nothing(tmp_path: Path, expected: dict[str, bytes], jobs: int):
    site = archive(tmp_path / "site")
    site.build(jobs=jobs)
    assert site.tree() == expected


@pytest.mark.parametrize(
    "executor",
    [Serial, lambda: ThreadPoolExecutor(3), lambda: ProcessPoolExecutor(2)],
    ids=["serial", "threads", "processes"],
)
def test_any_executor_gives_the_same_site(tmp_path: Path, expected: dict[str, bytes], executor: Callable[[], Executor]):
    site = archive(tmp_path / "site")
    with executor() as given:
        site.build(executor=given)
        assert site.tree() == expected
        site.replace("content/en/2022/a0.md", "«Title»", "Changed")
        site.build(executor=given)
        site.replace("content/en/2022/a0.md", "Changed", "«Title»")
        site.build(executor=given)
    assert site.tree() == expected


def test_what_is_rendered_from_the_state_is_what_was_rendered_from_the_files(
    tmp_path: Path, expected: dict[str, bytes]
):
    site = archive(tmp_path / "site")
    site.build()
    (site.folder / "templates").mkdir()
    site.write("templates/article.html", '{% extends "newsgen/article.html" %}{# other #}')
    site.build()
    shutil.rmtree(site.output)
    shutil.rmtree(site.folder / "templates")
    site.build()
    assert site.tree() == expected


def test_the_folder_of_the_site_is_in_no_page(tmp_path: Path, expected: dict[str, bytes]):
    site = archive(tmp_path / "elsewhere" / "under another name")
    site.build()
    assert site.tree() == expected
    assert not any(str(tmp_path).encode() in data for data in site.tree().values())
