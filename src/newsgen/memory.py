"""What a build remembers of the one before it, and leaves for the next."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from newsgen import fingerprint, plan, purged, survey, treatment
from newsgen.article import Source
from newsgen.config import REGISTER, Config
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.fingerprint import Digest
from newsgen.order import Order, Reporter
from newsgen.outcome import Outcome, Snapshot, decode, encode, snapshot
from newsgen.records import Bound
from newsgen.scan import Found, scan, settled
from newsgen.state import DamagedStateError, State
from newsgen.survey import Survey, Underway, folders_of
from newsgen.theme import template_folders
from newsgen.versions import parse_settings
from newsgen.workspace import useless

R = TypeVar("R")

OUTPUTS_A_TICK = 100
"""Outputs that are looked at in the time that starting another process for it takes."""


def with_sound_state(work: Callable[[Order], R], order: Order, reporter: Reporter) -> R:
    """What the work gives; where the state turns out to be damaged, it is begun again without it."""
    try:
        return work(order)
    except DamagedStateError as error:
        # Opening a state does not tell: most damage shows only where it is read.
        reporter.say(useless(error))
        return work(msgspec.structs.replace(order, clean=True))


def begin_survey(order: Order, state: State, workers: Workers) -> Underway:
    """How the output folder differs from what is recorded; found out by other processes where that takes long."""
    if order.drafts:
        return survey.begin(workers, order.output, "")
    workers.prepare(state.count_outputs(str(order.output)) // OUTPUTS_A_TICK)
    return survey.begin(workers, order.output, str(state.path))


def look(site: Path, config: Config, found: Found, static: Found) -> Digest:
    """Everything that a build depends on, as one digest; empty while a file may still change unseen.

    Cleverer skips, by year or by folder, would be wrong: neighbours, terms and links cross every wall.
    """
    templates = [scan(Path(folder), "templates", hidden=True, leftovers=True) for folder in template_folders(site)]
    if any(each.problems for each in (found, static, *templates)):
        return b""  # some of it cannot be seen, or is to be told again
    lists = [each for one in (found, static, *templates) for each in (one.documents, one.files)]
    lists.append(_register(site))
    if not all(settled(each) for each in lists):
        return b""
    return fingerprint.of(parse_settings(config), treatment.recipe(config).digest, purged.key(site), lists)


def _register(site: Path) -> tuple[Source, ...]:
    """The register's file as the file system describes it; nothing where there is none."""
    try:
        status = (site / REGISTER).stat()
    except OSError:
        return ()
    return (Source(REGISTER, status.st_size, status.st_mtime_ns, status.st_ctime_ns),)


def last(order: Order, state: State) -> Snapshot | None:
    """What the last build into this folder saw and told."""
    encoded = None if order.drafts or order.why or order.compare else state.about(f"snapshot {order.output}")
    return decode(encoded) if encoded else None


def remember_folders(order: Order, state: State, surveyed: Survey) -> None:
    if surveyed.folders:
        state.put_folders(str(order.output), surveyed.folders)
        state.commit()


def record(
    order: Order,
    state: State,
    drawn: plan.Plan,
    results: list[plan.Rendered | Problem],
    bound: Iterable[Bound],
    recorded: Iterable[str],
) -> None:
    """`bound` are the sheaves that were opened; of those `recorded` before, the fresh ones stay."""
    folder = str(order.output)
    names = {each.name for each in drawn.fresh}
    for each in bound:
        state.put_sheaf(folder, each)
        names.add(each.name)
    state.drop_sheaves(folder, (name for name in recorded if name not in names))
    if drawn.forgotten:
        state.forgot()
    touched = itertools.chain((output.path for output, _ in drawn.made(results)), drawn.gone)
    state.put_folders(folder, folders_of(order.output, touched))


def note(order: Order, state: State, outcome: Outcome, seen: Digest) -> None:
    """Keep what this build saw and told, so that the next one can see that nothing is to be done."""
    encoded = encode(snapshot(seen, order.now, outcome)) if seen else b""
    state.note(f"snapshot {order.output}", encoded)


def tells(problems: Iterable[Problem], secret: set[str]) -> bool:
    """Whether a problem is an error, or quotes what is not public: neither may be kept."""
    return any(problem.is_error or problem.path in secret for problem in problems)
