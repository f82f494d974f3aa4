"""What an editor does to an archive in a day, each undone afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import msgspec

from benchmarks.stories import AUTHORS, SECTIONS, TAGS, Key, Story
from benchmarks.tools import REPOSITORY, Tool

ADDED_SLUG = "an-article-more"


class Site(msgspec.Struct, frozen=True):
    tool: Tool
    folder: Path
    middle: Story
    """From the middle of the archive."""
    newest: Story


Edit = Callable[[Site], AbstractContextManager[None]]


class Scenario(msgspec.Struct, frozen=True):
    name: str
    edit: Edit


def one_more(newest: Story) -> Story:
    """Of the newest day, with a frequent, a less frequent and a rare tag."""
    return Story(
        key=Key(newest.key.date, ADDED_SLUG),
        title="An article more",
        section=SECTIONS[1],
        tags=(TAGS[0], TAGS[40], TAGS[250]),
        authors=(AUTHORS[5],),
        summary="What it costs to publish it.",
        markdown=newest.markdown,
        links=newest.links,
    )


@contextmanager
def nothing(_site: Site) -> Iterator[None]:
    yield


@contextmanager
def body_edited(site: Site) -> Iterator[None]:
    with _replaced(site.tool.source(site.folder, site.middle)) as (path, text):
        path.write_bytes((text + "\nA sentence that was missing.\n").encode())
        yield


@contextmanager
def retitled(site: Site) -> Iterator[None]:
    with _replaced(site.tool.source(site.folder, site.middle)) as (path, text):
        # The first mention is the headline itself, in every front matter.
        path.write_bytes(text.replace(site.middle.title, f"{site.middle.title} again", 1).encode())
        yield


@contextmanager
def added(site: Site) -> Iterator[None]:
    story = one_more(site.newest)
    site.tool.write(site.folder, story)
    try:
        yield
    finally:
        site.tool.source(site.folder, story).unlink()


@contextmanager
def checked_out_anew(site: Site) -> Iterator[None]:
    """New times and the same bytes everywhere, as where a service builds from a fresh clone and kept the state."""
    for path in sorted((site.folder / "content").rglob("*.md")):
        os.utime(path)
    yield


@contextmanager
def template_edited(site: Site) -> Iterator[None]:
    """newsgen only: the site gets its own template of articles, which shows a word more."""
    text = (REPOSITORY / "templates" / "article.html").read_text(encoding="utf-8")
    edited = text.replace("</h1>", "</h1>\n<p>Edited</p>", 1)
    if edited == text:
        raise LookupError("article.html has no </h1> to write after")
    path = site.folder / "templates" / "article.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(edited, encoding="utf-8")
    try:
        yield
    finally:
        path.unlink()


BODY_EDITED = Scenario("one body edited", body_edited)

NEWSGEN_SCENARIOS = (
    Scenario("nothing changed", nothing),
    BODY_EDITED,
    Scenario("one retitled", retitled),
    Scenario("one added", added),
    Scenario("all files checked out anew", checked_out_anew),
    Scenario("the template of articles edited", template_edited),
)


@contextmanager
def _replaced(path: Path) -> Iterator[tuple[Path, str]]:
    before = path.read_bytes()
    try:
        yield path, before.decode()
    finally:
        path.write_bytes(before)
