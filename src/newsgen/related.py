"""Which earlier articles belong with an article: those that share most of its terms, and of these the latest.

Only earlier ones, and of each term only the last few before it: so a new article changes no older page, and the work
for one article does not grow with the archive.
"""

from __future__ import annotations

from itertools import compress, islice
from operator import eq

WINDOW = 50
"""Earlier articles of each term that are looked at."""
SHOWN = 5


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
