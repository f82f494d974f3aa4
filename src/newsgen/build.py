"""The build, in the order in which it runs."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import msgspec

from newsgen import __version__, catalogue, fingerprint, plan, publication, render
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.fingerprint import Digest
from newsgen.gate import Held
from newsgen.load import digests, load
from newsgen.outputs import Files, Frame, kinds
from newsgen.outputs.frame import site_view
from newsgen.publication import Publication
from newsgen.scan import Found, scan
from newsgen.state import Record, State
from newsgen.template_faults import TemplateFault
from newsgen.templating import Templates, default_folder
from newsgen.views import Copy, Link
from newsgen.workspace import FOLDER, locked, opened
from newsgen.write import OutputFolder, machine_error, staging_for

LIBRARIES = ("jinja2", "markdown", "nh3", "pyromark", "babel", "python-slugify", "msgspec", "pyyaml", "tzdata")
"""What the bytes of an output depend on, beside newsgen itself."""


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


class Outcome(msgspec.Struct, frozen=True):
    """What a build did."""

    articles: int
    sources: int
    parsed: int
    """Sources that were not known already."""
    written: tuple[str, ...]
    """Files whose bytes are new, relative to the output folder."""
    unchanged: int
    removed: tuple[str, ...]
    held: tuple[Held, ...]
    next_change: dt.datetime | None
    problems: tuple[Problem, ...]
    """Warnings; under --keep-going also errors."""
    why: str


class Reporter(Protocol):
    """Who is told how a build goes on."""

    def step(self, name: str, done: int, total: int) -> None: ...

    def say(self, sentence: str) -> None: ...


def build(order: Order, config: Config, reporter: Reporter) -> Outcome:
    """Bring the output folder up to date. Raises `ProblemsFound` or `MachineError` with the folder as it was."""
    workspace = order.site / FOLDER
    content = order.site / config.content
    folder = OutputFolder(order.output)
    staging = staging_for(order.output, workspace)
    with (
        locked(workspace, reporter.say),
        opened(workspace, _parse_settings(config), reporter.say, clean=order.clean) as state,
        Workers(order.jobs) as workers,
    ):
        folder.claim(staging)
        found = scan(content, config.content, config.exclude)
        loaded = load(
            found.documents, state, config, content, workers, order.now, partial(reporter.step, "Reading")
        )
        recorded = {} if order.drafts else state.outputs(str(order.output))
        published = publication.settle(
            found, loaded, config, order.now, drafts=order.drafts, published=_sources_of(recorded)
        )
        problems = [*published.problems]
        gate = published.gate
        _refuse(problems, order)
        state.forget_sources(gate.not_public)

        frame = Frame(catalogue.build(gate, config), published.links)
        site = site_view(config, ((page.source, Link(page.title, frame.href(page.address))) for page in gate.pages))
        folders = template_folders(order.site)
        templates = Templates(folders, site)
        makers = kinds(frame, _files(order.site, config, found, published, templates, state, workers))
        try:
            outputs = tuple(plan.keyed(makers, _versions(), templates.digest))
        except TemplateFault as fault:
            raise ProblemsFound([*problems, fault.problem]) from fault
        problems += plan.collisions(outputs, config.content)
        _refuse(problems, order)
        drawn = plan.make(
            outputs,
            {kind.name: kind.parts for kind in makers},
            recorded,
            folder.files(),
            folder.hash_of,
            frozen=published.frozen,
        )
        state.commit()

        spec = render.Spec(
            config=config,
            site=site,
            templates=folders,
            content=str(content),
            state=str(state.path),
            staging=str(staging),
            output=str(order.output),
            key=fingerprint.of(str(staging), time.monotonic_ns()),
        )
        jobs = render.Jobs(drawn, {kind.name: kind for kind in makers}, recorded)
        rendered = _rendered(spec, jobs, workers, reporter)
        problems += rendered.problems
        _refuse(problems, order)

        folder.move_in(staging, drawn.gone)
        if not order.drafts:
            state.put_outputs(str(order.output), [*drawn.records(rendered.files), *drawn.renewed], drawn.forgotten)
        state.commit()
    return Outcome(
        articles=len(gate.articles),
        sources=len(found.documents),
        parsed=loaded.parsed,
        written=tuple(file.path for file in rendered.files if file.moved),
        unchanged=len(drawn.kept) + sum(not file.moved for file in rendered.files),
        removed=drawn.gone,
        held=gate.held,
        next_change=gate.next_change,
        problems=tuple(sorted(set(problems))),
        why=drawn.why(order.why) if order.why else "",
    )


def template_folders(site: Path) -> tuple[str, ...]:
    """Where templates are looked for: the site's own first."""
    own = site / "templates"
    return (*([str(own)] if own.is_dir() else []), str(default_folder()))


def _refuse(problems: Iterable[Problem], order: Order) -> None:
    """Unless asked to keep going, a build with errors ends before anything moves."""
    if not order.keep_going and any(problem.is_error for problem in problems):
        raise ProblemsFound(set(problems))


def _sources_of(recorded: Mapping[str, Record]) -> frozenset[str]:
    return frozenset(record.source for record in recorded.values() if record.source)


@lru_cache(maxsize=1)
def _versions() -> Digest:
    return fingerprint.of(__version__, [(name, version(name)) for name in LIBRARIES])


def _parse_settings(config: Config) -> Digest:
    """Of whatever decides how a source is read."""
    return fingerprint.of(_versions(), config)


def _files(
    site: Path,
    config: Config,
    found: Found,
    published: Publication,
    templates: Templates,
    state: State,
    workers: Workers,
) -> Files:
    """Everything that is copied, with its digests; what is not published is not even looked into."""
    documents = published.gate.readable
    attached = {path for document in documents for path, _ in published.links.resolve(document).attachments}
    static = scan(site / "static", "static", hidden=True)
    lists = {
        "static": [*static.documents, *static.files],
        config.content: [source for source in found.files if source.path in attached],
    }
    copies: dict[str, dict[str, Copy]] = {}
    for name, sources in lists.items():
        top = site / name
        try:
            known = digests(name, top, sources, state, workers)
        except OSError as error:
            raise machine_error(error, top) from error
        state.put_files(name, known)
        copies[name] = {path: Copy(str(top / path), digest) for path, (_, digest) in known.items()}
    assets = {
        f"assets/{name}": Copy(str(path), fingerprint.of_bytes(path.read_bytes())) for name, path in templates.assets()
    }
    return Files(assets=assets, static=copies["static"], content=copies[config.content])


class _Rendered(msgspec.Struct, frozen=True):
    files: list[plan.Rendered]
    problems: list[Problem]


def _rendered(spec: render.Spec, jobs: render.Jobs, workers: Workers, reporter: Reporter) -> _Rendered:
    made = _Rendered([], [])
    try:
        for results in workers.run(render.render, spec, jobs):
            for result in results:
                if isinstance(result, Problem):
                    made.problems.append(result)
                else:
                    made.files.append(result)
            reporter.step("Writing", len(made.files) + len(made.problems), len(jobs))
    except OSError as error:
        raise machine_error(error, Path(spec.output)) from error
    return made
