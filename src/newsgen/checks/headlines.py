"""Headlines and summaries: what search results, cards and listings show of an article."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from html import unescape

from newsgen.article import Article, Document
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding, shortened
from newsgen.config import FILE_NAME

LONG_SUMMARY = 500
_WORTH = 12
"""Letters from which on capitals throughout are no abbreviation."""
_MARKUP = re.compile(
    r"</?(?:b|i|em|strong|br|span|sup|sub|u|a|p|font)\b[^>]*>|&(?:amp|nbsp|quot|lt|gt|#\d{1,5}|[lr][sd]quo|[mn]dash|hellip);"
    r"|\*\*\S[^*]*\*\*|(?<![\w*])\*(?![\s*])[^*]+(?<!\s)\*(?![\w*])|(?<!\w)_[^\s_][^_]*(?<!\s)_(?!\w)|\]\("
)
_MANY = 0.5
"""The share of a year's articles that must have a summary for the others to miss theirs."""


def long_headline(archive: Archive) -> Iterator[Finding]:
    limit = archive.config.checks.headline
    for article in archive.articles:
        # The width is never less than the number of characters, and never more than twice that.
        if len(article.title) * 2 > limit and (width := width_of(unescape(article.title))) > limit:
            yield finding(
                "long-headline",
                archive.path(article.source),
                article.title_line,
                f"the headline has {width:,} characters, where search results and cards show {limit} at most",
                "shorten it; what it loses can stand in the summary",
            )


def width_of(text: str) -> int:
    """Its characters, those of East Asian scripts counted as two."""
    return len(text) + (0 if text.isascii() else sum(unicodedata.east_asian_width(char) in "WF" for char in text))


def duplicate_headline(archive: Archive) -> Iterator[Finding]:
    """One for each headline, at the latest article that has it."""
    same: dict[tuple[str, str], list[Article]] = defaultdict(list)
    for article in archive.articles:
        same[article.lang, _bare(article.title)].append(article)
    for articles in same.values():
        if len(articles) < 2:
            continue
        public = [article for article in articles if not archive.is_held(article.source)]
        *others, last = public if len(public) > 1 else articles
        more = f" and of {len(others) - 1:,} more" if len(others) > 1 else ""
        yield finding(
            "duplicate-headline",
            archive.path(last.source),
            last.title_line,
            f'"{shortened(last.title)}" is also the headline of {archive.path(others[-1].source)}{more}',
            "say in each what sets it apart: a place, a date, a name",
            private=any(archive.is_held(article.source) for article in articles) and len(public) < 2,
        )


def _bare(title: str) -> str:
    return " ".join(re.sub(r"[^\w\s]+", " ", title.casefold()).split())


def headline_capitals(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        title = document.title
        if not title.isupper() or " " not in title:
            continue
        letters = [char for char in title if char.isalpha()]
        # In scripts without capitals every headline with an abbreviation in it would be one.
        if len(letters) >= _WORTH and all(map(str.isupper, letters)):
            yield finding(
                "headline-capitals",
                archive.path(document.source),
                document.title_line,
                "the headline is in capitals, which are hard to read and are spelt out when read aloud",
                f"write: title: {_sentence(title)}",
            )


def _sentence(title: str) -> str:
    return title[:1] + title[1:].lower()


def headline_markup(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        if match := _MARKUP.search(document.title):
            yield _marked(archive, document, match[0], "headline")


def summary_markup(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        if match := _MARKUP.search(document.summary):
            yield _marked(archive, document, match[0], "summary")


def _marked(archive: Archive, document: Document, written: str, where: str) -> Finding:
    message = f'"{shortened(written)}" in the {where} is shown as it is'
    meant = unescape(written)
    hint = f"write {meant}" if meant != written and meant.strip() else f"write the {where} in plain text"
    line = document.title_line
    sought = document.summary[:24] if where == "summary" else ""
    return finding(f"{where}-markup", archive.path(document.source), line, message, hint, sought=sought)


def missing_summary(archive: Archive) -> Iterator[Finding]:
    """Where most articles of a year have one; an archive that never had any is told so once."""
    counts: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for article in archive.articles:
        count = counts[article.lang, article.date.day.year]
        count[0] += 1
        count[1] += bool(article.summary)
    total, told = (sum(count[i] for count in counts.values()) for i in (0, 1))
    if total and not told:
        message = f"none of the {total:,} articles has a summary, so listings and search results show headlines alone"
        hint = "add a line `summary: …` to new articles; if an old key holds it, name that in front_matter.names"
        yield finding("missing-summary", FILE_NAME, 0, message, hint)
        return
    for article in archive.articles:
        whole, with_summary = counts[article.lang, article.date.day.year]
        if not article.summary and with_summary >= whole * _MANY:
            yield finding(
                "missing-summary",
                archive.path(article.source),
                article.title_line,
                "the article has no summary",
                "add a line: summary: one or two sentences for listings and search results",
            )


def long_summary(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        if len(document.summary) > LONG_SUMMARY:
            yield finding(
                "long-summary",
                archive.path(document.source),
                document.title_line,
                f"the summary has {len(document.summary):,} characters; listings show it whole, search results 160",
                "keep one or two sentences, and put the others into the text",
                sought=document.summary[:24],
            )


def repeated_summary(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        if document.summary and _bare(document.summary) == _bare(document.title):
            yield finding(
                "repeated-summary",
                archive.path(document.source),
                document.title_line,
                "the summary only says the headline again",
                "say in it what the headline does not, or leave it out",
            )
