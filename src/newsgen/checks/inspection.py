"""A check, in the order in which it runs: what a build would refuse, then every rule. It publishes nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import msgspec

from newsgen import edition, keeping, lexicon, memory, publication, render, versions
from newsgen.article import Article, Document
from newsgen.bodies import Bodies
from newsgen.checks import examine
from newsgen.checks.archive import Archive, Place
from newsgen.checks.examine import Examined, Reading
from newsgen.checks.finding import Finding
from newsgen.checks.idle import idle_images
from newsgen.checks.table import OF_ARCHIVE, rule_of_warning
from newsgen.config import Config
from newsgen.edition import Edition
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.gate import Gate, Reason
from newsgen.load import Loaded, Recall, load
from newsgen.order import Order, Reporter
from newsgen.output import MOVED, REDIRECT, TOMBSTONE, Output
from newsgen.publication import Publication
from newsgen.register import Forward, Register
from newsgen.rules import BUILD_ERROR
from newsgen.scan import Found, scan
from newsgen.state import State
from newsgen.template_faults import TemplateFault
from newsgen.views import Copy
from newsgen.workspace import FOLDER, locked, opened

_TO_COME: tuple[Reason, ...] = ("draft", "future", "embargo")
"""Why a document is held back that will be public one day."""


class Inspection(msgspec.Struct, frozen=True):
    findings: tuple[Finding, ...]
    """In the order of files and lines; all of them, whatever is silenced."""
    silent: Mapping[str, Collection[str]]
    """File, as the person knows it, to the rules that it is excused from."""
    sources: int


def inspect(order: Order, config: Config, reporter: Reporter, executor: Executor | None = None) -> Inspection:
    """Raises `MachineError`; whatever is wrong with the site is among the findings."""
    return memory.with_sound_state(lambda order: _inspect(order, config, reporter, executor), order, reporter)


def _inspect(order: Order, config: Config, reporter: Reporter, executor: Executor | None) -> Inspection:
    content = order.site / config.content
    settings = versions.parse_settings(config)
    with (
        locked(order.site / FOLDER, reporter.say),
        opened(order.site / FOLDER, settings, reporter.say, clean=order.clean) as state,
        tempfile.TemporaryDirectory(prefix="newsgen-check-") as room,
        Workers(order.jobs, executor) as workers,
    ):
        found = scan(content, config.content, config.exclude)
        static = scan(order.site / "static", "static", hidden=True)
        recall = Recall(found.documents, state)
        loaded = load(recall, state, config, content, workers, order.now, partial(reporter.step, "Reading"))
        loaded = keeping.without_purged(order.site, config, loaded, found.files, state)
        # As if everything were published already: then nothing is left out for what is wrong with something else.
        everything = frozenset(source.path for source in found.documents)
        registered = _registered(order.site)
        settle = partial(
            publication.settle,
            found,
            loaded,
            config,
            order.now,
            published=lambda: everything,
            registered=registered,
        )
        published: Publication = settle(drafts=False)
        gate = published.gate
        state.forget_sources(gate.not_public)
        known = {path: examine.decode_examined(data) for path, data in state.examined().items()}
        _end(state)

        words = lexicon.read(order.site, config, [source.path for source in found.files])
        problems = [*published.problems, *static.problems, *words.problems]
        material = partial(edition.Material, found, static, published, loaded.withdrawn, words, now=order.now)
        progress = partial(reporter.step, "Looking into files")
        whole, refused = _planned(order, config, material, Path(room), state, workers, progress)
        problems += refused

        preview = settle(drafts=True) if any(held.reason in _TO_COME for held in gate.held) else published
        held = {source: reason for source, reason in preview.gate.shown.items() if reason in _TO_COME}
        problems += _problems_of(preview, held, config)
        documents = _in_order(gate, preview, held, loaded)
        spec = examine.Spec(config, str(content), str(state.path))
        texts = _texts(documents, known, spec, workers, partial(reporter.step, "Checking"))
        public = {document.source for document in gate.readable}
        for source, reading in texts.items():
            if source in public and source not in known and reading.hash:
                state.put_examined(source, reading.hash, examine.encode(reading.examined))
        state.commit()

        archive = Archive(
            config=config,
            now=order.now,
            glossary=words.terms,
            documents=documents,
            held=held,
            places=_places(whole) if whole else {},
            own_addresses={source: each.examined.own_addresses for source, each in texts.items()},
            lengths={source: each.examined.length for source, each in texts.items()},
            idle_images=_idle(order, config, found, static, loaded, texts),
        )
    # The same is told twice where two stages find it, each with a hint of its own.
    once = {(problem.path, problem.line, problem.message): problem for problem in reversed(problems)}
    findings = [_of_build(problem) for problem in once.values()]
    findings += [finding for reading in texts.values() for finding in reading.examined.findings]
    findings += [finding for rule in OF_ARCHIVE for finding in rule(archive)]
    absent = {_place(each) for each in findings if each.rule == "missing-picture"}
    # A picture that is not there lacks more than words.
    findings = [each for each in findings if each.rule != "missing-alt" or _place(each) not in absent]
    secret = {archive.path(source) for source in held}
    return Inspection(
        findings=tuple(
            sorted({_private(finding) if finding.problem.path in secret else finding for finding in findings})
        ),
        silent={archive.path(document.source): document.silence for document in documents if document.silence},
        sources=len(found.documents),
    )


def _end(state: State) -> None:
    """Whoever reads a body finds the state at rest. Once something was published it says of what, for builds alone."""
    if state.built:
        state.rollback()
    else:
        state.commit()


def _registered(site: Path) -> Register:
    try:
        return keeping.read(site)[0]
    except ProblemsFound:
        return Register()  # what is wrong with it is told where everything is planned


def _planned(
    order: Order,
    config: Config,
    material: Callable[[Register], edition.Material],
    room: Path,
    state: State,
    workers: Workers,
    progress: Callable[[int, int], None],
) -> tuple[Edition | None, list[Problem]]:
    """Everything that would be published, and what a build would refuse about it."""
    try:
        registered, strange = keeping.read(order.site)
        # Files are looked into, and no picture is made in another size.
        making = edition.making(order.site, room, passing=True, most=0)
        whole = edition.plan(order.site, config, material(registered), room, state, workers, making, progress)
    except ProblemsFound as found:
        return None, [*found.problems]
    finally:
        _end(state)
    problems = [*strange, *whole.problems]
    try:
        keeping.refuse_accident(whole.kept, state, order.accept_loss)
    except ProblemsFound as found:
        problems += found.problems
    bodies = Bodies(str(state.path), str(order.site / config.content), config)
    try:
        problems += _template_faults(whole, bodies)
    finally:
        bodies.close()
    return whole, problems


def _template_faults(whole: Edition, bodies: Bodies) -> Iterator[Problem]:
    """Of two pages of each kind: all of them would take as long as a build."""
    makers = whole.makers
    samples: dict[tuple[str, str], list[Output]] = {}
    for output in whole.outputs:
        if output.template:
            samples.setdefault((output.kind, output.template), []).append(output)
    for outputs in samples.values():
        for output in (outputs[0], outputs[-1])[: len(outputs)]:
            try:
                whole.templates.digest(output.template)
            except TemplateFault as fault:
                yield fault.problem
                break
            view = makers[output.kind].view(output)
            if isinstance(view, Copy):
                continue
            job = render.Job(output.path, output.template, view, output.source, None, exists=False)
            page = render.page(job, view, whole.templates, bodies)
            if isinstance(page, Problem):
                yield page
                break


def _problems_of(preview: Publication, held: Mapping[str, Reason], config: Config) -> Iterator[Problem]:
    """What a build will say of documents that are not public yet, once they are."""
    paths = {f"{config.content}/{source}" for source in held}
    for problem in preview.problems:
        if problem.path in paths:
            yield msgspec.structs.replace(problem, private=True)


def _in_order(gate: Gate, preview: Publication, held: Mapping[str, Reason], loaded: Loaded) -> tuple[Document, ...]:
    """Those that are public or to come; of what is broken now, what it said before is nobody's concern."""
    documents = [*gate.readable, *(each for each in preview.gate.readable if each.source in held)]
    return tuple(sorted((each for each in documents if each.source not in loaded.broken), key=_order))


def _order(document: Document) -> tuple[object, ...]:
    return (0, *document.date.order, document.source) if isinstance(document, Article) else (1, document.source)


def _texts(
    documents: Iterable[Document],
    known: Mapping[str, Examined],
    spec: examine.Spec,
    workers: Workers,
    progress: Callable[[int, int], None],
) -> dict[str, Reading]:
    """What the texts hold, by source: of those that have not changed since, as it was found before."""
    texts = {each.source: Reading(each.source, b"", known[each.source]) for each in documents if each.source in known}
    new = [document for document in documents if document.source not in known]
    done = 0
    for batch in workers.run(examine.read, spec, examine.encoded(new)):
        readings = examine.readings(batch)
        texts.update({reading.source: reading for reading in readings})
        done += len(readings)
        progress(done, len(new))
    return texts


def _places(whole: Edition) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for output in whole.outputs:
        subject = output.subject
        leads_to = ""
        if output.kind == MOVED and isinstance(subject, Forward):
            leads_to = subject.target
        elif output.kind == REDIRECT:
            leads_to = str(getattr(subject, "address", ""))
        places[output.path] = Place(output.path, leads_to, withdrawn=output.kind == TOMBSTONE)
    return places


def _idle(
    order: Order, config: Config, found: Found, static: Found, loaded: Loaded, texts: Mapping[str, Reading]
) -> tuple[str, ...]:
    named = [link.target for reading in texts.values() for link in reading.examined.own_addresses]
    named += [name for reading in texts.values() for name in reading.examined.files]
    return idle_images(order.site, config, found, static, loaded.documents, loaded.broken, named)


def _of_build(problem: Problem) -> Finding:
    rule = BUILD_ERROR if problem.is_error else rule_of_warning(problem.cause)
    return Finding(problem, rule)


def _place(finding: Finding) -> tuple[str, int]:
    return finding.problem.path, finding.problem.line


def _private(finding: Finding) -> Finding:
    return msgspec.structs.replace(finding, problem=msgspec.structs.replace(finding.problem, private=True))
