"""The register as a text: read, written, merged by git, and telling nothing but sameness."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.sites import NOON

from newsgen import register
from newsgen.article import Article, Moment
from newsgen.register import Answer, Entry, Register

LINES = [Entry(f"/{name}/", "article", "2026-11-20T12:00:00Z", f"{name}.md", "0011", "2233") for name in "bdfhj"]


def test_what_is_written_reads_the_same():
    whole = Register(tuple(LINES), frozenset({"abc"}), ("something of a later version",))
    again, problems = register.parse(register.text_of(whole))
    assert again == whole
    assert [problem.line for problem in problems] == [2]


def test_an_entry_needs_no_more_than_address_and_kind():
    known, problems = register.parse("/a/\tlisting\r\n\n# said by a person\n")
    assert known.entries == (Entry("/a/", "listing"),)
    assert problems == ()


def git(folder: Path, *arguments: str, check: bool = True) -> str:
    who = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", "-C", str(folder), *who, *arguments], capture_output=True, text=True, check=check)
    return done.stdout


@pytest.mark.parametrize("union", [True, False])
def test_a_merge_conflict_loses_no_address(tmp_path: Path, needs: Callable[..., str], union: bool):
    """Two branches add lines side by side and change the same line; a conflict is committed as it stands."""
    needs("git")
    file = tmp_path / "urls.txt"
    git(tmp_path, "init", "--quiet")
    if union:
        (tmp_path / ".gitattributes").write_text("urls.txt merge=union\n")

    def commit(*entries: Entry) -> None:
        file.write_text(register.text_of(Register(entries)), encoding="utf-8")
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "--quiet", "--message", "addresses")

    def entry(name: str, source: str = "") -> Entry:
        return Entry(f"/{name}/", "article", "2026-11-21T12:00:00Z", source or f"{name}.md", "4455", "6677")

    commit(*LINES)
    git(tmp_path, "checkout", "--quiet", "-b", "other")
    commit(*LINES[1:], entry("b", "ours.md"), entry("c"), entry("e"), entry("z"))
    git(tmp_path, "checkout", "--quiet", "main")
    commit(*LINES[1:], entry("b", "theirs.md"), entry("c", "their-c.md"), entry("g"), entry("zz"))
    git(tmp_path, "merge", "--quiet", "other", check=False)
    assert ("<<<<<<<" in file.read_text()) is not union
    known, problems = register.parse(file.read_text("utf-8"))
    assert problems == ()
    assert {each.address for each in known.entries} == {f"/{name}/" for name in [*"bcdefghjz", "zz"]}
    assert {each.source for each in known.entries if each.address == "/b/"} == {"ours.md", "theirs.md"}
    after = register.record(known, [Answer("/new/", "article", "new.md")], {}, {}, NOON)
    assert len(after) == 11
    assert "<<<" not in register.text_of(after)


def test_marks_tell_nothing_but_sameness():
    def marks(title: str, body: bytes = b"x" * 16) -> tuple[str, str]:
        made = Article("a.md", title, Moment(dt.date(2022, 9, 28)), "en", "/a/", body, b"", b"", b"")
        return register.marks(made)

    assert marks("A  Report") == marks("a report")
    assert marks("A Report") != marks("Another")
    assert marks("A")[1] != marks("A", b"y" * 16)[1]


def test_a_hash_of_a_purged_address_is_of_no_use_without_the_key():
    assert register.hashed("/a/", b"one") != register.hashed("/a/", b"two")
