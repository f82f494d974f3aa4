"""What betrays a document that is held back, and how it is found in a file or a path.

That is its title, its slug as a whole part of an address, and the names of its files.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import Literal

import msgspec
from markupsafe import escape

from newsgen import dates, permalink
from newsgen.article import Article, Document, Moment
from newsgen.config import Config
from newsgen.gate import Gate
from newsgen.links import Published
from newsgen.load import Loaded

LETTERS = 6
"""A title with fewer letters says nothing: it stands in half of all pages by chance."""

What = Literal["title", "address", "file's name"]

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


def sought(
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
