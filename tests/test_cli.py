"""The command line: what each way to call it says, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sites import Site

from newsgen import __version__, write
from newsgen.cli import main
from newsgen.commands import build as command

SOUND = "-- content/2022-09-28-a.md --\n---\ntitle: A\n---\nText.\n"
BROKEN = "-- content/2022-09-29-b.md --\n---\ntitle: B\ndate: 31.09.2022\n---\n"
DRAFT = """
-- content/2022-09-30-c.md --
---
title: Canary
draft: true
canarykey: x
---
"""


def newsgen(*arguments: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner(env=env).invoke(main, list(arguments), prog_name="newsgen")


def build(site: Site, *arguments: str, env: dict[str, str] | None = None) -> Result:
    return newsgen("build", "--site", str(site.folder), "--jobs", "1", *arguments, env=env)


def test_a_build_that_is_done_ends_with_0_and_one_line(tmp_path: Path):
    result = build(Site(tmp_path, SOUND))
    assert result.exit_code == 0
    assert re.fullmatch(
        r"Built 1 article in \d\.\d s: \d+ files written, 0 unchanged, 0 removed → .*build/\n", result.stdout
    )
    assert result.stderr == ""


def test_problems_in_the_content_end_with_1_and_move_nothing(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    build(site)
    before = site.tree()
    site.add(BROKEN)
    result = build(site)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(
        'content/2022-09-29-b.md:3: date "31.09.2022": September has 30 days\n'
        "  3 │ date: 31.09.2022\n"
        "    ╰ write 2022-09-30 or 30.09.2022\n"
    )
    assert re.search(r"1 problem in 1 of 2 files\. Nothing was written; .*build/ is as it was\.", result.stderr)
    assert site.tree() == before


def test_with_keep_going_the_rest_is_published_and_the_end_is_1(tmp_path: Path):
    site = Site(tmp_path, SOUND + BROKEN)
    result = build(site, "--keep-going")
    assert result.exit_code == 1
    assert "1 problem in 1 of 2 files. Everything else was published." in result.stderr
    assert result.stdout.startswith("Built 1 article ")
    assert site.exists("/2022/09/28/a/")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--bogus"], "No such option '--bogus'"),
        (["--output", "content/x"], "the output folder cannot lie in content/"),
        (["--output", "."], "holds the site itself"),
        (["--output", ".."], "holds the site itself"),
        (["--drafts"], "newsgen build --drafts --output preview"),
        (["--drafts", "--output", "build"], "needs a folder of its own"),
        (["--at", "yesterday"], '--at "yesterday": '),
        (["--at", "05/09/2022"], "; write 2022-09-05 or 2022-05-09"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--site", "nowhere"], "there is no folder nowhere"),
        (["--site", "static"], "there is no newsgen.yaml in"),
    ],
)
def test_wrong_use_ends_with_2_and_says_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
):
    site = Site(tmp_path / "site", SOUND + "-- static/a.txt --\na\n")
    monkeypatch.chdir(site.folder)
    result = newsgen("build", *arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert not site.output.exists()


def test_a_command_that_does_not_exist_ends_with_2():
    result = newsgen("biuld")
    assert result.exit_code == 2
    assert "No such command 'biuld'" in result.stderr


def test_a_folder_that_is_not_newsgens_is_not_touched(tmp_path: Path):
    site = Site(tmp_path / "site", SOUND)
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "one.jpg").write_bytes(b"jpeg")
    result = build(site, "--output", str(photos))
    assert result.exit_code == 2
    assert "is not empty and was not made by newsgen" in result.stderr
    assert [path.name for path in photos.iterdir()] == ["one.jpg"]


def test_a_fault_in_newsgen_ends_with_3_and_says_how_to_report_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def fails(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr(command, "build", fails)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    result = build(Site(tmp_path / "site", SOUND))
    assert result.exit_code == 3
    assert "This is a fault in newsgen, not in your files." in result.stderr
    assert "Traceback" not in result.output
    report = re.search(r"Please report it, with this file: (.*)", result.stderr)
    assert report
    text = Path(report[1]).read_text(encoding="utf-8")
    assert "ZeroDivisionError: a fault" in text
    assert f"newsgen {__version__}" in text


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EROFS, "could not be written: Read-only file system"),
        (errno.EACCES, "could not be written: Permission denied"),
    ],
)
def test_a_machine_that_cannot_write_ends_with_4(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, said: str
):
    site = Site(tmp_path, SOUND)

    def refuses(source: str, target: str) -> None:
        raise OSError(number, os.strerror(number), target)

    monkeypatch.setattr("newsgen.write.os.replace", refuses)
    result = build(site)
    assert result.exit_code == 4
    assert said in result.stderr
    assert "Traceback" not in result.output
    monkeypatch.undo()
    assert build(site).exit_code == 0
    assert site.exists("/2022/09/28/a/")


def test_an_output_below_a_file_ends_without_a_traceback(tmp_path: Path):
    site = Site(tmp_path, SOUND + "-- file --\nx\n")
    result = build(site, "--output", str(tmp_path / "file/build"))
    assert result.exit_code in {2, 4}
    assert str(tmp_path / "file") in result.stderr


def test_faults_in_the_configuration_end_with_1_and_their_line(tmp_path: Path):
    result = build(Site(tmp_path, SOUND + "-- newsgen.yaml --\ntitle: A\ntimezone: Asia/Almatty\n"))
    assert result.exit_code == 1
    assert 'newsgen.yaml:2: unknown time zone "Asia/Almatty"\n  2 │ timezone: Asia/Almatty\n' in result.stderr
    assert "    ╰ write: timezone: Asia/Almaty\n" in result.stderr


def test_the_result_lies_in_the_sites_folder_wherever_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = Site(tmp_path / "site", SOUND)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    result = newsgen("build", "--site", "../site")
    assert result.stdout.endswith("→ ../site/build/\n")
    assert site.exists("/2022/09/28/a/")
    assert list(elsewhere.iterdir()) == []


EMBARGOED = "-- content/2022-09-28-a.md --\n---\ntitle: A\nembargo: 2026-11-28 09:00\n---\n"


def test_the_time_of_a_build_may_be_given(tmp_path: Path):
    site = Site(tmp_path, EMBARGOED)
    result = build(site, "--at", "2026-11-28 08:59")
    assert "Held back: 1 embargoed until 28 Nov 2026 09:00 (UTC)\n" in result.stdout
    assert not site.exists("/2022/09/28/a/")
    assert "Held back" not in build(site, "--at", "2026-11-28 09:00").stdout
    assert site.exists("/2022/09/28/a/")


def test_a_time_without_a_zone_is_in_the_sites_own(tmp_path: Path):
    site = Site(tmp_path, EMBARGOED + "-- newsgen.yaml --\ntitle: T\ntimezone: Asia/Almaty\n")
    build(site, "--at", "2026-11-28T03:59:00Z")
    assert not site.exists("/2022/09/28/a/")
    build(site, "--at", "2026-11-28 09:00")
    assert site.exists("/2022/09/28/a/")


def test_source_date_epoch_gives_the_time_and_at_goes_before_it(tmp_path: Path):
    site = Site(tmp_path, EMBARGOED)
    assert "Held back" in build(site, env={"SOURCE_DATE_EPOCH": "1700000000"}).stdout
    assert "Held back" not in build(site, env={"SOURCE_DATE_EPOCH": "1900000000"}).stdout
    env = {"SOURCE_DATE_EPOCH": "1900000000"}
    assert "Held back" in build(site, "--at", "2026-01-01", env=env).stdout


def test_a_source_date_epoch_that_is_no_number_is_wrong_use(tmp_path: Path):
    result = build(Site(tmp_path, SOUND), env={"SOURCE_DATE_EPOCH": "noon"})
    assert result.exit_code == 2
    assert "SOURCE_DATE_EPOCH must be a number of seconds, not noon" in result.stderr


@pytest.mark.parametrize("path", ["/2022/09/28/a/", "2022/09/28/a/index.html", "build/2022/09/28/a/"])
def test_why_takes_an_address_or_a_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str):
    site = Site(tmp_path, SOUND)
    monkeypatch.chdir(tmp_path)
    assert "made, because it has not been made before" in newsgen("build", "--why", path).stdout
    site.replace("content/2022-09-28-a.md", "Text", "Words")
    assert "made, because its text or front matter changed" in newsgen("build", "--why", path).stdout
    assert "left as it is, because nothing that it shows has changed" in newsgen("build", "--why", path).stdout


def test_why_of_a_path_that_is_no_file_of_the_site_says_so(tmp_path: Path):
    assert "nowhere/index.html: not a file of this site" in build(Site(tmp_path, SOUND), "--why", "/nowhere/").stdout


def test_json_is_one_value_whether_the_build_succeeds_or_not(tmp_path: Path):
    site = Site(tmp_path, SOUND)
    told = json.loads(build(site, "--format", "json").stdout)
    assert told["ok"] is True
    assert told["articles"] == 1
    assert "2022/09/28/a/index.html" in told["written"]
    site.add(BROKEN)
    failed = build(site, "--format", "json")
    assert failed.exit_code == 1
    told = json.loads(failed.stdout)
    assert told["ok"] is False
    assert told["problems"] == [
        {
            "path": "content/2022-09-29-b.md",
            "line": 3,
            "severity": "error",
            "message": 'date "31.09.2022": September has 30 days',
            "hint": "write 2022-09-30 or 30.09.2022",
        }
    ]


def test_problems_annotate_the_lines_of_a_pull_request(tmp_path: Path):
    result = build(Site(tmp_path, SOUND + BROKEN), "--format", "github")
    assert result.exit_code == 1
    first, last = result.stdout.splitlines()
    assert first == (
        '::error file=content/2022-09-29-b.md,line=3::date "31.09.2022": September has 30 days'
        "%0Awrite 2022-09-30 or 30.09.2022"
    )
    assert last.startswith("1 problem in 1 of 2 files. Nothing was written; ")


def test_public_logs_hold_nothing_of_a_draft_but_its_path_and_line(tmp_path: Path):
    site = Site(tmp_path, SOUND + DRAFT)
    site.add("-- content/2022-10-01-d.md --\n---\ntitle: Canary: colon\nembargo: 2027-01-01\n---\n")
    result = build(site, "--format", "github", "--keep-going")
    assert "::warning file=content/2022-09-30-c.md,line=4::there is a problem here" in result.stdout
    assert "::error file=content/2022-10-01-d.md,line=2::there is a problem here" in result.stdout
    assert "canary" not in result.output.lower()
    assert "Held back" not in result.output
    assert "2027" not in result.output


def test_public_logs_hold_nothing_of_a_draft_that_others_link_to(tmp_path: Path):
    site = Site(tmp_path, SOUND + DRAFT)
    site.replace("content/2022-09-28-a.md", "Text.", "[x](2022-09-30-c.md)")
    result = build(site, "--format", "github")
    assert result.exit_code == 0
    assert "2022-09-30-c.md" not in result.stdout.replace("file=content/2022-09-30-c.md", "")


def test_a_preview_of_drafts_goes_to_a_folder_of_its_own(tmp_path: Path):
    site = Site(tmp_path, SOUND + DRAFT)
    result = build(site, "--drafts", "--output", str(tmp_path / "preview"))
    assert result.exit_code == 0
    assert (tmp_path / "preview/2022/09/30/c/index.html").exists()
    assert not site.output.exists()


def test_the_version_is_told():
    result = newsgen("--version")
    assert (result.exit_code, result.stdout) == (0, f"newsgen {__version__}\n")


@pytest.mark.parametrize("command_name", ["build", "init", "new"])
def test_each_command_explains_itself(command_name: str):
    result = newsgen(command_name, "--help")
    assert result.exit_code == 0
    assert "Usage: newsgen" in result.stdout


def test_the_list_of_commands_is_told_in_whole_sentences():
    assert "..." not in newsgen("--help", env={"COLUMNS": "80"}).stdout.split("Commands:")[1]


def test_a_new_site_builds_and_takes_a_new_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert newsgen("init", "mysite").exit_code == 0
    monkeypatch.chdir(tmp_path / "mysite")
    assert newsgen("build").exit_code == 0
    made = newsgen("new", "Fire in the port", "--section", "News")
    assert made.exit_code == 0
    assert "fire-in-the-port.md" in made.stdout
    result = newsgen("build")
    assert result.exit_code == 0, result.output
    assert list((tmp_path / "mysite/build").rglob("fire-in-the-port/index.html"))


def test_a_pipe_sees_no_colour_and_no_progress(tmp_path: Path):
    site = Site(tmp_path, SOUND + BROKEN)
    result = subprocess.run(
        [sys.executable, "-m", "newsgen", "build", "--site", str(site.folder), "--keep-going"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(write.__file__).parent.parent)},
    )
    assert result.returncode == 1
    assert b"\x1b" not in result.stdout + result.stderr
    assert b"\r" not in result.stdout + result.stderr


def test_words_in_any_script_are_told_where_the_shell_knows_only_ascii(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: Рузахунов: суд отложен\n---\n")
    result = subprocess.run(
        [sys.executable, "-m", "newsgen", "build", "--site", str(site.folder)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(Path(write.__file__).parent.parent), "LC_ALL": "C", "LANG": "C"},
    )
    assert result.returncode == 1
    assert 'title: "Рузахунов: суд отложен"' in result.stderr.decode()


def test_an_interrupted_build_says_that_nothing_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, "build", interrupted)
    result = build(Site(tmp_path, SOUND))
    assert result.exit_code == 130
    assert "Stopped." in result.stderr
