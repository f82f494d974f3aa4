"""What pictures cost: `python -m benchmarks.pictures --count 1000`, with Hugo beside where it is found."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks import results
from benchmarks.measure import Run, RunFailed, run
from benchmarks.photographs import photographs
from benchmarks.programs import find_hugo

WIDTHS = (480, 960, 1600)
QUALITY = 80


class Step(msgspec.Struct, frozen=True):
    name: str
    command: tuple[str, ...]
    site: Path
    removed: tuple[str, ...] = ()
    """Folders that are taken away beforehand."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("--count", type=int, default=50, help="photographs, one for each article")
    parser.add_argument("--distinct", type=int, default=100, help="how many of them are painted")
    parser.add_argument("--folder", type=Path, help="where to work; about 12 MB for each photograph")
    parser.add_argument("--hugo", help="the program")
    parser.add_argument("--avif", action="store_true", help="newsgen makes AVIF, too")
    parser.add_argument("--limit", type=float, default=7200, help="seconds for one build")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=options.folder, prefix="newsgen-pictures-") as folder:
        steps, size = lay_out(Path(folder), options.count, options.distinct, find_hugo(options.hugo), avif=options.avif)
        rows = []
        for step in steps:
            print(f"{step.name} …", file=sys.stderr)
            for name in step.removed:
                shutil.rmtree(step.site / name, ignore_errors=True)
            try:
                rows.append(_row(step.name, run(step.command, step.site, {}, options.limit)))
            except RunFailed as failure:
                print(failure, file=sys.stderr)
                return 1
        print(
            f"{options.count:,} photographs of 12 megapixels, {size / 1e6:.1f} MB each; {os.cpu_count()} processors.\n"
        )
        heads = ("build", "time", "processor time", "memory", "of one process")
        print(results.table(heads, "lrrrr", rows))
    return 0


def lay_out(
    folder: Path, count: int, distinct: int, hugo: tuple[str, ...] | None, *, avif: bool
) -> tuple[list[Step], float]:
    """The sites, what is done with them in turn, and how large a photograph is."""
    ours, theirs = folder / "newsgen", folder / "hugo"
    settings = f"images: {{widths: [{', '.join(map(str, WIDTHS))}], quality: {QUALITY}, avif: {str(avif).lower()}}}"
    _write(ours / "newsgen.yaml", f"title: Pictures\nbase_url: https://example.org/\n{settings}\n")
    if hugo:
        _write(theirs / "hugo.toml", 'baseURL = "https://example.org/"\ntitle = "Pictures"\n[imaging]\nquality = 80\n')
        for name, text in _LAYOUTS.items():
            _write(theirs / "layouts" / name, text)
    whole = 0
    for number, data in enumerate(photographs(count, distinct)):
        whole += len(data)
        text = f"---\ntitle: Picture {number}\ndate: 2022-{number % 12 + 1:02d}-{number % 28 + 1:02d}\n---\n"
        body = "![A street](photo.jpg)\n"
        _write(ours / "content" / f"{number}" / "index.md", text + body)
        (ours / "content" / f"{number}" / "photo.jpg").write_bytes(data)
        if hugo:
            place = theirs / "content" / f"{number}"
            _write(place / "index.md", text)
            (place / "photo.jpg").write_bytes(data)
    return list(_steps(ours, theirs, hugo)), whole / max(1, count)


def _steps(ours: Path, theirs: Path, hugo: tuple[str, ...] | None) -> Iterator[Step]:
    newsgen = (sys.executable, "-m", "newsgen", "build")
    yield Step("newsgen, first build", newsgen, ours)
    yield Step("newsgen, nothing changed", newsgen, ours)
    yield Step("newsgen, output lost, pictures kept", newsgen, ours, ("build",))
    if hugo:
        yield Step("Hugo, first build", hugo, theirs)
        yield Step("Hugo, nothing changed", hugo, theirs)
        yield Step("Hugo, output lost, pictures kept", hugo, theirs, ("public",))


_LAYOUTS = {
    "page.html": """<!doctype html><title>{{ .Title }}</title>
{{ with .Resources.GetMatch "photo.jpg" }}{{ $whole := . }}
<img src="{{ $whole.RelPermalink }}" srcset="{{ range $n, $width := slice 480 960 1600 }}{{ if $n }}, {{ end -}}
{{ ($whole.Resize (printf "%dx webp q80" $width)).RelPermalink }} {{ $width }}w{{ end }}" alt="A street">
{{ end }}
""",
    "home.html": "<!doctype html><title>{{ .Title }}</title>\n",
    "list.html": "<!doctype html><title>{{ .Title }}</title>\n",
}


def _write(place: Path, text: str) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


def _row(name: str, measured: Run) -> tuple[str, ...]:
    times = f"{measured.seconds:,.1f} s", f"{measured.processor_seconds:,.1f} s"
    return (name, *times, f"{measured.memory / 1e6:,.0f} MB", f"{measured.largest / 1e6:,.0f} MB")


if __name__ == "__main__":
    raise SystemExit(main())
