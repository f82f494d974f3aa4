"""The articles of a made-up archive, as values that each generator's layout is written from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from random import Random

import msgspec

from benchmarks import prose
from benchmarks.vocabulary import Vocabulary, between, cyrillic, latin, pick, pick_frequent, pick_long_tail

FIRST_YEAR = 1996
LAST_YEAR = 2025

SECTIONS = ("News", "Reports", "Courts", "Elections", "Prisons", "Press", "Borders", "Letters")

_TOPICS = (
    "court prison press border land water school hospital election police"
    " army village union mine river language church housing labour family"
)
_ASPECTS = "reform records strike inquiry appeal closure budget health safety rights history protest survey amnesty law"
TAGS = tuple(f"{topic} {aspect}" for aspect in _ASPECTS.split() for topic in _TOPICS.split())
"""Three hundred, the frequent ones first."""

_GIVEN = (
    "Arvo Belda Corin Delse Emmer Fenna Galt Hesper Ivor Jorun Kestra Lorn Mirel Nadden Orsa Perrin Quill Runa Sorrel"
    " Tavin"
)
_FAMILY = (
    "Aldrane Brask Calloway-Fenn Dorrim Eskel Farrowin Grenth Hallard Imsen Jarrod-Vey Kolbrin Larkem Mostyr Nevrin"
    " Ostrand Pellam Quarn Rostev Selwin Tammerik Ulvane Vennor Wexley-Tarn Yarrin Zelm Ardent-Koss Birrel Crannick"
    " Dunmarsh Everil"
)


def _authors(given: list[str], family: list[str]) -> tuple[str, ...]:
    # 60 is the least common multiple of 20 and 30, so that no two are named alike.
    return tuple(f"{given[n % 20]} {family[n * 7 % 30]}" for n in range(60))


AUTHORS = _authors(_GIVEN.split(), _FAMILY.split())

CYRILLIC_SHARE = 0.04


class Key(msgspec.Struct, frozen=True, gc=False):
    """What an article is found by: no two of an archive share both."""

    date: dt.date
    slug: str

    @property
    def path(self) -> str:
        """Of its source, relative to the folder of all sources."""
        return f"{self.date.year}/{self.date.month:02}/{self.date.isoformat()}-{self.slug}.md"

    @property
    def address(self) -> str:
        """From the site's root; the same for every generator."""
        return f"/{self.date.year}/{self.date.month:02}/{self.date.day:02}/{self.slug}/"


class Quote(msgspec.Struct, frozen=True, gc=False):
    """A source that an article names."""

    title: str
    url: str


class Mend(msgspec.Struct, frozen=True, gc=False):
    """A correction."""

    date: dt.date
    text: str


class Story(msgspec.Struct, frozen=True, gc=False):
    key: Key
    title: str
    section: str
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    summary: str
    markdown: str
    time: str = ""
    """`HH:MM`, or empty where only the day is known."""
    updated: dt.date | None = None
    sources: tuple[Quote, ...] = ()
    corrections: tuple[Mend, ...] = ()
    links: tuple[Key, ...] = ()
    """Other articles that the body links to, in the order of their markers."""
    cyrillic: bool = False

    def body(self, *, link_to_sources: bool) -> str:
        """The Markdown, its links leading to the other sources by relative paths, or to their addresses."""
        text = self.markdown
        for position, key in enumerate(self.links):
            target = f"../../{key.path}" if link_to_sources else key.address
            text = text.replace(prose.link_marker(position), f"({target})")
        return text

    @property
    def when(self) -> str:
        """`2022-09-28` or `2022-09-28 10:30`."""
        return f"{self.key.date.isoformat()} {self.time}".rstrip()


def stories(count: int, seed: int) -> Iterator[Story]:
    """The archive's articles in the order of their days, oldest first: the same for a seed on every machine."""
    random = Random(seed)  # noqa: S311  # sameness is what is wanted of it
    newsroom = _Newsroom(random, latin(random), cyrillic(random))
    earlier: list[Key] = []
    slugs_of_day: set[str] = set()
    day: dt.date | None = None
    for date in _days(count):
        if date != day:
            day = date
            slugs_of_day = set()
        story = _story(newsroom, date, earlier, slugs_of_day)
        slugs_of_day.add(story.key.slug)
        earlier.append(story.key)
        yield story


def _days(count: int) -> Iterator[dt.date]:
    """Thirty years in which the archive's yearly growth itself grows to four times the first year's."""
    first = dt.date(FIRST_YEAR, 1, 1)
    days = [first + dt.timedelta(n) for n in range((dt.date(LAST_YEAR + 1, 1, 1) - first).days)]
    weights = [(10 + day.year - FIRST_YEAR) * (5 if day.weekday() < 5 else 2) for day in days]
    total = sum(weights)
    position = 0
    reached = weights[0]
    for number in range(count):
        # Whole numbers only, so that no machine rounds an article into the next day.
        while (2 * number + 1) * total >= 2 * count * reached:
            position += 1
            reached += weights[position]
        yield days[position]


class _Newsroom(msgspec.Struct, frozen=True):
    random: Random
    latin: Vocabulary
    cyrillic: Vocabulary


def _story(newsroom: _Newsroom, date: dt.date, earlier: list[Key], taken: set[str]) -> Story:
    random = newsroom.random
    in_cyrillic = random.random() < CYRILLIC_SHARE
    vocabulary = newsroom.cyrillic if in_cyrillic else newsroom.latin
    chosen = [pick_frequent(random, vocabulary.words) for _ in range(between(random, 3, 5))]
    slug = "-".join(pick_frequent(random, newsroom.latin.words) for _ in chosen) if in_cyrillic else "-".join(chosen)
    if slug in taken:
        slug = f"{slug}-{len(taken)}"
    links: tuple[Key, ...] = ()
    if earlier and random.random() < 0.3:
        links = tuple(dict.fromkeys(pick(random, earlier) for _ in range(between(random, 1, 2))))
    text = prose.body(random, vocabulary, len(links))
    return Story(
        key=Key(date, slug),
        title=_title(random, vocabulary, chosen),
        section=pick_frequent(random, SECTIONS),
        tags=_some(random, TAGS, 5, pick_long_tail),
        authors=_some(random, AUTHORS, 3, pick_frequent),
        summary=prose.sentence(random, vocabulary, 2),
        markdown=text.markdown,
        # In the daytime: no clock of any zone is changed at these hours.
        time=f"{between(random, 7, 21):02}:{between(random, 0, 59):02}" if random.random() < 0.5 else "",
        updated=date + dt.timedelta(between(random, 1, 90)) if random.random() < 0.12 else None,
        sources=_sources(random, vocabulary) if random.random() < 0.3 else (),
        corrections=_corrections(random, vocabulary, date) if random.random() < 0.03 else (),
        links=links,
        cyrillic=in_cyrillic,
    )


def _title(random: Random, vocabulary: Vocabulary, chosen: list[str]) -> str:
    words = [chosen[0]]
    for word in chosen[1:]:
        if random.random() < 0.5:
            words.append(pick(random, vocabulary.common))
        words.append(word)
    title = " ".join(words).capitalize()
    if random.random() < 0.1:
        return f"{title}: {pick(random, vocabulary.clauses).text}"
    return title


def _some(
    random: Random, items: tuple[str, ...], most: int, pick_one: Callable[[Random, Sequence[str]], str]
) -> tuple[str, ...]:
    wanted = between(random, 1, most)
    return tuple(dict.fromkeys(pick_one(random, items) for _ in range(wanted)))


def _sources(random: Random, vocabulary: Vocabulary) -> tuple[Quote, ...]:
    return tuple(
        Quote(
            title=pick(random, vocabulary.clauses).text.capitalize(),
            url=f"https://records.example/{between(random, 1000, 99999)}",
        )
        for _ in range(between(random, 1, 3))
    )


def _corrections(random: Random, vocabulary: Vocabulary, date: dt.date) -> tuple[Mend, ...]:
    return (Mend(date + dt.timedelta(between(random, 1, 60)), prose.sentence(random, vocabulary, 2)),)
