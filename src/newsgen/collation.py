"""The order of words in each language, and the letter under which a list puts a word.

A word is compared by its letters alone, then by their accents, then by their case. The letters of the language come
first, in the order of its alphabet, and those of other scripts after them. The order depends on nothing that a machine
has installed, so a list is the same wherever it is made.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_ALPHABETS = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "ba": "абвгғдҙеёжзийкҡлмнңоөпрсҫтуүфхһцчшщъыьэәюя",
    "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "da": "abcdefghijklmnopqrstuvwxyzæøå",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "fa": "اآبپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی",
    "fi": "abcdefghijklmnopqrstuvwxyzåäö",
    "hy": "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ",
    "is": "aábdðeéfghiíjklmnoóprstuúvxyýþæö",
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ky": "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя",
    "lt": "aąbcčdeęėfghiįyjklmnoprsštuųūvzž",
    "lv": "aābcčdeēfgģhiījkķlļmnņoprsštuūvzž",
    "mk": "абвгдѓежзѕијклљмнњопрстќуфхцчџш",
    "mn": "абвгдеёжзийклмноөпрстуүфхцчшщъыьэюя",
    "nb": "abcdefghijklmnopqrstuvwxyzæøå",
    "no": "abcdefghijklmnopqrstuvwxyzæøå",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "sr": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "sv": "abcdefghijklmnopqrstuvwxyzåäö",
    "tg": "абвгғдеёжзиӣйкқлмнопрстуӯфхҳчҷшъэюя",
    "tk": "abçdeäfgžhijňklmnoöprsştuüwyýz",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "tt": "аәбвгдеёжҗзийклмнңоөпрстуүфхһцчшщъыьэюя",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "uz": "abcdefghijklmnopqrstuvwxyz",
}
"""Lower case. A letter that is missing stands with the one that it is an accented form of: in Russian ё with е."""
_CASED_OWN = {"az": str.maketrans("Iİ", "ıi"), "tr": str.maketrans("Iİ", "ıi")}
"""Where a capital is not that of other languages."""

_DIGITS = 0
_OWN = 1
_OTHER = 2

Key = tuple[tuple[tuple[int, int], ...], tuple[int, ...], str]


@lru_cache(maxsize=65536)
def key(text: str, lang: str) -> Key:
    """What to sort a text by; equal only for equal texts."""
    letters: list[tuple[int, int]] = []
    accents: list[int] = []
    ranks = _ranks(lang)
    for sign in _lower(text, lang):
        own = ranks.get(sign)
        if own is not None:
            letters.append((_OWN, own))
            accents.append(0)
            continue
        apart = unicodedata.normalize("NFKD", sign)
        base, marks = apart[0], apart[1:]
        if base.isalpha():
            letters.append((_OWN, ranks[base]) if base in ranks else (_OTHER, ord(base)))
            accents.append(sum(map(ord, marks)))
        elif base.isdigit():
            letters.append((_DIGITS, unicodedata.digit(base, 0)))
        elif letters and letters[-1] != (-1, 0):
            letters.append((-1, 0))
    while letters and letters[-1] == (-1, 0):
        letters.pop()
    return tuple(letters), tuple(accents), text


def letter(text: str, lang: str) -> str:
    """The capital under which a list puts a text: its first letter, without an accent that makes no other letter.

    `0–9` for what begins with a number, and `#` for what has neither letter nor digit.
    """
    ranks = _ranks(lang)
    for sign in _lower(text, lang):
        base = sign if sign in ranks else unicodedata.normalize("NFKD", sign)[0]
        if base.isalpha():
            return _upper(base, lang)
        if base.isdigit():
            return "0–9"
    return "#"


def _upper(sign: str, lang: str) -> str:
    return "İ" if sign == "i" and lang.partition("-")[0] in _CASED_OWN else sign.upper()


def _lower(text: str, lang: str) -> str:
    own = _CASED_OWN.get(lang.partition("-")[0])
    return unicodedata.normalize("NFC", text.translate(own) if own else text).lower()


@lru_cache(maxsize=64)
def _ranks(lang: str) -> dict[str, int]:
    alphabet = _ALPHABETS.get(lang.partition("-")[0], "abcdefghijklmnopqrstuvwxyz")
    return {sign: place for place, sign in enumerate(unicodedata.normalize("NFC", alphabet))}
