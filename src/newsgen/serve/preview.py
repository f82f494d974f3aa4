"""An edition, made page by page as each is asked for."""

from __future__ import annotations

import re
import sqlite3
from collections import OrderedDict
from contextlib import suppress
from html import unescape
from pathlib import Path

from newsgen import derivatives, fingerprint
from newsgen.bodies import Bodies
from newsgen.config import Config
from newsgen.edition import Edition
from newsgen.errors import Problem
from newsgen.fingerprint import Digest
from newsgen.gate import Gate
from newsgen.output import MOVED, REDIRECT, RETRACTION, TOMBSTONE, Output
from newsgen.permalink import href
from newsgen.render import Job, page
from newsgen.serve.answer import HTML, Answer, path_of, type_of
from newsgen.state import State
from newsgen.statefile import read_only
from newsgen.templating import Templates
from newsgen.theme import template_folders
from newsgen.views import Body, Copy, RedirectView

NOT_FOUND = "404.html"
REMEMBERED = 100
"""Pages of which the last good bytes are kept, for the time in which a template is broken."""

_REFERENCE = re.compile(r"""\b(?:src|href|poster)\s*=\s*["']([^"'<>]+)["']""", re.IGNORECASE)


class Texts(Bodies):
    """As for a build, but from what was read since, and beside builds that write to the state meanwhile."""

    def __init__(self, memory: State, state: str, content: str, config: Config) -> None:
        super().__init__(state, content, config)
        self._memory = memory
        self._disk: State | None = None

    def _packed(self, body: Body) -> bytes | None:
        packed = self._memory.body(body.source, body.digest)
        return packed if packed is not None else self._recorded(body.source, body.digest)

    def _recorded(self, source: str, digest: Digest) -> bytes | None:
        """None as well while a build has the state to itself: then the source is read."""
        try:
            if self._disk is None:
                self._disk = read_only(self._path, beside=True)
            return self._disk.body(source, digest)
        except sqlite3.Error:
            self.close()
            return None

    def close(self) -> None:
        super().close()
        if self._disk is not None:
            self._disk.close()
            self._disk = None


class Preview:
    """Not for several threads at once: the session holds its lock around it."""

    def __init__(self, site: Path, edition: Edition, gate: Gate, texts: Texts) -> None:
        self.site = site
        self.edition = edition
        self.gate = gate
        self.texts = texts
        self._templates = edition.templates
        self._makers = edition.makers
        self._outputs = {output.path: output for output in edition.outputs}
        self._held = {held.source: held for held in gate.held if held.source in gate.shown}
        self._good: OrderedDict[str, bytes] = OrderedDict()

    @property
    def root(self) -> str:
        return self.edition.frame.config.root

    def paths(self) -> list[str]:
        """Of all outputs."""
        return sorted(self._outputs)

    def renew_templates(self) -> None:
        """Read the templates again when a page next asks for them."""
        self._templates = Templates(template_folders(self.site), self.edition.site, self.edition.frame.wording)

    def keep_good(self, before: Preview) -> None:
        """Take over what pages were when they could last be made."""
        self._good = before._good

    def answer(self, path: str | None) -> Answer:
        """What hosts answer at the address of the output with that path; None for one that cannot be."""
        output = self._outputs.get(path) if path is not None else None
        if path is not None and output is None and f"{path}/index.html" in self._outputs:
            return Answer(301, location=href(self.root, f"/{path}/"))
        if output is None:
            missing = self._outputs.get(NOT_FOUND)
            return self._made(missing, 404) if missing else Answer(404, HTML, page=True)
        return self._made(output, 410 if output.kind in {RETRACTION, TOMBSTONE} else 200)

    def files_of(self, html: str) -> Digest:
        """Of the files that a page shows, or is shown with, as they are now."""
        stamps = []
        for found in sorted(set(_REFERENCE.findall(html))):
            path = path_of(unescape(found).partition("#")[0].partition("?")[0], self.root)
            output = self._outputs.get(path) if path is not None else None
            if output is not None and isinstance(output.subject, Copy):
                with suppress(OSError):
                    status = Path(output.subject.path).stat()
                    stamps.append((path, status.st_size, status.st_mtime_ns))
        return fingerprint.of(stamps)

    def _made(self, output: Output, status: int) -> Answer:
        view = self._makers[output.kind].view(output)
        if isinstance(view, Copy) and view.kind:
            data = derivatives.read(view, output.path)
            if isinstance(data, Problem):
                return Answer(500, HTML, faults=(data,), page=True)
            return Answer(status, type_of(output.path), data)
        if isinstance(view, Copy):
            return Answer(status, type_of(output.path), file=view.path)
        location = ""
        if output.kind in {REDIRECT, MOVED} and isinstance(view, RedirectView):
            status, location = 301, view.target
        job = Job(output.path, output.template, view, output.source, recorded=None, exists=False)
        made = page(job, view, self._templates, self.texts)
        kind = type_of(output.path)
        held = self._held.get(output.source) if output.source else None
        faults: tuple[Problem, ...] = ()
        if isinstance(made, Problem):
            faults = (made,)
            made = self._good.get(output.path, b"")
            if not made:
                # A feed or a sitemap has no room for what is wrong with it: a page with that comes in its place.
                status, kind = 500, HTML
        else:
            self._keep(output.path, made)
        return Answer(status, kind, made, location, held, "", faults, output.source, page=kind == HTML)

    def _keep(self, path: str, made: bytes) -> None:
        self._good[path] = made
        self._good.move_to_end(path)
        if len(self._good) > REMEMBERED:
            self._good.popitem(last=False)
