"""The last look before files move: what is held back must not stand in them, whoever is at fault.

What a public file of the site says itself is no leak.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from newsgen import words
from newsgen.config import FILE_NAME, Config
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.gate import Gate
from newsgen.needles import Needle, Scanner
from newsgen.output import FILE, MOVED_FILE
from newsgen.plan import Plan, Rendered
from newsgen.register import Entry
from newsgen.state import State
from newsgen.write import staged

_COPIED = frozenset({FILE, MOVED_FILE, "host file"})
"""Kinds of output whose bytes are not newsgen's."""


class Hits(msgspec.Struct, frozen=True):
    path: str
    """Of an output."""
    needles: tuple[int, ...]
    """Their places in the list of needles."""


class Search(msgspec.Struct, frozen=True):
    """What a worker needs to look through files of the output folder."""

    output: str
    sought: tuple[Needle, ...]


def search(spec: Search, paths: list[str]) -> list[Hits]:
    scanner = Scanner(spec.sought)
    found = []
    for path in paths:
        try:
            hits = scanner.hits(Path(spec.output, path).read_bytes())
        except OSError:
            continue
        if hits:
            found.append(Hits(path, hits))
    return found


def names(sought: Sequence[Needle], paths: Iterable[str]) -> Iterator[Hits]:
    """Outputs whose very path tells."""
    scanner = Scanner(sought)
    for path in paths:
        if hits := scanner.hits(f"/{path}".encode()):
            yield Hits(path, hits)


def known(sought: Iterable[Needle]) -> bytes:
    """What to remember of the needles that everything was searched for."""
    return b"".join(sorted({needle.print for needle in sought}))


def new(sought: Iterable[Needle], remembered: bytes) -> bool:
    before = {remembered[at : at + 2] for at in range(0, len(remembered), 2)}
    return any(needle.print not in before for needle in sought)


def remember(state: State, output: Path, sought: Iterable[Needle]) -> None:
    state.note(_noted(output), known(sought))


def _noted(output: Path) -> str:
    return f"needles {output}"


class Public(msgspec.Struct, frozen=True):
    """Where to look for what the site says itself."""

    site: Path
    output: Path
    config: Config
    templates: tuple[str, ...]
    gate: Gate
    registered: tuple[Entry, ...]
    """Addresses that were public once are no secret."""


def confirmed(hits: Iterable[Hits], sought: Sequence[Needle], public: Public) -> dict[str, list[Needle]]:
    """The hits by output that nothing public explains."""
    found = list(hits)
    open_ = {index for each in found for index in each.needles}
    for text in _said(public) if open_ else ():
        if not open_:
            break
        open_ -= {index for index in open_ if sought[index].text in text}
    betrayed: dict[str, list[Needle]] = {}
    for each in found:
        if left := [sought[index] for index in each.needles if index in open_]:
            betrayed.setdefault(each.path, []).extend(left)
    return betrayed


def _said(public: Public) -> Iterator[str]:
    """All that the site may say, what is small first."""
    yield _text(public.site / FILE_NAME)
    for folder in public.templates:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                yield _text(path)
    for lang in public.config.all_languages:
        yield "\n".join(form for forms in words.for_language(lang).forms.values() for form in forms)
    yield "\n".join(entry.address for entry in public.registered)
    static = public.site / "static"
    yield "\n".join(path.name for path in static.rglob("*")) if static.is_dir() else ""
    for document in public.gate.addressed:
        yield f"{document.title}\n{document.source}"
    for document in public.gate.readable:
        yield _text(public.site / public.config.content / document.source)
    for gone in public.gate.retracted:
        yield gone.retraction.reason


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def look(
    public: Public,
    sought: Sequence[Needle],
    drawn: Plan,
    results: Iterable[Rendered | Problem],
    state: State,
    workers: Workers,
) -> dict[str, list[Needle]]:
    """What would be betrayed, by output: in what was rendered, and in all that stays when there is something new to
    look for.
    """
    if not sought:
        return {}
    made = list(drawn.made(results))
    hits = [Hits(output.path, file.hits) for output, file in made if file.hits]
    paths = [output.path for output, _ in made]
    if new(sought, state.about(_noted(public.output)) or b""):
        standing = list(drawn.standing())
        paths += [record.path for record in standing]
        # What is copied is a public file of the site itself.
        texts = [record.path for record in standing if record.kind not in _COPIED]
        for some in workers.run(search, Search(str(public.output), tuple(sought)), texts):
            hits += some
    return confirmed([*hits, *names(sought, paths)], sought, public)


def withhold(
    betrayed: Collection[str], drawn: Plan, results: list[Rendered | Problem], staging: Path
) -> tuple[Plan, list[Rendered | Problem]]:
    """The plan and its results without the outputs that would betray something; they leave the staging folder too."""
    if not betrayed:
        return drawn, results
    stay: list[Rendered | Problem] = []
    for stale, result in zip(drawn.stale, results, strict=True):
        if stale.output.path not in betrayed:
            stay.append(result)
        elif isinstance(result, Rendered) and result.moved:
            (staging / staged(stale.output.path, exists=stale.exists)).unlink()
    return drawn.without(betrayed), stay


def problems(leaks: Mapping[str, list[Needle]], config: Config) -> Iterator[Problem]:
    """One for each document that would be betrayed; what it would be is not said."""
    for path, found in sorted(leaks.items()):
        for source, what in sorted({(needle.source, needle.what) for needle in found}):
            yield Problem(
                f"{config.content}/{source}",
                0,
                f"this is held back, and its {what} would stand in {path}, so that is not published",
                "look for a template that says it; if there is none, this is a fault in newsgen: please report it",
                private=True,
            )
