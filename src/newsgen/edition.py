"""All that a site consists of at one moment, planned and not yet made: what `build` writes and `serve` shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import msgspec

from newsgen import catalogue, derivatives, keeping, register
from newsgen.config import Config
from newsgen.derivatives import Making, Store
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.files import published_files
from newsgen.gate import Gate
from newsgen.keeping import Hosted, Kept
from newsgen.lexicon import Lexicon
from newsgen.output import Kind, Output, Sheaf, sheaves
from newsgen.outputs import Files, Frame, kinds
from newsgen.outputs.frame import site_view
from newsgen.publication import Publication
from newsgen.records import Bound
from newsgen.register import Register
from newsgen.scan import Found
from newsgen.state import State
from newsgen.templating import Templates
from newsgen.theme import template_folders
from newsgen.views import Link, SiteView
from newsgen.workspace import FOLDER


class Edition(msgspec.Struct, frozen=True):
    frame: Frame
    site: SiteView
    templates: Templates
    files: Files
    kept: Kept
    hosted: Hosted
    slips: tuple[Problem, ...] = ()
    """What is wrong in templates and shows on no page."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Of what is copied and of addresses; those of articles are known before."""
        return (*self.files.problems, *self.kept.problems, *self.slips)

    @property
    def sheaves(self) -> list[Sheaf]:
        """Of all outputs, of which there is one for a path."""
        return [*self.kept.sheaves, *sheaves(self.hosted.kind)]

    @property
    def outputs(self) -> list[Output]:
        return [output for sheaf in self.sheaves for output in sheaf.outputs]

    @property
    def makers(self) -> dict[str, Kind]:
        """The kinds of the outputs, by name."""
        return {kind.name: kind for kind in (*self.kept.makers, self.hosted.kind)}


class Material(msgspec.Struct, frozen=True):
    """What an edition is made of."""

    found: Found
    """Below the content folder."""
    static: Found
    published: Publication
    withdrawn: frozenset[str]
    """Sources of which nothing may be shown, though the gate does not know them."""
    lexicon: Lexicon
    registered: Register
    now: dt.datetime


def making(site: Path, room: Path, *, passing: bool, most: int | None = None) -> Making:
    """Where pictures are made: in the folder `room` where it is only `passing` that they are needed."""
    lasting = str(site / FOLDER / derivatives.FOLDER)
    return Making(Store(lasting, str(room / derivatives.FOLDER) if passing else ""), most)


def plan(
    site: Path,
    config: Config,
    material: Material,
    room: Path,
    state: State,
    workers: Workers,
    making: Making,
    progress: Callable[[int, int], None],
    recorded: Mapping[str, Bound] = MappingProxyType({}),
) -> Edition:
    """In the folder `room` is written what hosts are told. What is as it was `recorded` is not planned in full."""
    published, known = material.published, material.lexicon
    gate = published.gate
    existing = {each.path for each in material.found.documents}
    listed = catalogue.build(gate, config, known.terms)
    first = register.identities(material.registered, listed, existing)
    folders = template_folders(site)
    files = published_files(
        site, config, material.found, material.static, folders, published, state, workers, making, progress
    )
    frame = Frame(listed, published.links, material.now, known.words, first, files.album)
    pages = ((page.source, Link(page.title, frame.href(page.address))) for page in gate.pages)
    view = site_view(config, pages, known.terms)
    templates = Templates(folders, view, known.words)
    held = {held.source for held in gate.held} | material.withdrawn
    kept = keeping.complete(site, frame, files, kinds(frame, files), material.registered, existing, held, recorded)
    slips = templates.slips(partial(_templates_of, gate), (*files.assets, *files.static))
    return Edition(frame, view, templates, files, kept, keeping.host(config, frame, kept, room), slips)


def _templates_of(gate: Gate) -> frozenset[str]:
    """Those that public texts ask for."""
    return frozenset(document.template for document in gate.readable)
