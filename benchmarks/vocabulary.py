"""Invented words, and clauses made of them, in two alphabets.

Only `Random.random()` is drawn from: Python promises its sequence for a seed, and not that of `choice` or `sample`.
Products are the same on every machine, powers need not be, so ranks are squared by multiplication.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

import msgspec

T = TypeVar("T")

WORDS = 2_400
CLAUSES = 4_000

# The beginnings, middles and ends of syllables.
_LATIN_SOUNDS = (
    "b br c cl d dr f fl g gr h j k l m n p pr r s sk sl st t tr v w",
    "a e i o u ai ea ou",
    "n r l s t nd rm rt ck sh st m th ng",
)
_LATIN_COMMON = (
    "the the the the of of of and and to to in in a a that was for on with by at from as it is were had has not this"
    " their its after before under about which who when while into between against without during more than one two"
    " said also only all other new first last year people city office law"
)

_CYRILLIC_SOUNDS = (
    "б бр в г гр д др ж з к кл л м н п пр р с ск сл ст т тр ф х ч ш",
    "а е и о у ы я ю",
    "н р л с т нт рт ск м ч к й в д ть",
)
_CYRILLIC_COMMON = (
    "и и и в в в на на не с по что что к от из о для как это его её их был была были при после до под об который"
    " когда или более чем один два также только все другие новый первый год люди город закон"
)


class Clause(msgspec.Struct, frozen=True, gc=False):
    text: str
    words: int


class Vocabulary(msgspec.Struct, frozen=True, gc=False):
    words: tuple[str, ...]
    """Invented, the frequent ones first."""
    common: tuple[str, ...]
    """Real function words, as often as they should come."""
    clauses: tuple[Clause, ...]
    """Of four to nine words, all lower case."""


def pick(random: Random, items: Sequence[T]) -> T:
    return items[int(random.random() * len(items))]


def pick_long_tail(random: Random, items: Sequence[T]) -> T:
    """One of the items, those at the front much more often: nearly as in Zipf's law."""
    rank = random.random()
    return items[int(rank * rank * rank * len(items))]


def pick_frequent(random: Random, words: Sequence[str]) -> str:
    """As `pick_long_tail`, but with a shorter tail, so that no single word is heard all the time."""
    rank = random.random()
    return words[int(rank * rank * len(words))]


def between(random: Random, least: int, most: int) -> int:
    return least + int(random.random() * (most - least + 1))


def latin(random: Random) -> Vocabulary:
    return _vocabulary(random, _LATIN_SOUNDS, _LATIN_COMMON)


def cyrillic(random: Random) -> Vocabulary:
    return _vocabulary(random, _CYRILLIC_SOUNDS, _CYRILLIC_COMMON)


def _vocabulary(random: Random, sounds: tuple[str, str, str], common_text: str) -> Vocabulary:
    starts, middles, ends = (letters.split() for letters in sounds)
    common = tuple(common_text.split())
    # A dictionary keeps the order of invention; a set would bring in the hash seed.
    invented: dict[str, None] = {}
    while len(invented) < WORDS:
        syllables = between(random, 1, 3)
        stem = "".join(pick(random, starts) + pick(random, middles) for _ in range(syllables))
        invented[stem + pick(random, ends)] = None
    words = tuple(invented)
    clauses = []
    for _ in range(CLAUSES):
        length = between(random, 4, 9)
        chosen = [
            pick(random, common) if random.random() < 0.45 else pick_frequent(random, words) for _ in range(length)
        ]
        clauses.append(Clause(" ".join(chosen), length))
    return Vocabulary(words, common, tuple(clauses))
