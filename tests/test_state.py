"""What the state keeps between builds, and above all what it does not keep."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec
import pytest
from tests.sites import Site

from newsgen import fingerprint
from newsgen.article import Article, Correction, Moment, Source
from newsgen.errors import MachineError, Problem
from newsgen.records import Bound, Record
from newsgen.state import DamagedStateError, State
from newsgen.statefile import drop, open_state, read_only

ALMATY = dt.timezone(dt.timedelta(hours=6))
NONE = fingerprint.of()


def source(path: str) -> Source:
    return Source(path, 10, 20, 30)


def article(path: str, title: str = "Title") -> Article:
    moment = Moment.of(dt.datetime(2022, 9, 28, 10, 30, tzinfo=ALMATY))
    return Article(
        source=path,
        title=title,
        date=moment,
        lang="en",
        address="/2022/09/28/a/",
        body=fingerprint.of("body"),
        ref=NONE,
        card=NONE,
        digest=fingerprint.of(title),
        terms=(("tags", ("torture", "trial")),),
        corrections=(Correction(moment, "Mended."),),
        extra={"list": ["a", {"b": "c"}]},
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


def reopened(state: State) -> State:
    state.commit()
    state.close()
    return open_state(state.path)


def test_a_document_comes_back_as_it_was(path: Path):
    state = open_state(path)
    warning = Problem("content/a.md", 3, "unknown key", severity="warning")
    state.put_source(source("a.md"), b"hash", article("a.md"), (warning,), b"html")
    state = reopened(state)
    known = next(state.sources())
    assert known.is_as(source("a.md"))
    assert known.hash == b"hash"
    assert known.document() == article("a.md")
    assert known.warnings() == (warning,)
    assert msgspec.msgpack.encode(known.document()) == msgspec.msgpack.encode(article("a.md"))
    state.close()


def test_a_body_is_found_only_under_its_own_digest(path: Path):
    state = open_state(path)
    state.put_source(source("a.md"), b"hash", article("a.md"), (), b"packed")
    assert state.body("a.md", fingerprint.of("body")) == b"packed"
    assert state.body("a.md", fingerprint.of("another body")) is None
    assert state.body("b.md", fingerprint.of("body")) is None
    state.close()


def test_what_is_not_committed_is_as_if_it_had_not_been(path: Path):
    state = open_state(path)
    state.put_source(source("a.md"), b"hash", article("a.md"), (), b"")
    state = reopened(state)
    state.forget_all_sources()
    state.note("key", b"value")
    state.close()
    state = open_state(path)
    assert [known.path for known in state.sources()] == ["a.md"]
    assert state.about("key") is None
    state.close()


@pytest.mark.parametrize("lasting", [True, False])
def test_the_whole_file_is_written_anew_only_for_what_was_taken_back_for_good(path: Path, lasting: bool):
    state = open_state(path)
    state.put_source(source("a.md"), b"hash", article("a.md"), (), b"")
    state = reopened(state)
    said: list[str] = []
    state._db.set_trace_callback(said.append)
    state.forget_sources(["a.md"])
    if lasting:
        state.commit()
    state.close()
    assert ("vacuum" in said) == lasting


def test_a_new_time_leaves_the_document_alone(path: Path):
    state = open_state(path)
    state.put_source(source("a.md"), b"hash", article("a.md"), (), b"")
    later = Source("a.md", 10, 21, 31)
    state.touch_source(later)
    assert next(state.sources()).is_as(later)
    assert next(state.sources()).document() == article("a.md")
    state.close()


def test_the_records_of_two_output_folders_are_kept_apart(path: Path):
    state = open_state(path)
    record = Record("index.html", 5, 6, "home", b"parts", b"hash", "")
    other = msgspec.structs.replace(record, size=7)
    state.put_sheaf("/one", Bound("home 1", b"key", b"made with", ("index.html",), lambda: [record]))
    state.put_sheaf("/two", Bound("home 1", b"key", b"made with", ("index.html",), lambda: [other]))
    state.drop_sheaves("/two", ["home 1"])
    assert state.outputs("/one") == {"index.html": record}
    assert state.sheaves("/one")["home 1"].records() == [record]
    assert state.outputs("/two") == {}
    assert not state.sheaves("/two")
    assert (state.count_outputs("/one"), state.count_outputs("/two")) == (1, 0)
    state.close()


def test_the_times_of_folders_are_kept_and_forgotten(path: Path):
    state = open_state(path)
    state.put_folders("/one", {"": 1, "2022": 2, "2021": 3})
    state.put_folders("/one", {"2021": None, "2022": 5})
    assert state.folders("/one") == {"": 1, "2022": 5}
    assert state.folders("/two") == {}
    state.close()


def test_the_digests_of_copied_files_are_those_of_the_last_build(path: Path):
    state = open_state(path)
    state.put_files("static", {"a": (source("a"), b"1"), "b": (source("b"), b"2")})
    state.put_files("static", {"b": (source("b"), b"3")})
    assert state.files("static") == {"b": (source("b"), b"3")}
    assert state.files("content") == {}
    state.close()


def test_what_is_forgotten_is_not_in_the_file(path: Path):
    state = open_state(path)
    for number in range(200):
        state.put_source(source(f"a{number}.md"), b"", article(f"a{number}.md", "Canary" * 30), (), b"Feather" * 900)
    state.note("told", b"Canary")
    state = reopened(state)
    assert b"Canary" in path.read_bytes()
    assert b"Feather" in path.read_bytes()
    state.forget_sources(f"a{number}.md" for number in range(200))
    state.note("told", b"")
    state = reopened(state)
    state.close()
    data = path.read_bytes()
    assert b"Canary" not in data
    assert b"Feather" not in data
    assert b"a17.md" not in data


def test_a_worker_reads_and_cannot_write(path: Path):
    state = open_state(path)
    state.put_source(source("a.md"), b"hash", article("a.md"), (), b"packed")
    state.commit()
    reader = read_only(str(path))
    assert reader.body("a.md", fingerprint.of("body")) == b"packed"
    with pytest.raises(Exception, match="readonly"):
        reader.note("key", b"value")
    reader.close()
    state.close()


def test_a_file_that_is_no_state_is_damaged(path: Path):
    path.write_bytes(b"something else entirely" * 100)
    with pytest.raises(DamagedStateError):
        open_state(path)
    path.write_bytes(b"")
    with pytest.raises(DamagedStateError):
        open_state(path)
    drop(path)
    open_state(path).close()


def test_a_state_that_cannot_be_opened_is_no_damage(path: Path):
    path.mkdir()
    with pytest.raises(MachineError, match="could not be used"):
        open_state(path)


CANARY = "Zwitscher"
HELD = {
    "a draft": "draft: true",
    "under embargo": "embargo: 2030-01-01 10:00",
    "expired": "expires: 2023-01-01",
    "of a day to come": "date: 2030-01-01",
    "retracted": "retracted: {date: 2022-10-01, reason: Wrong.}",
}


def secret(line: str) -> str:
    date = "" if line.startswith("date") else "date: 2022-09-28\n"
    return f"""---
title: {CANARY} title
{date}tags: [{CANARY}-tag]
authors: {CANARY} Author
summary: {CANARY} summary
aliases: [/{CANARY}-alias/]
unknown_{CANARY}: x
extra: {{note: {CANARY}}}
{line}
---
{CANARY} text, [a file]({CANARY}.csv), [nothing]({CANARY}-gone/).
"""


def bytes_of_state(site: Site) -> bytes:
    """The state, and what lies packed in it."""
    state = open_state(site.folder / ".newsgen/state.db")
    sources = list(state.sources())
    state.close()
    files = [path.read_bytes() for path in (site.folder / ".newsgen").iterdir() if path.is_file()]
    return b"".join(files).lower() + repr(list(sources)).encode().lower()


def is_kept(site: Site, line: str) -> bool:
    """Whether the state holds anything of the article; of a retracted one its page, and so its address, stays."""
    of_it = ["title", "author", "summary"] if line.startswith("retracted") else [""]
    state = bytes_of_state(site)
    return any(f"{CANARY} {word}".strip().lower().encode() in state for word in of_it)


@pytest.mark.parametrize("line", HELD.values(), ids=HELD)
def test_nothing_of_what_is_held_back_is_in_the_state(tmp_path: Path, line: str):
    site = Site(tmp_path / "site")
    site.write("content/public.md", "---\ntitle: Public\ndate: 2022-09-27\n---\nText.\n")
    site.write(f"content/{CANARY}.md", secret(line))
    site.write(f"content/{CANARY}.csv", CANARY)
    for _ in range(2):
        site.build()
        assert not is_kept(site, line)
    site.build(drafts=True, output="preview")
    assert not is_kept(site, line)


@pytest.mark.parametrize("line", HELD.values(), ids=HELD)
def test_nothing_of_what_is_taken_back_stays_in_the_state(tmp_path: Path, line: str):
    site = Site(tmp_path / "site")
    site.write("content/public.md", "---\ntitle: Public\ndate: 2022-09-27\n---\nText.\n")
    site.write(f"content/{CANARY}.csv", CANARY)
    site.write(f"content/{CANARY}.md", secret("template: article.html"))
    site.build()
    assert is_kept(site, line)
    site.write(f"content/{CANARY}.md", secret(line))
    site.build()
    assert not is_kept(site, line)


def test_nothing_of_a_deleted_article_stays_in_the_state(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write(f"content/{CANARY}.md", secret("template: article.html"))
    site.write(f"content/{CANARY}.csv", CANARY)
    site.build()
    site.remove(f"content/{CANARY}.md")
    site.remove(f"content/{CANARY}.csv")
    site.build()
    assert CANARY.lower().encode() not in bytes_of_state(site)


def test_what_time_takes_back_leaves_the_state_with_the_next_build(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write(f"content/{CANARY}.md", secret("expires: 2026-11-20"))
    site.write(f"content/{CANARY}.csv", CANARY)
    site.build(at="2026-11-20 23:59")
    assert CANARY.lower().encode() in bytes_of_state(site)
    site.build(at="2026-11-21 00:00")
    assert CANARY.lower().encode() not in bytes_of_state(site)
