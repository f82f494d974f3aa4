"""A whole site in a string, built and built again."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zlib
from concurrent.futures import Executor
from pathlib import Path
from textwrap import dedent

from newsgen import settings
from newsgen.build import build
from newsgen.checks.finding import Finding
from newsgen.checks.inspection import inspect
from newsgen.checks.selection import located, select
from newsgen.commands import urls
from newsgen.errors import Problem, ProblemsFound
from newsgen.order import Order
from newsgen.outcome import Outcome

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
"""When sites are built, unless a test says otherwise."""

YEARS = "taxonomies: {section: {listed: 0}, tags: {listed: 0}, authors: {listed: 0}}\n"
"""A setting: each year of a term has a page of its own, however few its articles are."""

_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_FILE = re.compile(r"^-- (.+) --\n", re.MULTILINE)


def picture(word: str) -> bytes:
    """A small PNG of grey points, the bytes of the word, which can be read in it as they are."""
    points = word.strip().encode() or b"x"
    header = struct.pack(">IIBBBBB", len(points), 1, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" + points, 0)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )


def pdf(word: str) -> bytes:
    """A PDF of one empty page, with a word in it that readers pass over."""
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Word ({word.strip()}) >>",
    )
    written = b"%PDF-1.4\n"
    places = []
    for number, text in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{text}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 4\n0000000000 65535 f \n{table}{trailer}".encode()


class Silent:
    """A reporter that keeps what it is told."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def step(self, name: str, done: int, total: int) -> None:
        pass

    def say(self, sentence: str) -> None:
        self.said.append(sentence)


class Site:
    """A site in a folder, and what its builds gave."""

    def __init__(self, folder: Path, files: str = "") -> None:
        self.folder = folder
        self.output = folder / "build"
        self.reporter = Silent()
        folder.mkdir(parents=True, exist_ok=True)
        if "newsgen.yaml" not in files:
            self.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\n")
        self.add(files)

    def add(self, files: str) -> None:
        """Write the files of a text in which each begins with a line `-- path --`."""
        parts = _FILE.split(dedent(files).lstrip("\n"))
        for path, text in zip(parts[1::2], parts[2::2], strict=True):
            self.write(path, text)

    def write(self, path: str, data: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, str):
            data = picture(data) if path.endswith(_PICTURES) else pdf(data) if path.endswith(".pdf") else data.encode()
        file.write_bytes(data)

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    def remove(self, path: str) -> None:
        (self.folder / path).unlink()

    def build(
        self,
        *,
        at: dt.datetime | str = NOON,
        output: str = "build",
        jobs: int = 1,
        drafts: bool = False,
        clean: bool = False,
        keep_going: bool = False,
        why: str = "",
        accept_loss: int = 0,
        executor: Executor | None = None,
    ) -> Outcome:
        moment = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
        order = Order(
            site=self.folder,
            output=self.folder / output,
            now=moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC),
            jobs=jobs,
            drafts=drafts,
            clean=clean,
            keep_going=keep_going,
            why=why,
            accept_loss=accept_loss,
        )
        return build(order, settings.load(self.folder), self.reporter, executor)

    def check(
        self,
        *rules: str,
        at: dt.datetime | str = NOON,
        jobs: int = 1,
        paths: tuple[str, ...] = (),
    ) -> list[Finding]:
        """What a check finds, silenced as the site asks for."""
        moment = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
        now = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        config = settings.load(self.folder)
        order = Order(site=self.folder, output=self.output, now=now, jobs=jobs)
        inspection = inspect(order, config, self.reporter)
        found = select(inspection.findings, config.checks, inspection.silent, rules=rules, paths=paths)
        return list(located(found, self.folder))

    def record(self, *, at: dt.datetime | str = NOON) -> str:
        """Bring the register up to date with the last build."""
        moment = dt.datetime.fromisoformat(at) if isinstance(at, str) else at
        return urls.record(settings.load(self.folder), self.folder, self.output, moment)

    def problems(self, **options: bool) -> list[Problem]:
        """What a build that must fail says."""
        try:
            self.build(**options)  # type: ignore[arg-type]
        except ProblemsFound as found:
            return list(found.problems)
        raise AssertionError("the build found nothing wrong")

    def page(self, address: str) -> str:
        path = address.lstrip("/")
        return (self.output / (path + "index.html" if not path or path.endswith("/") else path)).read_text("utf-8")

    def exists(self, address: str) -> bool:
        path = address.lstrip("/")
        return (self.output / (path + "index.html" if not path or path.endswith("/") else path)).exists()

    def tree(self, output: str = "build") -> dict[str, bytes]:
        """Every file of the output folder with its bytes."""
        top = self.folder / output
        return {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
