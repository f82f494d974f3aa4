"""The site as every template sees it."""

from __future__ import annotations

import msgspec

from newsgen.views.parts import FeedLink, Link


class LanguageView(msgspec.Struct, frozen=True, gc=False):
    """One language of the site, for its switch in the masthead."""

    lang: str
    name: str
    """In itself: `русский`."""
    title: str
    """The site's title in it."""
    description: str
    home: str
    direction: str
    """`ltr` or `rtl`."""
    date_format: str
    """A Babel pattern, or `short`, `medium`, `long`, `full`."""
    sections: tuple[Link, ...]
    """The masthead's order."""
    pages: tuple[Link, ...]
    """Undated pages that the configuration puts into the footer."""
    archive: str = ""
    """The page of all years; empty in a site that has none."""
    feeds: tuple[FeedLink, ...] = ()
    """Those of all articles in it."""
    publisher: str = ""
    """Who publishes the site, in this language."""


class SiteView(msgspec.Struct, frozen=True, gc=False):
    """The settings that every template may read."""

    base_url: str
    """Absolute, with a slash at its end."""
    root: str
    """The path of `base_url`: `/`, or `/archive/`."""
    language: str
    """The default one."""
    timezone: str
    languages: tuple[LanguageView, ...]
    """All of them, in the configuration's order, the default one among them."""
    publisher: str = ""
    """Who publishes the site, in its default language."""
    days: bool = False
    """Whether days have pages of their own."""
    article_types: dict[str, str] = {}
    """The slug of a section, and what schema.org calls its articles."""
