"""Which earlier articles belong with an article: those that share most of its terms, and of these the latest.

Only earlier ones, and of each term only the last few before it: so a new article changes no older page, and the work
for one article does not grow with the archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, compress, islice, repeat
from operator import eq

from newsgen.fingerprint import SIZE, Digest

WINDOW = 50
"""Earlier articles of each term that are looked at."""
SHOWN = 5

_ROOM = (1 << 8 * SIZE) - 1


def digests(refs: Iterable[Digest], terms: Iterable[Sequence[int]]) -> list[Digest]:
    """For each article that of all earlier ones of its terms that are looked at; NOTHING where there are none.

    `refs` are those of the articles, oldest first; `terms` the places of each term's articles. Which related ones are
    chosen depends on nothing else but their order in time: a page knows whether they may be others than before
    without choosing them. An article counts as often as it shares a term.
    """
    marks = [int.from_bytes(ref, "big") for ref in refs]
    totals = [0] * len(marks)
    for places in terms:
        reached = list(accumulate(map(marks.__getitem__, places), initial=0))
        # The last few before a place are what was reached there, less what was reached where they begin.
        for place, here, there in zip(places, reached, chain(repeat(0, WINDOW), reached), strict=False):
            totals[place] += here - there
    return [(total & _ROOM).to_bytes(SIZE, "big") for total in totals]


def choose(candidates: list[int]) -> tuple[int, ...]:
    """The best of the candidates, each of which is in the list once for each term that it shares; best first.

    Candidates are places in the order of time. The list is sorted on the way.
    """
    candidates.sort()
    levels = [candidates]
    while len(levels[-1]) > 1:
        # Equal ones stand side by side: what is left has one of each fewer. In C, because 100,000 articles ask.
        level = levels[-1]
        levels.append(list(compress(level, map(eq, level, islice(level, 1, None)))))
    chosen: list[int] = []
    for level in reversed(levels):
        for place in reversed(level):
            if place not in chosen:
                chosen.append(place)
                if len(chosen) == SHOWN:
                    return tuple(chosen)
    return tuple(chosen)
