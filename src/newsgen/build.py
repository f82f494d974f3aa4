"""The build, in the order in which it runs."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import msgspec

from newsgen import __version__, catalogue, fingerprint, keeping, leaks, lexicon, plan, publication, render
from newsgen.article import Source
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.fingerprint import Digest
from newsgen.gate import divide
from newsgen.load import Recall, digests, load
from newsgen.outcome import Outcome, Snapshot, decode, encode, snapshot, waiting
from newsgen.outputs import Files, Frame, kinds
from newsgen.outputs.frame import site_view
from newsgen.outputs.sitemaps import next_change
from newsgen.parse import dates_of
from newsgen.publication import Publication
from newsgen.scan import Found, scan, settled
from newsgen.state import DamagedStateError, Record, Seen, State
from newsgen.survey import Survey, compare, folders_of, survey
from newsgen.template_faults import TemplateFault
from newsgen.templating import Templates, default_folder
from newsgen.views import Copy, Link
from newsgen.workspace import FOLDER, locked, opened, useless
from newsgen.write import OutputFolder, machine_error, staging_for

LIBRARIES = ("jinja2", "markdown", "nh3", "pyromark", "babel", "python-slugify", "msgspec", "pyyaml", "tzdata")
"""What the bytes of an output depend on, beside newsgen itself."""


OUTPUTS_A_TICK = 100
"""Outputs that are looked at in the time that starting another process for it takes."""


Result = plan.Rendered | Problem
"""What became of a stale output."""


class Order(msgspec.Struct, frozen=True):
    """What one build is asked to do."""

    site: Path
    """The folder with newsgen.yaml; absolute."""
    output: Path
    """Absolute."""
    now: dt.datetime
    """The build's time; aware."""
    jobs: int | None = None
    drafts: bool = False
    clean: bool = False
    keep_going: bool = False
    why: str = ""
    """Path of an output, relative to the output folder."""
    accept_loss: int = 0
    """How many registered addresses may be lost, though it looks like an accident."""


class Reporter(Protocol):
    """Who is told how a build goes on."""

    def step(self, name: str, done: int, total: int) -> None: ...

    def say(self, sentence: str) -> None: ...


def build(order: Order, config: Config, reporter: Reporter, executor: Executor | None = None) -> Outcome:
    """Bring the output folder up to date. Raises `ProblemsFound` or `MachineError` with the folder as it was.

    `executor` does what would else be done in processes of newsgen's own.
    """
    try:
        return _build(order, config, reporter, executor)
    except DamagedStateError as error:
        # Most damage shows only where it is read. The state is a cache, so the build is begun again without it.
        reporter.say(useless(error))
        return _build(msgspec.structs.replace(order, clean=True), config, reporter, executor)


def _build(order: Order, config: Config, reporter: Reporter, executor: Executor | None) -> Outcome:
    workspace = order.site / FOLDER
    content = order.site / config.content
    settings = _parse_settings(config)
    folders = template_folders(order.site)
    folder = OutputFolder(order.output)
    staging = staging_for(order.output, workspace)
    with (
        locked(workspace, reporter.say),
        opened(workspace, settings, reporter.say, clean=order.clean) as state,
        folder.claimed(staging),
        Workers(order.jobs, executor) as workers,
    ):
        pending = _survey(order, state, workers)
        found = scan(content, config.content, config.exclude)
        static = scan(order.site / "static", "static", hidden=True)
        seen = _look(settings + keeping.purge_key(order.site), found, static, folders, keeping.look(order.site))
        if (last := _last(order, state)) and last.holds(seen, order.now) and not pending.result().differences:
            _remember_folders(order, state, pending.result())
            return last.outcome

        recall = Recall(found.documents, state)
        surveyed = pending.result()  # it reads the state, so nothing may be written there before it has ended
        loaded = load(recall, state, config, content, workers, order.now, partial(reporter.step, "Reading"))
        loaded = keeping.without_purged(order.site, config, loaded, state)
        recorded = {} if order.drafts else state.outputs(str(order.output))
        published = publication.settle(
            found, loaded, config, order.now, drafts=order.drafts, published=_sources_of(recorded)
        )
        known = lexicon.read(order.site, config, [source.path for source in found.files])
        problems = [*published.problems, *static.problems, *known.problems]
        gate = published.gate
        sources = len(found.documents)
        _refuse(problems, order, sources, known.problems)
        state.forget_sources(gate.not_public)

        frame = Frame(catalogue.build(gate, config, known.terms), published.links, order.now, known.words)
        site = site_view(
            config, ((page.source, Link(page.title, frame.href(page.address))) for page in gate.pages), known.terms
        )
        templates = Templates(folders, site, known.words)
        files = _files(order.site, config, found, static, published, templates, state, workers)
        problems += files.problems
        makers = kinds(frame, files)
        held = {held.source for held in gate.held} | loaded.withdrawn
        whole = keeping.complete(order.site, frame, makers, {each.path for each in found.documents}, held)
        problems += whole.problems
        if not order.drafts:
            keeping.refuse_accident(whole, state, order.accept_loss)
        hosted = keeping.host(config, frame, whole, staging.parent)
        outputs, makers = [*whole.outputs, *hosted.kind.outputs()], (*whole.makers, hosted.kind)
        _refuse(problems, order, sources)
        keys = plan.Keys(_versions(), templates.digest)
        try:
            drawn = plan.make(
                outputs,
                keys.of,
                {kind.name: kind.parts for kind in makers},
                recorded,
                surveyed.differences,
                folder.hash_of,
                frozen=published.frozen | _incomplete(published, files),
            )
        except TemplateFault as fault:
            raise ProblemsFound([*problems, fault.problem], sources) from fault
        state.commit()

        sought = () if order.drafts else leaks.needles(loaded, gate, published.links.files, files.published, config)
        spec = render.Spec(
            config=config,
            site=site,
            templates=folders,
            wording=known.words,
            content=str(content),
            state=str(state.path),
            staging=str(staging),
            output=str(order.output),
            key=fingerprint.of(str(staging), time.monotonic_ns()),
            sought=sought,
        )
        jobs = render.Jobs(drawn, {kind.name: kind for kind in makers}, recorded)
        results = _rendered(spec, jobs, workers, reporter)
        public = leaks.Public(order.site, order.output, config, folders, gate, whole.register.entries)
        betrayed = leaks.look(public, sought, drawn, results, state, workers)
        problems += [result for result in results if isinstance(result, Problem)]
        problems += [*leaks.problems(betrayed, config), *hosted.limits(drawn, results)]
        _refuse(problems, order, sources)

        drawn, results = leaks.withhold(betrayed, drawn, results, staging)
        folder.move_in(staging, drawn.gone)
        outcome = Outcome(
            articles=len(gate.articles),
            sources=sources,
            parsed=loaded.parsed,
            written=tuple(output.path for output, file in drawn.made(results) if file.moved),
            unchanged=len(drawn.kept) + sum(not file.moved for _, file in drawn.made(results)),
            removed=drawn.gone,
            held=waiting((held.reason, held.until) for held in gate.held),
            next_change=min(filter(None, (gate.next_change, next_change(frame))), default=None),
            problems=tuple(sorted(set(problems))),
            why=drawn.why(order.why) if order.why else "",
        )
        if not order.drafts:
            secret = {f"{config.content}/{source}" for source in gate.not_public}
            _remember_folders(order, state, surveyed)
            _record(order, state, drawn, results, keys)
            keeping.remember(state, whole)
            leaks.remember(state, order.output, sought)
            hosted.leave(workspace)
            _note(order, state, outcome, seen if seen and not _tells(problems, secret) else b"")
        state.commit()
    return outcome


def ahead(order: Order, config: Config) -> dt.datetime | None:
    """When time alone will next change what is public. Nothing is written, not even into the state."""
    workspace = order.site / FOLDER
    content = order.site / config.content
    with (
        locked(workspace, _nobody),
        opened(workspace, _parse_settings(config), _nobody, clean=False) as state,
        Workers(order.jobs) as workers,
    ):
        found = scan(content, config.content, config.exclude)
        recall = Recall(found.documents, state)
        loaded = load(recall, state, config, content, workers, order.now, _uncounted)
        return divide(loaded.documents, order.now, dates_of(config)).next_change


def _nobody(_: str) -> None:
    """What is printed is one time and nothing else."""


def _uncounted(_done: int, _total: int) -> None:
    """As `_nobody`, of progress."""


def template_folders(site: Path) -> tuple[str, ...]:
    """Where templates are looked for: the site's own first."""
    own = site / "templates"
    return (*([str(own)] if own.is_dir() else []), str(default_folder()))


def _survey(order: Order, state: State, workers: Workers) -> Future[Survey]:
    """How the output folder differs from what is recorded; found out by another process where that takes long."""
    if order.drafts:
        return workers.submit(compare, order.output, Seen([], {}))
    workers.prepare(state.count_outputs(str(order.output)) // OUTPUTS_A_TICK)
    return workers.submit(survey, str(state.path), str(order.output))


def _look(
    settings: Digest, found: Found, static: Found, folders: Iterable[str], register: tuple[Source, ...]
) -> Digest:
    """Everything that a build depends on, as one digest; empty while a file may still change unseen.

    Cleverer skips, by year or by folder, would be wrong: neighbours, terms and links cross every wall.
    """
    templates = [scan(Path(folder), "templates", hidden=True, leftovers=True) for folder in folders]
    if any(each.problems for each in (found, static, *templates)):
        return b""  # some of it cannot be seen, or is to be told again
    lists = [each for one in (found, static, *templates) for each in (one.documents, one.files)]
    lists.append(register)
    return fingerprint.of(settings, lists) if all(settled(each) for each in lists) else b""


def _last(order: Order, state: State) -> Snapshot | None:
    """What the last build into this folder saw and told."""
    encoded = None if order.drafts or order.why else state.about(f"snapshot {order.output}")
    return decode(encoded) if encoded else None


def _remember_folders(order: Order, state: State, surveyed: Survey) -> None:
    if surveyed.folders:
        state.put_folders(str(order.output), surveyed.folders)
        state.commit()


def _record(order: Order, state: State, drawn: plan.Plan, results: list[Result], keys: plan.Keys) -> None:
    folder = str(order.output)
    records = plan.records(drawn.made(results), keys.of)
    state.put_outputs(folder, itertools.chain(records, drawn.renewed), drawn.forgotten)
    touched = itertools.chain((output.path for output, _ in drawn.made(results)), drawn.gone)
    state.put_folders(folder, folders_of(order.output, touched))


def _note(order: Order, state: State, outcome: Outcome, seen: Digest) -> None:
    """Keep what this build saw and told, so that the next one can see that nothing is to be done."""
    encoded = encode(snapshot(seen, order.now, outcome)) if seen else b""
    state.note(f"snapshot {order.output}", encoded)


def _tells(problems: Iterable[Problem], secret: set[str]) -> bool:
    """Whether a problem is an error, or quotes what is not public: neither may be kept."""
    return any(problem.is_error or problem.path in secret for problem in problems)


def _refuse(problems: Iterable[Problem], order: Order, sources: int, whole: Iterable[Problem] = ()) -> None:
    """Unless asked to keep going, a build with errors ends before anything moves.

    `whole` are those among them without which no page would be right: with these nobody goes on.
    """
    grave = whole if order.keep_going else problems
    if any(problem.is_error for problem in grave):
        raise ProblemsFound(set(problems), sources)


def _sources_of(recorded: Mapping[str, Record]) -> frozenset[str]:
    return frozenset(record.source for record in recorded.values() if record.source)


@lru_cache(maxsize=1)
def _versions() -> Digest:
    return fingerprint.of(__version__, [(name, version(name)) for name in LIBRARIES])


def _parse_settings(config: Config) -> Digest:
    """Of whatever decides how a source is read."""
    return fingerprint.in_order(_versions(), config)


def _files(
    site: Path,
    config: Config,
    found: Found,
    static: Found,
    published: Publication,
    templates: Templates,
    state: State,
    workers: Workers,
) -> Files:
    """Everything that is copied, with its digests; what is not published is not even looked into."""
    attached = {path for resolved in published.links.followed.values() for path, _ in resolved.attachments}
    lists = {
        "static": [*static.documents, *static.files],
        config.content: [source for source in found.files if source.path in attached],
    }
    copies: dict[str, dict[str, Copy]] = {}
    problems: list[Problem] = []
    for name, sources in lists.items():
        top = site / name
        known, unread = digests(name, top, sources, state, workers)
        problems += unread
        if not published.gate.shown:
            state.put_files(name, known)
        copies[name] = {path: Copy(str(top / path), digest) for path, (_, digest) in known.items()}
    assets = {
        f"assets/{name}": Copy(str(path), fingerprint.of_bytes(path.read_bytes())) for name, path in templates.assets()
    }
    return Files(assets, static=copies["static"], content=copies[config.content], problems=tuple(problems))


def _incomplete(published: Publication, files: Files) -> frozenset[str]:
    """Documents of whose attachments one could not be read: they stay, attachments and all, as they were."""
    if not files.problems:
        return frozenset()
    return frozenset(
        document.source
        for document in published.gate.readable
        if (resolved := published.links.followed.get(document.source))
        and any(path not in files.content for path, _ in resolved.attachments)
    )


def _rendered(spec: render.Spec, jobs: render.Jobs, workers: Workers, reporter: Reporter) -> list[Result]:
    """One result for each job, in their order."""
    results: list[Result] = []
    try:
        for batch in workers.run(render.render, spec, jobs):
            results += batch
            reporter.step("Writing", len(results), len(jobs))
    except OSError as error:
        raise machine_error(error, Path(spec.output)) from error
    finally:
        render.finish()
    return results
