"""From sources to outputs, in the order in which it goes: what a build does once there is something to do."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import Path

import msgspec

from newsgen import (
    edition,
    fingerprint,
    keeping,
    leaks,
    ledger,
    lexicon,
    memory,
    needles,
    plan,
    publication,
    render,
    schedule,
    versions,
)
from newsgen.comparison import compare
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.files import incomplete
from newsgen.fingerprint import Digest
from newsgen.lexicon import Lexicon
from newsgen.load import Loaded, Recall, load
from newsgen.order import Order, Reporter
from newsgen.outcome import Outcome, waiting
from newsgen.publication import Publication
from newsgen.records import Bound
from newsgen.register import Register
from newsgen.scan import Found
from newsgen.state import State
from newsgen.survey import Survey, Underway
from newsgen.template_faults import TemplateFault
from newsgen.theme import template_folders
from newsgen.workspace import FOLDER
from newsgen.write import OutputFolder


class Bench(msgspec.Struct, frozen=True):
    """What a build has at hand while it lasts."""

    order: Order
    config: Config
    reporter: Reporter
    state: State
    workers: Workers
    folder: OutputFolder
    staging: Path
    found: Found
    """Below the content folder."""
    static: Found
    survey: Underway
    seen: Digest
    """Of all that the build depends on; empty while a file may still change unseen."""


class Read(msgspec.Struct, frozen=True):
    """What the site says, and what is known of its outputs."""

    loaded: Loaded
    published: Publication
    lexicon: Lexicon
    registered: Register
    recorded: Mapping[str, Bound]
    surveyed: Survey
    problems: tuple[Problem, ...]


def produce(bench: Bench) -> Outcome:
    """Raises `ProblemsFound` or `MachineError` with the output folder as it was."""
    order, config, state, staging = bench.order, bench.config, bench.state, bench.staging
    site, sources = order.site, len(bench.found.documents)
    read = _read(bench)
    loaded, published, gate = read.loaded, read.published, read.published.gate
    problems = [*read.problems]
    _refuse(problems, order, sources, read.lexicon.problems)
    state.forget_sources(gate.not_public)

    material = edition.Material(
        bench.found, bench.static, published, loaded.withdrawn, read.lexicon, read.registered, order.now
    )
    folders = template_folders(site)
    making = edition.making(site, staging.parent, passing=order.drafts)
    progress = partial(bench.reporter.step, "Preparing pictures and files")
    whole = edition.plan(site, config, material, staging.parent, state, bench.workers, making, progress, read.recorded)
    problems += whole.problems
    if not order.drafts:
        keeping.refuse_accident(whole.kept, state, order.accept_loss)
    makers, sheaves = whole.makers, whole.sheaves
    _refuse(problems, order, sources)
    keys = plan.Keys(versions.versions(), whole.templates.digest)
    try:
        drawn = ledger.draw(
            sheaves,
            keys,
            {name: kind.parts for name, kind in makers.items()},
            read.recorded,
            read.surveyed.differences,
            bench.folder.hash_of,
            frozen=published.frozen | incomplete(published, whole.files),
        )
    except TemplateFault as fault:
        raise ProblemsFound([*problems, fault.problem], sources) from fault
    state.commit()

    copied = whole.files
    alone = (*copied.static, *copied.assets)
    sought = () if order.drafts else needles.sought(loaded, gate, published.links, alone, copied.content, config)
    spec = render.Spec(
        config=config,
        site=whole.site,
        templates=folders,
        wording=read.lexicon.words,
        content=str(site / config.content),
        state=str(state.path),
        staging=str(staging),
        output=str(order.output),
        key=fingerprint.of(str(staging), time.monotonic_ns()),
        sought=sought,
    )
    jobs = render.jobs_of(drawn, makers)
    results = render.render_all(spec, jobs, bench.workers, partial(bench.reporter.step, "Writing"))
    public = leaks.Public(site, order.output, config, folders, gate, read.registered.entries)
    betrayed = leaks.look(public, sought, drawn, results, state, bench.workers)
    problems += [*render.faults(results), *leaks.problems(betrayed, config), *whole.hosted.limits(drawn, results)]
    _refuse(problems, order, sources)

    drawn, results = leaks.withhold(betrayed, drawn, results, staging)
    bench.folder.move_in(staging, drawn.gone, drawn.replaced(results))
    before = state.outputs(str(order.output)) if order.compare and read.recorded else {}
    outcome = Outcome(
        articles=len(gate.articles),
        sources=sources,
        parsed=loaded.parsed,
        written=tuple(output.path for output, file in drawn.made(results) if file.moved),
        unchanged=drawn.unchanged + sum(not file.moved for _, file in drawn.made(results)),
        removed=drawn.gone,
        held=waiting((held.reason, held.until) for held in gate.held),
        next_change=schedule.earliest(gate, whole.frame),
        problems=tuple(sorted(set(problems))),
        why=drawn.why(order.why) if order.why else "",
        changes=compare(drawn, before, keys, gate, read.registered) if order.compare else None,
    )
    if not order.drafts:
        secret = {f"{config.content}/{source}" for source in gate.not_public}
        memory.remember_folders(order, state, read.surveyed)
        memory.record(order, state, drawn, results, ledger.bind(sheaves, keys, drawn, results), read.recorded)
        keeping.remember(state, whole.kept)
        leaks.remember(state, order.output, sought)
        whole.hosted.leave(site / FOLDER)
        memory.note(order, state, outcome, bench.seen if bench.seen and not memory.tells(problems, secret) else b"")
    state.commit()
    return outcome


def _read(bench: Bench) -> Read:
    order, config, state = bench.order, bench.config, bench.state
    recall = Recall(bench.found.documents, state)
    surveyed = bench.survey.result()  # it reads the state, so nothing may be written there before it has ended
    step = partial(bench.reporter.step, "Reading")
    loaded = load(recall, state, config, order.site / config.content, bench.workers, order.now, step)
    del recall  # with it goes a tenth of what is in memory
    loaded = keeping.without_purged(order.site, config, loaded, bench.found.files, state)
    recorded = {} if order.drafts else state.sheaves(str(order.output))
    registered, strange = keeping.read(order.site)
    published = publication.settle(
        bench.found,
        loaded,
        config,
        order.now,
        drafts=order.drafts,
        published=lambda: _sources_of(recorded) | {entry.source for entry in registered.entries},
        registered=registered,
    )
    known = lexicon.read(order.site, config, [source.path for source in bench.found.files])
    problems = (*published.problems, *bench.static.problems, *known.problems, *strange)
    return Read(loaded, published, known, registered, recorded, surveyed, problems)


def _refuse(problems: Iterable[Problem], order: Order, sources: int, whole: Iterable[Problem] = ()) -> None:
    """Unless asked to keep going, a build with errors ends before anything moves.

    `whole` are those among them without which no page would be right: with these nobody goes on.
    """
    grave = whole if order.keep_going else problems
    if any(problem.is_error for problem in grave):
        raise ProblemsFound(set(problems), sources)


def _sources_of(recorded: Mapping[str, Bound]) -> frozenset[str]:
    return frozenset(record.source for bound in recorded.values() for record in bound.records() if record.source)
