"""What may be public at the build's time: decided once, here, before anything else sees an article.

Nothing after the gate is given what it holds back, so nothing after it can leak it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from newsgen.article import Article, Document, Moment, Page, Retraction
from newsgen.dates import Dates
from newsgen.fingerprint import Digest

Reason = Literal["", "draft", "future", "embargo", "expired", "retracted"]


class Verdict(msgspec.Struct, frozen=True):
    """How one document stands at one moment."""

    public: bool
    reason: Reason = ""
    changes: dt.datetime | None = None
    """The next moment at which the verdict is another one, if time alone changes it."""


class Held(msgspec.Struct, frozen=True):
    """A document that is held back: where it is and why, but nothing that it says."""

    source: str
    reason: Reason
    until: dt.datetime | None


class Retracted(msgspec.Struct, frozen=True, gc=False):
    """What stays of an article that was retracted: no text, no summary, no terms."""

    source: str
    title: str
    date: Moment
    lang: str
    address: str
    aliases: tuple[str, ...]
    retraction: Retraction
    digest: Digest
    title_line: int


class Gate(msgspec.Struct, frozen=True):
    """The documents of a site, each on its side."""

    articles: tuple[Article, ...]
    pages: tuple[Page, ...]
    retracted: tuple[Retracted, ...]
    held: tuple[Held, ...]
    shown: dict[str, Reason]
    """Sources that only --drafts lets through, and why they are not public."""
    next_change: dt.datetime | None
    """When time alone will next move a document from one side to the other."""

    @property
    def readable(self) -> tuple[Document, ...]:
        """The documents whose text is shown."""
        return (*self.articles, *self.pages)

    @property
    def addressed(self) -> tuple[Document | Retracted, ...]:
        """Whatever has an address of its own."""
        return (*self.articles, *self.pages, *self.retracted)

    @property
    def not_public(self) -> list[str]:
        """Sources of which nothing may be kept."""
        return [held.source for held in self.held] + [gone.source for gone in self.retracted]


def judge(document: Document, now: dt.datetime, dates: Dates) -> Verdict:
    """How the document stands at `now`, an aware moment."""
    if document.draft:
        return Verdict(public=False, reason="draft")
    if document.expires is not None and document.expires <= now:
        return Verdict(public=False, reason="expired")
    opens, reason = document.embargo, "embargo"
    if isinstance(document, Article) and document.date.day.toordinal() > now.toordinal() - _DAYS_AND_A_ZONE:
        begins = dates.instant(document.date)
        if begins > now and (opens is None or begins > opens):
            opens, reason = begins, "future"
    if opens is not None and opens > now:
        changes = opens if document.expires is None else min(opens, document.expires)
        return Verdict(public=False, reason="embargo" if reason == "embargo" else "future", changes=changes)
    if isinstance(document, Article) and document.retracted is not None:
        return Verdict(public=False, reason="retracted", changes=document.expires)
    return Verdict(public=True, changes=document.expires)


_DAYS_AND_A_ZONE = 2
"""An article older than this has begun in every zone: its exact moment need not be computed."""


def divide(documents: Iterable[Document], now: dt.datetime, dates: Dates, *, drafts: bool = False) -> Gate:
    """Let through what may be public; with `drafts`, also what may not, marked as such."""
    articles: list[Article] = []
    pages: list[Page] = []
    retracted: list[Retracted] = []
    held: list[Held] = []
    shown: dict[str, Reason] = {}
    changes: list[dt.datetime] = []
    begun = dt.date.fromordinal(max(1, now.toordinal() - _DAYS_AND_A_ZONE))
    for document in documents:
        if isinstance(document, Article) and document.date.day <= begun and not _depends(document):
            articles.append(document)  # as nearly all of an archive
            continue
        verdict = judge(document, now, dates)
        if verdict.changes is not None:
            changes.append(verdict.changes)
        if verdict.reason == "retracted" and isinstance(document, Article):
            retracted.append(_remains(document))
            continue
        if not verdict.public:
            held.append(Held(document.source, verdict.reason, verdict.changes))
            if not drafts:
                continue
            shown[document.source] = verdict.reason
        if isinstance(document, Article):
            articles.append(document)
        else:
            pages.append(document)
    return Gate(
        articles=tuple(articles),
        pages=tuple(pages),
        retracted=tuple(retracted),
        held=tuple(held),
        shown=shown,
        next_change=min(changes, default=None),
    )


def _depends(article: Article) -> object:
    """Whether anything but its date decides if it is public."""
    return article.draft or article.embargo or article.expires or article.retracted


def _remains(article: Article) -> Retracted:
    return Retracted(
        source=article.source,
        title=article.title,
        date=article.date,
        lang=article.lang,
        address=article.address,
        aliases=article.aliases,
        retraction=article.retracted or Retraction(),
        digest=article.digest,
        title_line=article.title_line,
    )
