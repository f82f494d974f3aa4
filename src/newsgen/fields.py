"""What front matter may hold: its keys, their meaning and their types."""

from __future__ import annotations

import datetime as dt

import msgspec

from newsgen.article import Citation, Correction, Moment, Retraction
from newsgen.figures import Words

NO_KEYS = ("terms", "lines")
"""Fields that no key fills by its own name."""
STRICT = ("draft", "embargo", "expires", "retracted")
"""Keys that must not be empty: a slip there would publish what is to be held back."""


class FrontMatter(msgspec.Struct, frozen=True, gc=False):
    """What stands above an article's text, between two lines `---`. Only `title` is required."""

    title: str
    """The headline, in plain text."""
    date: Moment | None = None
    """When it was published: `2022-09-28`, with a time where one is known. The file's name may give it instead."""
    updated: Moment | None = None
    """When its editors last changed what it says; leave it out for corrected spelling."""
    slug: str = ""
    """The last part of its address; empty means the file's name without its date."""
    permalink: str = ""
    """Its whole address, in place of the one that the configuration's `permalink` gives: `/about-us/`."""
    lang: str = ""
    """Its language, `ru`; empty means what the file's name or folder says, else the site's language."""
    section: str = ""
    """The one section that it belongs to."""
    tags: tuple[str, ...] = ()
    """What it is about."""
    authors: tuple[str, ...] = ()
    """Who wrote it, one name an item."""
    summary: str = ""
    """One or two sentences for listings, feeds and search engines; stands below the headline."""
    image: str = ""
    """Its main picture: a file beside it, or an address that begins with `/` or `https://`."""
    image_alt: str = ""
    """What the picture shows, for those who do not see it."""
    image_credit: str = ""
    """Who made the picture."""
    image_caption: str = ""
    """What stands below the picture."""
    images: dict[str, Words] = {}
    """What it says of pictures, by their name as in the text: `{port.jpg: {credit: …, caption: …, alt: …}}`."""
    aliases: tuple[str, ...] = ()
    """Former addresses, which lead to the present one."""
    translation_key: str = ""
    """Articles with one key, in different languages, are translations of each other. Files named alike need none."""
    sources: tuple[Citation, ...] = ()
    """What it relies on: `title`, `url`, and `archived` for the address of an archived copy."""
    corrections: tuple[Correction, ...] = ()
    """What was wrong in it and was put right: `date` and `text`."""
    draft: bool = False
    """A draft is not published."""
    embargo: dt.datetime | None = None
    """Not published before this time; a date opens at 00:00 in the site's time zone."""
    expires: dt.datetime | None = None
    """Withdrawn after this time; a date expires at its end, so this is the first moment that it is not public."""
    retracted: Retraction | None = None
    """Its address stays and says that it was retracted: `date` and `reason`, a date alone, or `true`."""
    template: str = ""
    """Another template than `article.html`."""
    redirectto: str = ""
    """An address elsewhere that it points to, for an article that another site published."""
    silence: tuple[str, ...] = ()
    """Rules of `newsgen check` that it is excused from: `[missing-alt]`."""
    extra: dict[str, object] = {}
    """Whatever the site's own templates need; newsgen passes it on as it is."""
    terms: dict[str, tuple[str, ...]] = {}
    """Terms in the configuration's own taxonomies, each of which has a key of its name: `countries: [Kazakhstan]`."""
    lines: dict[str, int] = {}
    """The line of each key that is present and not empty, by the names above."""
