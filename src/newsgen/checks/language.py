"""Whether a text is in the language that it says it is in, as far as its letters tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from newsgen.article import Article
from newsgen.checks.archive import Archive
from newsgen.checks.finding import Finding, finding
from newsgen.checks.manuscript import Manuscript

_SAMPLE = 6_000
"""Characters that are looked at."""
_ENOUGH = 120
"""Letters from which on a text has a script."""
_SURE = 400
"""Letters in which those that only one language has must occur."""

_SCRIPTS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "Latn": re.compile("[A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ]+"),
        "Cyrl": re.compile("[Ѐ-ԯ]+"),
        "Arab": re.compile("[ؠ-يٮ-ۓݐ-ݿ]+"),
        "Grek": re.compile("[Ͱ-Ͽἀ-῾]+"),
        "Hebr": re.compile("[א-ת]+"),
        "Armn": re.compile("[Ա-ֆ]+"),
        "Geor": re.compile("[Ⴀ-ჿᲐ-Ჿ]+"),
        "Deva": re.compile("[ऀ-ॿ]+"),
        "Thai": re.compile("[ก-๎]+"),
        "Kana": re.compile("[ぁ-ヿ]+"),
        "Hani": re.compile("[㐀-䶿一-鿿豈-﫿]+"),
        "Hang": re.compile("[가-힣ᄀ-ᇿ]+"),
    }
)
_PARTS = MappingProxyType({"Jpan": ("Kana", "Hani"), "Kore": ("Hang", "Hani"), "Hans": ("Hani",), "Hant": ("Hani",)})
_NAMES = MappingProxyType(
    {
        "Latn": "Latin", "Cyrl": "Cyrillic", "Arab": "Arabic", "Grek": "Greek", "Hebr": "Hebrew", "Armn": "Armenian",
        "Geor": "Georgian", "Deva": "Devanagari", "Thai": "Thai", "Kana": "Japanese", "Hani": "Chinese",
        "Hang": "Korean",
    }
)  # fmt: skip

_OWN_LETTERS: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "kk": re.compile("[әғқңөұүһі]", re.IGNORECASE),
        "ky": re.compile("[ңөү]", re.IGNORECASE),
        "uk": re.compile("[іїєґ]", re.IGNORECASE),
        "tg": re.compile("[ғӣқӯҳҷ]", re.IGNORECASE),
    }
)
"""Letters that every page in a language has, and that Russian lacks: of a hundred letters, several."""
_FOREIGN_TO_RUSSIAN = re.compile("[әғқңөұүһіїєґӣӯҳҷ]", re.IGNORECASE)
_SHARE = 0.01
_MANY = 0.03

_FOREIGN = re.compile(r"\{[{%].*?[%}]\}|[a-z]{2,8}://[!-~]+", re.DOTALL)
"""What is in Latin letters in any language: template code and addresses."""
_LATIN_TWINS = frozenset("aceopxyiABCEHKMOPTXI")
_CYRILLIC_TWINS = frozenset("асеорхуіАВСЕНКМОРТХІ")
_MIXED = re.compile("[A-Za-z][Ѐ-ԯ]|[Ѐ-ԯ][A-Za-z]")
_CYRILLIC = re.compile("[Ѐ-ԯ]")
_LATIN = re.compile("[A-Za-z]")
_WORD = re.compile("[A-Za-zЀ-ԯ]+")


def wrong_language(manuscript: Manuscript) -> Iterator[Finding]:
    lang = manuscript.document.lang
    sample = manuscript.prose[:_SAMPLE]
    if "{" in sample or "://" in sample:
        sample = _FOREIGN.sub(" ", sample)
    expected = scripts_of(lang)
    if not expected or (expected == ("Latn",) and len(sample.encode("ascii", "ignore")) > len(sample) * 0.9):
        return  # nearly all texts in Latin letters end here, before any letter is counted
    counts = {name: sum(map(len, pattern.findall(sample))) for name, pattern in _SCRIPTS.items()}
    letters = sum(counts.values())
    most = max(counts, key=lambda name: counts[name])
    if letters < _ENOUGH:
        return
    if most not in expected and sum(counts[name] for name in expected) < letters / 3:
        message = f'the text is in {_NAMES[most]} letters, and its language is "{lang}"'
        yield _wrong(manuscript, message)
    elif expected == ("Cyrl",) and counts["Cyrl"] >= _SURE and (message := _another(sample, lang, counts["Cyrl"])):
        yield _wrong(manuscript, message)


def _another(sample: str, lang: str, letters: int) -> str:
    own = _OWN_LETTERS.get(lang.partition("-")[0])
    if own is not None and len(own.findall(sample)) < letters * _SHARE:
        return f'the text has hardly any of the letters that only "{lang}" has: is it in another language?'
    if lang.partition("-")[0] == "ru" and len(_FOREIGN_TO_RUSSIAN.findall(sample)) > letters * _MANY:
        return "the text has many letters that Russian does not have: is it in another language?"
    return ""


def _wrong(manuscript: Manuscript, message: str) -> Finding:
    others = ", ".join(lang for lang in manuscript.languages if lang != manuscript.document.lang)
    hint = f"give its language with `lang:` ({others}), or put the right text in" if others else "look at the text"
    return finding("wrong-language", manuscript.path, manuscript.document.title_line, message, hint)


@lru_cache(maxsize=64)
def scripts_of(lang: str) -> tuple[str, ...]:
    """The scripts in which a language is written; none where that is not known."""
    named = re.search(r"-([A-Z][a-z]{3})(?:-|$)", lang)
    script = named[1] if named else _likely(lang)
    return tuple(name for name in _PARTS.get(script, (script,)) if name in _SCRIPTS)


def _likely(lang: str) -> str:
    from babel.core import get_global

    likely = get_global("likely_subtags")
    tag = likely.get(lang.replace("-", "_")) or likely.get(lang.partition("-")[0], "")
    parts = str(tag).split("_")
    return parts[1] if len(parts) > 1 else ""


def mixed_letters(manuscript: Manuscript) -> Iterator[Finding]:
    if words := confused(manuscript.prose):
        yield _mixed(manuscript.path, manuscript.line(words[0]), words)


def mixed_letters_of_headline(archive: Archive) -> Iterator[Finding]:
    for document in archive.documents:
        terms = document.terms if isinstance(document, Article) else ()
        labels = [label for _, labels in terms for label in labels]
        for said in (document.title, *labels):
            if not said.isascii() and (words := confused(said)):
                line = document.title_line
                yield _mixed(archive.path(document.source), line, words, sought="" if said is document.title else said)


def confused(text: str) -> list[str]:
    """Words of two scripts in which every letter of one of them has a twin in the other."""
    if text.isascii() or not (_CYRILLIC.search(text) and _LATIN.search(text) and _MIXED.search(text)):
        return []
    words = dict.fromkeys(word for word in _WORD.findall(text) if _MIXED.search(word))
    return [word for word in words if _is_confused(word)]


def _is_confused(word: str) -> bool:
    latin = {char for char in word if char.isascii()}
    cyrillic = {*word} - latin
    return len(word) > 2 and (latin <= _LATIN_TWINS or cyrillic <= _CYRILLIC_TWINS)


def _mixed(path: str, line: int, words: list[str], sought: str = "") -> Finding:
    more = f" and {len(words) - 1} more" if len(words) > 1 else ""
    shown = "".join(f"[{char}]" if char.isascii() else char for char in words[0])
    message = f'"{words[0]}"{more}: Latin and Cyrillic letters in one word, the Latin ones in brackets: {shown}'
    return finding("mixed-letters", path, line, message, "type the word again in one alphabet", sought=sought)
