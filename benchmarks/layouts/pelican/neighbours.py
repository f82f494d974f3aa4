"""A plugin for Pelican, which knows no neighbours of its own: each article learns the one before and the one after."""

from __future__ import annotations

from itertools import pairwise

from pelican import signals  # type: ignore[import-not-found]  # installed where Pelican is
from pelican.generators import ArticlesGenerator  # type: ignore[import-not-found]


def introduce(generator: ArticlesGenerator) -> None:
    for newer, older in pairwise(generator.articles):
        newer.older = older
        older.newer = newer


def register() -> None:
    signals.article_generator_finalized.connect(introduce)
