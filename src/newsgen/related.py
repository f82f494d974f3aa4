"""Which earlier articles belong with an article: those that share most of its terms, and of these the latest.

Only earlier ones, and of each term only the last few before it: so a new article changes no older page, and the work
for one article does not grow with the archive.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from itertools import compress, islice
from operator import eq

from newsgen import fingerprint
from newsgen.article import Article
from newsgen.fingerprint import SIZE, Digest

WINDOW = 50
"""Earlier articles of each term that are looked at."""
SHOWN = 5

_ROOM = (1 << 8 * SIZE) - 1


class Window:
    """The last few articles of a term, as one number that grows with them in no time: the sum of their marks.

    So a page knows whether its related articles may be others than before, and need not choose them to know.
    """

    __slots__ = ("_marks", "sum")

    def __init__(self) -> None:
        self._marks: deque[int] = deque()
        self.sum = 0

    def add(self, mark: int) -> None:
        self._marks.append(mark)
        self.sum += mark
        if len(self._marks) > WINDOW:
            self.sum -= self._marks.popleft()


def mark(article: Article) -> int:
    """Of what a related article shows, and of its place among those of the same day."""
    return int.from_bytes(fingerprint.of_bytes(article.ref + article.source.encode()), "big")


def digest(windows: Iterable[Window]) -> Digest:
    """Of all articles in them, each as often as it is in one: by that alone, and their order in time, some are chosen.

    Empty where there are none.
    """
    total = sum([window.sum for window in windows])
    return (total & _ROOM).to_bytes(SIZE, "big") if total else b""


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
