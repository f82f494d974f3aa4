"""Time zones by their IANA names, from the package tzdata: the machine's own tables may be years old, and differ."""

from __future__ import annotations

import datetime as dt
import difflib
import pkgutil
from functools import lru_cache
from io import BytesIO
from zoneinfo import ZoneInfo

from newsgen.errors import UsageError

EARLIEST = dt.datetime.min.replace(tzinfo=dt.UTC)
LATEST = dt.datetime.max.replace(tzinfo=dt.UTC, microsecond=0)


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    return frozenset((pkgutil.get_data("tzdata", "zones") or b"").decode().split())


def known_zone(name: str) -> bool:
    return name in names()


def nearest_zone(word: str) -> str:
    """The zone that was probably meant: `Asia/Almaty` for `almaty`; empty when none is near."""
    if any(sign in word for sign in "+-") and any(letter.isdigit() for letter in word):
        # The zone nearest to `GMT+6` by its letters would be hours away by its clock.
        return ""
    wanted = word.strip().replace(" ", "_").lower()
    spellings = {name.lower(): name for name in sorted(names())}
    cities = {name.rpartition("/")[2]: spelling for name, spelling in spellings.items()}
    for known in (spellings, cities):
        if wanted in known:
            return known[wanted]
        close = difflib.get_close_matches(wanted, known, n=1, cutoff=0.75)
        if close:
            return known[close[0]]
    return ""


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    if name not in names():
        meant = nearest_zone(name)
        raise UsageError(f'unknown time zone "{name}"' + (f'; did you mean "{meant}"?' if meant else ""))
    return ZoneInfo.from_file(BytesIO(pkgutil.get_data("tzdata", f"zoneinfo/{name}") or b""), key=name)


def offsets(local: dt.datetime, zone: str) -> tuple[dt.timedelta, dt.timedelta]:
    """The offsets from UTC that a naive local time may have.

    They are equal for all but the hours around a clock change. There they are the one before and the one after it:
    the first is larger for a time that comes twice, smaller for one that never comes.
    """
    here = local.replace(tzinfo=_zone(zone))
    return _minutes(here.utcoffset()), _minutes(here.replace(fold=1).utcoffset())


def _minutes(offset: dt.timedelta | None) -> dt.timedelta:
    if offset is None or offset.seconds % 60 == 0:
        return offset or dt.timedelta()
    # Local mean time, before there were zones, has seconds, which no format on the web can express.
    return dt.timedelta(minutes=round(offset / dt.timedelta(minutes=1)))


def aware(local: dt.datetime, offset: dt.timedelta) -> dt.datetime:
    """The naive local time with an offset; OverflowError when its instant lies outside the years 1 to 9999."""
    at = local.replace(tzinfo=dt.timezone(offset))
    if not 1 < at.year < dt.MAXYEAR:
        at.astimezone(dt.UTC)
    return at


# The days of a lifetime's archive fit in.
@lru_cache(maxsize=1 << 15)
def day_start(day: dt.date, zone: str) -> dt.datetime:
    """The first instant of a day in a zone: 00:00, or the first time after it where the clocks jump over midnight."""
    midnight = dt.datetime.combine(day, dt.time())
    before, after = offsets(midnight, zone)
    try:
        if before >= after:
            return aware(midnight, before)
        jump = _jump(aware(midnight, after), aware(midnight, before), zone)
        return jump.astimezone(dt.timezone(after))
    except OverflowError:
        return EARLIEST if day.year == 1 else LATEST


@lru_cache(maxsize=1 << 15)
def day_start_seconds(day: dt.date, zone: str) -> int:
    """As `day_start`, in seconds since 1970."""
    return int(day_start(day, zone).timestamp())


def day_end(day: dt.date, zone: str) -> dt.datetime:
    """The first instant of the day after."""
    return LATEST if day == dt.date.max else day_start(day + dt.timedelta(days=1), zone)


def _jump(low: dt.datetime, high: dt.datetime, zone: str) -> dt.datetime:
    """The first instant after `low`, at the latest `high`, that has the same offset as `high`: found by halving."""
    where = _zone(zone)
    offset = high.astimezone(where).utcoffset()
    low_s, high_s = int(low.timestamp()), int(high.timestamp())
    while low_s + 1 < high_s:
        middle = (low_s + high_s) // 2
        if dt.datetime.fromtimestamp(middle, where).utcoffset() == offset:
            high_s = middle
        else:
            low_s = middle
    return dt.datetime.fromtimestamp(high_s, dt.UTC)


def today(zone: str, now: dt.datetime) -> dt.date:
    """The day that an aware moment falls on in a zone."""
    return now.astimezone(_zone(zone)).date()
