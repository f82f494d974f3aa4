"""Makes the pictures of README.md: the repository's own site in a browser, and newsgen in a terminal.

    make pictures

Needs Chromium. The pictures lie beside this file; they are made again when a look at them says so, not by each build.
"""

from __future__ import annotations

import functools
import io
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PIL import Image
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

PAGES = {
    "home": "/",
    "article": "/2022/09/28/musician-returns/",
    "archive": "/2022/",
}
SIZE = (1200, 1000)
COLUMNS = 98

ARTICLE = """\
---
title: "Port workers end their strike"
date: 31.09.2022
section: News
tags: [labour, port]
---

The strike in the port ended on Friday.
"""

EMBARGOED = """\
---
title: "The new rota"
date: 2022-10-04
embargo: 2035-10-04 09:00
section: Reports
---

What both sides signed.
"""

THEME = TerminalTheme(
    (251, 250, 247),
    (38, 36, 33),
    [
        (38, 36, 33),
        (166, 45, 36),
        (46, 112, 62),
        (138, 97, 16),
        (38, 84, 140),
        (120, 60, 120),
        (30, 110, 115),
        (90, 88, 84),
    ],
)

# No font is fetched from anywhere: whoever looks at the picture has one.
FORMAT = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {terminal_width} {terminal_height}" role="img">
<title>newsgen in a terminal</title>
<style>
.{unique_id}-matrix {{ font: {char_height}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }}
{styles}
</style>
<rect width="100%" height="100%" rx="6" fill="#fbfaf7" stroke="#d8d4cc"/>
<g transform="translate(9, 9)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def newsgen(*arguments: str, folder: Path) -> None:
    subprocess.run([sys.executable, "-m", "newsgen", *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def site(folder: Path) -> Path:
    """The repository's own site, built."""
    for name in ("content", "templates", "static"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "newsgen.yaml", folder)
    newsgen("build", folder=folder)
    return folder / "build"


@contextmanager
def served(folder: Path) -> Iterator[str]:
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def photograph(address: str, target: Path, room: Path) -> None:
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if browser is None:
        sys.exit("make pictures needs Chromium")
    raw = room / "screen.png"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-quic", "--no-first-run"]
    options += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    options += [f"--user-data-dir={room / 'profile'}", f"--window-size={SIZE[0]},{SIZE[1]}", f"--screenshot={raw}"]
    subprocess.run([browser, *options, address], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Image.open(raw) as picture:
        # Text on paper needs no more colours than this, and half of the bytes.
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(target, optimize=True)


def answer(command: str, folder: Path) -> str:
    """What the command says to a terminal, with its colours."""
    own, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "40", "TERM": "xterm-256color"}
    line = command.replace("newsgen", f'"{sys.executable}" -m newsgen', 1)
    process = subprocess.Popen(line, shell=True, cwd=folder, env=environment, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = b""
    while True:
        try:
            data = os.read(own, 65536)
        except OSError:  # how Linux tells that the other side was closed
            break
        if not data:
            break
        said += data
    process.wait()
    os.close(own)
    return said.decode().replace("\r\n", "\n")


def terminal(target: Path, room: Path) -> None:
    folder = room / "desk"
    newsgen("init", "desk", folder=room)
    settings = folder / "newsgen.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("timezone: UTC", "timezone: Europe/Berlin"), "utf-8"
    )
    article = folder / "content/2022/09/2022-09-30-port-strike.md"
    article.parent.mkdir(parents=True)
    article.write_text(ARTICLE, encoding="utf-8")
    (folder / "content/2022/10").mkdir()
    (folder / "content/2022/10/2022-10-04-rota.md").write_text(EMBARGOED, encoding="utf-8")
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, color_system="truecolor")

    def show(command: str) -> None:
        console.print(Text(f"$ {command}", style="bold"))
        console.print(Text.from_ansi(answer(command, folder).rstrip("\n")))

    show("newsgen build")
    console.print()
    article.write_text(ARTICLE.replace("31.09.2022", "2022-09-30"), encoding="utf-8")
    show("newsgen build")
    console.print()
    show("newsgen list year:2022")
    console.print()
    picture = console.export_svg(theme=THEME, code_format=FORMAT, unique_id="newsgen")
    target.write_text(re.sub(r"[ \t]+$", "", picture, flags=re.MULTILINE), encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        built = room / "site"
        built.mkdir()
        with served(site(built)) as origin:
            for page, address in PAGES.items():
                photograph(origin + address, HERE / f"{page}.png", room)
        terminal(HERE / "terminal.svg", room)
    for file in sorted([*HERE.glob("*.png"), *HERE.glob("*.svg")]):
        print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
