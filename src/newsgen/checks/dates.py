"""Dates that cannot be, or are hardly meant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise

from newsgen import permalink
from newsgen.article import Article, Moment
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding

_YEAR = dt.timedelta(days=366)
_GAP = 5 * _YEAR
"""Years without any article that set a few apart from the archive."""
_FEW = 0.01
"""The share of an archive that such articles have at most."""
_ENOUGH = 20
"""Articles from which on an archive has a beginning that can be told from its dates."""
_FORGOTTEN = dt.timedelta(days=92)


def early_date(archive: Archive) -> Iterator[Finding]:
    began = archive.config.checks.began
    if began:
        beginning = dt.date(began, 1, 1)
        why = f"the archive began in {began}"
    else:
        beginning = _beginning([article.date.day for article in archive.articles])
        why = f"all but a few articles are of {beginning.year} or later"
    for article in archive.articles:
        if article.date.day < beginning:
            message = f"the date {article.date.day} is before the archive: {why}"
            hint = "mend the year, or say in newsgen.yaml when the archive began: checks: {began: %d}"
            yield _dated("early-date", archive, article, article.date, message, hint % article.date.day.year)


def _beginning(days: list[dt.date]) -> dt.date:
    """The first day behind a gap of years that only a few days lie before."""
    days = sorted(days)
    few = max(1, int(len(days) * _FEW)) if len(days) >= _ENOUGH else 0
    gaps = [later for earlier, later in pairwise(days[: few + 1]) if later - earlier > _GAP]
    return gaps[-1] if gaps else dt.date.min


def distant_date(archive: Archive) -> Iterator[Finding]:
    for article in archive.articles:
        if archive.is_held(article.source) and article.date.day > archive.now.date() + _YEAR:
            message = f"the date {article.date.day} is more than a year ahead"
            yield _dated("distant-date", archive, article, article.date, message, "mend the year")


def dates_out_of_order(archive: Archive) -> Iterator[Finding]:
    for article in archive.articles:
        begun = article.date.day
        late: list[tuple[str, Moment]] = [("correction", each.date) for each in article.corrections]
        if article.updated is not None:
            late.append(("update", article.updated))
        for what, moment in late:
            if moment.day < begun:
                message = f"the {what} of {moment.day} is older than the article, which is of {begun}"
                yield _dated("dates-out-of-order", archive, article, moment, message, "mend one of the two dates")
        if article.expires is not None and article.expires.date() <= begun:
            message = f"the article expires before its own date, {begun}, so it is never public"
            yield _dated("dates-out-of-order", archive, article, article.date, message, "mend one of the two dates")


def file_name_date(archive: Archive) -> Iterator[Finding]:
    languages = archive.config.all_languages
    for article in archive.articles:
        written = permalink.read_name(article.source, languages).date
        try:
            named = dt.date.fromisoformat(written) if written else article.date.day
        except ValueError:
            continue
        if _is_slip(named, article.date.day):
            message = f"the file's name says {named}, and the date in it {article.date.day}"
            yield _dated("file-name-date", archive, article, article.date, message, "mend the one that is wrong")


def _is_slip(one: dt.date, other: dt.date) -> bool:
    """Whether a year or a month alone is another, or month and day are exchanged: else two dates were meant."""
    if one.day == other.day:
        return (one.year == other.year) != (one.month == other.month)
    return one.year == other.year and (one.month, one.day) == (other.day, other.month)


def old_draft(archive: Archive) -> Iterator[Finding]:
    for article in archive.articles:
        if archive.held.get(article.source) == "draft" and article.date.day < archive.now.date() - _FORGOTTEN:
            message = f"this draft is of {article.date.day}"
            hint = "finish it, or write: silence: [old-draft]"
            yield _dated("old-draft", archive, article, article.date, message, hint)


def _dated(rule: str, archive: Archive, article: Article, moment: Moment, message: str, hint: str) -> Finding:
    path = archive.path(article.source)
    return finding(rule, path, article.title_line, message, hint, sought=moment.day.isoformat())
