"""The site that is served, kept true to its folder: what is shown, what is wrong, and what an edit asks for."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from newsgen import report, schedule, settings
from newsgen.config import FILE_NAME, Config
from newsgen.errors import NewsgenError, Problem, ProblemsFound
from newsgen.executors import Workers
from newsgen.fingerprint import in_order
from newsgen.load import Reading
from newsgen.order import Order, Reporter
from newsgen.outcome import Waiting, waiting
from newsgen.scan import visible
from newsgen.serve import lastbuild, planning, shelf
from newsgen.serve.answer import HTML, Answer, Shown
from newsgen.serve.exchange import awaited, exchange
from newsgen.serve.intake import Due, asked
from newsgen.serve.lastbuild import LastBuild
from newsgen.serve.planning import Planned
from newsgen.serve.preview import Preview, Texts
from newsgen.serve.shelf import TEMPLATES, Listed, Shelf
from newsgen.workspace import FOLDER, STATE_NAME


class Session:
    """`answer` and `take` are quick. `refresh` takes as long as planning does; it runs beside them, once at a time."""

    def __init__(
        self,
        site: Path,
        output: Path,
        clock: Callable[[Config], dt.datetime],
        reporter: Reporter,
        room: Path,
        *,
        drafts: bool,
    ) -> None:
        """`output`: the folder of the last build. `clock`: the time for which the site is shown. `room`: an empty
        folder outside of the site.
        """
        self.site = site
        self.preview: Preview | None = None
        self.unsettled = False
        """Whether a file was passed over that was just being written: it has to be looked for again."""
        self._output = output
        self._clock = clock
        self._reporter = reporter
        self._room = room
        self._drafts = drafts
        self._lock = threading.Lock()
        self._config: Config | None = None
        self._shelf: Shelf | None = None
        self._last: LastBuild | None = None
        self._looked: tuple[Config, Listed] | None = None
        """What `look_back` saw, for the first planning."""
        self._found: frozenset[Problem] = frozenset()
        """Of the edition that is shown."""
        self._refused: tuple[Problem, ...] = ()
        """Why there is no newer edition."""
        self._unfinished = Due.NOTHING
        """What was refused, and must be done again."""
        self._unplanned = False
        """Whether something was taken in that the edition does not show."""
        self._awaited: frozenset[str] = frozenset()
        """Marks that no text may take or lose without planning."""
        self._since: set[str] = set()
        """Sources that were exchanged while the next edition is planned."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        return tuple(sorted({*self._found, *self._refused}))

    @property
    def root(self) -> str:
        """The path of base_url, as far as it is known."""
        if self.preview is not None:
            return self.preview.root
        return self._config.root if self._config is not None else "/"

    @property
    def content(self) -> str:
        """The folder with the articles, as far as it is known."""
        known = self._shelf.config if self._shelf is not None else self._config
        return (known or Config(title="")).content

    @property
    def ready(self) -> bool:
        """Whether every address can be answered, be it with what is wrong."""
        return self.preview is not None or bool(self._refused)

    @property
    def articles(self) -> int:
        """How many are shown."""
        return len(self.preview.gate.articles) if self.preview is not None else 0

    @property
    def held(self) -> tuple[Waiting, ...]:
        """What is not public, be it shown or not."""
        gate = self.preview.gate if self.preview is not None else None
        return waiting((held.reason, held.until) for held in gate.held) if gate is not None else ()

    @property
    def next_change(self) -> dt.datetime | None:
        """When time alone will next change what is shown."""
        if self.preview is None:
            return None
        return schedule.earliest(self.preview.gate, self.preview.edition.frame)

    def show(self, path: str | None) -> Shown | None:
        """What is shown at the path of an output; None while it is not known yet."""
        with self._lock:
            if self.preview is None:
                last, refused = self._last, self._refused
            else:
                answer = self.preview.answer(path)
                html = answer.body.decode() if answer.page else ""
                files = self.preview.files_of(html) if html else b""
                zone = self.preview.edition.frame.config.timezone
                return Shown(answer, self._errors(answer), files, zone)
        if last is not None and (known := last.answer(path)) is not None:
            return Shown(known)
        bare = Answer(500, HTML, page=True)
        return Shown(bare, self._errors(bare)) if refused else None

    def _errors(self, answer: Answer) -> tuple[Problem, ...]:
        """What is wrong, what concerns the page or all pages first."""
        errors = {problem for problem in (*answer.faults, *self.problems) if problem.is_error}
        first = {*answer.faults, *self._refused}
        own = f"{self.content}/{answer.source}"
        ranked = sorted(errors, key=lambda problem: (problem not in first, problem.path != own, problem))
        return tuple(each for problem in ranked for each in report.with_excerpts([problem], self.site))

    def take(self, paths: Iterable[str]) -> Due:
        """Look at what changed, and say what is left to be done for it. Edits of texts are done."""
        with self._lock:
            due = Due.NOTHING
            for path in paths:
                one = self._take(path)
                self._unplanned |= one == Due.PLANNING
                due = max(due, one)
            return due

    def _take(self, path: str) -> Due:
        assets = self.preview.edition.files.assets if self.preview is not None else {}
        due = asked(path, self.site, self.content, self._shelf, assets)
        if self.preview is not None and path.startswith(f"{TEMPLATES}/"):
            self.preview.renew_templates()
        if isinstance(due, Due):
            return due
        if not due.size:
            # Saving empties a file first. Whoever really empties one learns of it a moment later.
            self.unsettled = True
            return Due.NOTHING
        assert self._shelf is not None, "a source is known to a shelf"
        with Workers(1) as workers:
            return max(self._accept(self._shelf, reading) for reading in self._shelf.read([due], workers))

    def _accept(self, known: Shelf, reading: Reading) -> Due:
        """Take in one file that was read; its old text stays until planning where that is needed for it."""
        source = reading.source.path
        before = known.documents.get(source)
        told = self._told(known, source)
        after = known.accept(reading, self._clock(known.config))
        due = Due.SHOWING
        if after is None:
            if known.documents.pop(source, None) is not None:
                return Due.PLANNING
        elif before is None or self.preview is None:
            known.documents[source] = after
            return Due.PLANNING
        elif after is not before:
            if not exchange(self.preview.edition, before, after, self._awaited):
                known.documents[source] = after
                return Due.PLANNING
            self._since.add(source)
        self._found = frozenset((self._found - told) | self._told(known, source))
        return due

    def _told(self, known: Shelf, source: str) -> set[Problem]:
        """What is wrong with a source, as far as it can be told of it alone."""
        told = {*known.said_of(source)}
        document = known.documents.get(source)
        if document is not None and self.preview is not None:
            links = self.preview.edition.frame.links
            if links.published.get(source) is document:
                resolved = links.resolve(document)
                told |= {*resolved.problems, *resolved.dead}
        return told

    def refresh(self, due: Due) -> Due:
        """Plan the site anew, as far as it is due; what is shown meanwhile is what was. Returns what is due again."""
        with self._lock:
            due = max(due, self._unfinished)
            self._since.clear()
        try:
            left = self._renew(due)
        except ProblemsFound as found:
            self._refuse(due, found.problems)
        except NewsgenError as error:
            self._refuse(due, [Problem(FILE_NAME, 0, str(error))])
        except OSError as error:
            # A file that came or went at the wrong moment: its change is told, and planning begins again.
            self._refuse(due, [Problem(visible(str(error.filename)), 0, f"cannot be read: {error.strerror}")])
        else:
            return left
        return Due.NOTHING

    def _refuse(self, due: Due, problems: Iterable[Problem]) -> None:
        with self._lock:
            self._refused = tuple(problems)
            self._unfinished = due
            self._unplanned = True

    def fail(self, told: str) -> None:
        """For an internal error while planning: what is shown stays, and says so."""
        self._refuse(Due.BEGINNING, [Problem("newsgen", 0, told)])

    def _renew(self, due: Due) -> Due:
        known = self._shelf
        if due == Due.LOOKING and known is not None and not _same(settings.load(self.site), known.config):
            due = Due.BEGINNING
        if due == Due.BEGINNING or known is None:
            known = self._begin()
        elif due == Due.LOOKING and not self._look_again(known):
            return Due.NOTHING
        with self._lock:
            self._unplanned = False
            loaded = known.loaded()
            listed = known.listed
        now = self._clock(known.config)
        return self._install(known, planning.plan(known, listed, loaded, now, self._room, self._counted))

    def look_back(self) -> None:
        """Before the first planning: show the last build until then, if it is right."""
        with suppress(NewsgenError):  # planning will meet the same, and tell it
            config, listed = self._look()
            order = Order(self.site, self._output, self._clock(config), drafts=self._drafts)
            last = lastbuild.find(order, config, listed)
            with self._lock:
                self._last, self._looked = last, (config, listed)

    def _look(self) -> tuple[Config, Listed]:
        config = self._config = settings.load(self.site)
        return config, shelf.look(self.site, config)

    def _begin(self) -> Shelf:
        # What changes between two looks is found by the one that follows the start of watching.
        config, listed = self._looked or self._look()
        self._looked = None
        return shelf.read(self.site, config, listed, self._clock(config), self._reporter, drafts=self._drafts)

    def _look_again(self, known: Shelf) -> bool:
        """List the folders again and read what changed; whether the site has to be planned anew for it."""
        listed = shelf.look(self.site, known.config)
        with self._lock:
            if self.preview is not None:
                self.preview.renew_templates()
            new, gone, other = known.differences(listed)
        with Workers(threads=True) as workers:
            readings = known.read(new, workers)
        with self._lock:
            known.put(listed)
            for source in gone:
                known.forget(source)
            dues = [self._accept(known, reading) for reading in readings]
            self._unplanned |= bool(gone) or other or Due.PLANNING in dues
            return self._unplanned

    def _counted(self, done: int, total: int) -> None:
        self._reporter.step("Preparing pictures and files", done, total)

    def _install(self, known: Shelf, planned: Planned) -> Due:
        content = self.site / known.config.content
        texts = Texts(known.memory, str(self.site / FOLDER / STATE_NAME), str(content), known.config)
        preview = Preview(self.site, planned.edition, planned.gate, texts)
        marks = awaited(planned.edition)
        with self._lock:
            self._awaited = marks
            if self.preview is not None:
                preview.keep_good(self.preview)
                self.preview.texts.close()
            if self._shelf is not None and self._shelf is not known:
                self._shelf.memory.close()
            for source in self._since:
                planned.edition.frame.links.followed.pop(source, None)
            self.preview, self._shelf, self._last = preview, known, None
            self._found, self._refused, self._unfinished = planned.problems, (), Due.NOTHING
            stale = {f"{known.config.content}/{source}" for source in self._since}
        # What was told of a text while it was exchanged may be of the old one.
        return Due.PLANNING if any(problem.path in stale for problem in planned.problems) else Due.NOTHING

    def close(self) -> None:
        with self._lock:
            if self.preview is not None:
                self.preview.texts.close()
            if self._shelf is not None:
                self._shelf.memory.close()


def _same(one: Config, other: Config) -> bool:
    """Whether the settings say the same in the same order, which equal ones need not: languages are shown in theirs."""
    return in_order(one) == in_order(other)
