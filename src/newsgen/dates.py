"""Dates: the one way in, `Dates`, and the one way out, the functions that write a date in a language."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

import msgspec

from newsgen import datetext, zones
from newsgen.article import Moment
from newsgen.datetext import DateError
from newsgen.languages import (
    NAMED_FORMATS,
    direction,
    is_rtl,
    known_language,
    language_name,
    locale_of,
    nearest_language,
)
from newsgen.zones import known_zone, nearest_zone

__all__ = [
    "NAMED_FORMATS",
    "DateError",
    "Dates",
    "day_heading",
    "direction",
    "format_date",
    "format_moment",
    "is_rtl",
    "known_language",
    "known_zone",
    "language_name",
    "month_heading",
    "month_name",
    "nearest_language",
    "nearest_zone",
]


_DAY_OF_1970 = dt.date(1970, 1, 1).toordinal()


class Dates(msgspec.Struct, frozen=True):
    """How dates are read on one site."""

    timezone: str = "UTC"
    """IANA name of the zone of times that are written without an offset."""
    languages: tuple[str, ...] = ("en",)
    """Tags of the languages whose month names are understood; English always is."""

    def read(self, text: str) -> Moment:
        """The moment that the text names; raises `DateError`."""
        return datetext.read(text, self.timezone, self.languages)

    def parse_at(self, text: str) -> dt.datetime:
        """A moment given on the command line: a date, or seconds since 1970; raises `DateError`."""
        if datetext.seconds(text.strip()):
            try:
                return dt.datetime.fromtimestamp(int(text), dt.UTC)
            except (ValueError, OverflowError, OSError):
                raise DateError("so many seconds lead beyond the years 0001 to 9999", datetext.HOW) from None
        return self.instant(self.read(text))

    def instant(self, moment: Moment) -> dt.datetime:
        """The moment with its time; a day without time begins when it begins in the site's zone."""
        return moment.at or zones.day_start(moment.day, self.timezone)

    def seconds(self, moment: Moment) -> int:
        """As `instant`, in seconds since 1970: to put moments in order, which takes a tenth of the time."""
        if moment.time is None:
            return zones.day_start_seconds(moment.day, self.timezone)
        time = moment.time
        of_day = time.hour * 3600 + time.minute * 60 + time.second
        return (moment.day.toordinal() - _DAY_OF_1970) * 86_400 + of_day - moment.offset

    def end(self, moment: Moment) -> dt.datetime:
        """The first instant after it: a day without time ends where the next begins, a time is its own end."""
        return moment.at or zones.day_end(moment.day, self.timezone)


@lru_cache(maxsize=8192)
def _written(value: dt.date | dt.time, tag: str, pattern: str) -> str:
    from babel import dates

    locale = locale_of(tag)
    if isinstance(value, dt.time):
        return dates.format_time(value, pattern, locale=locale)
    return dates.format_date(value, pattern, locale=locale)


def format_date(moment: Moment, lang: str, pattern: str = "long") -> str:
    """The day alone: `28 September 2022`; the pattern is one of `NAMED_FORMATS` or Babel's: `dd.MM.yyyy`."""
    return _written(moment.day, lang, pattern)


def format_moment(moment: Moment, lang: str, pattern: str = "long") -> str:
    """The day and, where it is known, the time as written, to the minute: `28.09.2022, 10:30`."""
    day = format_date(moment, lang, pattern)
    if moment.time is None:
        return day
    named = pattern in NAMED_FORMATS
    time = _written(moment.time.replace(second=0, microsecond=0), lang, "short" if named else "HH:mm")
    joined = str(locale_of(lang).datetime_formats["medium"]) if named else "{1}, {0}"
    return joined.replace("{1}", day).replace("{0}", time)


@lru_cache(maxsize=256)
def separators(count: int, lang: str) -> tuple[str, ...]:
    """What stands after each item of a list: `, ` and ` и `, and nothing after the last."""
    if count < 2:
        return ("",) * count
    from babel.lists import format_list

    return tuple(format_list(["\0"] * count, locale=locale_of(lang)).split("\0")[1:])


def month_name(moment: Moment, lang: str) -> str:
    """The month's name where it stands alone: `Сентябрь`."""
    return _heading(_written(moment.day, lang, "LLLL"), lang)


def month_heading(moment: Moment, lang: str) -> str:
    """The month and year as a heading: `Сентябрь 2022`, `2022 ж. қыркүйек`."""
    return _heading(_written(moment.day, lang, _month_pattern(lang)), lang)


def day_heading(moment: Moment, lang: str) -> str:
    """The day with its weekday as a heading: `Среда, 28 сентября 2022 г.`."""
    return _heading(_written(moment.day, lang, "full"), lang)


@lru_cache(maxsize=256)
def _month_pattern(lang: str) -> str:
    pattern = locale_of(lang).datetime_skeletons["yMMMM"].pattern
    # Russian and Ukrainian calendars say `Сентябрь 2022` in a heading, without the abbreviated word for year.
    return re.sub(r"(?<=y)\s'[^']+'\.?$", "", pattern)


def _heading(text: str, lang: str) -> str:
    if text.startswith("i") and lang.partition("-")[0] in ("az", "tr"):
        return "İ" + text[1:]
    return text[:1].title() + text[1:]
