"""How soon `newsgen serve` shows a page, and an edit: `python -m benchmarks.serve --sizes 10000 100000`."""

from __future__ import annotations

import argparse
import http.client
import os
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from benchmarks import corpus, results
from benchmarks.bench import workspace
from benchmarks.measure import LIMIT, proportional_set_size, run
from benchmarks.rounds import say
from benchmarks.stories import Story, stories
from benchmarks.tools import REPOSITORY, newsgen_command, newsgen_environment

PAUSE = 0.002
"""Seconds between looks at the page that an edit must change."""

LONGEST = 120.0


class Subject(msgspec.Struct, frozen=True):
    """A site that was built, and the articles in which edits are made."""

    folder: Path
    middle: Story
    newest: Story


class Row(msgspec.Struct, frozen=True):
    what: str
    seconds: tuple[float, ...]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serve", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], metavar="N", help="articles")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--starts", type=int, default=5, help="how often the first page is asked for")
    parser.add_argument("--edits", type=int, default=20, help="of each kind")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="where to work; a temporary folder by default")
    options = parser.parse_args(arguments)
    with workspace(options.folder) as folder:
        for size in options.sizes:
            subject = _laid_out(folder / str(size), size, options.seed)
            rows, served, built = _measured(subject, options.starts, options.edits)
            lines = [(row.what, _told(statistics.median(row.seconds)), _told(max(row.seconds))) for row in rows]
            print(f"### {size:,} articles\n\n{results.table(('', 'median', 'slowest'), 'lrr', lines)}")
            share = f", {served / built:.2f} of a build's {built / 1e6:,.0f} MB" if built else ""
            print(f"\nMemory of serve: {served / 1e6:,.0f} MB{share}.\n")
    return 0


def _laid_out(folder: Path, size: int, seed: int) -> Subject:
    say(f"{size:,} articles: making and building them")
    corpus.make(folder, size, seed, "commonmark")
    keys = list(stories(size, seed))
    # A corrected article's headline stands in a list of corrections, and is planned: it is not the usual case.
    middle = next(story for story in keys[size // 2 :] if not story.corrections)
    _build(folder)
    time.sleep(2.5)  # files as new as that might still change unseen
    _build(folder)
    return Subject(folder, middle, keys[-1])


def _build(folder: Path) -> int:
    return run((*newsgen_command(), "build"), folder, newsgen_environment(), LIMIT).memory


def _measured(subject: Subject, starts: int, edits: int) -> tuple[list[Row], int, int]:
    """Also the most memory that serving and a build after an edit took, in bytes."""
    source = corpus.source(subject.folder, subject.middle)
    text = source.read_text(encoding="utf-8")
    rows = []
    say("  starting")
    rows.append(Row("first page, as built", tuple(_first_page(subject.folder) for _ in range(starts))))
    source.write_text(text + "\nEdited.\n", encoding="utf-8")
    rows.append(Row("first page, after an edit", tuple(_first_page(subject.folder) for _ in range(starts))))
    source.write_text(text + "\nEdited again.\n", encoding="utf-8")
    built = _build(subject.folder)
    source.write_text(text, encoding="utf-8")
    with Serving(subject.folder) as serving:
        serving.ready()
        address = subject.middle.key.address
        for what, edit in (
            ("text edited", lambda mark: text + f"\n{mark}\n"),
            ("headline changed", lambda mark: text.replace(subject.middle.title, f"{subject.middle.title} {mark}", 1)),
        ):
            say(f"  {what}")
            rows.append(Row(what, tuple(_follow(serving, source, edit, address, edits))))
        source.write_text(text, encoding="utf-8")
        say("  template edited")
        template = subject.folder / "templates" / "article.html"
        template.parent.mkdir(exist_ok=True)
        own = (REPOSITORY / "templates" / "article.html").read_text(encoding="utf-8")
        template.write_text(own, encoding="utf-8")
        time.sleep(1)
        marked: Callable[[str], str] = lambda mark: own.replace("</h1>", f"</h1>\n<p>{mark}</p>", 1)  # noqa: E731
        rows.append(Row("template edited", tuple(_follow(serving, template, marked, address, edits))))
        template.unlink()
        say("  article added")
        new = subject.folder / "content" / "one-more.md"
        day = subject.newest.key.date
        added: list[float] = []
        for number in range(3):
            new.unlink(missing_ok=True)
            serving.until(f"/{day:%Y/%m/%d}/one-more/", lambda body: b"NEW" not in body)
            added += _follow(
                serving, new, lambda mark: f"---\ntitle: One\ndate: {day}\n---\nNEW {mark}\n",
                f"/{day:%Y/%m/%d}/one-more/", 1, number,
            )  # fmt: skip
        rows.append(Row("article added", tuple(added)))
        served = serving.memory
    new.unlink()
    return rows, served, built


def _first_page(folder: Path) -> float:
    began = time.perf_counter()
    with Serving(folder) as serving:
        serving.get("/")
        return time.perf_counter() - began


def _follow(
    serving: Serving, file: Path, edit: Callable[[str], str], address: str, times: int, first: int = 0
) -> Iterator[float]:
    """Seconds from each save to the new bytes of a page."""
    for number in range(first, first + times):
        mark = f"mark{number:03d}x"
        beside = file.with_name(f".{file.name}.new")
        beside.write_text(edit(mark), encoding="utf-8")
        began = time.perf_counter()
        beside.replace(file)
        serving.until(address, lambda body, mark=mark: mark.encode() in body)  # type: ignore[misc]
        yield time.perf_counter() - began
        time.sleep(0.2)


class Serving:
    """A running `newsgen serve`."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [*newsgen_command(), "serve", "--port", "0"],
            cwd=folder,
            env={**os.environ, **newsgen_environment()},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        found = re.search(r"at http://([^:]+):(\d+)/", self._process.stdout.readline())
        if found is None:
            raise SystemExit("newsgen serve did not start")
        self._connection = http.client.HTTPConnection(found[1], int(found[2]), timeout=LONGEST)
        self._planned = threading.Event()
        self._ended = threading.Event()
        self.memory = 0
        """The most that was seen, in bytes."""
        for work in (self._listen, self._watch):
            threading.Thread(target=work, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._connection.close()
        self._process.send_signal(signal.SIGINT)
        self._process.wait(LONGEST)

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            if line.startswith("Read "):
                self._planned.set()

    def _watch(self) -> None:
        while not self._ended.wait(0.5):
            self.memory = max(self.memory, proportional_set_size(self._process.pid))

    def ready(self) -> None:
        """Wait until the site is planned."""
        self._planned.wait(LONGEST)

    def get(self, address: str) -> bytes:
        self._connection.request("GET", address)
        return self._connection.getresponse().read()

    def until(self, address: str, true: Callable[[bytes], bool]) -> None:
        end = time.perf_counter() + LONGEST
        while not true(self.get(address)):
            if time.perf_counter() > end:
                raise SystemExit(f"{address} did not change within {LONGEST:.0f} s")
            time.sleep(PAUSE)


def _told(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


if __name__ == "__main__":
    sys.exit(main())
