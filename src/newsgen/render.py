"""Stale outputs to files in the staging folder: the task that workers carry out in batches."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from newsgen import derivatives, fingerprint
from newsgen.bodies import Bodies
from newsgen.config import Config
from newsgen.errors import Problem, ProblemsFound
from newsgen.executors import Encoded, Items, Workers
from newsgen.fingerprint import Digest
from newsgen.needles import Needle, Scanner
from newsgen.output import Kind
from newsgen.permalink import address_of
from newsgen.plan import Plan, Rendered, Stale
from newsgen.template_faults import TemplateFault
from newsgen.templating import Templates
from newsgen.views import Copy, SiteView, View
from newsgen.wording import Wording
from newsgen.write import machine_error, staged


class Spec(msgspec.Struct, frozen=True):
    """All that a worker needs to render any output of one build."""

    config: Config
    site: SiteView
    templates: tuple[str, ...]
    """Folders, the site's own first."""
    wording: Wording
    content: str
    state: str
    """Path of the state's file."""
    staging: str
    output: str
    key: bytes
    """Equal for the same build, so that a worker sets up once."""
    sought: tuple[Needle, ...] = ()
    """What must not stand in a page."""


class Job(msgspec.Struct, frozen=True):
    path: str
    template: str
    view: View | Copy
    source: str
    """The document that it is the page of, for messages; may be empty."""
    recorded: Digest | None
    """Of the file that lies there now, if it is as newsgen left it."""
    exists: bool
    """Whether any file lies there."""


ALONE = 600
"""Pages that are made in the time in which another process has started and compiled the templates."""

_decoder: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)


def jobs_of(plan: Plan, makers: Mapping[str, Kind]) -> Encoded[Stale]:
    """The jobs of a plan, encoded; a view is made when its batch is sent, so that never all of them are in memory."""

    def encoded(stale: Stale) -> bytes:
        output = stale.output
        record = stale.record if stale.intact else None
        job = Job(
            path=output.path,
            template=output.template,
            view=makers[output.kind].view(output),
            source=output.source,
            recorded=record.hash if record is not None else None,
            exists=stale.exists,
        )
        # A fifth of what pickle takes for the same, on both sides.
        return msgspec.msgpack.encode(job)

    return Encoded(plan.stale, encoded)


def render(spec: Spec, jobs: list[bytes]) -> list[Rendered | Problem]:
    renderer = _Renderer.of(spec)
    return [renderer.run(_decoder.decode(job)) for job in jobs]


def page(job: Job, view: View, templates: Templates, bodies: Bodies) -> bytes | Problem:
    """The file that the job's template makes of the view."""
    try:
        return templates.render(job.template, view, bodies.html).encode()
    except TemplateFault as fault:
        return _at(fault.problem, job)
    except ProblemsFound as found:
        return found.problems[0]


def render_all(
    spec: Spec, jobs: Items[bytes], workers: Workers, progress: Callable[[int, int], None]
) -> list[Rendered | Problem]:
    """One result for each job, in their order."""
    results: list[Rendered | Problem] = []
    try:
        for batch in workers.run(render, spec, jobs, alone=ALONE):
            results += batch
            progress(len(results), len(jobs))
    except OSError as error:
        raise machine_error(error, Path(spec.output)) from error
    finally:
        _Renderer.close()
    return results


class _Renderer:
    """A worker's templates and bodies, kept from batch to batch."""

    _kept = threading.local()
    """In an executor of threads each has its own: neither a connection to the state nor a template is shared."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.templates = Templates(spec.templates, spec.site, spec.wording)
        self.bodies = Bodies(spec.state, spec.content, spec.config)
        self.scanner = Scanner(spec.sought) if spec.sought else None
        self.folders: set[str] = set()
        """Those in the staging folder that hold others, and are there."""

    @classmethod
    def of(cls, spec: Spec) -> _Renderer:
        current: _Renderer | None = getattr(cls._kept, "renderer", None)
        if current is None or current.spec.key != spec.key:
            current = cls._kept.renderer = cls(spec)
        return current

    @classmethod
    def close(cls) -> None:
        current: _Renderer | None = getattr(cls._kept, "renderer", None)
        if current is not None:
            current.bodies.close()
            cls._kept.renderer = None

    def run(self, job: Job) -> Rendered | Problem:
        if isinstance(job.view, Copy):
            return self._copy(job, job.view)
        data = page(job, job.view, self.templates, self.bodies)
        if isinstance(data, Problem):
            return data
        digest = fingerprint.of_bytes(data)
        hits = self.scanner.hits(data) if self.scanner else ()
        if job.exists and (same := self._unchanged(job, digest, len(data))):
            return msgspec.structs.replace(same, hits=hits) if hits else same
        place = self._place(job)
        # Four calls to the system where open() makes seven: there are as many files as articles, and more.
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
        try:
            written = os.write(descriptor, data)
            while written < len(data):
                written += os.write(descriptor, data[written:])
            status = os.fstat(descriptor)
        finally:
            os.close(descriptor)
        return Rendered(status.st_size, status.st_mtime_ns, digest, moved=True, hits=hits)

    def _copy(self, job: Job, copy: Copy) -> Rendered | Problem:
        if copy.kind:
            return self._cleaned(job, copy)
        try:
            size = os.stat(copy.path).st_size
            if job.exists and (same := self._unchanged(job, copy.digest, size)):
                return same
            place = self._place(job)
            shutil.copyfile(copy.path, place)
        except FileNotFoundError:
            return Problem(os.path.relpath(copy.path), 0, "this file vanished while the site was built", "build again")
        status = os.stat(place)
        return Rendered(status.st_size, status.st_mtime_ns, copy.digest, moved=True)

    def _cleaned(self, job: Job, copy: Copy) -> Rendered | Problem:
        if job.exists and (same := self._unchanged(job, copy.digest, copy.size)):
            return same
        data = derivatives.read(copy, job.path if copy.made else os.path.relpath(copy.path))
        if isinstance(data, Problem):
            return data
        place = self._place(job)
        with open(place, "xb") as file:
            file.write(data)
        status = os.stat(place)
        return Rendered(status.st_size, status.st_mtime_ns, copy.digest, moved=True)

    def _unchanged(self, job: Job, digest: Digest, size: int) -> Rendered | None:
        """What to record if the file that lies there has these bytes already."""
        place = Path(self.spec.output, job.path)
        status = place.lstat()
        if not stat.S_ISREG(status.st_mode):
            return None
        if job.recorded is not None:
            same = job.recorded == digest
        else:
            same = status.st_size == size and fingerprint.of_bytes(place.read_bytes()) == digest
        if not same:
            return None
        return Rendered(status.st_size, status.st_mtime_ns, digest, moved=False)

    def _place(self, job: Job) -> str:
        """Where the file is staged. Most files are alone in their folder, so it is made without looking."""
        path = staged(job.path, exists=job.exists)
        if job.exists:
            return f"{self.spec.staging}/{path}"
        inside, _, _ = path.rpartition("/")
        above, _, _ = inside.rpartition("/")
        if above not in self.folders:
            self._make(above)
            self.folders.add(above)
        if inside not in self.folders:
            self._make(inside)
        return f"{self.spec.staging}/{path}"

    def _make(self, folder: str) -> None:
        """Below the staging folder; nearly always the one above it is there."""
        place = f"{self.spec.staging}/{folder}"
        try:
            os.mkdir(place)
        except FileExistsError:
            pass
        except FileNotFoundError:
            os.makedirs(place, exist_ok=True)


_AT = " (at "


def _at(problem: Problem, job: Job) -> Problem:
    """The template's problem, with the page at which it showed."""
    page = f"{_AT}{job.source or address_of(job.path)})"
    return msgspec.structs.replace(problem, message=problem.message + page)


def faults(results: Iterable[Rendered | Problem]) -> list[Problem]:
    """The problems among the results. What is wrong in one line of a template shows at a thousand pages, and is told
    once, with the first of them.
    """
    found: dict[tuple[str, int, str], list[Problem]] = {}
    for result in results:
        if isinstance(result, Problem):
            found.setdefault((result.path, result.line, result.message.rpartition(_AT)[0]), []).append(result)
    told: list[Problem] = []
    for (_, _, message), same in found.items():
        if message and len(same) > 1:
            first = same[0].message.removesuffix(")")
            told.append(msgspec.structs.replace(same[0], message=f"{first} and {len(same) - 1:,} more)"))
        else:
            told += same
    return told
