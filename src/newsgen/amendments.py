"""The corrections and retractions of a whole site, as its lists of them show them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from newsgen.article import Article, Moment
from newsgen.gate import Retracted


class Amendment(msgspec.Struct, frozen=True, gc=False):
    """A correction, or the retraction of an article, with what a list of them shows."""

    date: Moment | None
    """None for a retraction of which no date is known: it stands in the year of its article."""
    text: str
    title: str
    address: str
    published: Moment
    retracted: bool = False


def by_year(lang: str, articles: list[Article], retracted: Iterable[Retracted]) -> dict[int, list[Amendment]]:
    """Those of one language, newest first in both."""
    made = [
        Amendment(each.date, each.text, article.title, article.address, article.date)
        for article in articles
        if article.corrections
        for each in article.corrections
    ]
    made += [
        Amendment(gone.retraction.date, gone.retraction.reason, gone.title, gone.address, gone.date, retracted=True)
        for gone in retracted
        if gone.lang == lang
    ]
    years: dict[int, list[Amendment]] = {}
    for each in sorted(made, key=_when, reverse=True):
        years.setdefault((each.date or each.published).day.year, []).append(each)
    return years


def _when(amendment: Amendment) -> tuple[object, ...]:
    return (*(amendment.date or amendment.published).order, *amendment.published.order, amendment.address)
