"""The site that is served, planned anew from what lies on a shelf; what is shown meanwhile is left alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import msgspec

from newsgen import collector, edition, keeping, lexicon, publication
from newsgen.edition import Edition
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.gate import Gate
from newsgen.load import Loaded
from newsgen.serve.shelf import Listed, Shelf

MOST_PICTURES = 24
"""Pictures that are made at one time: a large archive that was never built is shown, with its pictures as they are."""


class Planned(msgspec.Struct, frozen=True):
    edition: Edition
    gate: Gate
    problems: frozenset[Problem]


def plan(
    shelf: Shelf, listed: Listed, loaded: Loaded, now: dt.datetime, room: Path, progress: Callable[[int, int], None]
) -> Planned:
    """`listed` and `loaded`: what the shelf held at one moment. Raises `ProblemsFound` where nothing can be shown."""
    collector.thaw()
    site, config = shelf.site, shelf.config
    loaded = keeping.without_purged(site, config, loaded, listed.content.files, shelf.memory)
    registered, strange = keeping.read(site)
    # Every source counts as published before: what is wrong with one of them is told, and the rest is shown.
    everything = frozenset(source.path for source in listed.content.documents)
    published = publication.settle(
        listed.content, loaded, config, now, drafts=shelf.drafts, published=lambda: everything, registered=registered
    )
    words = lexicon.read(site, config, [source.path for source in listed.content.files])
    if any(problem.is_error for problem in words.problems):
        raise ProblemsFound(words.problems)
    material = edition.Material(listed.content, listed.static, published, loaded.withdrawn, words, registered, now)
    with Workers(1) as workers:
        making = edition.making(site, room, passing=True, most=MOST_PICTURES)
        planned = edition.plan(site, config, material, room, shelf.memory, workers, making, progress)
    found = {*published.problems, *listed.static.problems, *words.problems, *strange, *planned.problems}
    return Planned(planned, published.gate, frozenset(found))
