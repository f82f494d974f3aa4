"""Whatever ends a build, the site is whole files, and the next build makes it right."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen import fingerprint, state, statefile
from newsgen.errors import MachineError

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "newsgen", "build", "--at", "2026-11-20 12:00", "--site"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
PAGE = "---\ntitle: Report {number} {edition}\ntags: [torture, t{tag}]\nauthors: A. Writer\n---\nText *of* {edition}.\n"
SMALL = """
-- content/2022-01-01-a.md --
---
title: First
tags: [torture]
---
One.
-- content/2022-02-01-b.md --
---
title: Second
---
Two, after [one](2022-01-01-a.md).
"""


def article(number: int) -> str:
    return f"content/{2020 + number % 3}/{2020 + number % 3}-{1 + number % 12:02d}-05-a{number}.md"


def write_edition(site: Site, edition: str, numbers: range) -> None:
    for number in numbers:
        site.write(article(number), PAGE.format(number=number, edition=edition, tag=number % 9))


def clean_tree(site: Site) -> dict[str, bytes]:
    """What a build without any past gives."""
    copy = site.folder.with_name(f"{site.folder.name}-copy")
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(site.folder, copy, ignore=shutil.ignore_patterns("build", ".newsgen"))
    other = Site(copy)
    other.build()
    return other.tree()


def kill_now_and_then(tmp_path: Path, times: int, seed: int) -> None:
    site = Site(tmp_path / "site")
    write_edition(site, "one", range(300))
    chance = random.Random(seed)  # noqa: S311
    begun = time.monotonic()
    subprocess.run([*COMMAND, str(site.folder), "--jobs", "2"], env=ENVIRONMENT, check=True, capture_output=True)
    whole = time.monotonic() - begun
    for number in range(times):
        write_edition(site, f"edition {number}", range(number % 7, 300, 1 + number % 2))
        gone = site.folder / article(number * 3 % 300)
        gone.unlink(missing_ok=True)
        build = subprocess.Popen(
            [*COMMAND, str(site.folder), "--jobs", "2"],
            env=ENVIRONMENT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.3, 1.0) * whole)
        build.send_signal(signal.SIGKILL)
        build.wait()
        for path, data in site.tree().items():
            assert not path.endswith(".html") or data.rstrip().endswith(b"</html>"), f"{path} is half a file"
        if number % 3 == 2 or number == times - 1:
            subprocess.run(
                [*COMMAND, str(site.folder), "--jobs", "2"], env=ENVIRONMENT, check=True, capture_output=True
            )
            assert site.tree() == clean_tree(site)
    assert not list((site.folder / ".newsgen").glob("staging*"))


def test_a_build_that_is_killed_is_made_right_by_the_next_one(tmp_path: Path):
    kill_now_and_then(tmp_path, 6, seed=1)


@pytest.mark.slow
def test_a_build_that_is_killed_again_and_again_is_made_right_by_the_next_one(tmp_path: Path):
    kill_now_and_then(tmp_path, 50, seed=2)


def test_the_workers_of_a_killed_build_do_not_outlive_it(tmp_path: Path):
    script = (
        "import os, time\n"
        "from newsgen.executors import Workers\n"
        "workers = Workers(2)\n"
        "workers.prepare(1000)\n"
        "print(*{workers.submit(os.getpid).result() for _ in range(50)}, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    workers = [int(number) for number in parent.stdout.readline().split()]
    assert workers
    parent.kill()
    parent.wait()
    parent.stdout.close()
    until = time.monotonic() + 10
    while any(map(_runs, workers)):
        assert time.monotonic() < until, "a worker is still there"
        time.sleep(0.02)


def _runs(process: int) -> bool:
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


class Interrupted(BaseException):
    """Ends a build at once, as a signal would."""


@pytest.fixture
def changed(tmp_path: Path) -> Site:
    """A site that was built, and then changed so that files are to be added, replaced and removed."""
    site = Site(tmp_path / "site", SMALL)
    site.build()
    site.replace("content/2022-01-01-a.md", "First", "First, mended")
    site.replace("content/2022-01-01-a.md", "torture", "trial")
    site.remove("content/2022-02-01-b.md")
    site.write("content/2021-05-05-c.md", "---\ntitle: Third\n---\nThree.\n")
    return site


def stop_at(monkeypatch: pytest.MonkeyPatch, name: str, count: int, error: BaseException) -> None:
    """Makes the `count`-th call of a function of `os` raise."""
    real: Callable[..., object] = getattr(os, name)
    calls = 0

    def stopping(*arguments: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == count:
            raise error
        return real(*arguments, **options)

    monkeypatch.setattr(os, name, stopping)


@pytest.mark.parametrize("name", ["replace", "unlink", "rmdir"])
@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13])
def test_a_build_that_stops_while_files_move_is_made_right(
    changed: Site, monkeypatch: pytest.MonkeyPatch, name: str, count: int
):
    with monkeypatch.context() as patched:
        stop_at(patched, name, count, Interrupted())
        with contextlib.suppress(Interrupted):
            changed.build()
    changed.build()
    assert changed.tree() == clean_tree(changed)


def test_a_build_that_stops_before_its_record_is_kept_is_made_right(changed: Site, monkeypatch: pytest.MonkeyPatch):
    real = state.State.commit
    for count in (1, 2):
        with monkeypatch.context() as patched:
            commits = 0

            def commit(self: state.State, count: int = count) -> None:
                nonlocal commits
                commits += 1
                if commits == count:
                    raise Interrupted
                real(self)

            patched.setattr(state.State, "commit", commit)
            with pytest.raises(Interrupted):
                changed.build()
    changed.replace("content/2022-01-01-a.md", "First, mended", "First")
    changed.build()
    assert changed.tree() == clean_tree(changed)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "could not be written"), (errno.EIO, "nput/output error")],
)
@pytest.mark.parametrize(("name", "count"), [("write", 1), ("write", 3), ("mkdir", 6), ("mkdir", 8)])
def test_what_cannot_be_staged_leaves_the_site_as_it_was(
    changed: Site, monkeypatch: pytest.MonkeyPatch, number: int, words: str, name: str, count: int
):
    before = changed.tree()
    with monkeypatch.context() as patched:
        stop_at(patched, name, count, OSError(number, os.strerror(number)))
        with pytest.raises(MachineError, match=words):
            changed.build()
    assert changed.tree() == before
    assert not list((changed.folder / ".newsgen").glob("staging*"))
    changed.build()
    assert changed.tree() == clean_tree(changed)


@pytest.mark.parametrize("name", ["replace", "unlink"])
def test_an_output_that_became_read_only_is_told_and_made_right_later(
    changed: Site, monkeypatch: pytest.MonkeyPatch, name: str
):
    with monkeypatch.context() as patched:
        stop_at(patched, name, 2, OSError(errno.EROFS, os.strerror(errno.EROFS), "build/2022"))
        with pytest.raises(MachineError, match="build/2022 could not be written: Read-only file system"):
            changed.build()
    changed.build()
    assert changed.tree() == clean_tree(changed)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of its own, with room for very little."""
    # Not below tmp_path, which could not be cleared away if the tests were killed while this is mounted.
    with tempfile.TemporaryDirectory(prefix="newsgen-disk-", ignore_cleanup_errors=True) as folder:
        place = Path(folder) / "disk"
        place.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "newsgen", str(place)]
        if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
            pytest.skip("mounting a small file system is not allowed here")
        yield place
        subprocess.run(["umount", "-l", place], check=True)


def test_a_full_disk_is_told_and_fills_no_further(small_disk: Path):
    site = Site(small_disk / "site", SMALL)
    site.build()
    before = site.tree()
    write_edition(site, "long " * 40, range(60))
    with pytest.raises(MachineError, match="the disk is full"):
        site.build()
    assert site.tree() == before
    for number in range(60):
        site.remove(article(number))
    site.build()
    assert site.tree() == before


def test_a_read_only_disk_is_told(small_disk: Path):
    site = Site(small_disk / "site", SMALL)
    site.build()
    site.replace("content/2022-01-01-a.md", "First", "Changed")
    before = site.tree()
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
    with pytest.raises(MachineError, match="Read-only file system"):
        site.build()
    assert site.tree() == before
    subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
    site.build()
    assert site.tree() == clean_tree(site)


def garbled(data: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 3, 40])):
        at = chance.randrange(len(damaged))
        damaged[at : at + 8] = chance.randbytes(8)[: len(damaged) - at]
    return bytes(damaged)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "text": lambda _: b"this is no database\n" * 100,
    "half": lambda data: data[: len(data) // 2],
    "cut": lambda data: data[:-100],
    "beginning": lambda data: data[:50],
    "zeros": lambda data: data[:4096] + bytes(len(data) - 4096),
    **{f"garbled {seed}": lambda data, seed=seed: garbled(data, random.Random(seed)) for seed in range(12)},  # type: ignore[misc] # noqa: S311
}


def damage_and_build(site: Site, harm: Callable[[bytes], bytes]) -> None:
    file = site.folder / ".newsgen/state.db"
    file.write_bytes(harm(file.read_bytes()))
    site.replace("content/2022-02-01-b.md", "Two", "Two and more")
    site.build()
    assert site.tree() == clean_tree(site)
    site.build()
    assert site.tree() == clean_tree(site)


@pytest.mark.parametrize("harm", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_state_is_never_trusted(tmp_path: Path, harm: Callable[[bytes], bytes]):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    damage_and_build(site, harm)


@pytest.mark.slow
def test_a_state_damaged_anywhere_is_never_trusted(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    for seed in range(200):
        damage_and_build(site, lambda data, seed=seed: garbled(data, random.Random(seed)))  # type: ignore[misc] # noqa: S311
        site.replace("content/2022-02-01-b.md", "Two and more", "Two")


def test_a_state_that_is_no_database_is_dropped_with_a_word(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    (site.folder / ".newsgen/state.db").write_bytes(b"nothing of use, " * 300)
    site.build()
    assert site.reporter.said == [
        "The state of the last build is of no use, since it is damaged: everything is built anew."
    ]


def test_a_state_of_another_version_is_dropped_with_a_word(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    with sqlite3.connect(site.folder / ".newsgen/state.db") as database:
        database.execute(f"pragma user_version = {state.FORMAT + 1}")
    database.close()
    made = site.build()
    assert made.written == ()
    assert made.parsed == 2
    assert site.reporter.said == [
        "The state of the last build is of no use, since it is of another version of newsgen: everything is built anew."
    ]


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("sources", "document"),
        ("sources", "hash"),
        ("bodies", "html"),
        ("outputs", "key"),
        ("outputs", "made_with"),
        ("outputs", "places"),
        ("outputs", "records"),
    ],
)
@pytest.mark.parametrize("value", [None, "text", 7, b"", b"\x00\x00\x00\x00\x80"])
def test_a_value_that_is_not_what_it_was_is_not_used(tmp_path: Path, table: str, column: str, value: object):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    with sqlite3.connect(site.folder / ".newsgen/state.db") as database:
        database.execute(f"update {table} set {column} = ?", (value,))  # noqa: S608 - from the lines above
    database.close()
    site.replace("content/2022-02-01-b.md", "Second", "Second, mended")
    site.build()
    assert site.tree() == clean_tree(site)


def test_changed_words_within_the_state_do_not_reach_the_site(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    file = site.folder / ".newsgen/state.db"
    data = file.read_bytes()
    assert b"First" in data
    file.write_bytes(data.replace(b"First", b"Worst"))
    site.replace("content/2022-02-01-b.md", "Second", "Second, mended")
    site.build()
    assert site.tree() == clean_tree(site)


@pytest.mark.parametrize("name", ["what?", "a#b", "100%25", "наш архив", "a b"])
def test_a_site_may_lie_in_a_folder_of_any_name(tmp_path: Path, name: str):
    site = Site(tmp_path / name, SMALL)
    site.build()
    site.replace("content/2022-01-01-a.md", "First", "Other")
    site.build()
    assert "Other" in site.page("/2022/01/01/a/")


def test_a_second_build_waits_for_the_first_and_says_so(tmp_path: Path):
    from filelock import FileLock

    site = Site(tmp_path / "site", SMALL)
    (site.folder / ".newsgen").mkdir()
    lock = FileLock(site.folder / ".newsgen/lock")
    with lock:
        second = subprocess.Popen(
            [*COMMAND, str(site.folder)], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert second.stderr is not None
        assert "Another build of this site is running; waiting for it to end." in second.stderr.readline()
        assert second.poll() is None
        assert not site.output.exists()
    out, _ = second.communicate(timeout=60)
    assert second.returncode == 0
    assert "Built 2 articles" in out


def test_builds_at_once_leave_one_right_site(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    builds = [
        subprocess.Popen(
            [*COMMAND, str(site.folder)], env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(3)
    ]
    assert [build.wait(timeout=60) for build in builds] == [0, 0, 0]
    assert site.tree() == clean_tree(site)


def test_files_of_others_behind_a_link_are_left_alone(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    others = tmp_path / "others"
    (site.output / "2022").rename(others)
    (others / "precious.txt").write_text("mine")
    (site.output / "2022").symlink_to(others)
    site.build()
    assert site.tree() == clean_tree(site)
    assert not (site.output / "2022").is_symlink()
    assert (others / "precious.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ["", "inside.txt"])
def test_a_folder_in_the_place_of_a_file_gives_way(tmp_path: Path, content: str):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    place = site.output / "2022/index.html"
    place.unlink()
    place.mkdir()
    if content:
        (place / content).write_text("x")
    (place / "empty").mkdir()
    site.build()
    assert site.tree() == clean_tree(site)


def test_a_digest_of_the_state_is_of_what_was_written(tmp_path: Path):
    site = Site(tmp_path / "site", SMALL)
    site.build()
    opened = statefile.open_state(site.folder / ".newsgen/state.db")
    records = opened.outputs(str(site.output))
    opened.close()
    for path, data in site.tree().items():
        if path != ".newsgen-output":
            assert records[path].hash == fingerprint.of_bytes(data)
            assert records[path].mtime_ns == (site.output / path).stat().st_mtime_ns
