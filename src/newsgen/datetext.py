"""What people write as a date, read without guessing.

ISO dates, dates with dots (the day first), and dates with a month's name in one of the site's languages are read.
Whatever could be meant in two ways is an error that shows both.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

from newsgen import datehints, zones
from newsgen.article import Moment
from newsgen.errors import did_you_mean
from newsgen.languages import calendar_words, english_name

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

LARGEST_OFFSET = 16
"""In hours; beyond any that was ever in use: Manila kept -15:56 until 1844, Alaska +15:13 until 1867."""


class DateError(ValueError):
    """A date that cannot be read, with what to write instead."""

    def __init__(self, message: str, hint: str = "", example: bool = False) -> None:
        super().__init__(message, hint, example)
        self.message = message
        """What is wrong, to stand after the date in quotes: `September has 30 days`."""
        self.hint = hint
        """The mended date, ready to paste, or how it is written."""
        self.example = example
        """True where the hint shows how dates are written, with a day that nobody meant."""

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


HOW = "write 2022-09-28 or 28.09.2022"
_KNOWN = ("en", "ru", "uk", "kk", "ky", "de", "fr", "es", "it", "pt", "pl", "tr", "ar")
"""Languages whose months are recognised, to say which day was meant, also where the site does not have them."""

_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d+)?)?"
_OFFSET = r" ?(?P<offset>Z|(?:UTC|GMT)? ?(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d\d))?|UTC|GMT)"
_ROMAN = re.ASCII | re.IGNORECASE


def _whole(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern, _ROMAN).fullmatch


_iso = _whole(rf"(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?:[T ]{_TIME}(?:{_OFFSET})?)?")
_dotted = _whole(rf"(?P<day>\d{{1,2}})\.(?P<month>\d{{1,2}})\.(?P<year>\d{{4}})(?:(?:,? |T){_TIME}(?:{_OFFSET})?)?")
_others = (
    _whole(rf"(?P<year>\d{{4}})([-.])(?P<month>\d\d?)\2(?P<day>\d\d?)(?:(?:,? |T){_TIME}(?:{_OFFSET})?)?"),
    _whole(
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:T(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d))?(?:{_OFFSET})?)?"
    ),
)
seconds = _whole(r"-?(?!\d{4}$|\d{8}$)\d+")
_unclear = _whole(r"(?P<first>\d{1,4})(?P<mark>[-/. ])(?P<second>\d{1,2})(?P=mark)(?P<third>\d{1,4})(?P<tail>\D.*)?")
_no_day = _whole(r"(?P<year>\d{4})(?:[-./](?P<month>\d\d?))?|(?P<month2>\d\d?)[-./](?P<year2>\d{4})")
_time = re.compile(
    rf"(?<![\d:.+-]){_TIME}(?: ?(?P<half>[ap])\.?m\b\.?)?(?:(?: ?\()?{_OFFSET}\)?(?!\w))?(?: ?\([a-z ]+\))?", _ROMAN
).search
_year_mark = re.compile(r"(?<=\d{4}) ?(?:года|год|г|року|р|жылы|ж)(?:\.|(?!\w))").sub
_spaces = re.compile(r"[\s\u200e\u200f]+").sub


def _plain(text: str) -> str:
    """One kind of space, composed letters, the digits 0 to 9."""
    text = _spaces(" ", unicodedata.normalize("NFC", text)).strip()
    if text.isascii():
        return text
    text = _year_mark("", text)
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)


@lru_cache(maxsize=4096)
def read(text: str, zone: str, languages: tuple[str, ...]) -> Moment:
    """The moment that the text names; times without an offset are in the zone. Raises `DateError`."""
    try:
        return _read(text, zone, languages)
    except DateError as fault:
        raise _mended(fault, _plain(text), zone, languages) from None


def _mended(fault: DateError, text: str, zone: str, languages: tuple[str, ...]) -> DateError:
    """The fault with the day that was meant, where there is no doubt, and with the hour that is written."""
    day, clock = datehints.parted(text)
    written = text[len(day) :].strip(" ,")
    if clock:
        try:
            moment = _read(day, zone, languages)
        except DateError as other:
            fault = other
        else:
            if fault.example:
                return DateError(f'"{written}" is not how a time is written', f"write {moment.day} {clock}")
    message, hint, example = fault.message, fault.hint, fault.example
    strange = _strange_language(day, languages) if example else ""
    if strange:
        try:
            moment = _read(day, zone, (strange,))
            message += f"; {english_name(strange)} is not among the languages of this site"
            hint, example = f"write {moment.day}" + (f" {moment.time:%H:%M}" if moment.time else ""), False
        except DateError as other:
            message, hint, example = other.message, other.hint, other.example
    return DateError(message, datehints.with_hour(hint, clock), example)


def _strange_language(text: str, languages: tuple[str, ...]) -> str:
    """A language that is not the site's and has a month by a name that stands in the text."""
    words = _letters(text.casefold())
    return next((lang for lang in _KNOWN if lang not in languages and _has_month(lang, words)), "")


def _has_month(lang: str, words: list[str]) -> bool:
    months = calendar_words((lang,)).months
    return any(word in months for word in words)


def _read(text: str, zone: str, languages: tuple[str, ...]) -> Moment:
    match = _iso(text) or _dotted(text)
    if match is None:
        text = _plain(text)
        match = next(filter(None, (form(text) for form in (_iso, _dotted, *_others))), None)
    if match is None:
        _refuse_unclear(text)
        return _read_words(text, zone, languages)
    day = _date(int(match["year"]), int(match["month"]), int(match["day"]))
    return _moment(day, match, zone)


def _moment(day: dt.date, match: re.Match[str], zone: str) -> Moment:
    """The day with the time that the match holds, if any."""
    if match["hour"] is None:
        return Moment(day)
    local = dt.datetime.combine(day, _clock(day, match))
    try:
        return Moment.of(zones.aware(local, _offset(local, match, zone)))
    except OverflowError:
        raise DateError("in UTC this time is not within the years 0001 to 9999", "leave the time out") from None


def _date(year: int, month: int, day: int) -> dt.date:
    if year == 0:
        raise DateError("years begin with 0001")
    if not 1 <= month <= 12:
        swapped = 1 <= day <= 12 and 1 <= month <= 31 and month <= monthrange(year, day)[1]
        hint = f"{_both(year, day, month)}, if {month} is the day" if swapped else "months go from 01 to 12"
        raise DateError(f"there is no month {month}", hint)
    if day == 0:
        raise DateError("days begin with 01", _both(year, month, 1))
    last = monthrange(year, month)[1]
    if day > last:
        name = f"February {year:04}" if month == 2 else MONTHS[month - 1]
        raise DateError(f"{name} has {last} days", _both(year, month, last))
    return dt.date(year, month, day)


def _both(year: int, month: int, day: int) -> str:
    return f"write {year:04}-{month:02}-{day:02} or {day:02}.{month:02}.{year:04}"


def _clock(day: dt.date, match: re.Match[str]) -> dt.time:
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    half = match.groupdict().get("half")
    if half:
        if not 1 <= hour <= 12:
            raise DateError(f"there is no {hour} {half.lower()}m", f"write {hour:02}:{minute:02} alone")
        hour = hour % 12 + (12 if half in "pP" else 0)
    if hour == 24 and minute == second == 0 and day < dt.date.max:
        raise DateError(
            "hours go from 00 to 23", f"write {day + dt.timedelta(days=1)} 00:00, the start of the next day"
        )
    for value, last, unit in ((hour, 23, "hours"), (minute, 59, "minutes"), (second, 59, "seconds")):
        if value > last:
            raise DateError(f"{unit} go from 00 to {last}")
    return dt.time(hour, minute, second)


def _offset(local: dt.datetime, match: re.Match[str], zone: str) -> dt.timedelta:
    if match["offset"]:
        hours, minutes = int(match["hours"] or 0), int(match["minutes"] or 0)
        if minutes > 59 or hours >= LARGEST_OFFSET:
            raise DateError(f'there is no offset "{match["offset"].strip()}" from UTC', "write one such as +06:00 or Z")
        return dt.timedelta(hours=hours, minutes=minutes) * (-1 if match["sign"] == "-" else 1)
    before, after = zones.offsets(local, zone)
    if before != after:
        what = "comes twice" if before > after else "does not exist"
        spellings = [local.replace(tzinfo=dt.timezone(offset)).isoformat() for offset in (before, after)]
        raise DateError(
            f"{local:%H:%M} {what} on this day in {zone}, where the clocks change",
            f"write the offset too: {spellings[0]} (before the change) or {spellings[1]} (after it)",
        )
    return before


def _refuse_unclear(text: str) -> None:
    """Numbers alone, in an order that people read in different ways."""
    if not text:
        raise DateError("the date is empty", HOW, example=True)
    no_day = _no_day(text)
    if no_day:
        year, month = int(no_day["year"] or no_day["year2"]), int(no_day["month"] or no_day["month2"] or 0)
        raise _missing(["day"] if 1 <= month <= 12 else ["month", "day"], year, month or 9)
    match = _unclear(text)
    if match is None:
        return
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if match["tail"] and (match["mark"] == "." or len(match["first"]) == 4):
        raise _tail(_date(*((first, second, third) if len(match["first"]) == 4 else (third, second, first))), match)
    if len(match["first"]) < 3 and len(match["third"]) < 3:
        year = _century(third)
        shown = _possible((year, second, first), *(() if match["mark"] == "." else ((year, first, second),)))
        hint = f"write {' or '.join(shown)}" if shown else HOW
        raise DateError("the year needs all its four digits", hint, not shown)
    day_or_month_first = ((third, second, first), (third, first, second))
    shown = _possible(*(((first, second, third),) if len(match["first"]) == 4 else day_or_month_first))
    if len(shown) == 2:
        raise DateError("this can be read in two ways", f"write {shown[0]} or {shown[1]}")
    if shown:
        raise DateError("numbers in this form are read in different ways", f"write {shown[0]}")
    raise DateError("this is no date of the calendar", HOW, example=True)


def _tail(day: dt.date, match: re.Match[str]) -> DateError:
    """For what stands behind a day and is neither a time nor an offset."""
    tail = match["tail"].strip(" ,")
    time = datehints.parted(f"{day} {tail}")[1]
    if time:
        return DateError(f'"{tail}" is not how a time is written', f"write {day} {time}")
    begun = re.match(r"[T ]?(\d\d?:\d\d)", tail)
    clock = begun[1].rjust(5, "0") if begun else "10:30"
    alone = "" if any(sign.isdigit() for sign in tail) else f"{day} or "
    hint = f"write {alone}{day} {clock} or {day} {clock} +06:00"
    return DateError(f'"{tail}" is neither a time nor an offset from UTC', hint)


def _century(year: int) -> int:
    """The year that two digits stand for, from 1969 to 2068."""
    return year + (2000 if year < 69 else 1900)


def _possible(*readings: tuple[int, int, int]) -> list[str]:
    """Those that are days of the calendar, each once."""
    shown = []
    for reading in dict.fromkeys(readings):
        with suppress(DateError):
            shown.append(_date(*reading).isoformat())
    return shown


def _missing(parts: list[str], year: int, month: int) -> DateError:
    example = f"{max(year, 1):04}-{month if 1 <= month <= 12 else 9:02}-28"
    verb = "is" if len(parts) == 1 else "are"
    return DateError(
        f"a {' and a '.join(parts)} {verb} missing", f"write the whole date, as in {example}", example=True
    )


def _read_words(text: str, zone: str, languages: tuple[str, ...]) -> Moment:
    """A date with a month's name, through dateutil, which is never left anything to fill in or to choose."""
    # Slow to import, and most archives never need it.
    from dateutil import parser

    time = _time(text)
    rest = f"{text[: time.start()]} {text[time.end() :]}" if time else text
    spoken, months = _in_english(rest, languages)
    numbers = _numbers(spoken)
    years = [int(number) for number in numbers if len(number) == 4]
    days = [int(number) for number in numbers if len(number) < 3]
    if len(months) != 1 or len(years) > 1 or len(years) + len(days) != len(numbers):
        raise _not_understood(rest, spoken, languages)
    if not years and len(days) == 2:
        shown = _possible((_century(days[1]), months[0], days[0]))
        raise DateError("the year needs all its four digits", f"write {shown[0]}" if shown else HOW, not shown)
    missing = [part for part, found in (("day", days), ("year", years)) if not found]
    if missing:
        raise _missing(missing, years[0] if years else 2022, months[0])
    day = _date(years[0], months[0], days[0])
    for default in _DEFAULTS:
        try:
            found = parser.parse(spoken, default=default)
        except (ValueError, OverflowError, TypeError):
            found = None
        if found != dt.datetime.combine(day, default.time()):
            raise _not_understood(rest, spoken, languages)
    return _moment(day, time, zone) if time else Moment(day)


_DEFAULTS = (
    dt.datetime.combine(dt.date(2004, 1, 1), dt.time(1, 1, 1)),
    dt.datetime.combine(dt.date(2016, 12, 25), dt.time(23, 59, 58)),
)
"""Days that have no part in common, in leap years: what dateutil takes from them shows."""

_letters = re.compile(r"[^\W\d_]+").findall
_numbers = re.compile(r"\d+").findall
_marks = re.compile(r"[\s.,;،/()-]+").sub
_ordinal = re.compile(r"(?<!\w)(\d\d?)(?:st|nd|rd|th|er|º|-?(?:го|е|ое))(?!\w)").sub


@lru_cache(maxsize=16)
def _words(languages: tuple[str, ...]) -> re.Pattern[str]:
    """Any word of a date in these languages; a longer name goes before a shorter one that it begins with."""
    words = calendar_words(languages)
    either = "|".join(re.escape(word) for word in sorted({*words.months, *words.silent}, key=len, reverse=True))
    return re.compile(rf"(?<![^\W\d_])(?:{either})(?![^\W\d_])")


def _in_english(text: str, languages: tuple[str, ...]) -> tuple[str, list[int]]:
    """The date with its month in English and without words that add nothing; and the months that it names."""
    languages = (*languages, "en")
    words = calendar_words(languages)
    text = _ordinal(r"\1", text.casefold())
    found = [name for name in _words(languages).findall(text) if name in words.months]
    # `mar.` is a Tuesday in French and March in English: a weekday where another word names the month.
    names = [name for name in found if name not in words.silent] or found

    def english(match: re.Match[str]) -> str:
        return f" {MONTHS[words.months[match[0]] - 1]} " if match[0] in names else " "

    return _marks(" ", _words(languages).sub(english, text)).strip(), [words.months[name] for name in names]


def _not_understood(text: str, spoken: str, languages: tuple[str, ...]) -> DateError:
    strange = set(_letters(spoken)) - set(MONTHS)
    for word in _letters(text):
        if word.casefold() in strange and len(word) > 2:
            if word.isupper() and len(word) < 6:
                return DateError(f'"{word}" is not known in a date', "write the offset from UTC in hours, as in +06:00")
            meant = did_you_mean(word.casefold(), calendar_words((*languages, "en")).months)
            return DateError(f'"{word}" is not known in a date{meant}', HOW, example=True)
    return DateError("this is not a date", HOW, example=True)
