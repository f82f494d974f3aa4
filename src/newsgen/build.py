"""The build, in the order in which it runs."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor
from functools import partial

from newsgen import (
    edition,
    fingerprint,
    keeping,
    leaks,
    lexicon,
    memory,
    needles,
    plan,
    publication,
    render,
    treatment,
    versions,
)
from newsgen.comparison import compare
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.files import incomplete
from newsgen.gate import divide
from newsgen.load import Recall, load
from newsgen.order import Order, Reporter
from newsgen.outcome import Outcome, waiting
from newsgen.outputs.sitemaps import next_change
from newsgen.parse import dates_of
from newsgen.scan import scan
from newsgen.state import Record
from newsgen.template_faults import TemplateFault
from newsgen.workspace import FOLDER, locked, opened
from newsgen.write import OutputFolder, staging_for


def build(order: Order, config: Config, reporter: Reporter, executor: Executor | None = None) -> Outcome:
    """Bring the output folder up to date. Raises `ProblemsFound` or `MachineError` with the folder as it was.

    `executor` does what would else be done in processes of newsgen's own.
    """
    return memory.with_sound_state(lambda order: _build(order, config, reporter, executor), order, reporter)


def _build(order: Order, config: Config, reporter: Reporter, executor: Executor | None) -> Outcome:
    workspace = order.site / FOLDER
    content = order.site / config.content
    settings = versions.parse_settings(config)
    folders = edition.template_folders(order.site)
    folder = OutputFolder(order.output)
    staging = staging_for(order.output, workspace)
    with (
        locked(workspace, reporter.say),
        opened(workspace, settings, reporter.say, clean=order.clean) as state,
        folder.claimed(staging),
        Workers(order.jobs, executor) as workers,
    ):
        pending = memory.begin_survey(order, state, workers)
        found = scan(content, config.content, config.exclude)
        static = scan(order.site / "static", "static", hidden=True)
        decisive = settings + treatment.recipe(config).digest + keeping.purge_key(order.site)
        seen = memory.look(decisive, found, static, folders, keeping.look(order.site))
        if (last := memory.last(order, state)) and last.holds(seen, order.now) and not pending.result().differences:
            memory.remember_folders(order, state, pending.result())
            return last.outcome

        recall = Recall(found.documents, state)
        surveyed = pending.result()  # it reads the state, so nothing may be written there before it has ended
        loaded = load(recall, state, config, content, workers, order.now, partial(reporter.step, "Reading"))
        del recall  # with it goes a tenth of what is in memory
        loaded = keeping.without_purged(order.site, config, loaded, state)
        recorded = {} if order.drafts else state.outputs(str(order.output))
        registered, strange = keeping.read(order.site)
        published = publication.settle(
            found,
            loaded,
            config,
            order.now,
            drafts=order.drafts,
            published=_sources_of(recorded) | {entry.source for entry in registered.entries},
        )
        known = lexicon.read(order.site, config, [source.path for source in found.files])
        problems = [*published.problems, *static.problems, *known.problems, *strange]
        gate = published.gate
        sources = len(found.documents)
        _refuse(problems, order, sources, known.problems)
        state.forget_sources(gate.not_public)

        material = edition.Material(found, static, published, loaded.withdrawn, known, registered, order.now)
        making = edition.making(order.site, staging.parent, passing=order.drafts)
        progress = partial(reporter.step, "Preparing pictures and files")
        whole = edition.plan(order.site, config, material, staging.parent, state, workers, making, progress)
        problems += whole.problems
        if not order.drafts:
            keeping.refuse_accident(whole.kept, state, order.accept_loss)
        makers = whole.makers
        _refuse(problems, order, sources)
        keys = plan.Keys(versions.versions(), whole.templates.digest)
        try:
            drawn = plan.make(
                whole.outputs,
                keys.of,
                {name: kind.parts for name, kind in makers.items()},
                recorded,
                surveyed.differences,
                folder.hash_of,
                frozen=published.frozen | incomplete(published, whole.files),
            )
        except TemplateFault as fault:
            raise ProblemsFound([*problems, fault.problem], sources) from fault
        state.commit()

        files = whole.files.published
        sought = () if order.drafts else needles.sought(loaded, gate, published.links.files, files, config)
        spec = render.Spec(
            config=config,
            site=whole.site,
            templates=folders,
            wording=known.words,
            content=str(content),
            state=str(state.path),
            staging=str(staging),
            output=str(order.output),
            key=fingerprint.of(str(staging), time.monotonic_ns()),
            sought=sought,
        )
        jobs = render.jobs_of(drawn, makers, recorded)
        results = render.render_all(spec, jobs, workers, partial(reporter.step, "Writing"))
        public = leaks.Public(order.site, order.output, config, folders, gate, registered.entries)
        betrayed = leaks.look(public, sought, drawn, results, state, workers)
        problems += [*render.faults(results), *leaks.problems(betrayed, config), *whole.hosted.limits(drawn, results)]
        _refuse(problems, order, sources)

        drawn, results = leaks.withhold(betrayed, drawn, results, staging)
        folder.move_in(staging, drawn.gone, drawn.replaced(results))
        outcome = Outcome(
            articles=len(gate.articles),
            sources=sources,
            parsed=loaded.parsed,
            written=tuple(output.path for output, file in drawn.made(results) if file.moved),
            unchanged=len(drawn.kept) + sum(not file.moved for _, file in drawn.made(results)),
            removed=drawn.gone,
            held=waiting((held.reason, held.until) for held in gate.held),
            next_change=min(filter(None, (gate.next_change, next_change(whole.frame))), default=None),
            problems=tuple(sorted(set(problems))),
            why=drawn.why(order.why) if order.why else "",
            changes=compare(drawn, recorded, keys, gate, registered) if order.compare else None,
        )
        if not order.drafts:
            secret = {f"{config.content}/{source}" for source in gate.not_public}
            memory.remember_folders(order, state, surveyed)
            memory.record(order, state, drawn, results, keys)
            keeping.remember(state, whole.kept)
            leaks.remember(state, order.output, sought)
            whole.hosted.leave(workspace)
            memory.note(order, state, outcome, seen if seen and not memory.tells(problems, secret) else b"")
        state.commit()
    return outcome


def ahead(order: Order, config: Config) -> dt.datetime | None:
    """When time alone will next change what is public. Nothing is written, not even into the state."""
    workspace = order.site / FOLDER
    content = order.site / config.content
    with (
        locked(workspace, _nobody),
        opened(workspace, versions.parse_settings(config), _nobody, clean=False) as state,
        Workers(order.jobs) as workers,
    ):
        found = scan(content, config.content, config.exclude)
        recall = Recall(found.documents, state)
        loaded = load(recall, state, config, content, workers, order.now, _uncounted)
        return divide(loaded.documents, order.now, dates_of(config)).next_change


def _nobody(_: str) -> None:
    """Hears what is said and tells nobody: what is printed is one time alone."""


def _uncounted(_done: int, _total: int) -> None:
    """As `_nobody`, of progress."""


def _refuse(problems: Iterable[Problem], order: Order, sources: int, whole: Iterable[Problem] = ()) -> None:
    """Unless asked to keep going, a build with errors ends before anything moves.

    `whole` are those among them without which no page would be right: with these nobody goes on.
    """
    grave = whole if order.keep_going else problems
    if any(problem.is_error for problem in grave):
        raise ProblemsFound(set(problems), sources)


def _sources_of(recorded: Mapping[str, Record]) -> frozenset[str]:
    return frozenset(record.source for record in recorded.values() if record.source)
