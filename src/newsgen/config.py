"""newsgen.yaml as a value: every setting, its type, its default, and what it means."""

from __future__ import annotations

from functools import cached_property
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

FILE_NAME = "newsgen.yaml"
REGISTER = "urls.txt"
"""The register of addresses, beside it."""
HOSTS = ("github", "netlify", "cloudflare", "apache", "nginx")


class Language(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a language has of its own; whatever is absent is the site's."""

    title: str = ""
    """The site's title in this language."""
    description: str = ""
    """One line of what the site is, in this language."""
    publisher: str = ""
    """Who publishes the site, in this language; empty means the site's publisher, or else the title in it."""
    date_format: str = ""
    """As the site's `date_format`."""
    sections: tuple[str, ...] = ()
    """The masthead's order in this language."""
    footer: tuple[str, ...] = ()
    """Undated pages that the footer links to, by file: `pages/about.ru.md`."""


class Taxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A way to sort articles: its key is a front matter key and the first part of its addresses."""

    archive: Literal["year", "month"] = "year"
    """Into what the articles of a term are split: `year`, or `month` for terms with thousands a year."""
    listed: int = 100
    """How many of its newest articles the page of a term lists. Each year with older ones has a page of its own; with 0
    each year has one."""


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What readers subscribe to: an Atom feed for each language and each term, and what is asked for here."""

    json: bool = True
    """Whether each language has a JSON Feed, too."""
    rss: bool = False
    """Whether each language has an RSS feed, too."""
    entries: int = 20
    """How many articles a feed holds: those that were published or corrected last."""
    text: Literal["full", "summary"] = "full"
    """How much of an article the feeds of a language give."""
    terms: Literal["full", "summary", "none"] = "summary"
    """How much of an article the feeds of sections, tags and other terms give; `none` for no such feeds."""
    archives: bool = True
    """Whether a document for each month holds what left the feed, so that a reader can fetch the whole archive."""


class Markdown(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How bodies are read."""

    dialect: Literal["markdown", "commonmark"] = "markdown"
    """`markdown` is Python-Markdown's; `commonmark` is what GitHub previews, and faster."""


class Images(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """In which forms pictures are shown. All are made from the picture beside the article, once."""

    widths: tuple[int, ...] = (480, 960, 1600)
    """In pixels, each as WebP, never above the picture's own width."""
    quality: int = 80
    """From 1 to 100: of those forms, not of the picture itself."""
    avif: bool = False
    """Whether each is made as AVIF, too: files a sixth smaller, which take eight times as long to make."""
    sizes: str = "(min-width: 40rem) 37rem, calc(100vw - 2.5rem)"
    """How wide a theme shows pictures in text, as the attribute `sizes` of HTML has it."""
    gallery_sizes: str = "(min-width: 40rem) 18rem, calc(100vw - 2.5rem)"
    """The same of pictures in a gallery."""


class Files(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which files are published, and which of them as they are."""

    allow: tuple[str, ...] = (
        *("pdf", "csv", "tsv", "txt", "json", "vtt", "srt"),
        *("mp3", "m4a", "ogg", "oga", "opus", "wav", "flac", "mp4", "m4v", "webm"),
    )
    """Endings of files that are published from beside articles, in addition to pictures."""
    keep: tuple[str, ...] = ()
    """Files of `static/`, and assets of the site's own theme, that are left as they are, as patterns: `press/**`,
    `assets/logo.png`. All others are cleaned."""


class Checks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `newsgen check` looks for."""

    off: tuple[str, ...] = ()
    """Rules that are not applied: `[missing-summary, unused-image]`."""
    errors: tuple[str, ...] = ()
    """Rules whose findings are errors, not warnings, so that a check with such a finding fails: `[dead-link]`."""
    headline: int = 110
    """How many characters a headline may have."""
    began: int = 0
    """The year in which the archive began; by default only dates that stand years before all others are told."""


class KeyNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How front matter of another system is understood."""

    names: dict[str, str] = {}
    """Other names for newsgen's keys: `{deck: summary}`. A file's own key wins over a mapped one."""
    ignore: tuple[str, ...] = ()
    """Keys that are passed over without a warning."""


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The settings of a site. Only `title` is required."""

    title: str
    """The site's name."""
    description: str = ""
    """One line of what the site is; stands under its name."""
    publisher: str = ""
    """Who publishes it; empty means the site's title."""
    base_url: str = "http://localhost:8000/"
    """Where the site is published, with `https://`; may have a path: `https://example.org/archive/`."""
    timezone: str = "UTC"
    """IANA name of the zone in which times without an offset are read: `Asia/Almaty`."""
    language: str = "en"
    """The language of articles that do not say theirs; its pages have no prefix in their address."""
    languages: dict[str, Language] = {}
    """All languages: a list, or a mapping with settings for each. Empty means the default one alone."""
    date_format: str = "long"
    """`short`, `medium`, `long`, `full` in each language, or a fixed pattern such as `dd.MM.yyyy`."""
    permalink: str = "/{year}/{month}/{day}/{slug}/"
    """The address of articles. It may hold {year}, {month}, {day}, {section} and must hold {slug}."""
    sections: tuple[str, ...] = ()
    """Sections that the masthead shows, in its order."""
    footer: tuple[str, ...] = ()
    """Undated pages that the footer links to, by file: `pages/about.md`."""
    taxonomies: dict[str, Taxonomy] = msgspec.field(
        default_factory=lambda: {"section": Taxonomy(), "tags": Taxonomy(), "authors": Taxonomy()}
    )
    """Ways to sort articles: a list of front matter keys, or a mapping with settings for each."""
    days: bool = False
    """Whether each day has a page of its own."""
    latest: int = 20
    """How many articles the home page shows, and the page of a term with their summaries."""
    feeds: Feeds = Feeds()
    """What readers subscribe to."""
    news_sitemap: bool = False
    """Whether a sitemap for news search lists the articles of the last two days. It needs a build a day."""
    article_types: dict[str, str] = {}
    """What schema.org calls a section's articles, where that is not NewsArticle: `{Opinion: OpinionNewsArticle}`."""
    content: str = "content"
    """The folder with the articles."""
    exclude: tuple[str, ...] = ()
    """Files below it that are left out, as patterns: `_index.md`, `drafts/**`."""
    html: Literal["safe", "trusted"] = "safe"
    """`safe` cleans the HTML in bodies; `trusted` lets everything through, scripts included."""
    hosts: tuple[str, ...] = ()
    """Where the site is served, so that it is told in its own form which addresses moved or are gone: `github`,
    `netlify`, `cloudflare`, `apache`, `nginx`."""
    images: Images = Images()
    """In which forms pictures are shown."""
    files: Files = Files()
    """Which files are published, and which of them as they are."""
    markdown: Markdown = Markdown()
    """How bodies are read."""
    front_matter: KeyNames = KeyNames()
    """How front matter of another system is understood."""
    checks: Checks = Checks()
    """What `newsgen check` looks for."""

    @cached_property
    def all_languages(self) -> tuple[str, ...]:
        """Every language, the default one among them, in the configuration's order."""
        listed = tuple(self.languages)
        return listed if self.language in listed else (self.language, *listed)

    @cached_property
    def root(self) -> str:
        """The path of `base_url`, with a slash at its end: `/`, or `/archive/`."""
        return urlsplit(self.base_url).path.rstrip("/") + "/"

    @cached_property
    def root_path(self) -> str:
        """The root as files and registered addresses are named: without percent signs."""
        return unquote(self.root)

    def in_language(self, lang: str) -> Language:
        """What the language has of its own, the site's settings where it has nothing."""
        own = self.languages.get(lang, Language())
        default = lang == self.language
        return Language(
            title=own.title or self.title,
            description=own.description or self.description,
            publisher=own.publisher or self.publisher or own.title or self.title,
            date_format=own.date_format or self.date_format,
            sections=own.sections or (self.sections if default else ()),
            footer=own.footer or (self.footer if default else ()),
        )

    def sections_of(self, lang: str) -> tuple[str, ...]:
        return self.in_language(lang).sections
