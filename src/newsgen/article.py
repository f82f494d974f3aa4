"""What a source file says once it is read: articles, pages, and the values that they are made of.

Everything here is frozen and encodes with msgspec, so that it travels to workers and into the state as it is.
`gc=False` because no cycle can form, and a collector that walks a hundred thousand articles costs seconds;
`array_like=True` because the names of the fields would be a third of what the state holds of an article.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, Self

import msgspec

from newsgen.fingerprint import Digest

_MIDNIGHT = dt.time()


class Moment(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A day and, where one is known, a time: the precision in which it was written is kept."""

    day: dt.date
    """As written: the day that addresses and headings show."""
    time: dt.time | None = None
    """As written, seconds at the finest; None where only the day is known."""
    offset: int = 0
    """Of the time from UTC, in seconds. A time that knows its own would lose it on the way to disk and back."""

    @classmethod
    def of(cls, at: dt.datetime) -> Self:
        offset = at.utcoffset() or dt.timedelta()
        return cls(at.date(), at.time(), offset.days * 86_400 + offset.seconds)

    @property
    def at(self) -> dt.datetime | None:
        """The instant, with its offset from UTC; None where only the day is known."""
        if self.time is None:
            return None
        return dt.datetime.combine(self.day, self.time, dt.timezone(dt.timedelta(seconds=self.offset)))

    def isoformat(self) -> str:
        """`2022-09-28`, or `2022-09-28T10:30:00+06:00` where a time is known."""
        at = self.at
        return at.isoformat() if at is not None else self.day.isoformat()

    @property
    def order(self) -> tuple[dt.date, dt.time]:
        """The day, then the written time or the day's start: how articles are sorted."""
        return self.day, self.time or _MIDNIGHT


class Source(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A file found below the content folder, as its folder describes it."""

    path: str
    """Relative to the content folder, with forward slashes, as the file system spells it."""
    size: int
    mtime_ns: int
    ctime_ns: int


class Link(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A reference in a body to another file of the site."""

    target: str
    """A path relative to the content folder, normalised; what it names need not exist."""
    fragment: str = ""
    """What follows `#`, without it."""
    line: int = 0
    """In the source file, from 1."""
    written: str = ""
    """As the author wrote it, for messages."""
    embedded: bool = False
    """True for what a page shows in place: a picture, audio or video file."""


class Citation(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A source that an article names, with its archived copy."""

    title: str
    """What it is called."""
    url: str = ""
    """Where it is, with `https://`."""
    archived: str = ""
    """Where a copy of it is kept, with `https://`."""


class Correction(msgspec.Struct, frozen=True, gc=False, array_like=True):
    date: Moment
    """When it was put right."""
    text: str
    """What was wrong, and how it is now."""


class Retraction(msgspec.Struct, frozen=True, gc=False, array_like=True):
    date: Moment | None = None
    """When it was retracted."""
    reason: str = ""
    """Why, for readers."""


class Illustration(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A picture of an article's, and what its front matter says of it."""

    target: str
    """A path relative to the content folder, or an address that begins with `https://` or `/`."""
    alt: str = ""
    credit: str = ""
    caption: str = ""
    written: str = ""
    """As the author wrote the target, for messages."""
    line: int = 0
    """In the source file, from 1."""


class Article(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="article"):
    """A dated article: all that its source says, but not its body's HTML, which is kept apart."""

    source: str
    """Path of the source file, relative to the content folder."""
    title: str
    date: Moment
    lang: str
    address: str
    """Where it is published, from the site's root, decoded: `/2022/09/28/slug/` or `/2022/09/28/slug.html`."""
    body: Digest
    """Of the body's HTML."""
    ref: Digest
    """Of what a neighbour shows, title, address and date; and of the source, by which it stands among its day."""
    card: Digest
    """Of what a listing shows: the ref with summary and picture."""
    digest: Digest
    """Of the whole article."""
    updated: Moment | None = None
    terms: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Taxonomies, each once, with spellings: `(("section", ("Reports",)), ("tags", ("torture", "trial")))`."""
    summary: str = ""
    image: Illustration | None = None
    pictures: tuple[Illustration, ...] = ()
    """Those of the text of which the front matter says something."""
    aliases: tuple[str, ...] = ()
    """Former addresses, from the site's root, decoded."""
    translation_key: str = ""
    """Articles of one key, in different languages, are translations of each other."""
    external: str = ""
    """An address elsewhere that the article points to (`redirectto`); empty otherwise."""
    sources: tuple[Citation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    draft: bool = False
    embargo: dt.datetime | None = None
    expires: dt.datetime | None = None
    """The first moment at which it is no longer public."""
    retracted: Retraction | None = None
    template: str = ""
    extra: dict[str, object] = {}
    links: tuple[Link, ...] = ()
    """In the order of the markers that the body's HTML holds for them."""
    ids: tuple[str, ...] = ()
    """Every id in the body that a link may point to."""
    title_line: int = 1
    """Line of the title in the source, for messages about the article as a whole."""
    silence: tuple[str, ...] = ()
    """Rules of a check that it is excused from."""


class Page(msgspec.Struct, frozen=True, gc=False, array_like=True, tag="page"):
    """An undated page, such as About."""

    source: str
    title: str
    lang: str
    address: str
    body: Digest
    digest: Digest
    updated: Moment | None = None
    summary: str = ""
    aliases: tuple[str, ...] = ()
    translation_key: str = ""
    draft: bool = False
    embargo: dt.datetime | None = None
    expires: dt.datetime | None = None
    template: str = ""
    extra: dict[str, object] = {}
    links: tuple[Link, ...] = ()
    ids: tuple[str, ...] = ()
    title_line: int = 1
    silence: tuple[str, ...] = ()


Document = Article | Page


class Pool:
    """Holds each text that documents repeat once: their languages and terms, and paths that are known already.

    A hundred thousand documents fresh from a decoder have half a million copies of a few hundred words.
    """

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._held: dict[object, Any] = {text: text for text in texts}
        self._nothing: dict[str, object] = {}

    def share(self, document: Document) -> Document:
        """The same document, its texts exchanged for equal ones that are held already."""
        hold = self._held.setdefault
        exchange = msgspec.structs.force_setattr
        exchange(document, "source", hold(document.source, document.source))
        exchange(document, "lang", hold(document.lang, document.lang))
        if not document.extra:
            exchange(document, "extra", self._nothing)
        if type(document) is Article:
            # Labels that stand together once often stand together again: their tuple is found in one step.
            exchange(document, "terms", tuple([hold(each, each) for each in document.terms]))
        return document
