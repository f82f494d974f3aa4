"""The hour in a date that cannot be read, so that what is offered instead keeps it."""

from __future__ import annotations

import re

_OFFSET = r"(?P<offset> ?(?:Z|(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d\d)?))"
_CLOCK = re.compile(
    r"[ ,T]*(?P<word>(?:\b(?:at|um|à|в|о|a las)\b|@) ?)?(?<![\d.:/+-])(?P<hour>\d{1,2})"
    r"(?:(?P<mark>[:.h])(?P<minute>\d\d)(?::\d\d)?)? ?(?:(?P<half>[ap])\.?m\b\.?|(?P<unit>uhr|h|o.?clock|час\w*)\b)?"
    rf"{_OFFSET}?$",
    re.IGNORECASE,
)
_ENDS_WITH_YEAR = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{4})$")
_DAY = re.compile(r"(?<!\d)(?:\d{4}-\d\d-\d\d|\d\d\.\d\d\.\d{4})(?!\d|[T ]\d)")


def parted(text: str) -> tuple[str, str]:
    """What stands before the hour at the end of a text, and the hour: `09:00`; the whole text and nothing without one.

    `9am`, `at 9`, `09.00`, `9 Uhr`, `9h30` are understood, and a number alone behind a date with its year.
    """
    match = _CLOCK.search(text)
    if match is None or not (rest := text[: match.start()].strip(" ,")):
        return text, ""
    marked = any(match[name] for name in ("word", "minute", "half", "unit"))
    if not marked and not _ENDS_WITH_YEAR.search(rest):
        return text, ""
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return text, ""
        hour = hour % 12 + (12 if match["half"] in "pP" else 0)
    if hour > 23 or minute > 59:
        return text, ""
    return rest, f"{hour:02}:{minute:02}" + (f" {match['offset'].strip()}" if match["offset"] else "")


def with_hour(hint: str, clock: str) -> str:
    """The hint with the hour behind each day in it that has none."""
    return _DAY.sub(rf"\g<0> {clock}", hint) if clock else hint
