"""Other generators with the same archive: the same addresses and much the same pages as newsgen's theme makes.

Each gets its articles in the form it reads fastest: links between articles are already addresses, and values that
need no work are text. Their templates are in layouts/.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import msgspec

from benchmarks.corpus import (
    BASE_URL,
    DESCRIPTION,
    TIMEZONE,
    TITLE,
    citations_and_corrections,
    items,
    scalar,
    write_text,
)
from benchmarks.stories import SECTIONS, Story

LAYOUTS = Path(__file__).resolve().parent / "layouts"
PAGE_SIZE = 100


class Hugo(msgspec.Struct, frozen=True):
    """Each term's articles in pages of a hundred, as Hugo has them of itself."""

    program: tuple[str, ...]
    feeds: bool

    name = "Hugo"
    output = "public"
    leavings = ("public", "resources", ".hugo_build.lock")
    _taxonomies = ("section", "tag", "author", "year", "month")
    """As newsgen has them, and then those that stand for its archive by years and months."""

    @property
    def command(self) -> tuple[str, ...]:
        return self.program

    @property
    def version_command(self) -> tuple[str, ...]:
        return (*self.program, "version")

    @property
    def environment(self) -> dict[str, str]:
        return {}

    def begin(self, site: Path) -> None:
        shutil.copytree(LAYOUTS / "hugo", site, dirs_exist_ok=True)
        _style(site / "static" / "assets")
        lines = [
            f'baseURL = "{BASE_URL}"',
            f'title = "{TITLE}"',
            f'timeZone = "{TIMEZONE}"',
            "disableKinds = []" if self.feeds else 'disableKinds = ["RSS"]',
            "[pagination]",
            f"pagerSize = {PAGE_SIZE}",
            # Else each list has a second address for its first page.
            "disableAliases = true",
            "[taxonomies]",
            *(f'{kind} = "{kind}s"' for kind in self._taxonomies),
            "[permalinks.page]",
            'posts = "/:year/:month/:day/:slug/"',
            "[services.rss]",
            "limit = 20",
            "[params]",
            f'description = "{DESCRIPTION}"',
            f"sections = {json.dumps(SECTIONS)}",
        ]
        write_text(site / "hugo.toml", "\n".join(lines) + "\n")
        write_text(site / "content" / "posts" / "_index.md", "---\ntitle: Archive\n---\n")
        for kind in self._taxonomies[3:]:
            # Feeds follow the site and its terms, not years and months.
            front = f"title: {kind}s\noutputs: [html]\ncascade:\n  outputs: [html]"
            write_text(site / "content" / f"{kind}s" / "_index.md", f"---\n{front}\n---\n")

    def source(self, site: Path, story: Story) -> Path:
        return site / "content" / "posts" / story.key.path

    def write(self, site: Path, story: Story) -> None:
        month = story.key.date.isoformat()[:7]
        lines = [
            "---",
            f"title: {scalar(story.title)}",
            f"date: {story.when.replace(' ', 'T')}{':00' if story.time else ''}",
            f'when: "{story.when}"',
            f"slug: {story.key.slug}",
            f"description: {scalar(story.summary)}",
            f"sections: [{story.section}]",
            f"tags: [{', '.join(story.tags)}]",
            *items("authors", story.authors),
            f'years: ["{month[:4]}"]',
            f'months: ["{month}"]',
        ]
        if story.updated:
            lines += [f"lastmod: {story.updated}", f'updated: "{story.updated}"']
        lines += [*citations_and_corrections(story, quote_dates=True), "---", "", story.body(link_to_sources=False)]
        write_text(self.source(site, story), "\n".join(lines))


class Pelican(msgspec.Struct, frozen=True):
    program: tuple[str, ...]
    feeds: bool

    name = "Pelican"
    output = "output"
    leavings = ("output", "cache", "__pycache__")

    @property
    def command(self) -> tuple[str, ...]:
        return (*self.program, "content", "-o", self.output, "-s", "pelicanconf.py", "-t", "theme", "-q")

    @property
    def version_command(self) -> tuple[str, ...]:
        return (*self.program, "--version")

    @property
    def environment(self) -> dict[str, str]:
        return {}

    def begin(self, site: Path) -> None:
        shutil.copytree(LAYOUTS / "pelican", site, dirs_exist_ok=True)
        _style(site / "theme" / "static")
        settings: dict[str, object] = {
            "SITENAME": TITLE,
            "SITESUBTITLE": DESCRIPTION,
            "SITEURL": BASE_URL.rstrip("/"),
            "SECTIONS": SECTIONS,
            "TIMEZONE": TIMEZONE,
            "DEFAULT_LANG": "en",
            "PLUGIN_PATHS": ["."],
            "PLUGINS": ["neighbours"],
            "THEME_STATIC_DIR": "assets",
            # Summaries are plain text.
            "FORMATTED_FIELDS": [],
            "DEFAULT_PAGINATION": PAGE_SIZE,
            "PAGINATED_TEMPLATES": {"tag": None, "category": None, "author": None},
            "DIRECT_TEMPLATES": ["index", "tags", "categories", "authors", "archives", "sitemap"],
            "SITEMAP_SAVE_AS": "sitemap.xml",
            "FEED_ALL_ATOM": "feed.xml" if self.feeds else None,
            "CATEGORY_FEED_ATOM": "section/{slug}/feed.xml" if self.feeds else None,
            "TAG_FEED_ATOM": "tags/{slug}/feed.xml" if self.feeds else None,
            "AUTHOR_FEED_ATOM": "authors/{slug}/feed.xml" if self.feeds else None,
            "AUTHOR_FEED_RSS": None,
            "TRANSLATION_FEED_ATOM": None,
            "FEED_MAX_ITEMS": 20,
            "ARTICLE_LANG_URL": "{lang}/{slug}/",
            "YEAR_ARCHIVE_SAVE_AS": "{date:%Y}/index.html",
            "MONTH_ARCHIVE_SAVE_AS": "{date:%Y}/{date:%m}/index.html",
        }
        addresses = {
            "ARTICLE": "{date:%Y}/{date:%m}/{date:%d}/{slug}/",
            "CATEGORY": "section/{slug}/",
            "CATEGORIES": "section/",
            "TAG": "tags/{slug}/",
            "TAGS": "tags/",
            "AUTHOR": "authors/{slug}/",
            "AUTHORS": "authors/",
            "ARCHIVES": "archive/",
        }
        for kind, address in addresses.items():
            settings[f"{kind}_URL"] = address
            settings[f"{kind}_SAVE_AS"] = f"{address}index.html"
        write_text(site / "pelicanconf.py", "".join(f"{key} = {value!r}\n" for key, value in settings.items()))

    def source(self, site: Path, story: Story) -> Path:
        return site / "content" / story.key.path

    def write(self, site: Path, story: Story) -> None:
        lines = [
            f"Title: {story.title}",
            f"Date: {story.when}",
            f"When: {story.when}",
            f"Slug: {story.key.slug}",
            f"Category: {story.section}",
            f"Tags: {', '.join(story.tags)}",
            f"Authors: {'; '.join(story.authors)}",
            f"Summary: {story.summary}",
        ]
        if story.updated:
            lines.append(f"Modified: {story.updated}")
        # A key's further values are lines that are indented.
        separator = "\n    "
        if story.sources:
            lines.append(f"Sources: {separator.join(f'{quote.title} | {quote.url}' for quote in story.sources)}")
        if story.corrections:
            lines.append(f"Corrections: {separator.join(f'{m.date} | {m.text}' for m in story.corrections)}")
        lines += ["", story.body(link_to_sources=False)]
        write_text(self.source(site, story), "\n".join(lines))


class Eleventy(msgspec.Struct, frozen=True):
    """Article pages, home and years only."""

    program: tuple[str, ...]

    name = "Eleventy (articles, home and years only)"
    output = "_site"
    leavings = ("_site",)

    @property
    def command(self) -> tuple[str, ...]:
        return (*self.program, "--quiet")

    @property
    def version_command(self) -> tuple[str, ...]:
        return (*self.program, "--version")

    @property
    def environment(self) -> dict[str, str]:
        return {}

    def begin(self, site: Path) -> None:
        shutil.copytree(LAYOUTS / "eleventy", site, dirs_exist_ok=True)
        _style(site)
        about = {"title": TITLE, "description": DESCRIPTION, "url": BASE_URL.rstrip("/"), "sections": SECTIONS}
        write_text(site / "_data" / "site.json", json.dumps(about))
        write_text(site / "posts" / "posts.json", json.dumps({"layout": "article.njk"}))

    def source(self, site: Path, story: Story) -> Path:
        return site / "posts" / story.key.path

    def write(self, site: Path, story: Story) -> None:
        lines = [
            "---",
            f"title: {scalar(story.title)}",
            f"date: {story.key.date}",
            # In quotes, so that no reader of YAML makes a moment of it.
            f'when: "{story.when}"',
            f"permalink: {story.key.address}",
            f"description: {scalar(story.summary)}",
            f"section: {story.section}",
            f"topics: [{', '.join(story.tags)}]",
            *items("authors", story.authors),
        ]
        if story.updated:
            lines.append(f'updated: "{story.updated}"')
        lines += [*citations_and_corrections(story, quote_dates=True), "---", "", story.body(link_to_sources=False)]
        write_text(self.source(site, story), "\n".join(lines))


def _style(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(LAYOUTS / "style.css", folder)
