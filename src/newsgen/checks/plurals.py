"""Singulars of words, well enough to see that two tags are one: what comes out need not be a word."""

from __future__ import annotations

import re
from types import MappingProxyType

_S = re.compile(r"(?<=[^aious])s$")

_ENDINGS = MappingProxyType(
    {
        # Nominative singular and plural of nouns and adjectives.
        "ru": re.compile(r"(?:ая|яя|ое|ее|ые|ие|ый|ий|ой|ы|и|а|я|о|е|ь|й)$"),
        "uk": re.compile(r"(?:ий|ій|и|і|ї|а|я|о|е|є|ь|й)$"),
        "kk": re.compile(r"(?:[лдт][ае]р)$"),
        "ky": re.compile(r"(?:[лдт][аеоө]р)$"),
        "fr": re.compile(r"(?:s|x)$"),
        "es": re.compile(r"(?:(?<=[dlnrz])es|s)$"),
        "de": re.compile(r"(?:en|e|n|s)$"),
    }
)
_NOT = frozenset({"news", "arms", "customs", "goods", "means", "works", "series", "species", "politics", "physics"})
"""Words of English that say another thing without their `s`, or have no singular."""
_SHORT = 3
"""Letters that must be left."""


def singular(word: str, lang: str) -> str:
    main = lang.partition("-")[0]
    if main in _ENDINGS:
        stem = _ENDINGS[main].sub("", word)
        return stem if len(stem) >= _SHORT else word
    if main != "en" or word in _NOT or len(word) <= _SHORT:
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return _S.sub("", word)
