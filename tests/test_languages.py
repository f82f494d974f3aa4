"""Languages and time zones, by their tags and by what people call them."""

from __future__ import annotations

import pytest

from newsgen.dates import (
    direction,
    is_rtl,
    known_language,
    known_zone,
    language_name,
    nearest_language,
    nearest_zone,
)


def test_languages_are_known_by_their_tags() -> None:
    for tag in ("ru", "pt-BR", "zh", "zh-Hant", "sr-Latn", "es-419", "en", "kk", "ky", "uk", "fr", "es", "de", "ar"):
        assert known_language(tag), tag
    for tag in ("xx", "russian", "zh_Hant", "kz", "und", "root", "", "en-"):
        assert not known_language(tag), tag


def test_languages_are_called_by_their_own_names() -> None:
    assert [language_name(tag) for tag in ("ru", "ky", "kk", "zh-Hant")] == [
        "русский",
        "кыргызча",
        "қазақ тілі",
        "中文 (繁體)",
    ]


def test_arabic_persian_hebrew_and_urdu_run_from_right_to_left() -> None:
    assert [tag for tag in ("ar", "ru", "fa", "he", "ur", "en", "zh") if is_rtl(tag)] == ["ar", "fa", "he", "ur"]
    assert (direction("ar"), direction("ky")) == ("rtl", "ltr")


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("russian", "ru"),
        ("Kyrgyz", "ky"),
        ("Englsh", "en"),
        ("kz", "kk"),
        ("kg", "ky"),
        ("ua", "uk"),
        ("zh_Hant", "zh-Hant"),
        ("en-XX", "en"),
        ("qqq", ""),
    ],
)
def test_the_language_that_was_probably_meant_is_found(word: str, tag: str) -> None:
    assert nearest_language(word) == tag


@pytest.mark.parametrize(
    ("word", "zone"),
    [
        ("almaty", "Asia/Almaty"),
        ("Asia/Almati", "Asia/Almaty"),
        ("asia/almaty", "Asia/Almaty"),
        ("New York", "America/New_York"),
        ("GMT+6", ""),
        ("nowhere at all", ""),
    ],
)
def test_the_zone_that_was_probably_meant_is_found(word: str, zone: str) -> None:
    assert nearest_zone(word) == zone
    assert not known_zone(word)
