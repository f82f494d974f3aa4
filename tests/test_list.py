"""`newsgen list` answers what editors ask, from the state where that is right and from the files where it is not."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from tests.sites import NOON, Site

from newsgen import glance, parse, scan
from newsgen.cli import main
from newsgen.commands import list as command
from newsgen.config import FILE_NAME
from newsgen.errors import MachineError, UsageError
from newsgen.executors import Workers
from newsgen.statefile import read_only

FILES = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/
timezone: Asia/Almaty
languages: [en, ru]
taxonomies: [section, tags, authors, countries]
front_matter: {names: {land: countries}}
-- content/terms.yaml --
tags:
  torture:
    labels: {en: torture, ru: пытки}
    synonyms: [ill-treatment]
-- content/2022/fire.md --
---
title: Fire in the Port
date: 2022-09-28 10:30
section: News
tags: [port, torture]
authors: A. Writer
summary: A fire.
image: fire.jpg
---
Text.
-- content/2022/fire.jpg --
picture
-- content/2022/court.ru.md --
---
title: Суд отложен
date: 2022-09-29
tags: [пытки]
country: Kazakhstan
land: Kazakhstan
corrections: {date: 2022-09-30, text: A name.}
---
-- content/2023/strike.md --
---
title: The strike
date: 2023-01-02
expires: 2026-11-24
image: a.jpg
image_alt: Cranes
---
-- content/2023/a.jpg --
picture
-- content/pages/about.md --
---
title: About
---
-- content/2026/draft.md --
---
title: Canary of a draft
date: 2026-01-01
draft: true
tags: [port]
---
-- content/2026/embargo.md --
---
title: Canary of an embargo
date: 2026-01-02
embargo: 2026-11-28 09:00
---
-- content/2026/future.md --
---
title: Canary of the future
date: 2026-12-24
---
-- content/2026/expired.md --
---
title: Canary that expired
date: 2026-01-03
expires: 2026-02-01
---
-- content/2026/retracted.md --
---
title: Canary that was retracted
date: 2026-01-04
retracted: true
---
"""
BROKEN = """
-- content/2026/broken.md --
---
title: Canary that is broken
date: 31.09.2022
---
"""

ARTICLES = {"fire", "court.ru", "strike", "draft", "embargo", "future", "expired", "retracted"}


def found(site: Site, *words: str, now: dt.datetime = NOON) -> list[dict[str, object]]:
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        command.run(site.folder, words, as_json=True, now=now, width=0)
    listed: list[dict[str, object]] = json.loads(printed.getvalue())
    return listed


def names(site: Site, *words: str, now: dt.datetime = NOON) -> list[str]:
    return [Path(str(each["path"])).stem for each in found(site, *words, now=now)]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site(tmp_path_factory.mktemp("built"), FILES)
    site.build()
    return site


@pytest.fixture(scope="module")
def unbuilt(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site(tmp_path_factory.mktemp("unbuilt"), FILES)


@pytest.fixture(params=["built", "unbuilt"])
def site(request: pytest.FixtureRequest) -> Site:
    """The same site, whose articles are in the state or are not."""
    given: Site = request.getfixturevalue(request.param)
    return given


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], {*ARTICLES, "about"}),
        (["article"], ARTICLES),
        (["pages"], {"about"}),
        (["draft"], {"draft"}),
        (["drafts"], {"draft"}),
        (["scheduled"], {"embargo", "future"}),
        (["embargo"], {"embargo"}),
        (["future"], {"future"}),
        (["expired"], {"expired"}),
        (["retracted"], {"retracted"}),
        (["held"], {"draft", "embargo", "future", "expired"}),
        (["public"], {"fire", "court.ru", "strike", "about"}),
        (["broken"], set()),
        (["no-summary"], ARTICLES - {"fire"}),
        (["no-image", "public"], {"court.ru"}),
        (["no-image_alt", "public"], {"fire", "court.ru"}),
        (["no-tags", "public"], {"strike"}),
        (["no-author", "public"], {"court.ru", "strike"}),
        (["no-countries", "public"], {"fire", "strike"}),
        (["tag:port"], {"fire", "draft"}),
        (["tags:Port", "draft"], {"draft"}),
        (["tag:torture"], {"fire", "court.ru"}),
        (["tag:пытки"], {"fire", "court.ru"}),
        (["tag:ill-treatment"], {"fire", "court.ru"}),
        (["section:news"], {"fire"}),
        (["author:A. Writer"], {"fire"}),
        (["land:kazakhstan"], {"court.ru"}),
        (["countries:Kazakhstan"], {"court.ru"}),
        (["lang:ru"], {"court.ru"}),
        (["LANG:RU"], {"court.ru"}),
        (["year:2022"], {"fire", "court.ru"}),
        (["month:2022-09"], {"fire", "court.ru"}),
        (["day:2022-09-28"], {"fire"}),
        (["since:2023", "before:2024"], {"strike"}),
        (["since:2022-09-29", "before:2022-10"], {"court.ru"}),
        (["corrected"], {"court.ru"}),
        (["суд"], {"court.ru"}),
        (["PORT"], {"fire"}),
        (["fire in"], {"fire"}),
        (["title:draft"], {"draft"}),
        (["path:2023/"], {"strike"}),
        (["year:2022", "lang:en", "fire"], {"fire"}),
    ],
)
def test_filters_say_which_articles_are_meant(site: Site, words: list[str], expected: set[str]):
    assert set(names(site, *words)) == expected


def test_the_newest_come_first_and_pages_last(site: Site):
    assert names(site, "public") == ["strike", "court.ru", "fire", "about"]


def test_what_is_told_of_an_article(site: Site):
    assert found(site, "fire") == [
        {
            "path": "content/2022/fire.md",
            "state": "public",
            "until": None,
            "title": "Fire in the Port",
            "lang": "en",
            "address": "/2022/09/28/fire/",
            "updated": None,
            "summary": "A fire.",
            "date": "2022-09-28T10:30:00+06:00",
            "image": "2022/fire.jpg",
            "terms": {"section": ["News"], "tags": ["port", "torture"], "authors": ["A. Writer"]},
        }
    ]
    [embargo] = found(site, "embargo")
    assert (embargo["state"], embargo["until"]) == ("embargo", "2026-11-28T04:00:00+00:00")


def test_what_expired_since_the_build_is_told_as_expired(built: Site):
    later = dt.datetime(2026, 11, 25, 12, tzinfo=dt.UTC)
    assert names(built, "expired", now=later) == ["expired", "strike"]
    assert "strike" not in names(built, "public", now=later)


def test_what_was_written_changed_and_deleted_since_the_build_is_told_as_it_is_now(tmp_path: Path):
    site = Site(tmp_path, FILES)
    site.build()
    site.replace("content/2022/fire.md", "summary: A fire.\n", "")
    site.remove("content/2022/court.ru.md")
    site.write("content/2026/new.md", "---\ntitle: New\ndate: 2026-11-01\n---\n")
    assert set(names(site, "no-summary", "public")) == {"fire", "strike", "new"}


def test_a_file_that_cannot_be_read_is_told_as_broken_with_what_is_wrong(tmp_path: Path):
    site = Site(tmp_path, FILES + BROKEN)
    site.build(keep_going=True)
    [broken] = found(site, "broken")
    assert broken["path"] == "content/2026/broken.md"
    assert broken["problem"] == 'date "31.09.2022": September has 30 days'


def test_front_matter_is_told_though_the_text_below_it_is_wrong(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\n[x](missing.md) {{< shortcode >}}\n")
    assert names(site, "public") == ["2022-09-28-a"]


def test_nothing_is_written_and_nothing_of_what_is_held_back_is_kept(tmp_path: Path):
    site = Site(tmp_path, FILES + BROKEN)
    site.build(keep_going=True)
    before = site.tree(".newsgen")
    assert "draft" in names(site, "held")
    assert site.tree(".newsgen") == before
    assert b"Canary" not in before["state.db"]


def test_a_fresh_checkout_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path / "a", "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\n")
    site.build()
    copy = Site(tmp_path / "b")
    shutil.copytree(site.folder, copy.folder, dirs_exist_ok=True, copy_function=shutil.copy)
    monkeypatch.setattr(parse, "parse", None)
    assert names(copy) == ["2022-09-28-a"]


def test_an_edit_that_keeps_size_and_time_is_seen(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\n")
    site.build()
    file = site.folder / "content/2022-09-28-a.md"
    status = file.stat()
    site.replace("content/2022-09-28-a.md", "title: A", "title: B")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [each["title"] for each in found(site)] == ["B"]


@pytest.mark.parametrize("jobs", [1, 2, 3, 4])
def test_parts_of_a_large_archive_are_looked_at_side_by_side_and_miss_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
):
    """Names are chosen that sort otherwise with a slash behind them than without."""
    site = Site(tmp_path)
    folders = ("2012", "2012-extra", "2012/a", "2013", "2014", "a b")
    for folder in (*folders, "."):
        for name in ("known", "edited", "deleted"):
            site.write(f"content/{folder}/{name}.md", f"---\ntitle: A\ndate: 2022-01-01\nslug: {folder} {name}\n---\n")
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.build()
    for folder in (*folders, "."):
        site.replace(f"content/{folder}/edited.md", "title: A", "title: B")
        site.remove(f"content/{folder}/deleted.md")
        site.write(f"content/{folder}/new.md", "---\ntitle: C\ndate: 2022-01-01\n---\n")
    site.write("content/9999/new.md", "---\ntitle: C\ndate: 2022-01-01\n---\n")
    shutil.rmtree(site.folder / "content/2014")
    monkeypatch.setattr(glance, "ENOUGH", 1)
    place = glance.Place(str(site.folder / "content"), "content", (), str(site.folder / ".newsgen/state.db"))
    with contextlib.closing(read_only(place.state)) as state, Workers(jobs) as workers:
        rows = state.listing()
        assert len(rows.bounds(jobs, 1)) == jobs
        found = glance.glance(place, rows, workers)
    left = {Path(folder) for folder in (*folders, ".")} - {Path("2014")}
    assert {source.path for source in found.touched} == {(folder / "edited.md").as_posix() for folder in left}
    assert {source.path for source in found.new} == {(folder / "new.md").as_posix() for folder in {*left, Path("9999")}}
    assert len(found.new) == len(left) + 1
    assert found.gone == {f"2014/{name}.md" for name in ("known", "edited")} | {
        (Path(folder) / "deleted.md").as_posix() for folder in (*folders, ".")
    }


def test_a_change_of_the_settings_is_seen(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\ncountries: Chad\n---\n")
    site.build()
    site.write(FILE_NAME, "title: Archive\ntaxonomies: [countries]\n")
    assert names(site, "countries:chad") == ["2022-09-28-a"]


def test_while_a_build_writes_it_is_said_that_one_is_running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\n")
    site.build()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *given, **named: connect(*given, **{**named, "timeout": 0}))
    writer = connect(site.folder / ".newsgen/state.db", isolation_level=None)
    writer.execute("begin exclusive")
    with pytest.raises(MachineError, match="a build of this site is running"):
        names(site)
    writer.close()


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("tagg:port", 'unknown filter "tagg:port"; did you mean "tag:"?'),
        ("no-sumary", 'unknown filter "no-sumary"; did you mean "no-summary"?'),
        ("lang:rus", 'the site has no language "rus"; did you mean "ru"?'),
        ("lang:de", 'the site has no language "de"; it has en, ru'),
        ("year:22", 'year "22": write it as year:2022'),
        ("since:last week", 'since "last week": write it as since:2022, since:2022-09 or since:2022-09-28'),
        ("tag:", 'the filter "tag:" needs a value after the colon'),
        ("tag:!", 'the filter "tag:!" has no letter or digit after the colon'),
    ],
)
def test_a_filter_that_cannot_be_meant_is_refused_with_the_nearest(unbuilt: Site, word: str, message: str):
    with pytest.raises(UsageError) as caught:
        names(unbuilt, word)
    assert str(caught.value).startswith(message)


def newsgen(site: Site, *words: str) -> Result:
    return CliRunner().invoke(main, ["list", "--site", str(site.folder), *words], prog_name="newsgen")


@pytest.mark.parametrize(
    ("words", "advice"),
    [
        (["tag:prot"], 'nothing carries tag:prot; did you mean "port"?\n'),
        (["tag:nobody"], "nothing carries tag:nobody\n"),
        (["schedule"], 'no headline holds "schedule"; did you mean "scheduled"?\n'),
        (["draft", "lang:ru"], "nothing matches\n"),
    ],
)
def test_where_nothing_is_found_it_is_said_what_may_have_been_meant(built: Site, words: Sequence[str], advice: str):
    result = newsgen(built, *words)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", advice)


def test_a_pipe_gets_lines_divided_by_tabs(built: Site):
    result = newsgen(built, "year:2022")
    assert result.stdout == (
        "2022-09-29\tpublic\tСуд отложен\tcontent/2022/court.ru.md\n"
        "2022-09-28 10:30\tpublic\tFire in the Port\tcontent/2022/fire.md\n"
    )
    assert result.stderr == ""


def test_without_a_build_it_is_said_why_it_took_longer(unbuilt: Site):
    assert newsgen(unbuilt, "year:2022").stderr == (
        "There is no finished build of this site as it is, so all files were read. Build, and this is quicker.\n"
    )


def table(site: Site, capsys: pytest.CaptureFixture[str], *words: str, width: int) -> tuple[list[str], str]:
    """The lines of the table as they look, and what is said below it."""
    command.run(site.folder, words, as_json=False, now=NOON, width=width)
    told = capsys.readouterr()
    return [click.unstyle(line) for line in told.out.splitlines()], told.err


def test_a_terminal_gets_a_table_and_a_count(built: Site, capsys: pytest.CaptureFixture[str]):
    lines, below = table(built, capsys, "year:2026", width=120)
    assert lines == [
        "2026-12-24  future                          Canary of the future       content/2026/future.md",
        "2026-01-04  retracted                       Canary that was retracted  content/2026/retracted.md",
        "2026-01-03  expired                         Canary that expired        content/2026/expired.md",
        "2026-01-02  embargo until 2026-11-28 09:00  Canary of an embargo       content/2026/embargo.md",
        "2026-01-01  draft                           Canary of a draft          content/2026/draft.md",
    ]
    assert below == "\n5 of 9\n"


def test_on_a_narrow_terminal_the_path_stands_below_the_headline(built: Site, capsys: pytest.CaptureFixture[str]):
    lines, _ = table(built, capsys, "draft", width=50)
    assert lines == ["2026-01-01  draft  Canary of a draft", "            content/2026/draft.md"]


def test_a_headline_gives_way_to_the_path_by_columns_and_not_by_letters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    site = Site(tmp_path, f"-- content/2022-09-28-a.md --\n---\ntitle: {'新聞' * 30}\n---\n")
    [line], _ = table(site, capsys, width=80)
    assert line.endswith("…  content/2022-09-28-a.md")
    assert 78 <= sum(2 if sign in "新聞" else 1 for sign in line) <= 80


def test_a_list_of_what_is_known_loads_nothing_that_it_does_not_use(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\n")
    site.build()
    heavy = "jinja2 markdown multiprocessing newsgen.outputs newsgen.parse nh3 pyromark rich"
    code = (
        "import sys; from newsgen.cli import main\n"
        f"main(['list', '--site', {str(site.folder)!r}, 'year:2022'], standalone_mode=False)\n"
        f"print(*[name for name in {heavy!r}.split() if name in sys.modules])"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, text=True, capture_output=True, check=True)
    assert done.stdout == "2022-09-28\tpublic\tA\tcontent/2022-09-28-a.md\n\n"
