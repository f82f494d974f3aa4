"""What people write as a date, and how dates are shown."""

from __future__ import annotations

import datetime as dt
import os
import pickle
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import newsgen
from newsgen import fingerprint
from newsgen.article import Moment
from newsgen.dates import (
    DateError,
    Dates,
    day_heading,
    format_date,
    format_moment,
    month_heading,
    month_name,
)
from newsgen.errors import UsageError

LANGUAGES = ("en", "ru", "kk", "ky", "uk", "fr", "es", "de", "ar")
ALMATY = Dates("Asia/Almaty", LANGUAGES)
BERLIN = Dates("Europe/Berlin")


def read(text: str, dates: Dates = ALMATY) -> str:
    return dates.read(text).isoformat()


def fault(text: str, dates: Dates = ALMATY) -> DateError:
    with pytest.raises(DateError) as caught:
        dates.read(text)
    return caught.value


def on(year: int, month: int, day: int) -> Moment:
    return Moment(dt.date(year, month, day))


# ISO


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-09-28", "2022-09-28"),
        ("2022-09-05", "2022-09-05"),
        ("  2022-09-28\n", "2022-09-28"),
        ("2022-9-5", "2022-09-05"),
        ("2022.09.28", "2022-09-28"),
        ("20220928", "2022-09-28"),
        ("20220928T103000Z", "2022-09-28T10:30:00+00:00"),
        ("2022-09-28T10:30", "2022-09-28T10:30:00+06:00"),
        ("2022-09-28 10:30", "2022-09-28T10:30:00+06:00"),
        ("2022-09-28 10:30:15", "2022-09-28T10:30:15+06:00"),
        ("2022-09-28T10:30:15.987654Z", "2022-09-28T10:30:15+00:00"),
        ("2022-09-28t10:30z", "2022-09-28T10:30:00+00:00"),
        ("2022-09-28 10:30 UTC", "2022-09-28T10:30:00+00:00"),
        ("2022-09-28 10:30:00 -0400", "2022-09-28T10:30:00-04:00"),
        ("2022-09-28T10:30:00-0400", "2022-09-28T10:30:00-04:00"),
        ("2022-09-28 10:30 +06:00", "2022-09-28T10:30:00+06:00"),
        ("2022-09-28 10:30+06", "2022-09-28T10:30:00+06:00"),
        ("2022-09-28 10:30 -03:30", "2022-09-28T10:30:00-03:30"),
    ],
)
def test_iso_dates_are_read_as_they_stand(text: str, moment: str) -> None:
    assert read(text) == moment


@pytest.mark.parametrize("zone", ["UTC+6", "GMT+6", "UTC+06:00", "UTC +6", "(UTC+6)"])
def test_hours_ahead_of_utc_are_never_turned_round(zone: str) -> None:
    assert read(f"28 September 2022 10:30 {zone}") == "2022-09-28T10:30:00+06:00"


def test_a_time_without_a_zone_has_the_offset_of_its_own_date() -> None:
    assert read("2022-09-28 10:30") == "2022-09-28T10:30:00+06:00"
    assert read("2025-09-28 10:30") == "2025-09-28T10:30:00+05:00"


def test_the_day_stays_as_written_whatever_the_offset() -> None:
    assert ALMATY.read("2022-09-28 23:30 -0400").day == dt.date(2022, 9, 28)


def test_a_date_without_time_stays_without_time() -> None:
    assert ALMATY.read("2022-09-28") == on(2022, 9, 28)
    assert ALMATY.read("2022-09-28 00:00").at is not None


def test_offsets_of_local_mean_time_are_whole_minutes() -> None:
    assert read("1900-01-01 10:00") == "1900-01-01T10:00:00+05:08"


# Dots


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("28.09.2022", "2022-09-28"),
        ("05.09.2022", "2022-09-05"),
        ("5.9.2022", "2022-09-05"),
        ("28.09.2022 10:30", "2022-09-28T10:30:00+06:00"),
        ("28.09.2022, 10:30", "2022-09-28T10:30:00+06:00"),
        ("28.09.2022 10:30:15", "2022-09-28T10:30:15+06:00"),
        ("28.09.2022 10:30 +03:00", "2022-09-28T10:30:00+03:00"),
        ("28.09.2022 г.", "2022-09-28"),
        ("28.09.2022 года 10:30", "2022-09-28T10:30:00+06:00"),
    ],
)
def test_a_date_with_dots_is_day_first(text: str, moment: str) -> None:
    assert read(text) == moment


# Names of months


@pytest.mark.parametrize(
    "text",
    [
        "September 28, 2022",
        "28 September 2022",
        "28th of September, 2022",
        "Sept. 28 2022",
        "28-Sep-2022",
        "Wednesday, September 28, 2022",
        "28 сентября 2022",
        "28 сентября 2022 г.",
        "28 сентября 2022 года",
        "28 СЕНТЯБРЯ 2022\u00a0г.",
        "28-го сентября 2022",
        "28 сент. 2022\u202fг.",
        "Сентябрь 28, 2022",
        "среда, 28 сентября 2022",
        "2022-ж., 28-сентябрь",
        "2022-ж. 28-сентябрь",
        "2022 жылы 28 қыркүйек",
        "28 вересня 2022 року",
        "28 septembre 2022",
        "mer. 28 sept. 2022",
        "28 de septiembre de 2022",
        "28. September 2022",
        "٢٨ سبتمبر ٢٠٢٢",
    ],
)
def test_months_are_known_by_name_in_the_languages_of_the_site(text: str) -> None:
    assert read(text) == "2022-09-28"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("pattern", ["long", "full"])
@pytest.mark.parametrize("month", range(1, 13))
def test_what_is_written_in_full_can_be_read_again(lang: str, pattern: str, month: int) -> None:
    shown = format_date(on(2022, month, 28), lang, pattern)
    assert Dates("UTC", (lang,)).read(shown) == on(2022, month, 28)
    assert ALMATY.read(shown) == on(2022, month, 28)


@pytest.mark.parametrize("lang", sorted(set(LANGUAGES) - {"en", "ar"}))
def test_a_time_written_out_can_be_read_again(lang: str) -> None:
    shown = format_moment(ALMATY.read("2022-09-28 22:30"), lang)
    assert Dates("Asia/Almaty", (lang,)).read(shown).isoformat() == "2022-09-28T22:30:00+06:00"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 03 Sep 2021 11:21:31 +0200", "2021-09-03T11:21:31+02:00"),
        ("Fri, 03 Sep 2021 11:21:31 GMT", "2021-09-03T11:21:31+00:00"),
        ("Wed Sep 28 10:30:00 2022", "2022-09-28T10:30:00+06:00"),
        ("September 28, 2022 10:30 pm", "2022-09-28T22:30:00+06:00"),
        ("September 28, 2022 at 12:05 a.m.", "2022-09-28T00:05:00+06:00"),
        ("28 сентября 2022 г., 10:30", "2022-09-28T10:30:00+06:00"),
        ("10:30, 28 сентября 2022", "2022-09-28T10:30:00+06:00"),
    ],
)
def test_a_time_beside_a_month_by_name_is_read(text: str, moment: str) -> None:
    assert read(text) == moment


def test_a_weekday_that_is_spelt_like_a_month_stays_a_weekday() -> None:
    assert read("mar. 27 septembre 2022") == "2022-09-27"
    assert read("27 mar 2022") == "2022-03-27"


def test_english_is_known_on_every_site_and_other_languages_only_on_theirs() -> None:
    assert read("28 September 2022", Dates("UTC", ("ru",))) == "2022-09-28"
    assert '"сентября" is not known in a date' in fault("28 сентября 2022", Dates("UTC", ("en",))).message


def test_a_misspelt_month_is_shown_with_the_right_one() -> None:
    error = fault("Septmber 28, 2022")
    assert error.message == '"Septmber" is not known in a date; did you mean "september"?'


# What is wrong


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("31.09.2022", "September has 30 days", "write 2022-09-30 or 30.09.2022"),
        ("2022-09-31", "September has 30 days", "write 2022-09-30 or 30.09.2022"),
        ("31 сентября 2022 г.", "September has 30 days", "write 2022-09-30 or 30.09.2022"),
        ("29.02.2023", "February 2023 has 28 days", "write 2023-02-28 or 28.02.2023"),
        ("1900-02-29", "February 1900 has 28 days", "write 1900-02-28 or 28.02.1900"),
        ("2025-14-07", "there is no month 14", "write 2025-07-14 or 14.07.2025, if 14 is the day"),
        ("09.28.2022", "there is no month 28", "write 2022-09-28 or 28.09.2022, if 28 is the day"),
        ("2022-13-31", "there is no month 13", "months go from 01 to 12"),
        ("2022-00-10", "there is no month 0", "months go from 01 to 12"),
        ("2022-09-00", "days begin with 01", "write 2022-09-01 or 01.09.2022"),
        ("2022-09-28 24:00", "hours go from 00 to 23", "write 2022-09-29 00:00, the start of the next day"),
        ("2022-09-28 25:00", "hours go from 00 to 23", ""),
        ("2022-09-28 10:60", "minutes go from 00 to 59", ""),
        ("2022-09-28T10:30:60", "seconds go from 00 to 59", ""),
        ("28 September 2022 22:30 pm", "there is no 22 pm", "write 22:30 alone"),
        ("2022-09-28 10:30 +25:00", 'there is no offset "+25:00" from UTC', "write one such as +06:00 or Z"),
        ("September 2022", "a day is missing", "write the whole date, as in 2022-09-28"),
        ("Сентябрь 2022", "a day is missing", "write the whole date, as in 2022-09-28"),
        ("Wednesday, September 2022", "a day is missing", "write the whole date, as in 2022-09-28"),
        ("2022-09", "a day is missing", "write the whole date, as in 2022-09-28"),
        ("09.2022", "a day is missing", "write the whole date, as in 2022-09-28"),
        ("2022", "a month and a day are missing", "write the whole date, as in 2022-09-28"),
        ("28 September", "a year is missing", "write the whole date, as in 2022-09-28"),
        ("05/09/2022", "this can be read in two ways", "write 2022-09-05 or 2022-05-09"),
        ("05-09-2022", "this can be read in two ways", "write 2022-09-05 or 2022-05-09"),
        ("05/09/2022 10:30", "this can be read in two ways", "write 2022-09-05 10:30 or 2022-05-09 10:30"),
        ("28/09/2022", "numbers in this form are read in different ways", "write 2022-09-28"),
        ("2022/09/28", "numbers in this form are read in different ways", "write 2022-09-28"),
        ("45/45/2022", "this is no date of the calendar", "write 2022-09-28 or 28.09.2022"),
        ("22.9.22", "the year needs all its four digits", "write 2022-09-22"),
        ("5.9.85", "the year needs all its four digits", "write 1985-09-05"),
        ("21/9/22", "the year needs all its four digits", "write 2022-09-21"),
        ("5/9/22", "the year needs all its four digits", "write 2022-09-05 or 2022-05-09"),
        ("45.45.22", "the year needs all its four digits", "write 2022-09-28 or 28.09.2022"),
        ("26 Sep 22", "the year needs all its four digits", "write 2022-09-26"),
        ("0000-01-01", "years begin with 0001", ""),
        ("", "the date is empty", "write 2022-09-28 or 28.09.2022"),
        ("...", "this is not a date", "write 2022-09-28 or 28.09.2022"),
        ("yesterday", '"yesterday" is not known in a date', "write 2022-09-28 or 28.09.2022"),
        ("28 29 September 2022", "this is not a date", "write 2022-09-28 or 28.09.2022"),
        ("28 September 2022 2021", "this is not a date", "write 2022-09-28 or 28.09.2022"),
        ("28 May June 2022", "this is not a date", "write 2022-09-28 or 28.09.2022"),
    ],
)
def test_what_is_no_date_says_what_to_write(text: str, message: str, hint: str) -> None:
    error = fault(text)
    assert (error.message, error.hint) == (message, hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("04.10.2035 09.00", "write 2035-10-04 09:00"),
        ("04.10.2035 at 9", "write 2035-10-04 09:00"),
        ("04.10.2035 9:00 pm", "write 2035-10-04 21:00"),
        ("2035-10-04 12am", "write 2035-10-04 00:00"),
        ("2035-10-04 9", "write 2035-10-04 09:00"),
        ("2035-10-04 09.00 +02:00", "write 2035-10-04 09:00 +02:00"),
        ("4 October 2035 at 9", "write 2035-10-04 09:00"),
        ("4. Oktober 2035 um 9 Uhr", "write 2035-10-04 09:00"),
        ("4 octobre 2035 à 9h30", "write 2035-10-04 09:30"),
        ("31.09.2035 9pm", "write 2035-09-30 21:00 or 30.09.2035 21:00"),
        ("4/10/2035 9am", "write 2035-10-04 09:00 or 2035-04-10 09:00"),
        ("2035-10-04 10:30 Europe/Berlin", "write 2035-10-04 10:30 or 2035-10-04 10:30 +06:00"),
    ],
)
def test_the_hour_that_is_written_stands_in_what_is_offered(text: str, hint: str) -> None:
    assert fault(text).hint == hint


def test_a_month_in_a_language_that_the_site_does_not_have_is_recognised_and_told() -> None:
    english = Dates("UTC", ("en",))
    error = fault("26 сентября 2022", english)
    assert error.message == '"сентября" is not known in a date; Russian is not among the languages of this site'
    assert error.hint == "write 2022-09-26"
    assert fault("26 сентября 2022, 10:30", english).hint == "write 2022-09-26 10:30"
    assert fault("10:30, 26 вересня 2022", english).hint == "write 2022-09-26 10:30"
    assert fault("26 сентября 22", english).hint == "write 2022-09-26"


def test_english_months_may_be_shortened_as_in_britain() -> None:
    assert read("Sept 4th, 2022", Dates("UTC", ("en",))) == "2022-09-04"


def test_names_of_zones_are_refused_rather_than_guessed_or_dropped() -> None:
    assert fault("28 September 2022 10:30 EST").hint == "write the offset from UTC in hours, as in +06:00"
    assert "neither a time nor an offset" in fault("2022-09-28 10:30 Europe/Berlin").message
    assert "neither a time nor an offset" in fault("2022-09-28Z").message


def test_a_time_that_comes_twice_needs_an_offset() -> None:
    error = fault("30.10.2022 02:30", BERLIN)
    assert error.message == "02:30 comes twice on this day in Europe/Berlin, where the clocks change"
    assert error.hint == (
        "write the offset too: 2022-10-30T02:30:00+02:00 (before the change) or 2022-10-30T02:30:00+01:00 (after it)"
    )
    assert read("2022-10-30T02:30:00+02:00", BERLIN) == "2022-10-30T02:30:00+02:00"


def test_a_time_that_the_clocks_leave_out_needs_an_offset() -> None:
    error = fault("2022-03-27 02:30", BERLIN)
    assert error.message == "02:30 does not exist on this day in Europe/Berlin, where the clocks change"
    assert "2022-03-27T02:30:00+01:00" in error.hint
    assert "2022-03-27T02:30:00+02:00" in error.hint


def test_an_unknown_zone_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match='unknown time zone "Almaty"; did you mean "Asia/Almaty"'):
        Dates("Almaty").read("2022-09-28 10:30")


def test_the_error_and_the_reader_survive_the_way_to_a_worker_and_back() -> None:
    error = pickle.loads(pickle.dumps(fault("31.09.2022")))  # noqa: S301
    assert (error.message, error.hint) == ("September has 30 days", "write 2022-09-30 or 30.09.2022")
    assert str(error) == "September has 30 days; write 2022-09-30 or 30.09.2022"
    assert pickle.loads(pickle.dumps(ALMATY)) == ALMATY  # noqa: S301


@given(st.text() | st.text("0123456789-./: TZ+сентябряmay,г", max_size=24))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_date_or_a_date_error(text: str) -> None:
    with suppress(DateError):
        assert isinstance(ALMATY.read(text), Moment)


@given(st.dates())
@settings(max_examples=100, deadline=None)
def test_every_day_of_the_calendar_is_read_and_has_a_beginning_and_an_end(day: dt.date) -> None:
    moment = ALMATY.read(day.isoformat())
    assert moment == ALMATY.read(f"{day.day}.{day.month}.{day.year:04}") == Moment(day)
    assert ALMATY.instant(moment) < ALMATY.end(moment)


@given(st.dates(min_value=dt.date(1000, 1, 1)), st.sampled_from(LANGUAGES))
@settings(max_examples=100, deadline=None)
def test_every_day_since_the_year_1000_is_read_again_from_its_long_form(day: dt.date, lang: str) -> None:
    assert ALMATY.read(format_date(Moment(day), lang)) == Moment(day)


# Instants


def test_a_day_begins_and_ends_at_midnight_in_the_zone_of_the_site() -> None:
    assert ALMATY.instant(on(2022, 9, 28)).isoformat() == "2022-09-28T00:00:00+06:00"
    assert ALMATY.end(on(2022, 9, 28)).isoformat() == "2022-09-29T00:00:00+06:00"


def test_a_time_is_its_own_beginning_and_end() -> None:
    moment = ALMATY.read("2022-09-28 10:30")
    assert ALMATY.instant(moment) == ALMATY.end(moment) == moment.at


@pytest.mark.parametrize(
    ("zone", "day", "start"),
    [
        ("America/Sao_Paulo", (2018, 11, 4), "2018-11-04T01:00:00-02:00"),
        ("America/Toronto", (1919, 3, 31), "1919-03-31T00:30:00-04:00"),
        ("Pacific/Apia", (2011, 12, 30), "2011-12-31T00:00:00+14:00"),
        ("America/Havana", (2022, 11, 6), "2022-11-06T00:00:00-04:00"),
    ],
)
def test_a_day_whose_midnight_is_left_out_or_comes_twice_begins_at_its_first_moment(
    zone: str, day: tuple[int, int, int], start: str
) -> None:
    assert Dates(zone).instant(on(*day)).isoformat() == start


@pytest.mark.parametrize("zone", ["UTC", "Asia/Almaty", "America/New_York"])
def test_the_first_and_the_last_day_of_the_calendar_do_no_harm(zone: str) -> None:
    dates = Dates(zone)
    for day in (on(1, 1, 1), on(9999, 12, 31)):
        assert dates.read(day.isoformat()) == day
        for instant in (dates.instant(day), dates.end(day)):
            assert msgspec.msgpack.decode(msgspec.msgpack.encode(instant), type=dt.datetime) == instant


def test_a_time_beyond_the_calendar_is_an_error() -> None:
    assert "0001 to 9999" in fault("0001-01-01 00:30").message
    assert "0001 to 9999" in fault("9999-12-31 23:30 -0600").message


def test_the_command_line_takes_dates_and_seconds() -> None:
    expected = dt.datetime(2022, 9, 28, 4, 30, tzinfo=dt.UTC)
    assert ALMATY.parse_at("1664339400") == expected
    assert ALMATY.parse_at("28.09.2022 10:30") == expected
    assert ALMATY.parse_at("0") == dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    assert ALMATY.parse_at("20220928") == ALMATY.parse_at("2022-09-28")


@pytest.mark.parametrize("text", ["9" * 30, "9" * 5000, "2022", "tomorrow", ""])
def test_the_command_line_refuses_what_is_neither(text: str) -> None:
    with pytest.raises(DateError):
        ALMATY.parse_at(text)


def test_a_moment_keeps_its_offset_through_the_state() -> None:
    moment = ALMATY.read("2022-09-28 10:30")
    again = msgspec.msgpack.decode(msgspec.msgpack.encode(moment), type=Moment)
    assert again.isoformat() == "2022-09-28T10:30:00+06:00"
    assert again == moment
    assert again.order == moment.order


def test_one_instant_written_with_two_offsets_has_two_digests() -> None:
    assert fingerprint.of(ALMATY.read("2022-09-28 10:30")) != fingerprint.of(ALMATY.read("2022-09-28 04:30Z"))


# Writing


@pytest.mark.parametrize(
    ("lang", "pattern", "shown"),
    [
        ("en", "long", "September 28, 2022"),
        ("en", "full", "Wednesday, September 28, 2022"),
        ("ru", "long", "28 сентября 2022\u202fг."),
        ("ky", "long", "2022-ж., 28-сентябрь"),
        ("de", "long", "28. September 2022"),
        ("ru", "short", "28.09.2022"),
        ("fr", "dd.MM.yyyy", "28.09.2022"),
        ("kk", "d MMMM y", "28 қыркүйек 2022"),
    ],
)
def test_a_date_is_shown_as_its_language_writes_it_or_in_a_fixed_pattern(lang: str, pattern: str, shown: str) -> None:
    assert format_date(on(2022, 9, 28), lang, pattern) == shown


def test_the_time_is_shown_where_it_is_known_and_asked_for() -> None:
    moment = ALMATY.read("2022-09-28 10:30")
    assert format_date(moment, "ru", "dd.MM.yyyy") == "28.09.2022"
    assert format_moment(moment, "ru", "dd.MM.yyyy") == "28.09.2022, 10:30"
    assert format_moment(moment, "fr") == "28 septembre 2022, 10:30"
    assert format_moment(on(2022, 9, 28), "ru", "dd.MM.yyyy") == "28.09.2022"


def test_headings_stand_alone_and_begin_with_a_capital() -> None:
    september = on(2022, 9, 1)
    assert month_heading(september, "ru") == "Сентябрь 2022"
    assert month_heading(september, "uk") == "Вересень 2022"
    assert month_heading(september, "en") == "September 2022"
    assert month_heading(september, "es") == "Septiembre de 2022"
    assert month_heading(september, "kk") == "2022\u202fж. қыркүйек"
    assert month_name(september, "ru") == "Сентябрь"
    assert month_name(on(2022, 6, 1), "az") == "İyun"
    assert day_heading(on(2022, 9, 28), "ru") == "Среда, 28 сентября 2022\u202fг."


MANY = """
import datetime as dt
from newsgen.article import Moment
from newsgen.dates import format_date, month_name
day = Moment(dt.date(2022, 10, 3))
tags = {tags!r}
shown = {{tag: (month_name(day, tag), format_date(day, tag)) for tag in tags}}
print(ascii(sorted(shown.items())))
"""


def test_dates_are_the_same_whatever_the_machine_and_whatever_was_shown_before() -> None:
    tags = ["he", "zh-Hant", "fr", "fr-CA", "de", "ru", "ru-KZ", "pt-BR", "tr", "it", "az"]

    def shown(order: list[str], **machine: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(Path(newsgen.__file__).parents[1]), **machine}
        code = MANY.format(tags=order)
        return subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout

    here = shown(tags)
    there = shown(tags[::-1], TZ="Pacific/Kiritimati", LC_ALL="fr_FR.UTF-8", LANG="fr_FR.UTF-8", PYTHONTZPATH="")
    assert here == there
    assert here.count(ascii("Octobre")[1:-1]) == 2
