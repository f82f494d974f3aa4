"""Terms stand in the order of their language's alphabet."""

from __future__ import annotations

import pytest

from newsgen import collation


def in_order(lang: str, text: str) -> bool:
    words = text.split()
    keys = [collation.key(word, lang) for word in words]
    return keys == sorted(keys)


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "age Åland zebra Zürich"),
        ("ru", "день ёж елка ель жук"),
        ("kk", "ата әке баға газ ғалым қала нан ңы ыдыс із эра"),
        ("ky", "нан ңоо одо өмүр уул үй"),
        ("uk", "вода газ ґанок день екран єдність ива іван їжак йод"),
        ("es", "nube ñandú oso"),
        ("sv", "zebra ål ägg öl"),
        ("tr", "ceza çay ıslak iş"),
        ("ar", "أمن باب تعذيب"),
    ],
)
def test_words_stand_in_the_order_of_the_alphabet(lang: str, words: str):
    assert in_order(lang, words)


def test_case_and_accents_decide_only_between_words_of_the_same_letters():
    assert in_order("fr", "cote coté côte coter")
    assert in_order("en", "Court court courts")


def test_the_language_s_own_script_comes_before_others_and_numbers_before_both():
    assert in_order("ru", "2022 суд court")
    assert in_order("en", "2022 court суд")


def test_a_word_stands_under_the_capital_of_its_first_letter():
    letters = [
        ("été", "fr"),
        ("ёж", "ru"),
        ("йод", "ru"),
        ("«Память»", "ru"),
        ("ñandú", "es"),
        ("iş", "tr"),
        ("2022", "en"),
    ]
    assert [collation.letter(*each) for each in letters] == ["E", "Е", "Й", "П", "Ñ", "İ", "0–9"]


def test_different_words_never_have_one_key():
    assert len({collation.key(word, "ru") for word in ("ёж", "еж", "Еж", "е-ж", "ёж ")}) == 5
