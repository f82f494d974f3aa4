"""Languages by their BCP 47 tags: which are known, what they are called, which way they are written."""

from __future__ import annotations

import difflib
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import msgspec

if TYPE_CHECKING:
    from babel import Locale

Direction = Literal["ltr", "rtl"]

NAMED_FORMATS = ("short", "medium", "long", "full")
"""Formats of dates that each language fills in its own way; any other format is a fixed pattern."""

_PARTICLES = {
    "ar": frozenset({"في"}),
    "de": frozenset({"den", "der", "um", "uhr"}),
    "en": frozenset({"the", "of", "on", "at"}),
    "es": frozenset({"del", "el", "a", "las"}),
    "fr": frozenset({"le", "à"}),
    "kk": frozenset({"жыл", "жылы", "жылғы"}),
    "ky": frozenset({"жыл", "жылы", "жылдын"}),
    "ru": frozenset({"год", "года", "в"}),
    "uk": frozenset({"рік", "року", "о"}),
}
"""What people write around a date and Babel's patterns do not show."""

_literals = re.compile(r"'([^']+)'").findall
_letters = re.compile(r"[^\W\d_]+").findall

_tag = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*").fullmatch


def _copied(value: Any) -> Any:
    """The value with mappings of its own all the way down; nothing else in a locale's data is ever written to.

    `copy.deepcopy` asks twenty times as long about each number and each word.
    """
    if isinstance(value, dict):
        return {key: _copied(each) for key, each in value.items()}
    return tuple(map(_copied, value)) if type(value) is tuple else value


@lru_cache(maxsize=1)
def _locale_type() -> type[Locale]:
    from babel import Locale, localedata

    class OwnLocale(Locale):
        """A locale with data of its own.

        Babel's locales share what they inherit and write into it what they looked up for themselves: after a page in
        Chinese, months in French would be Chinese. What is inherited must be copied before anything is looked up.
        """

        _own: localedata.LocaleDataDict | None = None

        @property
        def _data(self) -> localedata.LocaleDataDict:
            if self._own is None:
                self._own = localedata.LocaleDataDict(_copied(dict(localedata.load(str(self)).items())))
            return self._own

    return OwnLocale


@lru_cache(maxsize=256)
def locale_of(tag: str) -> Locale:
    """What Babel knows of a language; ValueError for a tag that it does not know.

    Everything that asks Babel for a language's words or numbers gives it this locale, never a tag.
    """
    from babel import UnknownLocaleError

    if not _tag(tag):
        raise ValueError(tag)
    try:
        locale = _locale_type().parse(tag, sep="-")
    except UnknownLocaleError:
        raise ValueError(tag) from None
    # Babel resolves `und`, the undetermined language, to English.
    if locale.language != tag.partition("-")[0].lower():
        raise ValueError(tag)
    return locale


def known_language(tag: str) -> bool:
    """True for a tag that Babel has month names and plural rules for: `ru`, `pt-BR`, `zh-Hant`."""
    try:
        locale_of(tag)
    except ValueError:
        return False
    return True


def direction(tag: str) -> Direction:
    return "rtl" if is_rtl(tag) else "ltr"


@lru_cache(maxsize=256)
def is_rtl(tag: str) -> bool:
    """True for a language that is written from right to left."""
    return known_language(tag) and locale_of(tag).text_direction == "rtl"


@lru_cache(maxsize=256)
def language_name(tag: str) -> str:
    """The language's name in itself: `русский`, `português (Brasil)`; the tag where no name is known."""
    return (known_language(tag) and locale_of(tag).get_display_name()) or tag


def english_name(tag: str) -> str:
    """The language's name in English: `Russian`; the tag where no name is known."""
    return (known_language(tag) and locale_of(tag).get_display_name("en")) or tag


@lru_cache(maxsize=64)
def nearest_language(word: str) -> str:
    """The tag that was probably meant by what is none: a name, a country's code, an underscore; empty when unclear."""
    from babel.languages import get_official_languages

    wanted = word.strip().replace("_", "-")
    if known_language(wanted):
        return wanted
    official = get_official_languages(wanted.upper())
    if official:
        # `kz` is meant for Kazakh, although Kazakhstan's list begins with Russian.
        return next((tag for tag in official if tag[0] == wanted[:1].lower()), official[0])
    main, _, rest = wanted.partition("-")
    if rest and known_language(main):
        return main
    english = {name.lower(): tag for tag, name in locale_of("en").languages.items() if known_language(tag)}
    meant = _near(wanted.lower(), english) if wanted.isascii() else ""
    if meant or len(wanted) < 4:
        return meant
    # Names of languages in themselves are spread over hundreds of files: seconds, spent only on what looks like one.
    return _near(wanted.lower(), {language_name(tag).lower(): tag for tag in english.values()})


def _near(word: str, tags: dict[str, str]) -> str:
    close = [word] if word in tags else difflib.get_close_matches(word, tags, n=1, cutoff=0.75)
    return tags[close[0]] if close else ""


class CalendarWords(msgspec.Struct, frozen=True):
    """The words that dates hold in some languages, in lower case."""

    months: dict[str, int]
    """Full and short names, in the forms of a date and of a heading, to numbers from 1; never a name of two months."""
    silent: frozenset[str]
    """Names of weekdays and words such as `de` and `года`, which add nothing to the date."""


@lru_cache(maxsize=64)
def calendar_words(tags: tuple[str, ...]) -> CalendarWords:
    months: dict[str, set[int]] = {}
    silent: set[str] = set()
    if any(tag.partition("-")[0] == "en" for tag in tags):
        months["sept"] = {9}  # which Babel knows in British English alone
    for locale in [locale_of(tag) for tag in tags if known_language(tag)]:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    months.setdefault(_word(name), set()).add(number)
                silent |= {_word(name) for name in locale.days[context][width].values()}
        for name in NAMED_FORMATS:
            for literal in _literals(locale.date_formats[name].pattern):
                silent |= set(_letters(literal.casefold()))
        silent |= _PARTICLES.get(locale.language, frozenset())
    certain = {name: numbers.pop() for name, numbers in months.items() if len(numbers) == 1 and not name.isdigit()}
    return CalendarWords(certain, frozenset(silent - {""}))


def _word(name: str) -> str:
    return name.casefold().rstrip(".")
