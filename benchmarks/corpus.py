"""A newsgen site with a made-up archive: `python -m benchmarks.corpus DIR --articles 10000 --seed 1`."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from benchmarks.stories import SECTIONS, Story, stories

TITLE = "The Made-up Gazette"
DESCRIPTION = "Thirty years of news that never happened"
BASE_URL = "https://gazette.example/"
TIMEZONE = "Asia/Almaty"

Dialect = Literal["markdown", "commonmark"]


def begin(site: Path, dialect: Dialect, *, bilingual: bool = False) -> None:
    """Writes the configuration; the folders of the months are made as they are needed."""
    site.mkdir(parents=True, exist_ok=True)
    lines = [
        f"title: {TITLE}",
        f"description: {DESCRIPTION}",
        f"base_url: {BASE_URL}",
        f"timezone: {TIMEZONE}",
        f"sections: [{', '.join(SECTIONS)}]",
        f"markdown: {{dialect: {dialect}}}",
    ]
    if bilingual:
        lines.append("languages: [en, ru]")
    (site / "newsgen.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def source(site: Path, story: Story) -> Path:
    return site / "content" / story.key.path


def write(site: Path, story: Story, *, bilingual: bool = False) -> None:
    write_text(source(site, story), document(story, bilingual=bilingual))


def write_text(path: Path, text: str) -> None:
    """Writes a file, its folder too where it is the first one there."""
    data = text.encode()
    try:
        path.write_bytes(data)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def document(story: Story, *, bilingual: bool = False) -> str:
    lines = ["---", f"title: {scalar(story.title)}", f"date: {story.when}"]
    if story.updated:
        lines.append(f"updated: {story.updated}")
    if bilingual and story.cyrillic:
        lines.append("lang: ru")
    lines.append(f"section: {story.section}")
    lines.append(f"tags: [{', '.join(story.tags)}]")
    lines += items("authors", story.authors)
    lines.append(f"summary: {scalar(story.summary)}")
    lines += citations_and_corrections(story)
    lines += ["---", "", story.body(link_to_sources=True)]
    return "\n".join(lines)


def citations_and_corrections(story: Story, *, quote_dates: bool = False) -> list[str]:
    """The lines of front matter in YAML for what only some articles have."""
    mark = '"' if quote_dates else ""
    lines = []
    if story.sources:
        lines.append("sources:")
        for quote in story.sources:
            lines += [f"  - title: {scalar(quote.title)}", f"    url: {quote.url}"]
    if story.corrections:
        lines.append("corrections:")
        for mend in story.corrections:
            lines += [f"  - date: {mark}{mend.date}{mark}", f"    text: {scalar(mend.text)}"]
    return lines


def items(key: str, values: Iterable[str]) -> list[str]:
    """A list in YAML, one item a line."""
    return [f"{key}:", *(f"  - {value}" for value in values)]


def scalar(text: str) -> str:
    """Plain where YAML reads it back as it is, else in double quotes."""
    return json.dumps(text, ensure_ascii=False) if ": " in text or " #" in text else text


def make(site: Path, articles: int, seed: int, dialect: Dialect, *, bilingual: bool = False) -> None:
    begin(site, dialect, bilingual=bilingual)
    for story in stories(articles, seed):
        write(site, story, bilingual=bilingual)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("site", type=Path, metavar="DIR", help="a folder that does not exist yet, or is empty")
    parser.add_argument("--articles", type=int, default=10_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="another number, another archive (default: %(default)s)")
    parser.add_argument("--dialect", choices=("markdown", "commonmark"), default="markdown")
    parser.add_argument("--bilingual", action="store_true", help="articles in Cyrillic say `lang: ru`")
    options = parser.parse_args(arguments)
    if options.site.exists() and any(options.site.iterdir()):
        parser.error(f"{options.site} is not empty")
    started = time.perf_counter()
    make(options.site, options.articles, options.seed, options.dialect, bilingual=options.bilingual)
    print(f"Wrote {options.articles:,} articles in {time.perf_counter() - started:.1f} s → {options.site}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
