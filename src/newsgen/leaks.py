"""The last look before files move: what is held back must not stand in them, whoever is at fault.

What is looked for are the titles of documents that are held back, their slugs as whole parts of addresses, and the
names of their files. What a public file of the site says itself is no leak.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Literal

import msgspec
from markupsafe import escape

from newsgen import dates, permalink, words
from newsgen.article import Article, Document, Moment
from newsgen.config import FILE_NAME, Config
from newsgen.errors import Problem
from newsgen.executors import Workers
from newsgen.gate import Gate
from newsgen.links import Published
from newsgen.load import Loaded
from newsgen.output import FILE, MOVED_FILE
from newsgen.plan import Plan, Rendered
from newsgen.register import Entry
from newsgen.state import State
from newsgen.write import staged

LETTERS = 6
"""A title with fewer letters says nothing: it stands in half of all pages by chance."""

What = Literal["title", "address", "file's name"]

_COPIED = frozenset({FILE, MOVED_FILE, "host file"})
"""Kinds of output whose bytes are not newsgen's."""

_LETTERS = re.compile(r"[^\W\d_]")
_END = frozenset("/\"'<>?#&()\\ \n\t")


class Needle(msgspec.Struct, frozen=True, order=True):
    """Something that is not public, and must not be in a page."""

    text: str
    what: What
    source: str
    """Of the document that is held back."""

    @property
    def print(self) -> bytes:
        """Enough to notice a new needle, and too little to learn or to confirm what it is."""
        return blake2b(self.text.encode(), digest_size=2).digest()


class Hits(msgspec.Struct, frozen=True):
    path: str
    """Of an output."""
    needles: tuple[int, ...]
    """Their places in the list of needles."""


def needles(
    loaded: Loaded, gate: Gate, files: Collection[str], public_files: Iterable[str], config: Config
) -> tuple[Needle, ...]:
    """What to look for, in order; nothing when nothing is held back.

    `files` are all files below the content folder that are no documents; `public_files` those that are published.
    """
    held = {each.source for each in gate.held}
    if not held and not loaded.withdrawn:
        return ()
    public = gate.addressed
    titles = {document.title for document in public}
    steps = {step for document in public for step in _steps(document)}
    steps |= {
        permalink.slug(label) for article in gate.articles for labels in article.terms.values() for label in labels
    }
    names = {posixpath.basename(path) for path in public_files} | {_stem(document.source) for document in public}
    calendar = _calendar(config.all_languages)
    found: set[Needle] = set()
    for document in loaded.documents:
        source = document.source
        if source not in held:
            continue
        if document.title not in titles and _says_something(document.title, calendar):
            found.add(Needle(document.title, "title", source))
        slug = _slug(document.address)
        if len(slug) > 2 and not slug.isdigit() and slug not in steps:
            found.add(Needle(slug, "address", source))
        found |= {
            Needle(name, "file's name", source)
            for name in _attached(document, files)
            if name not in names and len(name) > 6
        }
    for source in held | loaded.withdrawn:
        stem = _stem(source)
        if len(stem) > 8 and stem not in names and stem not in steps:
            found.add(Needle(stem, "file's name", source))
    return tuple(sorted(found))


def _steps(document: Published) -> Iterator[str]:
    for address in (document.address, *document.aliases):
        yield _slug(address)


def _slug(address: str) -> str:
    return posixpath.splitext(address.rstrip("/").rpartition("/")[2])[0]


def _stem(source: str) -> str:
    folder, name = posixpath.split(source)
    stem = posixpath.splitext(name)[0]
    return posixpath.basename(folder) if stem.partition(".")[0] == "index" else stem


def _attached(document: Document, files: Collection[str]) -> Iterator[str]:
    targets = [link.target for link in document.links if link.embedded]
    if isinstance(document, Article) and document.image is not None:
        targets.append(document.image.target)
    folder, name = posixpath.split(document.source)
    if name.startswith("index.") and folder:
        targets += [path for path in files if path.startswith(f"{folder}/")]
    return (posixpath.basename(target) for target in targets if "://" not in target)


def _says_something(title: str, calendar: frozenset[str]) -> bool:
    letters = "".join(_LETTERS.findall(title)).casefold()
    return len(letters) >= LETTERS and letters not in calendar


@lru_cache(maxsize=8)
def _calendar(languages: tuple[str, ...]) -> frozenset[str]:
    """The letters of all headings of months: `September 2022` is on pages that no article has named."""
    import datetime as dt

    months = [Moment(dt.date(2022, month, 1)) for month in range(1, 13)]
    return frozenset(
        "".join(_LETTERS.findall(form(month, lang))).casefold()
        for lang in languages
        for month in months
        for form in (dates.month_heading, dates.month_name)
    )


class Scanner:
    """Looks for all needles in one pass."""

    def __init__(self, sought: Sequence[Needle]) -> None:
        import ahocorasick

        self._sought = sought
        self._automaton = ahocorasick.Automaton()
        forms: dict[str, list[int]] = {}
        for index, needle in enumerate(sought):
            for form in _forms(needle):
                forms.setdefault(form, []).append(index)
        for form, indices in forms.items():
            self._automaton.add_word(form, (len(form), tuple(indices)))
        self._automaton.make_automaton()

    def hits(self, data: bytes) -> tuple[int, ...]:
        """The needles in the bytes of a file, or in a path."""
        text = data.decode("latin-1")  # bytes as they are: no form is lost to a decoding error
        found: set[int] = set()
        for end, (_, indices) in self._automaton.iter(text):
            for index in indices:
                if self._sought[index].what != "address" or _ends(text, end + 1):
                    found.add(index)
        return tuple(sorted(found))


def _ends(text: str, at: int) -> bool:
    """Whether a part of an address ends there: at a slash, at the end of what it stands in, or at its ending."""
    return at >= len(text) or text[at] in _END or text.startswith(".html", at)


def _forms(needle: Needle) -> set[str]:
    """How the needle is written in HTML, XML, JSON and addresses; each as its bytes, in Latin-1."""
    text = needle.text
    if needle.what == "address":
        forms = {f"/{text}", permalink.href("/", f"/{text}")}
    else:
        forms = {
            text,
            str(escape(text)),
            json.dumps(text)[1:-1],
            json.dumps(text, ensure_ascii=False)[1:-1],
            permalink.href("", f"/{text}"),
        }
    return {form.encode().decode("latin-1") for form in forms}


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
        paths += [record.path for record in drawn.kept]
        # What is copied is a public file of the site itself.
        texts = [record.path for record in drawn.kept if record.kind not in _COPIED]
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
