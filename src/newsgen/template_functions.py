"""The functions and filters of templates, made for one language: docs/templates.md lists them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sized
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from newsgen import dates, structured
from newsgen.article import Moment
from newsgen.views import ArticleView, Head, LanguageView, SiteView, View
from newsgen.words import Words

Functions = Mapping[str, Callable[..., Any]]

TAXONOMIES = {"section": ("Section", "Sections"), "tags": ("Tag", "Tags"), "authors": ("Author", "Authors")}
"""The words, singular and plural, for the taxonomies that newsgen knows; others are called by their key."""


def taxonomy_label(words: Words, key: str, *, plural: bool) -> str:
    """`Tags` for `tags`; the site's own taxonomies by their key with a capital, which its words may replace."""
    known = TAXONOMIES.get(key)
    label = known[plural] if known else key[:1].upper() + key[1:].replace("_", " ").replace("-", " ")
    return words.gettext(label)


def gettext_functions(words: Words) -> Functions:
    """What `_()`, `gettext()` and `ngettext()` are in templates: as Jinja's own, with each message prepared once."""

    @lru_cache(maxsize=1024)
    def plain(text: str) -> Markup:
        return message(text) % {}

    @lru_cache(maxsize=1024)
    def message(text: str) -> Markup:
        return Markup(words.gettext(text))  # noqa: S704 - the site's own wording may hold markup

    def gettext(text: str, /, **values: object) -> Markup:
        return message(text) % values if values else plain(text)

    def ngettext(singular: str, plural: str, count: int, /, **values: object) -> Markup:
        return Markup(words.ngettext(singular, plural, count)) % {"num": count, **values}  # noqa: S704 - as above

    return {"_": gettext, "gettext": gettext, "ngettext": ngettext}


def functions(site: SiteView, words: Words) -> Functions:
    origin = site.base_url[: -len(site.root)] if site.base_url.endswith(site.root) else site.base_url.rstrip("/")
    order = {view.lang: place for place, view in enumerate(site.languages)}

    @lru_cache(maxsize=64)
    def asset(name: str) -> str:
        return f"{site.root}assets/{quote(name)}"

    def absolute(url: str) -> str:
        return origin + url if url.startswith("/") and not url.startswith("//") else url

    @lru_cache(maxsize=256)
    def label(key: str, plural: bool = True) -> str:
        return taxonomy_label(words, key, plural=plural)

    def x_default(head: Head) -> str:
        # Every translation must name the same page, or search engines pass the whole set over.
        pages = {head.lang: head.canonical} | {each.lang: each.canonical for each in head.translations}
        if site.language in pages:
            return pages[site.language]
        return pages[min(pages, key=lambda lang: (order.get(lang, len(order)), lang))]

    def structured_data(page: View) -> structured.Node | None:
        return structured.document(page, site, absolute, x_default)

    def modified(page: ArticleView) -> Moment | None:
        return structured.modified(page)

    return {
        "asset": asset,
        "absolute": absolute,
        "taxonomy_label": label,
        "x_default": x_default,
        "og_locale": og_locale,
        "structured_data": structured_data,
        "modified": modified,
    }


def filters(language: LanguageView) -> Functions:
    lang, pattern = language.lang, language.date_format

    def stamp(datetime: str, text: str) -> Markup:
        return Markup(f'<time datetime="{datetime}">{escape(text)}</time>')  # noqa: S704 - ISO 8601 needs no escaping

    # A listing repeats its dates and all pages share theirs: formatting through CLDR costs a hundred times a look-up.
    # The days of a lifetime's archive fit in.
    @lru_cache(maxsize=1 << 15)
    def written(each: dt.date) -> Markup:
        return stamp(each.isoformat(), dates.format_date(Moment(each), lang, pattern))

    def day(moment: Moment) -> Markup:
        return written(moment.day)

    def date(moment: Moment) -> Markup:
        if moment.time is None:
            return day(moment)
        return stamp(moment.isoformat(), dates.format_moment(moment, lang, pattern))

    @lru_cache(maxsize=1 << 15)
    def number_of_day(each: dt.date) -> Markup:
        return stamp(each.isoformat(), str(each.day))

    def day_number(moment: Moment) -> Markup:
        return number_of_day(moment.day)

    @lru_cache(maxsize=1 << 12)
    def month_heading(moment: Moment) -> str:
        return dates.month_heading(moment, lang)

    @lru_cache(maxsize=1 << 12)
    def month_name(moment: Moment) -> str:
        return dates.month_name(moment, lang)

    def separators(listed: Sized) -> tuple[str, ...]:
        return dates.separators(len(listed), lang)

    @lru_cache(maxsize=1 << 12)
    def number(value: int) -> str:
        if -1000 < value < 1000:
            return str(value)
        from babel.numbers import format_decimal

        return format_decimal(value, locale=lang.replace("-", "_"))

    return {
        "date": date,
        "day": day,
        "day_number": day_number,
        "host": host,
        "month_heading": month_heading,
        "month_name": month_name,
        "number": number,
        "rfc822": rfc822,
        "separators": separators,
    }


def rfc822(time: str) -> str:
    """A feed's time as RSS writes it, in English whatever the language: `Wed, 28 Sep 2022 10:30:00 +0600`."""
    return format_datetime(datetime.fromisoformat(time))


def host(url: str) -> str:
    """`www.example.org` for an address there; the address itself where it names no host."""
    return urlsplit(url).hostname or url


@lru_cache(maxsize=64)
def og_locale(lang: str) -> str:
    """Open Graph wants a territory: `ru_RU` for `ru`, the most likely one where the tag names none."""
    from babel.core import get_global

    likely = get_global("likely_subtags")
    parts = lang.split("-")
    named = [part.upper() for part in parts[1:] if len(part) == 2]
    if named:
        return f"{parts[0].lower()}_{named[0]}"
    full = likely.get("_".join(parts)) or likely.get(parts[0])
    return f"{parts[0].lower()}_{full.split('_')[-1]}" if full else parts[0].lower()
